//! Codes JSON Lines documents from standard input: one published object a line on standard output.
use std::io::{BufRead, Write};

fn main() {
    let resources = griot::pipeline::Resources::builtin();
    let coder = griot::json::Coder { version: "0".into(), lexicon: String::new() };
    let stdin = std::io::stdin();
    let mut out = std::io::stdout().lock();
    for line in stdin.lock().lines() {
        let line = line.unwrap();
        let Ok(reading) = griot::read::read_bytes(line.as_bytes(), &griot::read::Hint::default())
        else {
            continue;
        };
        for article in &reading.articles {
            let claims = griot::pipeline::code(article, &resources);
            let doc = griot::json::document(article, &claims, coder.clone());
            writeln!(out, "{}", serde_json::to_string(&doc).unwrap()).unwrap();
        }
    }
}
