//! What was given out, and what became of it: the judge of a script. It knows the classes of values
//! from the file alone, and nothing of what the checker made of them.

use std::collections::HashMap;

use spotify_flow::flow_def::{ParameterDef, Part};

use crate::spec::{Action, Bind, Spec};

/// What no flow that builds may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Breach {
    /// A slot is read that nothing has set.
    Undefined,
    /// A one-time value is sent twice.
    Twice,
    /// An event finds no step, or a state has no way out.
    Unhandled,
    /// A secret is in a URL of the browser's.
    Leak,
}

pub(crate) type Verdict<T = ()> = Result<T, (Breach, String)>;

pub(crate) const CLIENT_SECRET: &str = "canary-client-secret";

const ONCE: [&str; 4] = ["code", "code_verifier", "device_code", "request_uri"];
const SECRET: [&str; 3] = ["access_token", "refresh_token", "id_token"];
const PUBLIC: [&str; 7] =
    ["state", "nonce", "session_state", "iss", "expires_in", "token_type", "username"];

#[derive(Default)]
pub(crate) struct Ledger {
    given: usize,
    secrets: Vec<Value>,
}

struct Value {
    text: String,
    name: String,
    /// How often it was sent; `None` where it may be sent again.
    sent: Option<usize>,
}

impl Ledger {
    /// A value like no other, as an answer of the server has it under this name.
    pub(crate) fn give(&mut self, name: &str, binds: &[Bind]) -> String {
        self.given += 1;
        let text =
            format!("canary-{:06}-{}-end", self.given, name.to_lowercase().replace('_', "-"));
        let binds: Vec<&Bind> = binds.iter().filter(|bind| bind.from == name).collect();
        let all = |is: &dyn Fn(&Bind) -> bool| !binds.is_empty() && binds.iter().all(|it| is(it));
        let once = ONCE.contains(&name) || all(&|bind| once(bind));
        if once || SECRET.contains(&name) || all(&|bind| secret(bind)) {
            self.keep(name, text.clone(), once);
        }
        text
    }

    fn keep(&mut self, name: &str, text: String, once: bool) {
        if !self.secrets.iter().any(|known| known.text == text) {
            self.secrets.push(Value { text, name: name.to_owned(), sent: once.then_some(0) });
        }
    }

    /// A value that the engine made.
    pub(crate) fn minted(&mut self, slot: &str, text: &str) {
        if !PUBLIC.contains(&slot) {
            self.keep(slot, text.to_owned(), true);
        }
    }

    /// The values that a request shows to have been made for it.
    pub(crate) fn find_minted(
        &mut self,
        spec: &Spec,
        slots: &[String],
        written: &[ParameterDef],
        sent: &HashMap<String, String>,
    ) {
        for parameter in written {
            let [Part::Slot(slot) | Part::Optional(slot)] = parameter.value.as_ref() else {
                continue;
            };
            let (Some(name), Some(text)) = (slots.get(*slot), sent.get(parameter.name.as_ref()))
            else {
                continue;
            };
            let made = spec.steps.iter().any(|step| step.mint.iter().any(|(it, _)| it == name));
            if made && !text.starts_with("canary") {
                self.minted(name, text);
            }
        }
    }

    /// A request goes to the server.
    pub(crate) fn sent(&mut self, what: &str, parameters: &HashMap<String, String>) -> Verdict {
        for value in &mut self.secrets {
            let Some(count) = &mut value.sent else { continue };
            *count += parameters.values().filter(|text| text.contains(&value.text)).count();
            if *count > 1 {
                let text = format!("`{}` is sent again in {what}: {}", value.name, value.text);
                return Err((Breach::Twice, text));
            }
        }
        Ok(())
    }

    /// A session keeps a value.
    pub(crate) fn kept(&self, slot: &str, text: &str) -> Verdict {
        let once = self.secrets.iter().any(|it| it.sent.is_some() && it.text == text);
        if once {
            return Err((Breach::Leak, format!("`{slot}` is good for one use, and is kept")));
        }
        Ok(())
    }

    /// A URL is shown to the browser.
    pub(crate) fn shown(&self, url: &str) -> Verdict {
        let secrets = self.secrets.iter().filter(|value| value.name != "request_uri");
        let all = secrets.map(|value| (value.text.as_str(), value.name.as_str()));
        for (text, name) in all.chain([(CLIENT_SECRET, "client_secret")]) {
            if url.contains(text) {
                return Err((Breach::Leak, format!("the secret `{name}` is in {url}")));
            }
        }
        Ok(())
    }
}

fn once(bind: &Bind) -> bool {
    bind.class == Some("one_time") || (bind.class.is_none() && ONCE.contains(&bind.slot.as_str()))
}

fn secret(bind: &Bind) -> bool {
    let slot = bind.slot.as_str();
    matches!(bind.class, Some("one_time" | "secret" | "long_secret"))
        || (bind.class.is_none() && (ONCE.contains(&slot) || SECRET.contains(&slot)))
}

/// What a step of this name takes from an answer.
pub(crate) fn binds<'a>(spec: &'a Spec, step: &str) -> &'a [Bind] {
    match spec.steps.iter().find(|it| it.name == step).map(|it| &it.action) {
        Some(Action::Callback { bind, .. } | Action::Post { bind, .. }) => bind,
        Some(Action::Redirect { .. }) | None => &[],
    }
}
