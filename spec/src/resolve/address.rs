//! Addresses of servers, with variables where a variable may stand.

use super::endpoints::absolute_url;
use super::slots::Slots;
use super::template;
use crate::chosen;
use crate::document::Text;
use crate::flow::{Endpoint, Part, Slot, SlotId, Source, Template, Variable, VariableKind};
use crate::host;
use crate::report::{Problem, Report, Severity};
use crate::rules::{FS100, FS112, FS113, FS209};

/// An address as it is judged.
pub(super) struct Address<'a> {
    pub(super) text: &'a Text,
    pub(super) variables: &'a [Variable],
    pub(super) slots: &'a Slots,
    /// Whether it is an origin alone: of a variable of type `url` only that counts.
    pub(super) is_origin: bool,
}

impl Address<'_> {
    /// Reads it; `wrong` says what is wrong with one that has no variables left in it.
    pub(super) fn read(
        &self,
        wrong: impl Fn(&str) -> Option<Problem>,
        report: &mut Report,
    ) -> Option<Template> {
        if self.text.value.is_empty() {
            report.push(wrong("")?);
            return None;
        }
        let url = template::resolve(self.text, self.slots, report)?;
        let before = report.count(Severity::Error);
        let unbroken = |report: &Report| report.count(Severity::Error) == before;
        for (index, part) in url.0.iter().enumerate() {
            self.part(&url, index, part, report);
        }
        let of: Vec<SlotId> = url.slots().collect();
        let number = chosen::number(self.variables, &of);
        if number > chosen::MOST {
            let message = format!("this is {number} addresses: more than anybody looks at");
            report.push(Problem::error(FS100.id, &self.text.place, message));
        }
        for url in chosen::each(&url, self.variables) {
            if unbroken(report)
                && let Some(problem) = wrong(&self.sample(&url))
            {
                report.push(problem);
            }
            if unbroken(report) {
                self.below_a_domain(&url, report);
            }
        }
        Some(url)
    }

    fn variable(&self, slot: SlotId) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.has(slot))
    }

    fn part(&self, url: &Template, index: usize, part: &Part, report: &mut Report) {
        let Part::Slot { slot, filter, optional } = part else { return };
        let Some(named) = self.slots.get(*slot) else { return };
        let Some(variable) = self.variable(*slot) else {
            return not_a_variable(self.text, named, report);
        };
        let name = named.name.as_str();
        if filter.is_some() || *optional {
            let message = format!("the variable `{name}` is used as it is, or not at all");
            report.push(Problem::error(FS113.id, &self.text.place, message));
        }
        if variable.optional {
            let message = format!("`{name}` may be missing, and no address does without");
            report.push(
                Problem::error(FS113.id, &self.text.place, message)
                    .help("give it a default instead of `optional`"),
            );
        }
        if let Some((message, help)) = misplaced(name, variable.kind, index, url) {
            report.push(Problem::error(FS113.id, &self.text.place, message).help(help));
        }
        if names_a_parameter(url, index) {
            let message = format!("`{name}` would say which parameter is sent");
            report.push(
                Problem::error(FS113.id, &self.text.place, message)
                    .help("a variable is a value: write it behind a `=`"),
            );
        }
    }

    /// The address with a sample for every variable: its own syntax is checked when the app brings it.
    fn sample(&self, url: &Template) -> String {
        let sample = |part: &Part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Slot { slot, .. } => match self.variable(*slot).map(|it| it.kind) {
                Some(VariableKind::Origin) => "https://host.example".to_owned(),
                Some(VariableKind::Url) if self.is_origin => "https://host.example".to_owned(),
                Some(VariableKind::Url) => "https://host.example/path".to_owned(),
                Some(VariableKind::Host) => "host.example".to_owned(),
                _ => "label".to_owned(),
            },
        };
        url.0.iter().map(sample).collect()
    }

    /// A label of a host is a whole one, below a domain that is written out: else the app, or whoever
    /// tells it what to bring, says whose server it is. Only a variable of type `host` may say that.
    fn below_a_domain(&self, url: &Template, report: &mut Report) {
        let server = host::host(&Endpoint { name: String::new(), url: url.clone() });
        let written: String = server
            .0
            .iter()
            .map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Slot { .. } => "{}",
            })
            .collect();
        let Some((_, authority)) = written.split_once("://").filter(|(_, it)| it.contains("{}"))
        else {
            return;
        };
        let labels: Vec<&str> = host::name(authority).split('.').collect();
        let whole = labels.iter().all(|label| *label == "{}" || !label.contains("{}"));
        let fixed = labels.iter().rposition(|label| label.contains("{}")).map_or(0, |at| at + 1);
        let fixed = labels.get(fixed..).unwrap_or_default();
        let parent = fixed.join(".");
        let last = server.slots().last().and_then(|slot| self.variable(slot));
        let says_whose = last.is_some_and(|it| it.kind == VariableKind::Host) && fixed.is_empty();
        if whole && (says_whose || (fixed.len() >= 2 && !host::is_anybodys(&parent))) {
            return;
        }
        let message =
            "a label is one whole part of a host's name, below a domain that is written out";
        report.push(
            Problem::error(FS113.id, &self.text.place, message)
                .label("else it says whose server it is")
                .help("write it as in `https://{tenant}.example.com/`"),
        );
    }
}

