//! FS506: what is sent fits the grant

use super::Rule;
use super::example::{self, Example};
use super::fs636::DEVICE;
use crate::flow::{Action, Parameter, SlotId, Source};
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, is_code, requests, whole};
use crate::resolve::Subject;
use crate::suggest;

pub(crate) const RULE: Rule = Rule {
    id: "FS506",
    severity: Severity::Error,
    summary: "what is sent fits the grant",
    why: "RFC 6749 sections 4.1 to 4.4 and 6: each grant has its own words. A refresh that sends `grant_type=authorization_code` fails in an hour, not in a test.",
    example: Example::of(
        example::PKCE_GRANT,
        r#"grant_type = "refresh_token""#,
        r#"grant_type = "authorization_code""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    let awaited = awaited(subject);
    let awaited = awaited.as_slice();
    for sent in all.iter().filter(|sent| sent.front || sent.asks) {
        asks(awaited, sent, report);
        kinds(sent, report);
    }
    for sent in all {
        apps_own(subject, sent, report);
        resource(sent, report);
    }
    for sent in all.iter().filter(|sent| !sent.front) {
        if matches!(sent.literal("grant_type"), Some("password" | DEVICE)) {
            // These grants have rules of their own.
            continue;
        }
        sends_the_code(subject, sent, report);
        sends_the_refresh_token(subject, sent, report);
        let wanted = wanted(subject, sent);
        let Some(wanted) = wanted else {
            says_its_grant(sent, report);
            continue;
        };
        let found = sent.literal("grant_type");
        if found == Some(wanted) {
            continue;
        }
        let message = match found {
            Some(found) => format!("`grant_type` is `{found}`, and must be `{wanted}` here"),
            None => format!("the request does not say `grant_type = \"{wanted}\"`"),
        };
        let problem = Problem::error(RULE.id, sent.place_of("grant_type"), message)
            .help(format!("write `grant_type = \"{wanted}\"`"));
        // An app's own grant has other names at some providers.
        let slip = |it: &str| {
            it.eq_ignore_ascii_case(wanted) || suggest::is_one_letter_apart(it, wanted)
        };
        let own = wanted == "client_credentials" && found.is_some_and(|it| !slip(it));
        let severity = if own { Severity::Warning } else { Severity::Error };
        report.push(Problem { severity, ..problem });
    }
}

/// Each token request says its grant type, whatever it is.
fn says_its_grant(sent: &Sent, report: &mut Report) {
    if sent.token && sent.parameter("grant_type").is_none() {
        let message =
            format!("`{}` asks for a token, and does not say its `grant_type`", sent.name);
        report.push(
            Problem::error(RULE.id, &sent.whole, message)
                .help("write it as the provider documents it: `grant_type = \"...\"`"),
        );
    }
}

/// The grant type of a request, as far as its parameters or the grant's name tell it.
fn wanted(subject: &Subject, sent: &Sent) -> Option<&'static str> {
    if sent.renewal {
        return Some("refresh_token");
    }
    // Whatever else it sends.
    if sent.token && sent.spends_a_code(&subject.flow).is_some() {
        return Some("authorization_code");
    }
    if sent.parameter("refresh_token").is_some() {
        return Some("refresh_token");
    }
    if sent.parameter("code").is_some() {
        return Some("authorization_code");
    }
    (subject.flow.grant == "client_credentials" && sent.token).then_some("client_credentials")
}

/// What the callbacks read.
fn awaited(subject: &Subject) -> Vec<&'static str> {
    let callbacks = subject.flow.transitions.iter().filter_map(|step| match &step.action {
        Action::Callback(callback) => Some(callback),
        Action::Redirect(_) | Action::Post(_) => None,
    });
    let code = callbacks.clone().any(|it| it.bind.iter().any(|bind| bind.parameter == "code"));
    let token = callbacks.clone().any(|callback| callback.token);
    code.then_some("code").into_iter().chain(token.then_some("token")).collect()
}

