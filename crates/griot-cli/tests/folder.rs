//! A temporary folder with files, and `griot` run in it.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A sentence in which something happens.
pub(crate) const SENTENCE: &str = "Douze civils ont été tués samedi à Gao dans une attaque menée \
par des hommes armés, selon le maire de la ville.";

/// A sentence in which nothing does.
pub(crate) const NOTHING: &str = "Les pluies ont été bonnes cette année dans la vallée du fleuve, \
et le mil sera bientôt mûr dans tous les champs.";

pub(crate) struct Folder(TempDir);

/// What a run gave.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The run did what it was asked.
pub(crate) fn ok(run: &Run) {
    assert_eq!(run.code, Some(0), "{}\n{}", run.out, run.err);
}

impl Folder {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            folder.write(name, bytes);
        }
        folder
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_griot"));
        command.args(args).current_dir(self.path());
        // What the terminal of whoever runs the tests is like must not show.
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        // Nor through whom the machine of whoever runs them asks.
        for name in ["http_proxy", "https_proxy", "all_proxy", "no_proxy"] {
            command.env_remove(name).env_remove(name.to_uppercase());
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.command(args).stdin(Stdio::null()).output().unwrap().into()
    }

    pub(crate) fn run_with_stdin(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut child = self
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A process that refuses its arguments ends before it reads anything.
        match child.stdin.take().unwrap().write_all(stdin) {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
            _ => {}
        }
        child.wait_with_output().unwrap().into()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// The lines of standard output as JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The ids of the documents that came out.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.json().iter().map(|document| document["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// A line of JSON Lines.
pub(crate) fn line(id: &str, text: &str) -> String {
    serde_json::json!({ "id": id, "published": "2024-05-06", "lang": "fr", "text": text })
        .to_string()
        + "\n"
}
