//! Any text laid over any file of the lexicon is taken or refused, and what is taken can be used.
#![no_main]

use griot::gazetteer::Gazetteer;
use griot::lexicon::registry::Registry;
use griot::lexicon::{Lexicon, Overlay};
use griot::model::{Article, Lang};
use griot::pipeline::{Resources, code};
use libfuzzer_sys::fuzz_target;

const TEXT: &str = "Douze soldats ont été tués samedi dans une attaque à Boni, selon le maire.";

fuzz_target!(|input: (u8, &str)| {
    let (file, text) = input;
    let paths: Vec<&str> = Lexicon::paths().collect();
    let path = paths[usize::from(file) % paths.len()];
    let overlay = Overlay::from([(path.to_owned(), text.to_owned())]);
    let Ok(lexicon) = Lexicon::with_overlay(&overlay) else { return };
    let resources = Resources {
        lexicon: &lexicon,
        registry: Registry::builtin(),
        gazetteer: Gazetteer::builtin(),
    };
    let mut article = Article::from_text(TEXT);
    article.lang = Some(Lang::Fr);
    let _ = code(&article, &resources);
});