/// Whether the nth part of a URL stands in its query, before the `=`.
fn names_a_parameter(url: &Template, nth: usize) -> bool {
    let before = url.0.iter().take(nth).map(|part| match part {
        Part::Literal(text) => text.as_str(),
        Part::Slot { .. } => "",
    });
    let before: String = before.collect();
    let query = before.split_once('?').map(|(_, query)| query);
    query.is_some_and(|query| !query.rsplit('&').next().unwrap_or_default().contains('='))
}

fn not_a_variable(text: &Text, slot: &Slot, report: &mut Report) {
    let name = &slot.name;
    let (rule, message) = match slot.source {
        Source::FrontChannel | Source::BackChannel => {
            let message = format!("`{name}` comes from outside: it may not say where requests go");
            (FS209.id, message)
        }
        Source::App | Source::Option | Source::Random | Source::Engine | Source::Token => {
            (FS112.id, format!("`{name}` may not build a URL: it is no variable"))
        }
    };
    report.push(Problem::error(rule, &text.place, message).help(
        "only a variable that the app brings may: declare it, `[variables] tenant = \
             { type = \"label\" }`",
    ));
}

/// An origin begins a URL, a label stands within one; what may be any text stands in none. What is
/// wrong, and what to write instead.
fn misplaced(
    name: &str,
    kind: VariableKind,
    index: usize,
    url: &Template,
) -> Option<(String, String)> {
    let word = kind.as_str();
    match kind {
        VariableKind::Origin | VariableKind::Url if index > 0 => Some((
            format!("the {word} `{name}` must begin the URL"),
            format!("write `{{{name}}}/...`"),
        )),
        VariableKind::Origin | VariableKind::Url => {
            let next = url.0.get(1).map(|part| match part {
                Part::Literal(literal) => literal.starts_with('/'),
                Part::Slot { .. } => false,
            });
            (next == Some(false)).then(|| {
                let message = format!("after the {word} `{name}` comes a path");
                (message, format!("write `{{{name}}}/...`"))
            })
        }
        VariableKind::Label | VariableKind::Host if index == 0 => Some((
            format!("the {word} `{name}` can't begin a URL"),
            format!("write `https://{{{name}}}...`, or declare it with `type = \"origin\"`"),
        )),
        VariableKind::String | VariableKind::Secret => Some((
            format!("`{name}` may be any text, and stands in no URL"),
            "write it into a parameter or a header, or give it the type `label`".to_owned(),
        )),
        VariableKind::Label | VariableKind::Host | VariableKind::Values => None,
    }
}

/// What is wrong with the URL of an endpoint.
pub(super) fn no_endpoint(text: &Text) -> impl Fn(&str) -> Option<Problem> + '_ {
    move |sample| {
        let why = match absolute_url(sample) {
            Ok(()) => return None,
            Err(_) if sample.is_empty() => "the URL is empty",
            Err(why) => why,
        };
        let message = format!("`{}` is no URL of an endpoint: {why}", text.value.escape_debug());
        Some(
            Problem::error(crate::rules::FS108.id, &text.place, message)
                .help("write an absolute URL, such as \"https://accounts.example.com/token\""),
        )
    }
}
