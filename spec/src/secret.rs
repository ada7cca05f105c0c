//! What is a secret: by its name, in any spelling, or by its look.

use crate::flow::Class;
use crate::resolve::slots::registered;

/// What the name of a secret has in it, at providers that have names of their own.
const WITHIN: [&str; 18] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "apikey",
    "apitoken",
    "privatekey",
    "signingkey",
    "encryptionkey",
    "licensekey",
    "accesskey",
    "accesstoken",
    "refreshtoken",
    "sessiontoken",
    "authtoken",
    "bearertoken",
    "idtoken",
    "clientassertion",
];

/// Whole names of secrets that are too short to be looked for within others.
const WHOLE: [&str; 14] = [
    "token",
    "authorization",
    "pwd",
    "pass",
    "pw",
    "pin",
    "psk",
    "otp",
    "credential",
    "credentials",
    "sessionid",
    "bearer",
    "jwt",
    "cookie",
];

/// What the keys of well-known services begin with.
const PREFIXES: [&str; 32] = [
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "whsec_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "github_pat_",
    "glpat-",
    "gloas-",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "AKIA",
    "ASIA",
    "AIza",
    "GOCSPX-",
    "ya29.",
    "SG.",
    "npm_",
    "shpat_",
    "shpss_",
    "dop_v1_",
    "sk-proj-",
    "sk-ant-",
    "sq0csp-",
    "sq0atp-",
    "pypi-",
    "hf_",
];

/// A name as it is compared: whatever its case, its dashes and its dots.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// Whether the name is one of a value that must not be seen.
pub(crate) fn is_name(name: &str) -> bool {
    let known = registered(&name.to_ascii_lowercase().replace(['-', '.'], "_"));
    if let Some(class) = known {
        return matches!(class, Class::Secret | Class::LongSecret);
    }
    let plain = plain(name);
    plain == "codeverifier"
        || WHOLE.contains(&plain.as_str())
        || WITHIN.iter().any(|word| plain.contains(word) && !tells_about(&plain, word))
}

/// `client_secret_expires_at` and `access_token_type` say something about a secret.
fn tells_about(plain: &str, word: &str) -> bool {
    let after = plain.split(word).last().unwrap_or_default();
    ["expiresat", "expiresin", "type", "url", "uri", "endpoint", "hint"].contains(&after)
}

/// Whether a text that stands in a file is a secret, by what it is called or by its look.
pub(crate) fn is_written(name: &str, text: &str) -> bool {
    let switch = || SWITCHES.contains(&text.to_ascii_lowercase().as_str());
    (is_name(name) && !switch()) || is_look(text)
}

/// What is said of a secret, and is none.
const SWITCHES: [&str; 9] =
    ["true", "false", "yes", "no", "0", "1", "none", "optional", "required"];

/// Whether a text looks like a secret, whatever it is called.
pub(crate) fn is_look(text: &str) -> bool {
    let text = text.trim();
    is_known(text) || is_header(text) || is_random(text)
}

/// Whether a text looks like a secret of a kind that is known: wherever it stands, it is one.
pub(crate) fn is_known(text: &str) -> bool {
    text.contains("-----BEGIN ")
        || PREFIXES.iter().any(|it| text.strip_prefix(it).is_some_and(is_key))
        || is_jwt(text)
        || is_bot(text)
}

/// What follows the beginning of a key: letters and digits, and no word of a sentence.
fn is_key(rest: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    rest.len() >= 6 && rest.bytes().all(plain) && rest.bytes().any(|b| b.is_ascii_alphanumeric())
}

/// The number of a bot and its key, as Telegram has them; or a bot's three parts, as Discord has.
fn is_bot(text: &str) -> bool {
    let plain =
        |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    let digits = |part: &str| part.len() >= 8 && part.bytes().all(|b| b.is_ascii_digit());
    let numbered = text
        .split_once(':')
        .is_some_and(|(number, key)| digits(number) && key.len() >= 30 && plain(key));
    let parts: Vec<&str> = text.split('.').collect();
    let [first, second, third] = parts.as_slice() else { return numbered };
    let lengths = first.len() >= 20 && second.len() == 6 && third.len() >= 27;
    numbered || (lengths && parts.iter().all(|it| plain(it)) && entropy(first) > 3.0)
}

/// `Basic Zm9vOmJhcg==`, `Bearer ...`
fn is_header(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(' ') else { return false };
    let scheme = ["basic", "bearer", "token"].contains(&scheme.to_ascii_lowercase().as_str());
    scheme && rest.len() >= 8 && rest.bytes().all(|b| b.is_ascii_graphic())
}

/// Three parts in base64url, the first a JSON object.
fn is_jwt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let part = |part: &&str| {
        part.len() >= 8 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
    };
    text.starts_with("eyJ") && (2..=5).contains(&parts.len()) && parts.iter().take(2).all(part)
}

/// Long, in one piece, of letters and digits without order.
fn is_random(text: &str) -> bool {
    let body = text.trim_end_matches('=');
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'_' | b'-');
    if body.len() < 24 || !body.bytes().all(plain) {
        return false;
    }
    let hex = body.bytes().all(|b| b.is_ascii_hexdigit()) && body.len() >= 32;
    let any = |class: fn(&u8) -> bool| body.bytes().any(|b| class(&b));
    let mixed =
        any(u8::is_ascii_digit) && any(u8::is_ascii_lowercase) && any(u8::is_ascii_uppercase);
    (hex && any(u8::is_ascii_digit)) || (mixed && entropy(body) > 3.7)
}

/// Bits for each character, by how often each stands in the text.
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = f64::from(u32::try_from(text.len()).unwrap_or(u32::MAX));
    let share = |count: &u32| f64::from(*count) / length;
    counts.iter().filter(|count| **count > 0).map(share).map(|it| -it * it.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_known_by_its_name_in_any_spelling() {
        for name in ["client_secret", "CLIENT-SECRET", "clientSecret", "api.key", "x-api-key"] {
            assert!(is_name(name), "{name}");
        }
        for name in [
            "page_token",
            "nextToken",
            "code",
            "client_secret_expires_at",
            "scope",
            "key",
            "id_token_hint",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn a_secret_is_known_by_its_look() {
        for text in [
            "sk_live_51Hxxxx",
            "Basic Zm9vOmJhcg==",
            "-----BEGIN PRIVATE KEY-----",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig",
            "0123456789abcdef0123456789abcdef",
            "sk-proj-abcdefghijklmnop",
            "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw",
            "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs",
            "Zk3Qp9Lx7Rt2Vb8Nw4Ym6Hc1Jd5Gf0As",
        ] {
            assert!(is_look(text), "{text}");
        }
        for text in [
            "urn:ietf:params:oauth:grant-type:device_code",
            "https://graph.microsoft.com/.default",
            "authorization_code",
            "00000000-0000-0000-0000-000000000000",
            "applications.commands.update",
            "user-read-playback-state-and-more",
            "https://a.example:8443/authentication-and-authorization-for-all",
            "accounts.spotify.com",
        ] {
            assert!(!is_look(text), "{text}");
        }
    }
}