/// An authorization request says who asks, and for what its callback reads.
fn asks(awaited: &[&str], sent: &Sent, report: &mut Report) {
    let mut add = |parameter: &str, value: &str| {
        let message = format!("the request does not say `{parameter} = \"{value}\"`");
        report.push(
            Problem::error(RULE.id, sent.place_of(parameter), message)
                .help(format!("write `{parameter} = \"{value}\"`")),
        );
    };
    if sent.front && sent.parameter("client_id").is_none() {
        add("client_id", "{client_id}");
    }
    let said = sent.literal("response_type").unwrap_or_default();
    let lacks = |wanted: &&str| !said.split(' ').any(|word| word == *wanted);
    // What was pushed said it there.
    if sent.asks && awaited.iter().any(lacks) {
        add("response_type", &awaited.join(" "));
    }
}

/// What may be asked for (OAuth 2.0 Multiple Response Types), each once.
fn kinds(sent: &Sent, report: &mut Report) {
    let Some(kinds) = sent.literal("response_type") else { return };
    let words: Vec<&str> = kinds.split(' ').collect();
    let again = |(nth, word): (usize, &&str)| words.iter().take(nth).any(|it| it == word);
    if words.iter().enumerate().any(again) {
        let message = format!("`{}` asks twice for the same", kinds.escape_debug());
        report.push(
            Problem::error(RULE.id, sent.place_of("response_type"), message)
                .help("name each kind of answer once"),
        );
    }
}

/// Who asks, and where the answer goes, is the app's to say.
fn apps_own(subject: &Subject, sent: &Sent, report: &mut Report) {
    for name in ["client_id", "redirect_uri"] {
        let Some(nth) = sent.parameter(name) else { continue };
        let value = sent.value(name).and_then(whole).and_then(|id| subject.flow.slot(id));
        if value.is_some_and(|slot| slot.name == name) {
            continue;
        }
        let message = format!("`{name}` is not the app's");
        report.push(
            Problem::error(RULE.id, sent.place(nth), message)
                .label("another app, or another place, would get the answer")
                .help(format!("write `{name} = \"{{{name}}}\"`: the app brings it")),
        );
    }
}

/// RFC 8707 section 2: what a token is for is named by an absolute URI.
fn resource(sent: &Sent, report: &mut Report) {
    let Some(uri) = sent.literal("resource") else { return };
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let absolute = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    if !uri.is_empty() && (!absolute || uri.contains('#')) {
        let message = format!("the resource `{}` is no absolute URI", uri.escape_debug());
        report.push(
            Problem::error(RULE.id, sent.place_of("resource"), message)
                .help("write it as in \"https://api.example.com/\""),
        );
    }
}

/// RFC 6749 section 6: a refresh token is sent under its own name.
fn sends_the_refresh_token(subject: &Subject, sent: &Sent, report: &mut Report) {
    let token = |id: SlotId| {
        subject.flow.slot(id).is_some_and(|slot| slot.source == Source::Token)
    };
    let other = |it: &Parameter| it.name != "refresh_token" && it.value.slots().any(token);
    if !sent.renewal
        || sent.literal("grant_type") != Some("refresh_token")
        || sent.parameter("refresh_token").is_some()
    {
        return;
    }
    // One that is sent nowhere has a rule of its own.
    if let Some(nth) = sent.parameters.iter().position(other) {
        report.push(
            Problem::error(RULE.id, sent.place(nth), "no server looks for a refresh token here")
                .help("write `refresh_token = \"{refresh_token}\"`"),
        );
    }
}

/// The grant of a code sends the code that came back.
fn sends_the_code(subject: &Subject, sent: &Sent, report: &mut Report) {
    if sent.renewal || sent.literal("grant_type") != Some("authorization_code") {
        return;
    }
    let came = |id: &SlotId| is_code(&subject.flow, *id);
    if sent.value("code").and_then(whole).filter(came).is_some() {
        return;
    }
    report.push(
        Problem::error(RULE.id, sent.place_of("code"), "the code that came back is not sent")
            .help("write `code = \"{code}\"`"),
    );
}
