//! The kinds of edits: each draws its names, places and values.

use crate::chance::Chance;

/// Makes an edit.
type Make = fn(&str, &mut Chance) -> String;

/// Each kind, what makes it, and the rules of which one tells of it.
pub(crate) const ALL: &[(&str, Make, &[&str])] = &[
    ("a secret by its look", secret_look, &["FS625"]),
    ("a secret by its name", secret_name, &["FS625"]),
    ("a secret in a URL", secret_in_url, &["FS608"]),
    ("an option that is a secret", secret_option, &["FS103", "FS607", "FS615"]),
    ("another server", another_server, &["FS616"]),
    ("a host that can't be", no_host, &["FS108"]),
    ("a label that is glued", glued_label, &["FS113"]),
    ("a path that can't be", no_path, &["FS108", "FS115"]),
    ("another redirect URI or client", another_app, &["FS506"]),
    ("a parameter twice", twice, &["FS115"]),
    ("a scope that is none", no_scope, &["FS507", "FS701"]),
    ("a code without its verifier", no_verifier, &["FS502"]),
    ("a source that is none", no_source, &["FS711"]),
    ("a character that nobody sees", unseen, &["FS712"]),
    ("a waiver of what can't be", waived, &["FS110"]),
    ("a claim that is not true", untrue, &["FS501", "FS503"]),
    ("a refresh token changed", refresh_token, &["FS503"]),
    ("a name that is none", no_name, &["FS100"]),
    ("an issuer elsewhere", issuer, &["FS616"]),
    ("an API anywhere", api, &["FS623", "FS108"]),
    ("no authentication", no_authentication, &["FS100"]),
    ("facts that contradict", contradict, &["FS100", "FS103", "FS110"]),
];

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const ALNUM: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const HEX: &str = "0123456789abcdef";
const PLACES: [&str; 3] =
    ["transitions.authorize.redirect.query", "transitions.exchange.post.form", "renew.post.form"];
const AUTHORIZE: &str = "https://login.acme.example/authorize";
const TOKEN: &str = "https://login.acme.example/token";
const SECRETS: [&str; 12] = [
    "client_secret",
    "api_key",
    "app_secret",
    "access_token",
    "private_key",
    "password",
    "passphrase",
    "refresh_token",
    "consumer_secret",
    "session_token",
    "auth_token",
    "signing_key",
];

fn add(base: &str, table: &str, line: &str) -> String {
    format!("{base}\n[{table}]\n{line}\n")
}

fn url(chance: &mut Chance) -> &'static str {
    chance.one(&[AUTHORIZE, TOKEN])
}

