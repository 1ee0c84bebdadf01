//! Codes JSON Lines documents from standard input: one published object a line on standard output.
//!
//! It holds no rule of its own: what `griot code --json -` gives, without the command line.

use std::error::Error;
use std::io::{BufRead, Write};

use griot::json::{Coder, document};
use griot::pipeline::{Resources, code};
use griot::read::{Hint, read_bytes};

fn main() -> Result<(), Box<dyn Error>> {
    let resources = Resources::builtin();
    let coder = Coder { version: "0".into(), lexicon: String::new() };
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let Ok(reading) = read_bytes(line?.as_bytes(), &Hint::default()) else { continue };
        for article in &reading.articles {
            let claims = code(article, &resources);
            let published = document(article, &claims, coder.clone());
            writeln!(out, "{}", serde_json::to_string(&published)?)?;
        }
    }
    Ok(())
}
