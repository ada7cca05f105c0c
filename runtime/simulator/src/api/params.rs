//! Parameters of the query.

use super::{Call, Refusal, refusal};
use crate::data::Window;

/// A parameter of an operation.
#[derive(Debug)]
pub(crate) struct Param {
    name: String,
    form: Form,
    required: bool,
}

/// What a parameter's value looks like.
#[derive(Debug)]
enum Form {
    Text,
    Integer,
    Number,
    Boolean,
    /// One of these words.
    OneOf(Vec<String>),
    /// Several of these words, with commas.
    SomeOf(Vec<String>),
}

impl Param {
    /// From the words of the file: `integer`, `string(enum: artist|user)`.
    pub(crate) fn read(name: String, form: &str, required: bool) -> Self {
        let words = form.split_once("enum: ").map(|(_, rest)| rest.trim_end_matches([')', '>']));
        let words = words.map(|words| words.split('|').map(str::to_owned).collect());
        let form = match (form, words) {
            (_, Some(words)) if form.starts_with("array") => Form::SomeOf(words),
            (_, Some(words)) => Form::OneOf(words),
            ("integer", None) => Form::Integer,
            ("number", None) => Form::Number,
            ("boolean", None) => Form::Boolean,
            (_, None) => Form::Text,
        };
        Self { name, form, required }
    }

    fn check(&self, call: &Call<'_>) -> Result<(), Refusal> {
        let Some(value) = call.query(&self.name) else {
            let elsewhere = call.body.get(&self.name).is_some();
            let missing = self.required && !elsewhere;
            return if missing { Err(refusal::missing(&self.name)) } else { Ok(()) };
        };
        let good = match &self.form {
            Form::Text => self.name != "market" || is_market(value),
            Form::Integer => value.parse::<i64>().is_ok(),
            Form::Number => value.parse::<f64>().is_ok_and(f64::is_finite),
            Form::Boolean => matches!(value, "true" | "false"),
            Form::OneOf(words) => words.iter().any(|word| word == value),
            Form::SomeOf(words) => value.split(',').all(|it| words.iter().any(|word| word == it)),
        };
        if good { Ok(()) } else { Err(refusal::invalid(&self.name)) }
    }
}

/// Two letters, or the market of the user.
fn is_market(value: &str) -> bool {
    let is_code = value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_uppercase());
    is_code || value == "from_token"
}

/// Whether all parameters are there and in their form.
pub(crate) fn check(call: &Call<'_>) -> Result<(), Refusal> {
    let params = &call.operation.params;
    params.iter().try_for_each(|param| param.check(call))?;
    if params.iter().any(|param| param.name == "limit") {
        window(call)?;
    }
    Ok(())
}

/// What part of a list is asked for.
pub(crate) fn window(call: &Call<'_>) -> Result<Window, Refusal> {
    let (default, most) = limits(&call.operation.id, call.caller.development_mode);
    let limit = number(call, "limit", default)?;
    if !(1..=most).contains(&limit) {
        return Err(refusal::invalid("limit"));
    }
    let offset = number(call, "offset", 0)?;
    if call.operation.id == "search" && offset > LAST_OFFSET_OF_SEARCH {
        return Err(refusal::invalid("offset"));
    }
    Ok(Window { limit, offset })
}

/// What lies further back is not shown.
const LAST_OFFSET_OF_SEARCH: usize = 1000;

/// The default and the maximum of `limit`. Some are shorter for apps in development mode since
/// February 2026.
fn limits(operation: &str, development_mode: bool) -> (usize, usize) {
    match operation {
        "search" | "get-an-artists-albums" if development_mode => (5, 10),
        "get-playlists-items" | "get-playlists-tracks" | "get-recommendations" => (20, 100),
        _ => (20, 50),
    }
}

fn number(call: &Call<'_>, name: &str, default: usize) -> Result<usize, Refusal> {
    let Some(text) = call.query(name) else { return Ok(default) };
    text.parse().map_err(|_| refusal::invalid(name))
}
