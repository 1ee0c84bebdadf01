//! `docs/cli.md` is the help texts, and the help texts fit a terminal.

use std::fmt::Write as _;
use std::path::Path;

use crate::folder::Folder;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["read"],
    &["code"],
    &["explain"],
    &["lexicon"],
    &["lexicon", "check"],
    &["lexicon", "show"],
];

fn help(command: &[&str], flag: &str) -> String {
    let mut args = command.to_vec();
    args.push(flag);
    let run = Folder::new(&[]).run(&args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    run.out
}

#[test]
fn reference_is_the_help_texts() {
    let mut page = String::from(
        "# The command line\n\n\
         Made from the help texts of `crates/griot-cli/src/args.rs` by `make cli-reference`.\n",
    );
    for command in COMMANDS {
        let name = [&["griot"], *command].concat().join(" ");
        let _ = write!(page, "\n## `{name}`\n\n```text\n{}```\n", help(command, "--help"));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/cli.md is not the help texts: run `make cli-reference`");
}

#[test]
fn help_fits_a_terminal() {
    for command in COMMANDS {
        for flag in ["-h", "--help"] {
            for line in help(command, flag).lines() {
                assert!(line.chars().count() <= 79, "{command:?} {flag}: {line}");
            }
        }
    }
}

#[test]
fn long_help_has_a_worked_example() {
    for command in COMMANDS.iter().filter(|command| **command != ["lexicon"]) {
        let text = help(command, "--help");
        assert!(text.contains("Example:\n  $ griot "), "{command:?}:\n{text}");
        assert!(!help(command, "-h").contains("Example:"), "{command:?}");
    }
}

#[test]
fn short_help_of_the_program() {
    assert_eq!(
        help(&[], "-h"),
        "\
Reads news of armed conflict into a record whose every value has its source

Usage: griot <COMMAND>

Commands:
  read     Turn pages into articles (JSON Lines)
  code     Code what articles report
  explain  Show why each value was coded
  lexicon  Check or show the words that griot knows

Options:
  -h, --help     Print help (see more with '--help')
  -V, --version  Print version

Exit status: 0 all good, 1 nothing found, 2 something failed.
"
    );
}
