//! Which server something belongs to.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use url::Url;
use url::form_urlencoded::byte_serialize;

use crate::protocol::config::Config;
use crate::protocol::flow_def::{ActionDef, FlowDef, OriginDef, Part, PostDef, Text, VariableDef};

/// The server that a session, an attempt or a wait belongs to: what one server gave is sent to no
/// other.
///
/// It is a short text, the same for as long as the server is. Where the provider names its issuer
/// (RFC 8414 section 2), that is the text. Else it is the endpoint that gives tokens, or in a flow
/// without one the endpoint that the user is sent to, with the variables filled in. A variable that
/// stands in none of these stands in another endpoint, or says which API it is, or is sent along:
/// that then follows after a space. Hosts are in small letters, without the port that goes without
/// saying, and there is no secret in it.
///
/// ```
/// use spotify_flow::{App, ClientId, Label, RedirectUri, Server, flow};
///
/// #[flow(microsoft, authorization_code_pkce)]
/// struct Mailer {
///     client_id: ClientId,
///     redirect_uri: RedirectUri,
///     tenant: Label,
/// }
///
/// let redirect_uri = "http://localhost:8888/callback".parse()?;
/// let app = Mailer { client_id: "mailer".into(), redirect_uri, tenant: "contoso".parse()? };
/// let server = Server::of(Mailer::flow(), &app.config());
/// assert_eq!(server.as_str(), "https://login.microsoftonline.com/contoso/oauth2/v2.0/token");
/// # Ok::<(), spotify_flow::Error>(())
/// ```
#[derive(Clone)]
pub struct Server {
    text: Cow<'static, str>,
    /// Whether the flow has no other: no variable says which it is.
    fixed: bool,
}

impl Server {
    /// The server of a flow, for an app that brings these values.
    #[must_use]
    pub fn of(flow: &FlowDef, config: &Config) -> Self {
        Self::with(flow, |slot| {
            let slot = flow.slots.get(slot)?;
            let brought = config.brought(slot, &flow.provider.scope_separator);
            brought.map(|text| text.expose().to_owned())
        })
    }

    /// The server of a flow, for these values of its slots. That of a flow without variables is
    /// written into the program, most often, and then this copies nothing.
    pub(crate) fn with(flow: &FlowDef, value: impl Fn(usize) -> Option<String>) -> Self {
        let fixed =
            !urls(flow).chain(sent(flow)).any(|text| variables(flow, text).next().is_some());
        let written = written(flow).filter(|_| fixed);
        let text = written.unwrap_or_else(|| Cow::Owned(filled_in(flow, &value)));
        Self { text, fixed }
    }

    /// A server as it was written down: its text, and whether its flow has no other.
    pub(crate) fn read(text: &str, fixed: bool) -> Self {
        Self { text: Cow::Owned(text.to_owned()), fixed }
    }

    /// Its text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the flow has no other: no variable says which it is.
    pub(crate) fn is_fixed(&self) -> bool {
        self.fixed
    }
}

/// The indices of the endpoints that give tokens, then of those that the user is sent to. The first
/// of a renewal and of a login are one, most often.
fn roles(flow: &FlowDef) -> (impl Iterator<Item = usize>, impl Iterator<Item = usize>) {
    let actions = || flow.transitions.iter().map(|step| &step.action);
    let gives = |post: &&PostDef| post.token;
    let posts = actions().filter_map(|action| match action {
        ActionDef::Post(post) => Some(post),
        ActionDef::Redirect { .. } | ActionDef::Callback { .. } => None,
    });
    let redirects = actions().filter_map(|action| match action {
        ActionDef::Redirect { endpoint, .. } => Some(*endpoint),
        ActionDef::Callback { .. } | ActionDef::Post(_) => None,
    });
    (flow.renew.iter().chain(posts).filter(gives).map(|post| post.endpoint), redirects)
}

/// The text where it is there as it is: an issuer, or one endpoint without a variable.
fn written(flow: &FlowDef) -> Option<Cow<'static, str>> {
    let whole = |url: &[Part]| match url {
        [Part::Literal(url)] => Some(plain(url.clone())),
        _ => None,
    };
    if let Some(issuer) = &flow.provider.issuer {
        return whole(issuer);
    }
    let (mut tokens, mut redirects) = roles(flow);
    let first = tokens.next().or_else(|| redirects.next())?;
    let url = flow.endpoints.get(first).and_then(|endpoint| whole(&endpoint.url))?;
    tokens.all(|other| other == first).then_some(url)
}

