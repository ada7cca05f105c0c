//! FS506: what is sent fits the grant

use super::Rule;
use crate::report::{Problem, Report, Severity};
use crate::flow::{Action, Source, Within};
use crate::requests::{Sent, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS506",
    severity: Severity::Error,
    summary: "what is sent fits the grant",
    why: "A refresh that sends `grant_type=authorization_code` fails in an hour, not in a test.",
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    two_in_one(subject, report);
    for sent in all.iter().filter(|sent| sent.front) {
        asks(subject, sent, report);
    }
    for sent in all.iter().filter(|sent| !sent.front) {
        if sent.literal("grant_type") == Some("password") {
            // That grant has a rule of its own.
            continue;
        }
        sends_the_code(subject, sent, report);
        let wanted = wanted(&subject.flow.grant, sent);
        let Some(wanted) = wanted else { continue };
        let found = sent.literal("grant_type");
        if found == Some(wanted) {
            continue;
        }
        let message = match found {
            Some(found) => format!("`grant_type` is `{found}`, and must be `{wanted}` here"),
            None => format!("the request does not say `grant_type = \"{wanted}\"`"),
        };
        let place = sent.parameter("grant_type").map_or(sent.whole, |nth| sent.place(nth));
        report.push(
            Problem::error(RULE.id, place, message)
                .help(format!("write `grant_type = \"{wanted}\"`")),
        );
    }
}

/// The grant type of a request, as far as its parameters or the grant's name tell it.
fn wanted(grant: &str, sent: &Sent<'_>) -> Option<&'static str> {
    if sent.renewal || sent.parameter("refresh_token").is_some() {
        return Some("refresh_token");
    }
    if sent.parameter("code").is_some() {
        return Some("authorization_code");
    }
    (grant == "client_credentials" && sent.token).then_some("client_credentials")
}

/// Where the user's browser goes, no secret is sent: a server has two endpoints for the two.
fn two_in_one(subject: &Subject, report: &mut Report) {
    let steps = &subject.flow.transitions;
    let front = |endpoint: usize| {
        steps.iter().any(|step| matches!(&step.action, Action::Redirect(it) if it.endpoint == endpoint))
    };
    let posts = steps.iter().enumerate().filter_map(|(index, step)| match &step.action {
        Action::Post(post) => Some((post, subject.places.transition(index))),
        Action::Redirect(_) | Action::Callback(_) => None,
    });
    let renew = subject.renew.iter().zip(&subject.places.renew);
    for (post, place) in posts.chain(renew).filter(|(post, _)| front(post.endpoint)) {
        let name = subject.flow.endpoints.get(post.endpoint).map_or("", |it| it.name.as_str());
        let message = format!("a form is posted to `{name}`, where the user's browser goes");
        report.push(
            Problem::error(RULE.id, place, message)
                .help("name another endpoint, such as `endpoint = \"token\"`"),
        );
    }
}

/// An authorization request says who asks, and for what its callback reads.
fn asks(subject: &Subject, sent: &Sent<'_>, report: &mut Report) {
    let mut add = |parameter: &str, value: &str| {
        let message = format!("the request does not say `{parameter} = \"{value}\"`");
        let place = sent.parameter(parameter).map_or(sent.whole, |nth| sent.place(nth));
        report.push(
            Problem::error(RULE.id, place, message)
                .help(format!("write `{parameter} = \"{value}\"`")),
        );
    };
    if sent.parameter("client_id").is_none() {
        add("client_id", "{client_id}");
    }
    let callbacks = subject.flow.transitions.iter().filter_map(|step| match &step.action {
        Action::Callback(callback) => Some(callback),
        Action::Redirect(_) | Action::Post(_) => None,
    });
    let code = callbacks.clone().any(|it| it.bind.iter().any(|bind| bind.parameter == "code"));
    let wanted = match (code, callbacks.clone().any(|callback| callback.token)) {
        (true, _) => "code",
        (false, true) => "token",
        (false, false) => return,
    };
    let says = |kind: &str| kind.split(' ').any(|word| word == wanted);
    // A request that was pushed said it there.
    let pushed = sent.parameter("request_uri").is_some();
    if !pushed && !sent.literal("response_type").is_some_and(says) {
        add("response_type", wanted);
    } else if sent.literal("response_type") == Some(wanted) {
        comes_back(subject, sent, wanted, report);
    }
}

/// Where the answer stands, unless the request asks for another mode (OAuth 2.0 Multiple Response
/// Types section 2.1).
fn comes_back(subject: &Subject, sent: &Sent<'_>, kind: &str, report: &mut Report) {
    if sent.parameter("response_mode").is_some() {
        return;
    }
    let (within, word) = match kind {
        "token" => (Within::Fragment, "fragment"),
        _ => (Within::Query, "query"),
    };
    for (index, step) in subject.flow.transitions.iter().enumerate() {
        if let Action::Callback(callback) = &step.action
            && callback.within != within
        {
            let message = format!("a {kind} comes back in the {word}");
            report.push(
                Problem::error(RULE.id, subject.places.transition(index), message)
                    .help(format!("write `in = \"{word}\"`")),
            );
        }
    }
}

/// The grant of a code sends the code that came back.
fn sends_the_code(subject: &Subject, sent: &Sent<'_>, report: &mut Report) {
    if sent.renewal || sent.literal("grant_type") != Some("authorization_code") {
        return;
    }
    let came = |id| subject.flow.slot(id).is_some_and(|slot| slot.source == Source::FrontChannel);
    if sent.value("code").is_some_and(|code| code.slots().any(came)) {
        return;
    }
    let place = sent.parameter("code").map_or(sent.whole, |nth| sent.place(nth));
    report.push(
        Problem::error(RULE.id, place, "the code that came back is not sent")
            .help("write `code = \"{code}\"`"),
    );
}
