//! Proofs and rules are two views of one truth: what is refuted breaks a rule, and what breaks the rule
//! is refuted, for every set of claims, on every grant, at every kind of provider.

#![allow(clippy::unwrap_used, clippy::panic)] // the helpers of a test may fail as it does

use std::io;
use std::path::Path;

use spotify_flow_spec::proof::{Proof, Verdict};
use spotify_flow_spec::property::Property;
use spotify_flow_spec::{Checked, Files, bundled, check_file};

/// A file that is not there, with this text.
struct One(String);

impl Files for One {
    fn read(&self, path: &Path) -> io::Result<String> {
        let ours = path == Path::new("flow.toml");
        ours.then(|| self.0.clone()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

fn check(text: &str) -> Checked {
    check_file(Path::new("flow.toml"), &One(text.to_owned()))
}

/// What a provider may say of refresh tokens, and what a flow adds so that it holds.
const ISSUED: [&str; 6] = [
    "",
    "[refresh_tokens]\nissued = \"always\"\n",
    "[refresh_tokens]\nissued = \"never\"\n",
    "[refresh_tokens]\nissued = { scope = \"offline\" }\n",
    "[refresh_tokens]\nissued = { when = { \"authorize.query.access_type\" = \"offline\" } }\n",
    "[refresh_tokens]\nissued = { when = { \"authorize.query.access_type\" = \"offline\" } }\n\
     [transitions.authorize.redirect.query]\naccess_type = \"offline\"\n",
];

fn flow(grant: &str, claims: [bool; 4], issued: &str) -> String {
    let claims = Property::ALL.iter().zip(claims);
    let claims: String = claims.map(|(it, claim)| format!("{} = {claim}\n", it.key())).collect();
    let grant_text = bundled::grant(grant).unwrap();
    let endpoints = grant_text.endpoints.iter();
    let endpoints: String =
        endpoints.map(|it| format!("{0} = \"https://host.example/{0}\"\n", it.name)).collect();
    format!(
        "format = 1\n[flow]\nname = \"f\"\ngrant = \"{grant}\"\n[properties]\n{claims}[endpoints]\n\
         {endpoints}[client]\nauthentication = \"basic\"\n[provider]\nname = \"p\"\n{issued}"
    )
}

/// Every set of four claims.
fn claims() -> impl Iterator<Item = [bool; 4]> {
    (0..16).map(|bits| [0, 1, 2, 3].map(|bit| bits & (1 << bit) != 0))
}

/// Whether a rule about properties objects at this very place.
fn objected(checked: &Checked, proof: &Proof) -> bool {
    let mut rules = checked.report.problems().iter();
    rules.any(|it| ["FS501", "FS503", "FS509"].contains(&it.rule) && it.place == proof.place)
}

#[test]
fn what_is_refuted_breaks_a_rule_and_what_breaks_the_rule_is_refuted() {
    let mut seen = 0;
    for grant in bundled::grant_names() {
        for (issued, claims) in ISSUED.iter().flat_map(|it| claims().map(move |c| (it, c))) {
            let text = flow(grant, claims, issued);
            let checked = check(&text);
            for proof in &checked.proofs {
                let refuted = proof.verdict == Verdict::Refuted;
                assert_eq!(
                    refuted,
                    objected(&checked, proof),
                    "{text}\n{proof}\n{}",
                    checked.report
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn every_claim_of_a_bundled_flow_holds() {
    for (provider, name) in bundled::names() {
        let path = format!("{}/providers/{provider}/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let checked = check_file(path.as_ref(), &spotify_flow_spec::Disk);
        assert_eq!(checked.proofs.len(), 4, "{name}");
        for proof in &checked.proofs {
            let holds = matches!(proof.verdict, Verdict::Proved | Verdict::Restricts);
            assert!(holds, "{proof}");
            // What is claimed to be so is shown on the lines of a file.
            assert!(!proof.claimed || !proof.evidence.is_empty(), "{proof}");
        }
    }
}

/// A machine with two ways to a token: through the user, and around.
fn two_ways() -> String {
    let grant = "\
        [grant]\nname = \"two_ways\"\ninitial = \"ready\"\n\
        [states]\nready = {}\nasked = { shows = [\"authorize_url\"] }\ngot = {}\n\
        done = { final = true }\n\
        [transitions.authorize]\nfrom = \"ready\"\nto = \"asked\"\nmint = { state = \"random\" }\n\
        redirect = { endpoint = \"authorize\", query = { response_type = \"code\", \
        client_id = \"{client_id}\", redirect_uri = \"{redirect_uri}\", state = \"{state}\" } }\n\
        [transitions.receive]\nfrom = \"asked\"\nto = \"got\"\n\
        callback = { in = \"query\", expect = { state = \"{state}\" }, bind = { code = \"code\" } }\n\
        [transitions.exchange]\nfrom = \"got\"\nto = \"done\"\n\
        post = { endpoint = \"token\", form = { grant_type = \"authorization_code\", \
        code = \"{code}\", redirect_uri = \"{redirect_uri}\" }, token = true }\n\
        [transitions.around]\nfrom = \"ready\"\nto = \"done\"\n\
        post = { endpoint = \"token\", form = { grant_type = \"client_credentials\" }, \
        token = true }\n";
    let flow = flow("authorization_code", [true, false, false, true], "");
    flow.replace("authorization_code\"\n[properties]", "two_ways\"\n[properties]") + grant
}

#[test]
fn a_refutation_is_the_shortest_path_step_by_step() {
    let checked = check(&two_ways());
    let verdicts: Vec<Verdict> = checked.proofs.iter().map(|proof| proof.verdict).collect();
    let refuted = Verdict::Refuted;
    assert_eq!(
        verdicts,
        [refuted, Verdict::Restricts, Verdict::Open, refuted],
        "{}",
        checked.report
    );
    let consent = checked.proofs.first().unwrap();
    let labels: Vec<&str> = consent.evidence.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels, ["1. `around` asks the server directly, and ends with the token"]);
    assert!(consent.why.ends_with("ready -around-> done"), "{}", consent.why);
}

#[test]
fn the_claim_that_no_user_is_asked_is_refuted_by_the_path_that_asks() {
    let text = two_ways().replace("needs_user_consent = true", "needs_user_consent = false");
    let checked = check(&text);
    let consent = checked.proofs.first().unwrap();
    let numbers: Vec<&str> = consent.evidence.iter().filter_map(|(_, it)| it.get(..2)).collect();
    assert_eq!(numbers, ["1.", "2.", "3."]);
    let places: Vec<(usize, usize)> =
        consent.evidence.iter().map(|(place, _)| place.line_column()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn a_condition_that_holds_on_one_path_alone_proves_nothing() {
    let issued = "[refresh_tokens]\nissued = { scope = \"offline\" }\n";
    // The other way asks the user, too, but not for the scope.
    let around = "to = \"done\"\npost = { endpoint = \"token\", form = { grant_type = \
                  \"client_credentials\" }, token = true }\n";
    let asks = "to = \"asked\"\nmint = { state = \"random\" }\nredirect = { endpoint = \"authorize\", \
                query = { response_type = \"code\", client_id = \"{client_id}\", redirect_uri = \
                \"{redirect_uri}\", state = \"{state}\", prompt = \"login\" } }\n";
    assert!(two_ways().contains(around));
    let text = two_ways()
        .replace(around, asks)
        .replace("refreshable = false", "refreshable = true")
        + issued
        + "[renew.post]\nendpoint = \"token\"\ntoken = true\nform = { grant_type = \"refresh_token\", \
           refresh_token = \"{refresh_token}\" }\n";
    let text =
        text.replace("state = \"{state}\" } }", "state = \"{state}\", scope = \"offline\" } }");
    let checked = check(&text);
    let refreshable = checked.proofs.get(1).unwrap();
    assert_eq!(refreshable.verdict, Verdict::Refuted, "{}", checked.report);
    assert!(refreshable.why.contains("not on ready -around-> asked"), "{}", refreshable.why);
}

/// A user is asked, and comes back with a secret; the token is then asked for with this form.
fn asked_and_then(form: &str) -> Checked {
    let text = flow(
        "authorization_code",
        [true, true, false, true],
        "[refresh_tokens]\nissued = \"always\"\n",
    );
    let adjusted = format!("{text}[transitions.exchange.post]\nform = {{ {form} }}\n");
    check(&adjusted)
}

#[test]
fn a_token_for_which_nothing_of_the_consent_is_spent_is_not_a_users() {
    for form in [
        "grant_type = \"client_credentials\", code = false, redirect_uri = false",
        "grant_type = \"client_credentials\"",
        "code = false, state = \"{client_id}\"",
        "code = \"x{code}\"",
    ] {
        let checked = asked_and_then(form);
        let verdict = |property: Property| {
            checked.proofs.iter().find(|proof| proof.property == property).unwrap().verdict
        };
        assert_eq!(verdict(Property::UserScoped), Verdict::Refuted, "{form}\n{}", checked.report);
        assert_eq!(verdict(Property::Refreshable), Verdict::Refuted, "{form}\n{}", checked.report);
        // The user is asked all the same.
        assert_eq!(verdict(Property::NeedsUserConsent), Verdict::Proved, "{form}");
        for property in [Property::UserScoped, Property::Refreshable] {
            let proof = checked.proofs.iter().find(|proof| proof.property == property).unwrap();
            assert!(objected(&checked, proof), "{form}: {proof}");
        }
    }
}

#[test]
fn a_proof_shows_the_way_of_the_value_that_makes_the_token_a_users() {
    let checked = asked_and_then("audience = \"x\"");
    let proof = checked.proofs.iter().find(|it| it.property == Property::UserScoped).unwrap();
    assert_eq!(proof.verdict, Verdict::Proved, "{}", checked.report);
    let labels: Vec<&str> = proof.evidence.iter().map(|(_, label)| label.as_str()).collect();
    let [asks, binds, spends] = labels.as_slice() else { panic!("{labels:?}") };
    assert!(asks.ends_with("the user agrees"), "{asks}");
    assert!(binds.ends_with("binds `code`"), "{binds}");
    assert!(spends.ends_with("spends `code`"), "{spends}");
}
