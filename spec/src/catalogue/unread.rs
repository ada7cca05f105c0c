//! Files that nobody reads.

use std::path::Path;

use super::{Member, UNREAD};
use crate::document::Document;
use crate::report::{Problem, Report};

pub(super) fn check(members: &[Member<'_>], report: &mut Report) {
    for member in members {
        let place = member.source.start();
        let named = |name: &str| member.path.file_name().is_some_and(|file| file == name);
        let problem = |name: &str, message: String| {
            Problem::warning(UNREAD.id, &place, message).help(format!("call the file `{name}`"))
        };
        match &member.document {
            Document::Grant(grant) => {
                let (file, grant) = (format!("{}.toml", grant.name.value), &grant.name.value);
                if !named(&file) {
                    let message = format!("nobody finds the grant `{grant}` in this file");
                    report.push(problem(&file, message));
                }
            }
            Document::Provider(provider) if !named("provider.toml") => {
                let provider = &provider.name.value;
                let message = format!("nobody finds the provider `{provider}` in this file");
                report.push(problem("provider.toml", message));
            }
            Document::Api(_) if !named("api.toml") => {
                let message = "nobody reads this API".to_owned();
                report.push(problem("api.toml", message));
            }
            Document::Api(_) => shadowed(member, members, report),
            Document::Flow(_) | Document::Provider(_) => {}
        }
    }
}

/// An API beside a provider whose own file has operations: those are taken.
fn shadowed(member: &Member<'_>, members: &[Member<'_>], report: &mut Report) {
    let folder = |path: &Path| path.parent().map(Path::to_owned);
    let here = folder(member.path);
    let beside = members.iter().filter(|other| folder(other.path) == here);
    let mut taken = beside.filter_map(|other| match &other.document {
        Document::Provider(provider) => provider.api.as_ref().map(|_| &provider.name),
        Document::Flow(_) | Document::Grant(_) | Document::Api(_) => None,
    });
    if let Some(provider) = taken.next() {
        let message = "nobody reads this API: the provider's own file has one";
        report.push(
            Problem::warning(UNREAD.id, &member.source.start(), message)
                .related(&provider.place, "this provider's operations are taken")
                .help("keep one of the two"),
        );
    }
}
