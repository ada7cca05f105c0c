//! Names in one style from names in another.

/// `MyHttpApp` as the name of a module: `my_http_app`.
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| letters.get(before));
        let after = letters.get(index + 1);
        let begins = letter.is_uppercase()
            && before.is_some_and(|before| {
                *before != '_'
                    && (!before.is_uppercase() || after.is_some_and(|a| a.is_lowercase()))
            });
        if begins {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// `awaiting_consent` as the name of a type: `AwaitingConsent`.
pub(crate) fn upper_camel(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_their_style() {
        let cases = [("Mixtape", "mixtape"), ("MyHTTPApp", "my_http_app"), ("A", "a")];
        for (name, expected) in cases {
            assert_eq!(snake_case(name), expected);
        }
        assert_eq!(upper_camel("awaiting_consent"), "AwaitingConsent");
    }
}
