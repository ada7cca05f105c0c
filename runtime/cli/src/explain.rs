//! `explain`: what a rule demands, and why.

use std::process::ExitCode;

use clap::Args;
use spotify_flow_spec::{catalogue, rules};

use crate::output::print;

#[derive(Args)]
pub(crate) struct Arguments {
    /// The id of a rule, as `check` prints it: `FS605`.
    #[arg(value_name = "RULE", required_unless_present = "all")]
    rule: Option<String>,
    /// Print the rule book instead: every rule, as Markdown.
    #[arg(long, conflicts_with = "rule")]
    all: bool,
}

pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let text = match &arguments.rule {
        Some(id) => page(&id.to_ascii_uppercase()),
        None => Ok(rules::book()),
    };
    match text {
        Ok(text) => {
            print(text);
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::from(2)
        }
    }
}

/// All that there is to say of an id: it is a rule, or a mistake that needs none, or unknown.
fn page(id: &str) -> Result<String, String> {
    if let Some(page) = rules::page(id) {
        return Ok(page);
    }
    if let Some(rule) = catalogue::find(id) {
        return Ok(format!("## {id}: {}\n\nWarning. {}\n", rule.summary, rule.why));
    }
    if let Some(it) = rules::absent().iter().find(|it| it.id == id) {
        return Ok(format!("{id} is no rule: it would forbid {}. {}\n", it.mistake, it.reason));
    }
    let help = match rules::nearest(id) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "rules are named like `FS605`; `explain --all` prints them all".to_owned(),
    };
    Err(format!("there is no rule `{}`; {help}", id.escape_debug()))
}
