//! FS601: a code flow uses PKCE

use super::Rule;
use super::example::{self, Example};
use crate::flow::{Flow, Generator};
use crate::provider::Pkce;
use crate::report::{Problem, Report, Severity};
use crate::requests::{Sent, after, requests};
use crate::resolve::Subject;

pub(crate) const RULE: Rule = Rule {
    id: "FS601",
    severity: Severity::Error,
    summary: "a code flow uses PKCE",
    why: "RFC 9700 section 2.1.1: without it a stolen code is a stolen token; public clients must, others should.",
    example: Example::of(
        example::PKCE,
        r#"grant    = "authorization_code_pkce""#,
        r#"grant    = "authorization_code""#,
    ),
    check: Some(check),
};

fn check(subject: &Subject, report: &mut Report) {
    let all = requests(subject);
    for sent in all.iter().filter(|sent| sent.asks) {
        let code = |kind: &str| kind.split(' ').any(|word| word == "code");
        let code = sent.literal("response_type").is_some_and(code);
        // What comes back is a code, whatever the request calls it.
        let spends = |sent: &&Sent| sent.spends_a_code(&subject.flow).is_some();
        let code = code || after(subject, sent, all).iter().any(spends);
        if !code || sent.parameter("code_challenge").is_some() {
            continue;
        }
        // A verifier without a challenge has a rule, and a remedy, of its own.
        let verifies = |sent: &&Sent| sent.parameter("code_verifier").is_some();
        if after(subject, sent, all).iter().any(verifies) {
            continue;
        }
        let message = "a code flow without PKCE: a stolen code is a stolen token";
        let secret = subject.flow.authentication.needs_secret();
        let problem = match (secret, subject.flow.provider.pkce) {
            (true, Pkce::None | Pkce::PublicClients) => continue,
            (true, Pkce::All) => Problem::warning(RULE.id, &sent.whole, message),
            (false, _) => Problem::error(RULE.id, &sent.whole, message),
        };
        report.push(problem.label("asked here").help(help(subject)));
    }
}

fn help(subject: &Subject) -> String {
    let places = &subject.places;
    if let Some(verifier) = minted(&subject.flow) {
        return format!(
            "send the challenge of `{verifier}`, `code_challenge = \"{{{verifier}|s256}}\"` and \
             `code_challenge_method = \"S256\"`, and with the code `code_verifier = \
             \"{{{verifier}}}\"`"
        );
    }
    let help = if places.grant.source == places.flow.source {
        "mint a verifier, `mint = { code_verifier = \"pkce_verifier\" }`, and send \
         `code_challenge = \"{code_verifier|s256}\"` with `code_challenge_method = \"S256\"`"
    } else {
        "write `grant = \"authorization_code_pkce\"`; where the provider takes none, write into its \
         file `[support] pkce = \"none\"`, with the page as `source`"
    };
    help.to_owned()
}

/// The verifier that the grant draws: what became of its challenge is the flow's doing.
fn minted(flow: &Flow) -> Option<&str> {
    let mut mint = flow.transitions.iter().flat_map(|step| &step.mint);
    let (slot, _) = mint.find(|(_, how)| *how == Generator::PkceVerifier)?;
    flow.slot(*slot).map(|slot| slot.name.as_str())
}
