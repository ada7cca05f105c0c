//! Names that two files claim.

use std::collections::HashMap;

use super::{Member, NAMES};
use crate::document::{Document, ProviderDocument, Text};
use crate::report::{Problem, Report};
use crate::source::Place;

pub(super) fn check(members: &[Member<'_>], report: &mut Report) {
    let mut claims = Claims { first: HashMap::new(), report };
    for member in members {
        let folder = member.path.parent().unwrap_or(member.path).display().to_string();
        match &member.document {
            Document::Flow(flow) => {
                // Flows of one provider stand in one folder, or name it in their own file.
                let of = match (&flow.provider, &flow.inline_provider) {
                    (Some(name), _) => name.value.clone(),
                    (None, Some(provider)) => provider.name.value.clone(),
                    (None, None) => String::new(),
                };
                claims.name("flow", &format!("{folder} {of}"), &flow.name);
            }
            Document::Provider(provider) => {
                claims.name("provider", "", &provider.name);
                environment(provider, &mut claims);
            }
            Document::Grant(grant) => claims.name("grant", "", &grant.name),
            Document::Api(api) => {
                if let Some(provider) = &api.provider {
                    claims.name("API of the provider", "", provider);
                }
            }
        }
    }
}

fn environment(provider: &ProviderDocument, claims: &mut Claims<'_>) {
    let name = &provider.name;
    let env = provider.env.clone();
    let env = env.unwrap_or_else(|| name.clone().map(|name| name.to_ascii_uppercase()));
    claims.name("environment", "", &env);
}

/// Who was the first to claim a name.
struct Claims<'a> {
    first: HashMap<(&'static str, String, String), Place>,
    report: &'a mut Report,
}

impl Claims<'_> {
    fn name(&mut self, what: &'static str, within: &str, name: &Text) {
        let key = (what, within.to_owned(), name.value.clone());
        let Some(first) = self.first.get(&key) else {
            self.first.insert(key, name.place.clone());
            return;
        };
        let message = format!("there are two of the {what} `{}`", name.value);
        self.report.push(
            Problem::warning(NAMES.id, &name.place, message)
                .related(first, "the first is here")
                .help("give one of the two another name, or remove it"),
        );
    }
}
