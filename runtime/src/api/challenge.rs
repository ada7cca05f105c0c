//! What a server wants of who calls it: the challenges in `WWW-Authenticate` (RFC 9110 section 11.6.1).

use std::iter::Peekable;
use std::str::Chars;

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;

/// One challenge: a scheme, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Challenge {
    scheme: String,
    parameters: Vec<(String, String)>,
}

impl Challenge {
    /// All challenges of an answer. What is none is passed over.
    pub(super) fn all(headers: &HeaderMap) -> Vec<Self> {
        let lines = headers.get_all(WWW_AUTHENTICATE).iter();
        lines.flat_map(|line| read(&String::from_utf8_lossy(line.as_bytes()))).collect()
    }

    /// The first challenge for a bearer token that says what is wrong (RFC 6750 section 3).
    pub(super) fn bearer(headers: &HeaderMap) -> Option<Self> {
        let bearer = |it: &Self| it.scheme.eq_ignore_ascii_case("bearer");
        Self::all(headers).into_iter().find(|it| bearer(it) && it.parameter("error").is_some())
    }

    /// A parameter, whatever case its name is written in.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The challenges of one line. A comma separates two parameters as it does two challenges: a word that
/// is followed by no `=` is a scheme.
fn read(line: &str) -> Vec<Challenge> {
    let mut reader = Reader(line.chars().peekable());
    let mut found: Vec<Challenge> = Vec::new();
    while reader.begins() {
        let word = reader.token();
        reader.space();
        if word.is_empty() {
            reader.0.next();
        } else if reader.0.next_if_eq(&'=').is_none() {
            reader.token68();
            found.push(Challenge { scheme: word, parameters: Vec::new() });
        } else {
            reader.space();
            let parameter = (word, reader.value());
            found.last_mut().into_iter().for_each(|it| it.parameters.push(parameter.clone()));
        }
    }
    found
}

#[derive(Clone)]
struct Reader<'a>(Peekable<Chars<'a>>);

impl Reader<'_> {
    /// Goes to what comes next, if anything does.
    fn begins(&mut self) -> bool {
        while self.0.next_if(|c| *c == ',' || c.is_whitespace()).is_some() {}
        self.0.peek().is_some()
    }

    fn space(&mut self) {
        while self.0.next_if(|c| c.is_whitespace()).is_some() {}
    }

    fn run(&mut self, of: impl Fn(char) -> bool) -> String {
        std::iter::from_fn(|| self.0.next_if(|c| of(*c))).collect()
    }

    /// A word (RFC 9110 section 5.6.2).
    fn token(&mut self) -> String {
        self.run(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    }

    /// What some schemes have in the place of parameters (RFC 9110 section 11.2), if it is there.
    fn token68(&mut self) {
        let mut ahead = self.clone();
        ahead.run(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
        ahead.run(|c| c == '=');
        ahead.space();
        if ahead.0.peek().is_none_or(|c| *c == ',') {
            *self = ahead;
        }
    }

    /// A value: quoted, or up to the next comma or space.
    fn value(&mut self) -> String {
        if self.0.next_if_eq(&'"').is_none() {
            return self.run(|c| c != ',' && !c.is_whitespace());
        }
        let mut value = String::new();
        while let Some(c) = self.0.next().filter(|c| *c != '"') {
            match c {
                '\\' => value.extend(self.0.next()),
                c => value.push(c),
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schemes(line: &str) -> Vec<String> {
        read(line).into_iter().map(|it| it.scheme).collect()
    }

    #[test]
    fn the_examples_of_the_standard_are_read() {
        // RFC 9110 section 11.6.1.
        let found = read(
            r#"Basic realm="simple", Newauth realm="apps", type=1, title="Login to \"apps\"""#,
        );
        let [basic, other] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!((basic.scheme.as_str(), basic.parameter("realm")), ("Basic", Some("simple")));
        assert_eq!(other.scheme, "Newauth");
        for (name, value) in [("realm", "apps"), ("type", "1"), ("title", "Login to \"apps\"")] {
            assert_eq!(other.parameter(name), Some(value), "{name}");
        }
        // RFC 6750 section 3.
        let found = read(
            r#"Bearer realm="example", error="invalid_token", error_description="The access token expired""#,
        );
        assert_eq!(found[0].parameter("error"), Some("invalid_token"));
        assert_eq!(found[0].parameter("error_description"), Some("The access token expired"));
    }

    #[test]
    fn a_scheme_may_have_nothing_a_token_or_parameters() {
        assert_eq!(schemes("Negotiate, Bearer error=x"), ["Negotiate", "Bearer"]);
        assert_eq!(schemes("Negotiate YII/abc+def==, Bearer error=x"), ["Negotiate", "Bearer"]);
        assert_eq!(schemes("Negotiate abc"), ["Negotiate"]);
        assert_eq!(schemes(" , ,Basic realm = \"a, b\" ,,"), ["Basic"]);
        assert_eq!(read("Basic realm = \"a, b\"")[0].parameter("REALM"), Some("a, b"));
    }

    #[test]
    fn what_is_broken_is_passed_over_and_ends() {
        for line in
            ["", ",", "=", "\"", "= \"x", "a=b", "(\u{1F600})", "Bearer error=\"x", "Bearer \\"]
        {
            read(line);
        }
        assert_eq!(read("Bearer error=\"x\\")[0].parameter("error"), Some("x"));
        assert_eq!(read("error=\"x\", Bearer")[0].parameter("error"), None);
    }

    #[test]
    fn what_is_said_of_another_scheme_is_not_said_of_the_token() {
        let mut headers = HeaderMap::new();
        let other = r#"Other error="insufficient_scope", Bearer realm="insufficient_scope""#;
        headers.append(WWW_AUTHENTICATE, other.parse().unwrap());
        assert_eq!(Challenge::bearer(&headers), None);
        headers.append(WWW_AUTHENTICATE, r#"bearer ERROR="insufficient_scope""#.parse().unwrap());
        let bearer = Challenge::bearer(&headers).unwrap();
        assert_eq!(bearer.parameter("error"), Some("insufficient_scope"));
    }
}