/// The text of a flow whose server is made of several pieces.
fn filled_in(flow: &FlowDef, value: &impl Fn(usize) -> Option<String>) -> String {
    let (tokens, redirects) = roles(flow);
    let tokens: Vec<usize> = tokens.collect();
    let issuer = flow.provider.issuer.as_deref();
    let by_itself = |index: &usize| issuer.is_none() && tokens.contains(index);
    let order = tokens.iter().copied().chain(redirects).chain(0..flow.endpoints.len());
    let endpoint =
        |index: usize| flow.endpoints.get(index).map(|it| (it.url.as_ref(), by_itself(&index)));
    let origins = origins(flow).map(|origin| (origin, false));
    let (mut texts, mut known) = (Vec::new(), Vec::new());
    for (url, wanted) in
        issuer.map(|it| (it, true)).into_iter().chain(order.filter_map(endpoint)).chain(origins)
    {
        let says_more = variables(flow, url).any(|it| !known.contains(&it.name));
        if texts.is_empty() || wanted || says_more {
            known.extend(variables(flow, url).map(|it| it.name.clone()));
            let text = formed(&rendered(flow, url, value));
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts.extend(beside(flow, &known, value));
    texts.join(" ")
}

/// What is sent along and stands in no URL: what a server gives for one `audience` is not for another.
fn beside(flow: &FlowDef, known: &[Text], value: &impl Fn(usize) -> Option<String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (index, slot) in flow.slots.iter().enumerate().filter(|(_, slot)| !slot.secret) {
        let Some(variable) = slot.variable.as_ref().filter(|it| !known.contains(&it.name)) else {
            continue;
        };
        if sent(flow).any(|text| text.iter().any(|part| slot_of(part) == Some(index)))
            && let Some(value) = value(index)
        {
            let value: String = byte_serialize(value.as_bytes()).collect();
            let text = format!("{}={value}", variable.name);
            if !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

/// Every URL of a flow: its issuer, its endpoints, the origins of its API.
fn urls(flow: &FlowDef) -> impl Iterator<Item = &[Part]> {
    let endpoints = flow.endpoints.iter().map(|endpoint| endpoint.url.as_ref());
    flow.provider.issuer.as_deref().into_iter().chain(endpoints).chain(origins(flow))
}

fn origins(flow: &FlowDef) -> impl Iterator<Item = &[Part]> {
    flow.provider.api_origins.iter().filter_map(|origin| match origin {
        OriginDef::At(url) => Some(url.as_ref()),
        OriginDef::Hosts(_) => None,
    })
}

/// Every text that is sent in a parameter.
fn sent(flow: &FlowDef) -> impl Iterator<Item = &[Part]> {
    let steps = flow.transitions.iter().flat_map(|step| match &step.action {
        ActionDef::Redirect { query, .. } => query.iter(),
        ActionDef::Post(post) => post.form.iter(),
        ActionDef::Callback { .. } => [].iter(),
    });
    let renewal = flow.renew.iter().flat_map(|post| post.form.iter());
    steps.chain(renewal).map(|parameter| parameter.value.as_ref())
}

fn slot_of(part: &Part) -> Option<usize> {
    match part {
        Part::Literal(_) => None,
        Part::Slot(slot) | Part::Optional(slot) | Part::S256(slot) => Some(*slot),
    }
}

/// The variables that stand in a text.
fn variables<'a>(flow: &'a FlowDef, text: &'a [Part]) -> impl Iterator<Item = &'a VariableDef> {
    text.iter().filter_map(|part| flow.slots.get(slot_of(part)?)?.variable.as_ref())
}

/// An endpoint with its variables filled in; one that nobody brought keeps its name.
fn rendered(flow: &FlowDef, url: &[Part], value: &impl Fn(usize) -> Option<String>) -> String {
    let name = |slot: usize| flow.slots.get(slot).map_or("", |slot| slot.name.as_ref());
    url.iter().fold(String::new(), |text, part| match part {
        Part::Literal(literal) => text + literal,
        Part::Slot(slot) | Part::Optional(slot) | Part::S256(slot) => {
            text + &value(*slot).unwrap_or_else(|| format!("{{{}}}", name(*slot)))
        }
    })
}

/// A URL of the provider's file in the one form that it has here. Nearly every one has it already.
fn plain(url: Cow<'static, str>) -> Cow<'static, str> {
    if is_plain(&url) { url } else { Cow::Owned(formed(&url)) }
}

/// A URL in the one form that it has here.
fn formed(url: &str) -> String {
    let Ok(mut parsed) = Url::parse(url) else { return url.to_owned() };
    // A variable that a program brings as text may hold more than an origin.
    parsed.set_fragment(None);
    let _ = parsed.set_username("").and_then(|()| parsed.set_password(None));
    if parsed.path() == "/" && parsed.query().is_none() {
        return parsed.origin().ascii_serialization();
    }
    parsed.into()
}

/// Whether a URL is in that form already.
fn is_plain(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let small = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.'
    };
    host.bytes().all(small) && rest.len() != host.len() + 1 && !rest.contains('#')
}

impl From<&str> for Server {
    /// A server by its text.
    fn from(text: &str) -> Self {
        Self::read(text, false)
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Server").field(&self.text).finish()
    }
}

// One server is one text, whatever flow it was read from.

impl PartialEq for Server {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Server {}

impl PartialOrd for Server {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Server {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for Server {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::flow_def::{EndpointDef, TransitionDef};
    use crate::protocol::machine::bare::{flow, variable};

    /// A flow that sends the user to the first of these endpoints, and gets tokens at the others.
    fn flow_at<const N: usize>(endpoints: [&'static [Part]; N]) -> FlowDef {
        let mut flow = flow(vec![variable("base"), variable("tenant")]);
        let endpoint = |url: &&'static [Part]| EndpointDef { name: "e".into(), url: (*url).into() };
        flow.endpoints = endpoints.iter().map(endpoint).collect();
        let redirect = ActionDef::Redirect { endpoint: 0, query: vec![].into(), url: 0 };
        let posts = (1..N).map(|endpoint| {
            let (form, bind) = (vec![].into(), vec![].into());
            ActionDef::Post(PostDef { endpoint, form, bind, token: true, token_in: None })
        });
        let step = |action| {
            let (name, mint) = ("step".into(), vec![].into());
            TransitionDef { name, from: 0, to: 0, mint, action, spends: false }
        };
        flow.transitions = std::iter::once(redirect).chain(posts).map(step).collect();
        flow
    }

    const AUTHORIZE: &[Part] = &[Part::Literal(Cow::Borrowed("https://a.example/authorize"))];
    const TOKEN: &[Part] = &[Part::Literal(Cow::Borrowed("https://a.example/token"))];
    const AT_BASE: &[Part] = &[Part::Slot(0), Part::Literal(Cow::Borrowed("/token"))];
    const OF_TENANT: &[Part] = &[Part::Literal(Cow::Borrowed("https://a.example/")), Part::Slot(1)];

    fn server(flow: &FlowDef) -> Server {
        let config = Config::new(&"id".into());
        Server::of(flow, &config.variable("base", "https://B.example:443").variable("tenant", "t"))
    }

    #[test]
    fn a_server_is_its_issuer_or_else_where_tokens_come_from_or_else_where_users_go() {
        let (users, both) = (flow_at([AUTHORIZE]), flow_at([AUTHORIZE, TOKEN, TOKEN]));
        assert_eq!(server(&users).as_str(), "https://a.example/authorize");
        assert_eq!(server(&both).as_str(), "https://a.example/token");
        let mut issued = both.clone();
        issued.provider.issuer = Some(vec![Part::Literal("https://Issuer.example".into())].into());
        assert_eq!(server(&issued).as_str(), "https://issuer.example");
        for flow in [users, both, issued] {
            assert!(server(&flow).is_fixed());
        }
    }

    #[test]
    fn every_variable_of_the_endpoints_is_in_it_and_nothing_twice() {
        for (flow, expected) in [
            (flow_at([OF_TENANT, AT_BASE]), "https://b.example/token https://a.example/t"),
            (flow_at([AT_BASE, AT_BASE]), "https://b.example/token"),
            (flow_at([OF_TENANT, TOKEN]), "https://a.example/token https://a.example/t"),
            (
                flow_at([AUTHORIZE, TOKEN, AT_BASE]),
                "https://a.example/token https://b.example/token",
            ),
        ] {
            assert_eq!(server(&flow).as_str(), expected);
            assert!(!server(&flow).is_fixed(), "{expected}");
        }
        let mut issued = flow_at([AUTHORIZE, AT_BASE]);
        issued.provider.issuer = Some(vec![Part::Literal("https://issuer.example/".into())].into());
        assert_eq!(server(&issued).as_str(), "https://issuer.example https://b.example/token");
    }

    #[test]
    fn a_server_that_is_written_into_the_program_is_not_copied() {
        let flow = flow_at([AUTHORIZE, TOKEN]);
        assert!(matches!(server(&flow).text, Cow::Borrowed(_)));
        assert!(matches!(server(&flow).text, Cow::Borrowed(_)));
    }

    #[test]
    fn a_variable_that_nobody_brings_keeps_its_name_or_is_the_default() {
        let mut flow = flow_at([AUTHORIZE, OF_TENANT]);
        let bare = Config::new(&"id".into());
        assert_eq!(Server::of(&flow, &bare).as_str(), "https://a.example/%7Btenant%7D");
        flow.slots.to_mut()[1].variable.as_mut().unwrap().default = Some("common".into());
        assert_eq!(Server::of(&flow, &bare).as_str(), "https://a.example/common");
    }

    #[test]
    fn a_url_has_one_form_and_no_secret_in_it() {
        for (written, form) in [
            ("https://a.example/token", "https://a.example/token"),
            ("HTTPS://A.Example:443/Token?x=1", "https://a.example/Token?x=1"),
            ("https://a.example:8443/token", "https://a.example:8443/token"),
            ("http://127.0.0.1:80/token", "http://127.0.0.1/token"),
            ("https://a.example/", "https://a.example"),
            ("https://user:word@a.example/token#part", "https://a.example/token"),
            ("no url", "no url"),
        ] {
            assert_eq!(plain(written.into()), form);
            assert_eq!((plain(form.into()).as_ref(), formed(written).as_str()), (form, form));
        }
    }
}
