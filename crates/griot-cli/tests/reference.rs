//! `docs/cli.md` is the help texts, and the help texts fit a terminal.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::folder::Folder;

const COMMANDS: &[&[&str]] = &[
    &[],
    &["read"],
    &["code"],
    &["explain"],
    &["lexicon"],
    &["lexicon", "check"],
    &["lexicon", "show"],
    &["init"],
    &["add"],
    &["watch"],
    &["recode"],
    &["check"],
    &["backup"],
    &["events"],
    &["tolls"],
    &["suggestions"],
    &["decide"],
    &["decide", "sahel", "ev-1", "correct"],
    &["decide", "sahel", "ev-1", "withhold"],
    &["history"],
    &["related"],
    &["story"],
    &["timeline"],
    &["statements"],
    &["search"],
    &["serve"],
    &["account"],
    &["account", "add"],
    &["account", "list"],
    &["account", "role"],
    &["account", "password"],
    &["account", "totp"],
    &["account", "disable"],
    &["account", "enable"],
    &["brief"],
    &["export"],
    &["import"],
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

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
        let text = help(command, "--help");
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let _ = write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n"));
    }
    let path = root().join("docs/cli.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/cli.md is not the help texts: run `make cli-reference`");
}

/// The commands of the README are run as they stand there, and must give what stands below them.
#[test]
fn readme_shows_what_really_comes_out() {
    let path = root().join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut out = String::new();
    let mut blocks = readme.split("```text\n");
    out.push_str(blocks.next().unwrap());
    for block in blocks {
        let (inside, after) = block.split_once("```").unwrap();
        let (command, _) = inside.split_once('\n').unwrap();
        out.push_str("```text\n");
        match command.strip_prefix("$ griot ") {
            Some(args) => {
                let args: Vec<&str> = args.split(' ').collect();
                let run = Folder::new(&[]).command(&args).current_dir(root()).output().unwrap();
                let _ = write!(out, "{command}\n{}", String::from_utf8(run.stdout).unwrap());
            }
            None => out.push_str(inside),
        }
        out.push_str("```");
        out.push_str(after);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &out).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written == out, "README.md shows other output than griot: run `make cli-reference`");
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
  read         Turn pages into articles (JSON Lines)
  code         Code what articles report
  explain      Show why each value was coded
  lexicon      Check or show the words that griot knows
  init         Make a record: a folder that keeps pages and what they report
  add          Add pages to a record
  watch        Add what the feeds of a record bring, again and again
  recode       Code the pages of a record again
  check        Check that a record is whole
  backup       Copy a record, also while pages are added
  events       List the events of a record
  tolls        List the tolls of a record
  suggestions  List events of a record that may be one
  decide       Record what an analyst decides
  history      Show what was decided: who, when, why, before and after
  related      List the articles of a record that are related to one
  story        Show the stories of a record, day after day
  timeline     Show what happened day after day, the earliest first
  statements   List who said what in a record
  search       Search the articles of a record for words
  serve        Open a record in the browser
  account      Say who may reach a record when it is served
  brief        Write a brief of a place and a period
  export       Write the events of a record in the shape of other systems
  import       Make a record of a whole export

Options:
  -h, --help     Print help (see more with '--help')
  -V, --version  Print version

Exit status: 0 all good, 1 nothing found, 2 something failed.
"
    );
}
