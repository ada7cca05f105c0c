//! The server that an endpoint is at.

use public_suffix::{DEFAULT_PROVIDER, EffectiveTLDProvider};

use crate::flow::{Endpoint, Part, Template};

/// Scheme, host and port of an endpoint, with the variables in them. Two endpoints of one such
/// template are at one server, whatever the app brings.
pub(crate) fn host(endpoint: &Endpoint) -> Template {
    let mut parts = Vec::new();
    for part in &endpoint.url.0 {
        let Part::Literal(text) = part else {
            parts.push(part.clone());
            continue;
        };
        let scheme = text.find("://").map_or(0, |at| at + "://".len());
        let (before, rest) = text.split_at_checked(scheme).unwrap_or(("", text));
        match rest.find(['/', '?']).and_then(|end| rest.get(..end)) {
            Some(end) => {
                let last = format!("{before}{end}");
                parts.extend((!last.is_empty()).then_some(Part::Literal(last)));
                break;
            }
            None => parts.push(part.clone()),
        }
    }
    Template(parts)
}

/// Who runs a server, as far as its address tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Owner {
    /// Whoever registered this domain (the public suffix list says where domains are registered), or
    /// has this address.
    Domain(String),
    /// Whoever runs what the app names: an origin of its own.
    App(Template),
}

impl Owner {
    /// Who runs the server of an endpoint.
    pub(crate) fn of(endpoint: &Endpoint) -> Self {
        let host = host(endpoint);
        let named = |part: Option<&Part>| matches!(part, Some(Part::Literal(_)));
        // What begins it is an origin, what ends it a host of the app's.
        if !named(host.0.first()) || !named(host.0.last()) {
            return Self::App(host);
        }
        let text = host.0.iter().map(|part| match part {
            Part::Literal(text) => text.as_str(),
            // A label stands below the domain: which one it is changes nothing.
            Part::Slot { .. } => "label",
        });
        Self::of_url(&text.collect::<String>())
    }

    /// Who runs the server of a template of a URL.
    pub(crate) fn of_template(url: &Template) -> Self {
        Self::of(&Endpoint { name: String::new(), url: url.clone() })
    }

    /// Who runs the server of a URL.
    pub(crate) fn of_url(url: &str) -> Self {
        Self::Domain(domain(&name(url).to_ascii_lowercase()).to_owned())
    }
}

/// The name of the host in a URL.
pub(crate) fn name(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    }
}

/// The registrable domain of a host: `acme.co.uk` of `login.acme.co.uk`. A host that is none, such as an
/// address, is its own.
pub(crate) fn domain(host: &str) -> &str {
    if is_address(host) {
        return host;
    }
    DEFAULT_PROVIDER.effective_tld_plus_one(host).unwrap_or(host)
}

/// Whether names below this one are registered by anybody: `co.uk`, `github.io`.
pub(crate) fn is_public(name: &str) -> bool {
    DEFAULT_PROVIDER.is_effective_tld(name) || RENTED.contains(&name)
}

/// Whether a registry hands out the names below this one, as for `co.uk`: a suffix whose last label is
/// one of two letters. (`github.io` and `myshopify.com` are a company's.)
pub(crate) fn is_country_wide(name: &str) -> bool {
    let (first, last) = name.rsplit_once('.').unwrap_or(("", name));
    is_public(name) && last.len() == 2 && first.len() <= 4
}

/// Whether whoever likes can have a name below this one: of a registry, or as a page or a program of
/// one's own.
pub(crate) fn is_anybodys(name: &str) -> bool {
    is_country_wide(name) || HOSTED.contains(&name)
}

/// Where anybody's pages and programs run, under a name that they choose.
const HOSTED: [&str; 26] = [
    "amplifyapp.com",
    "appspot.com",
    "azurewebsites.net",
    "blogspot.com",
    "cloudfront.net",
    "deno.dev",
    "elasticbeanstalk.com",
    "firebaseapp.com",
    "fly.dev",
    "github.io",
    "gitlab.io",
    "glitch.me",
    "herokuapp.com",
    "netlify.app",
    "ngrok.app",
    "ngrok-free.app",
    "ngrok.io",
    "onrender.com",
    "pages.dev",
    "repl.co",
    "surge.sh",
    "trycloudflare.com",
    "vercel.app",
    "web.app",
    "webflow.io",
    "workers.dev",
];

/// Domains whose owners rent out names further below.
const RENTED: [&str; 4] =
    ["amazonaws.com", "azure.com", "googleusercontent.com", "oraclecloud.com"];

/// Whether a host is a number and no name.
pub(crate) fn is_address(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    host.starts_with('[') || last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_one_registrable_domain_have_one_owner() {
        let owner = Owner::of_url;
        assert_eq!(owner("https://www.fitbit.com/a"), owner("https://api.fitbit.com/b"));
        assert_eq!(owner("https://linear.app"), owner("https://api.linear.app:443/x"));
        assert_ne!(owner("https://a.co.uk"), owner("https://b.co.uk"));
        assert_ne!(owner("https://a.github.io"), owner("https://b.github.io"));
        assert_ne!(owner("https://127.0.0.1"), owner("https://10.0.0.1"));
    }
}
