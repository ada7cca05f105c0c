//! A search for secrets in what was printed.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use url::form_urlencoded;

/// So many characters of a secret in a row are a leak, not a coincidence.
const TELLING: usize = 12;

/// Fails when one of the secrets, each given with its name, or a telling part of one is in the
/// text: as it is, form-encoded, as bytes, or in either kind of base64 (which finds it in a Basic
/// header).
///
/// # Panics
///
/// When a secret is found, with its name and without the secret.
pub fn assert_no_secrets<S: AsRef<str>>(text: &str, secrets: &[(&str, S)]) {
    for (name, secret) in secrets {
        let secret = secret.as_ref();
        assert!(!secret.is_empty(), "the {name} is empty: there is nothing to search for");
        let leak = forms(secret).into_iter().find(|(_, form)| holds_part(text, form));
        if let Some((form, _)) = leak {
            panic!("the {name} was printed, {form}");
        }
    }
}

fn forms(secret: &str) -> Vec<(&'static str, String)> {
    let bytes: Vec<String> = secret.bytes().map(|byte| byte.to_string()).collect();
    let encoded = form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let mut forms = vec![
        ("as it is", secret.to_owned()),
        ("form-encoded", encoded),
        ("as bytes", bytes.join(", ")),
    ];
    // Base64 looks different depending on what stands before it, modulo three.
    for before in 0..3 {
        let tail = secret.get(before..).unwrap_or_default();
        forms.push(("in base64", STANDARD_NO_PAD.encode(tail)));
        forms.push(("in base64", URL_SAFE_NO_PAD.encode(tail)));
    }
    forms
}

/// Windows of a fixed length; a short secret is its own window.
fn holds_part(text: &str, form: &str) -> bool {
    let characters: Vec<char> = form.chars().collect();
    let mut windows = characters.windows(TELLING.min(characters.len()).max(1));
    windows.any(|window| text.contains(&window.iter().collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "Zc8-quite/secret+indeed_41";

    fn leaks(text: &str) -> bool {
        let text = text.to_owned();
        std::panic::catch_unwind(move || assert_no_secrets(&text, &[("token", SECRET)])).is_err()
    }

    #[test]
    fn a_secret_is_found_in_every_form_and_in_part() {
        assert!(leaks(&format!("before {SECRET} after")));
        assert!(leaks("client_secret=Zc8-quite%2Fsecret%2Bindeed_41&x=y"));
        assert!(leaks(&format!("{:?}", SECRET.as_bytes())));
        assert!(leaks("only /secret+inde of it"));
        for id in ["a", "ab", "abc"] {
            assert!(leaks(&format!("Basic {}", STANDARD_NO_PAD.encode(format!("{id}:{SECRET}")))));
        }
    }

    #[test]
    fn a_text_without_the_secret_passes() {
        assert!(!leaks("AccessToken([redacted]), quite/secre"));
    }
}
