//! Inputs that a person could write to stop a reader, small, one process for each and one for all.
//!
//! The stack of the process is 2 MiB, as that of a thread is. `bench/hostile.sh` reads the same
//! inputs large, and measures.

use std::process::{Command, Stdio};

use crate::folder::{Folder, Run, SENTENCE};
use crate::warcs::made;

#[path = "../../griot-dev/src/hostile/archives.rs"]
mod archives;

#[path = "../../griot-dev/src/hostile/inputs.rs"]
mod inputs;

fn all() -> Vec<inputs::Input> {
    inputs::inputs(1).into_iter().chain(archives::archives(1)).collect()
}

/// `griot read` with a stack of 2 MiB.
fn read(folder: &Folder, names: &[&str]) -> Run {
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -s 2048 && exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_griot")]);
        shell
    } else {
        Command::new(env!("CARGO_BIN_EXE_griot"))
    };
    command.args(["read", "--workers", "1"]).args(names).current_dir(folder.path());
    command.stdin(Stdio::null()).output().unwrap().into()
}

#[test]
fn each_hostile_input_ends_and_the_next_is_read() {
    for input in all() {
        let folder = Folder::new(&[(input.name, &input.bytes), ("z.txt", SENTENCE.as_bytes())]);
        let run = read(&folder, &[input.name, "z.txt"]);
        let name = input.name;
        assert!(matches!(run.code, Some(0 | 2)), "{name}: {:?} {}", run.code, run.err);
        assert_eq!(run.ids().last().map(String::as_str), Some("z.txt"), "{name}: {}", run.err);
        assert_eq!(run.out.contains(inputs::MARK), input.readable, "{name}: {}", run.err);
        // Whatever was not read is named.
        if run.code == Some(2) {
            let told = run.err.lines().any(|line| line.starts_with(&format!("griot: `{name}")));
            assert!(told, "{name}: {}", run.err);
        }
        // A list is fetched into an archive beside it.
        let others =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let others: Vec<_> = others
            .filter(|other| *other != *name && *other != *"z.txt")
            .filter(|other| !(name == "links.opml" && *other == *"griot-archive"))
            .collect();
        assert!(others.is_empty(), "{name} has written {others:?}");
    }
}

#[test]
fn a_folder_of_hostile_inputs_is_read_to_its_end() {
    let inputs = all();
    let files: Vec<(&str, &[u8])> =
        inputs.iter().map(|input| (input.name, &input.bytes[..])).collect();
    let folder = Folder::new(&files);
    let run = read(&folder, &["."]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    let ids = run.ids();
    for input in inputs.iter().filter(|input| input.readable) {
        let id = format!("./{}", input.name);
        assert!(ids.iter().any(|other| other.starts_with(&id)), "{id}");
    }
}
