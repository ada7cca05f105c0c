//! The README says nothing that is not so. Its programs are compiled and run as documentation
//! tests; here is the rest: what it prints, quotes and tells to type.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use spotify_flow_spec::{Disk, check_file};
use spotify_flow_tests::{package_folder, target_folder, workspace_folder};

fn readme() -> String {
    fs::read_to_string(workspace_folder().join("README.md")).unwrap()
}

/// The blocks in a language, in their order.
fn blocks(language: &str) -> Vec<String> {
    let text = readme();
    let opening = format!("\n```{language}\n");
    let after = text.split(&opening).skip(1);
    after.map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

fn run(command: &str) -> Output {
    let mut words = command.split_whitespace();
    assert_eq!(words.next(), Some("cargo"), "{command}");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(words).current_dir(workspace_folder());
    cargo.output().unwrap()
}

fn printed(command: &str) -> String {
    let output = run(command);
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn its_tables_are_what_the_program_prints() {
    assert!(readme().contains(&printed("cargo run -- table --format markdown")));
    let demo = printed("cargo run -- demo");
    let shown = blocks("text").into_iter().find(|block| block.starts_with("flow ")).unwrap();
    assert!(demo.contains(&shown), "{demo}");
}

#[test]
fn its_commands_work_as_they_stand() {
    let commands: Vec<String> = blocks("sh").iter().map(|block| block.trim().to_owned()).collect();
    let [demo, test, check, run, maintain] = commands.as_slice() else { panic!("{commands:?}") };
    assert_eq!([demo, test], ["cargo run -- demo", "cargo test --workspace"]);
    assert!(printed(check).contains("0 errors"));
    assert!(printed(run).contains("code_verifier = [secret]"));
    let maintain: Vec<String> = maintain.lines().map(printed).collect();
    let proof = blocks("text").into_iter().find(|block| block.starts_with("proved: ")).unwrap();
    for (output, part) in
        maintain.iter().zip([proof.as_str(), "├─ exchange → authorized", "\nmajor: ", "[flow]"])
    {
        assert!(output.contains(part), "no `{part}` in {output}");
    }
    assert_eq!(maintain.len(), 4);
    // This very test runs under the one command that it can't run itself; CI calls the same one.
    let ci = fs::read_to_string(workspace_folder().join(".ci/run")).unwrap();
    assert!(ci.ends_with("step cargo test --workspace\n"), "CI ends with another command");
}

#[test]
fn the_words_of_the_compiler_are_those_that_are_pinned() {
    let folder = package_folder().join("compile_fail");
    let pinned: String = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "stderr"))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect();
    let quoted = blocks("text").into_iter().filter(|block| block.starts_with("error"));
    let lines: Vec<String> =
        quoted.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(lines.len() > 5, "{lines:?}");
    for line in lines {
        assert!(pinned.contains(line.trim_end()), "no compiler says: {line}");
    }
}

#[test]
fn its_pieces_of_spec_files_stand_in_those_files() {
    let mut seen = 0;
    for block in blocks("toml") {
        let Some((path, rest)) = block.strip_prefix("# ").and_then(|b| b.split_once('\n')) else {
            continue;
        };
        let (bundled, own) = (workspace_folder().join(path), package_folder().join(path));
        let file = fs::read_to_string(if bundled.exists() { bundled } else { own }).unwrap();
        assert!(file.contains(rest), "{path} says something else");
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn its_adjustment_and_its_waiver_are_taken() {
    let acme = fs::read_to_string(package_folder().join("flows/acme.toml")).unwrap();
    let more = blocks("toml").into_iter().find(|block| block.contains("audience")).unwrap();
    let acme = acme.replace("\"authorization_code_pkce\"", "\"authorization_code\"");
    let acme = acme.replace("authentication = \"none\"", "authentication = \"basic\"");
    let text = format!("{acme}\n{more}");
    let path = target_folder().join("adjusted.toml");
    fs::write(&path, text).unwrap();
    let checked = check_file(Path::new(&path), &Disk);
    assert!(checked.report.is_empty(), "{}", checked.report);
    assert_eq!(checked.waivers.len(), 1);
}
