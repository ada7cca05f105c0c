//! Bodies of requests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Operation, Refusal, refusal};
use crate::record::RecordedRequest;

/// What an operation takes as a body.
#[derive(Debug)]
pub(crate) enum Body {
    /// Nothing; what comes is not looked at.
    None,
    /// A JSON object with these members, which may be missing altogether.
    Json(Vec<Member>),
    /// A picture in base64.
    Image,
}

/// A member of a JSON object.
#[derive(Debug)]
pub(crate) struct Member {
    name: String,
    form: String,
    required: bool,
}

impl Body {
    /// From the words of the file: `optional: application/json {ids: array<string> (required)}`.
    pub(crate) fn read(words: &str) -> Self {
        if words.contains("image/jpeg") {
            return Self::Image;
        }
        let members = words.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
        members.map_or(Self::None, |(members, _)| {
            Self::Json(members.split(", ").filter_map(Member::read).collect())
        })
    }
}

impl Member {
    fn read(words: &str) -> Option<Self> {
        let (name, form) = words.split_once(": ")?;
        let (form, required) =
            form.strip_suffix(" (required)").map_or((form, false), |form| (form, true));
        Some(Self { name: name.to_owned(), form: form.to_owned(), required })
    }

    fn check(&self, request: &RecordedRequest, body: &Value) -> Result<(), Refusal> {
        let Some(value) = body.get(&self.name) else {
            // Lists of ids and URIs may stand in the query instead.
            let missing = self.required && request.query(&self.name).is_none();
            return if missing { Err(refusal::missing(&self.name)) } else { Ok(()) };
        };
        let all = |is: fn(&Value) -> bool| value.as_array().is_some_and(|all| all.iter().all(is));
        let good = match self.form.as_str() {
            "array<string>" => all(Value::is_string),
            "array<object>" => all(Value::is_object),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64(),
            "object" => value.is_object(),
            _ => value.is_string(),
        };
        if good { Ok(()) } else { Err(refusal::unreadable_body()) }
    }
}

/// The largest picture, in bytes of base64.
const MAX_IMAGE: usize = 256 * 1024;

/// The body of a request, if it is as the operation takes it; null where there is none.
pub(crate) fn read(operation: &Operation, request: &RecordedRequest) -> Result<Value, Refusal> {
    match &operation.body {
        Body::None => Ok(Value::Null),
        Body::Image => image(&request.body).map(|()| Value::Null),
        Body::Json(members) => {
            let body = if request.body.is_empty() { Value::Null } else { object(&request.body)? };
            members.iter().try_for_each(|member| member.check(request, &body))?;
            Ok(body)
        }
    }
}

fn object(body: &[u8]) -> Result<Value, Refusal> {
    let read: Option<Value> = serde_json::from_slice(body).ok();
    read.filter(Value::is_object).ok_or_else(refusal::unreadable_body)
}

fn image(body: &[u8]) -> Result<(), Refusal> {
    if body.is_empty() {
        return Err(Refusal::new(400, "Missing required field: body"));
    }
    if body.len() > MAX_IMAGE {
        return Err(Refusal::new(413, "Image is too large"));
    }
    let picture = STANDARD.decode(body).ok();
    // Each JPEG begins with these bytes.
    let is_jpeg = picture.is_some_and(|bytes| bytes.starts_with(&[0xff, 0xd8]));
    if is_jpeg { Ok(()) } else { Err(Refusal::new(400, "Invalid image")) }
}
