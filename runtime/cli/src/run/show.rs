//! What was sent and what came back, with secrets masked.

use serde_json::{Map, Value};
use spotify_flow::bytes::Bytes;
use spotify_flow::http::{HeaderMap, Request, Response};
use spotify_flow_spec::Flow;
use spotify_flow_spec::flow::{Callback, Post};
use url::{Url, form_urlencoded};

use super::mask::{Mask, answer_is_secret, says_why, sent_is_secret};
use crate::output::print_line;

/// The way of the browser to the authorization server. What it carries anybody on the way may see:
/// a flow that sends a secret there does not pass the rules.
pub(super) fn redirect(url: &str, mask: &Mask) {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    print_line(format!("  the browser goes to: GET {}", mask.text(base)));
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        parameter(&name, &mask.text(&value));
    }
    print_line(format!("  which is:\n\n{url}"));
}

/// What the browser brought back, in either part of the URL: some servers put their errors in the
/// other one.
pub(super) fn callback(flow: &Flow, step: &Callback, callback: &str, mask: &mut Mask) {
    let base = Url::parse("http://127.0.0.1/").ok();
    let Ok(url) = Url::options().base_url(base.as_ref()).parse(callback.trim()) else { return };
    let bindings: Vec<_> = step.expect.iter().chain(&step.bind).collect();
    for (place, part) in [("query", url.query()), ("fragment", url.fragment())] {
        let Some(part) = part.filter(|part| !part.is_empty()) else { continue };
        print_line(format!("  the browser came back with, in the {place}:"));
        for (name, value) in form_urlencoded::parse(part.as_bytes()) {
            let secret = answer_is_secret(flow, &bindings, &name);
            parameter(&mask.text(&name), &mask.value(&value, secret));
        }
    }
}

/// A request of the back channel.
pub(super) fn request(flow: &Flow, post: &Post, request: &Request<Bytes>, mask: &mut Mask) {
    let uri = mask.text(&request.uri().to_string());
    print_line(format!("  sent: {} {uri}", request.method()));
    headers(request.headers());
    for (name, value) in form_urlencoded::parse(request.body()) {
        let secret = sent_is_secret(flow, &post.form, &name);
        parameter(&name, &mask.value(&value, secret));
    }
}

/// The answer to it.
pub(super) fn response(flow: &Flow, post: &Post, response: &Response<Bytes>, mask: &mut Mask) {
    print_line(format!("  came back: {}", response.status()));
    headers(response.headers());
    let Ok(members) = serde_json::from_slice::<Map<String, Value>>(response.body()) else {
        let length = response.body().len();
        print_line(format!("    a body of {length} bytes that is no JSON object"));
        return;
    };
    let bindings: Vec<_> = post.bind.iter().collect();
    let refused = !response.status().is_success();
    let is_secret =
        |name: &str| answer_is_secret(flow, &bindings, name) && !(refused && says_why(name));
    // Secrets first: a later member may repeat one.
    let (secret, plain): (Vec<_>, Vec<_>) = members.iter().partition(|(name, _)| is_secret(name));
    for (name, value) in secret {
        parameter(&mask.text(name), &mask.value(value.as_str().unwrap_or_default(), true));
    }
    for (name, value) in plain {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // What is inside has names of its own, of which nothing is known.
        let nested = value.is_object() || value.is_array();
        parameter(&mask.text(name), &mask.value(&text, nested));
    }
}

/// Names alone: one of the values is the client secret.
fn headers(headers: &HeaderMap) {
    let names: Vec<&str> = headers.keys().map(|name| name.as_str()).collect();
    print_line(format!("    headers: {}", names.join(", ")));
}

fn parameter(name: &str, value: &str) {
    print_line(format!("    {name} = {value}").trim_end());
}