fn look(chance: &mut Chance) -> String {
    match chance.below(8) {
        0 => format!("sk_live_{}", chance.text(24, ALNUM)),
        1 => format!("ghp_{}", chance.text(36, ALNUM)),
        2 => format!("xoxb-{}-{}", chance.text(11, "0123456789"), chance.text(24, ALNUM)),
        3 => format!("AKIA{}", chance.text(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")),
        4 => format!(
            "eyJ{}.eyJ{}.{}",
            chance.text(20, ALNUM),
            chance.text(30, ALNUM),
            chance.text(43, ALNUM)
        ),
        5 => chance.text(40, HEX),
        6 => format!("-----BEGIN {} PRIVATE KEY-----", chance.one(&["RSA", "EC", "OPENSSH"])),
        _ => format!("Bearer {}", chance.text(40, ALNUM)),
    }
}

fn secret_look(base: &str, chance: &mut Chance) -> String {
    let (name, value) = (chance.word(), look(chance));
    let place = chance.one(&PLACES);
    add(base, place, &format!("x_{name} = \"{value}\""))
}

fn secret_name(base: &str, chance: &mut Chance) -> String {
    let name = chance.one(&SECRETS);
    let (name, value) = (chance.spelt(name), chance.word());
    let place = chance.one(&PLACES);
    add(base, place, &format!("\"{name}\" = \"{value}\""))
}

fn secret_in_url(base: &str, chance: &mut Chance) -> String {
    let at = url(chance);
    let name = chance.one(&SECRETS);
    let pair = match chance.below(2) {
        0 => format!("{}={}", chance.spelt(name), chance.word()),
        _ => format!("{}={}", chance.word(), chance.text(40, HEX)),
    };
    base.replace(at, &format!("{at}?{}=1&{pair}", chance.word()))
}

fn secret_option(base: &str, chance: &mut Chance) -> String {
    let name = chance.one(&SECRETS);
    let line = format!("{name} = {{ type = \"string\", in = \"authorize.query\" }}");
    add(base, "options", &line)
}

fn another_server(base: &str, chance: &mut Chance) -> String {
    let (word, ending) = (chance.word(), chance.one(&["com", "co.uk", "io", "github.io", "dev"]));
    let host = match chance.below(3) {
        0 => format!("{word}.{ending}"),
        1 => format!("login.acme.example.{word}.{ending}"),
        _ => format!("acme-{word}.example"),
    };
    let at = url(chance);
    base.replace(at, &at.replace("login.acme.example", &host))
}

fn no_host(base: &str, chance: &mut Chance) -> String {
    let mut byte = || chance.below(256).to_string();
    let (b, c) = (byte(), byte());
    let host = match chance.below(9) {
        0 => format!("10.{b}.{c}.7"),
        1 => format!("192.168.{b}.{c}"),
        2 => format!("169.254.{b}.{c}"),
        3 => format!("{}.1.1.{b}", 256 + chance.below(900)),
        4 => format!("1.2.3.{b}.{c}"),
        5 => chance.word(),
        6 => format!("{}.example", chance.text(64, LOWER)),
        7 => format!("login.acme.example:{}", chance.one(&["0", "+443", "65536", "x", "-1"])),
        _ => format!("-{}.example", chance.word()),
    };
    let at = url(chance);
    base.replace(at, &at.replace("login.acme.example", &host))
}

fn glued_label(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let host = match chance.below(6) {
        0 => format!("{{t}}{word}.example"),
        1 => format!("{word}-{{t}}.example"),
        2 => format!("{{t}}.{}", chance.one(&["example", "com", "co.uk", "com.au"])),
        3 => format!("{word}.{{t}}{{t}}"),
        4 => format!("{word}{{t}}.acme.example"),
        _ => "{t}.{t}".to_owned(),
    };
    let text = base.replace("login.acme.example", &host);
    add(&text, "variables", "t = { type = \"label\" }")
}

fn no_path(base: &str, chance: &mut Chance) -> String {
    let at = url(chance);
    let word = chance.word();
    let end = match chance.below(6) {
        0 => format!("/{word}/../x"),
        1 => format!("/./{word}"),
        2 => format!("/%{}", chance.one(&["zz", "g0", "", "1"])),
        3 => format!("/{word}%0{}", chance.one(&["a", "d", "0"])),
        4 => format!("?{word}=1&{word}=2"),
        _ => format!("/{word}#x"),
    };
    base.replace(&format!("{at}\""), &format!("{at}{end}\""))
}

fn another_app(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let (name, value) = match chance.below(6) {
        0 => ("redirect_uri", format!("https://{word}.example/cb")),
        1 => ("redirect_uri", format!("{word}:/cb")),
        2 => ("redirect_uri", format!("{{redirect_uri}}{word}")),
        3 => ("client_id", word),
        4 => ("client_id", "{scope?}".to_owned()),
        _ => ("redirect_uri", "{state}".to_owned()),
    };
    add(base, "transitions.authorize.redirect.query", &format!("{name} = \"{value}\""))
}

fn twice(base: &str, chance: &mut Chance) -> String {
    let name = chance.one(&["response_type", "state", "scope", "redirect_uri", "client_id"]);
    let name = match chance.below(3) {
        0 => name.to_owned(),
        1 => name.to_uppercase(),
        _ => name.replacen('s', "%73", 1).replacen('c', "%63", 1),
    };
    base.replace(AUTHORIZE, &format!("{AUTHORIZE}?{name}={}", chance.word()))
}

fn no_scope(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let scope = match chance.below(5) {
        0 => format!("{word} {{scope?}}"),
        1 => "read:tunes{scope?}".to_owned(),
        2 => "read:tunes,{scope?}".to_owned(),
        3 => "{scope?} {scope?}".to_owned(),
        _ => format!("{{state}} {word} {{scope?}}"),
    };
    add(base, "transitions.authorize.redirect.query", &format!("scope = \"{scope}\""))
}

fn no_verifier(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let lines = match chance.below(4) {
        0 => "code_verifier = false".to_owned(),
        1 => format!("code = false\nx_{word} = \"{{code}}\"\ncode_verifier = false"),
        2 => format!("code_verifier = false\nx_{word} = \"{{code_verifier}}\""),
        _ => format!("code_verifier = \"{word}\""),
    };
    add(base, "transitions.exchange.post.form", &lines)
}

fn no_source(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let source = match chance.below(4) {
        0 => format!("javascript:{word}()"),
        1 => word,
        2 => format!("https://{word}"),
        _ => format!("the page {word}"),
    };
    let table = chance.one(&["redirect", "refresh_tokens"]);
    base.replace(&format!("[{table}]\n"), &format!("[{table}]\nsource = \"{source}\"\n"))
}

fn unseen(base: &str, chance: &mut Chance) -> String {
    let escape = chance.one(&["\\u202e", "\\u2066", "\\u200b", "\\u0000", "\\u001b[2J", "\\u0007"]);
    let at = chance.one(&["title   = \"", "summary = \"", "title = \"", "summary = \"Read"]);
    base.replacen(at, &format!("{at}{escape}"), 1)
}

fn waived(base: &str, chance: &mut Chance) -> String {
    let rule = chance.one(&[
        "FS201", "FS209", "FS501", "FS502", "FS503", "FS603", "FS604", "FS605", "FS606", "FS608",
        "FS609", "FS625", "FS601", "FS602", "FS616", "FS622",
    ]);
    let line = format!("{rule} = {{ at = \"{}\", because = \"x\" }}", chance.word());
    add(base, "allow", &line)
}

fn untrue(base: &str, chance: &mut Chance) -> String {
    let (from, to) = match chance.below(4) {
        0 => ("needs_user_consent = true", "needs_user_consent = false".to_owned()),
        1 => ("short_lived        = false", "short_lived = true".to_owned()),
        2 => ("issued   = \"always\"", format!("issued = {{ scope = \"{}\" }}", chance.word())),
        _ => ("issued   = \"always\"\n", String::new()),
    };
    base.replace(from, &to)
}

fn refresh_token(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let line = match chance.below(4) {
        0 => format!("refresh_token = \"{word}{{refresh_token}}\""),
        1 => format!("x_{word} = \"{{refresh_token}}\""),
        2 => "refresh_token = false".to_owned(),
        _ => format!("refresh_token = \"{{refresh_token}}{word}\""),
    };
    add(base, "renew.post.form", &line)
}

fn no_name(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    let odd = chance.one(&[" ", "=", "&", "#", "?", "\\u0430", "%", "+", "<"]);
    let place = chance.one(&PLACES);
    add(base, place, &format!("\"{word}{odd}x\" = \"1\""))
}

fn issuer(base: &str, chance: &mut Chance) -> String {
    let issuer = format!("issuer = \"https://{}.example\"", chance.word());
    base.replace("[provider]\n", &format!("[provider]\n{issuer}\n"))
}

fn api(base: &str, chance: &mut Chance) -> String {
    let parent =
        chance.one(&["github.io", "amazonaws.com", "co.uk", "com", "0.0.1", "herokuapp.com"]);
    let from = chance.word();
    base.replace(
        "[\"https://api.acme.example\"] }",
        &format!("[\"https://*.{parent}\"], from = \"{from}\" }}"),
    )
}

fn no_authentication(base: &str, chance: &mut Chance) -> String {
    let line = "authentication = \"none\"\n";
    match chance.below(3) {
        0 => base.replace(&format!("[client]\n{line}"), ""),
        1 => base.replace(line, ""),
        _ => base.replace(line, &format!("authentication = \"{}\"\n", chance.word())),
    }
}

fn contradict(base: &str, chance: &mut Chance) -> String {
    let word = chance.word();
    match chance.below(6) {
        0 => {
            add(base, "tokens", &format!("kinds = [\"{}\"]", chance.one(&["DPoP", "dpop", "N_A"])))
        }
        1 => add(base, "tokens", &format!("errors = {{ {word} = \"{word}\" }}")),
        2 => base.replace("[\"https\", ", "[\"https\", \"https\", "),
        3 => base.replace("issued   = \"always\"", "issued = \"never\""),
        4 => add(base, "scopes", &format!("separator = \"{}\"", chance.text(1, LOWER))),
        _ => base.replace(
            "summary = \"Read.\"",
            &format!(
                "summary = \"Read.\", deprecated = {{ since = \"2025-02-30\", note = \"{word}\" }}"
            ),
        ),
    }
}
