//! Any bytes are read or refused; given texts keep their bytes, and spans lie on characters, in order.
#![no_main]

use griot::read::{Hint, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_bytes(bytes, &Hint::default()) else { return };
    for article in &reading.articles {
        let mut end = 0;
        for passage in &article.uncoded {
            assert!(passage.span.start >= end, "spans overlap");
            assert!(article.text.get(passage.span.range()).is_some(), "a span cuts a character");
            end = passage.span.end;
        }
        let mut end = 0;
        for entry in &article.entries {
            assert!(entry.span.start >= end, "entries overlap");
            assert!(article.text.get(entry.span.range()).is_some_and(|words| !words.is_empty()));
            end = entry.span.end;
        }
        for paragraph in article.paragraphs() {
            assert!(article.text.get(paragraph.range()).is_some());
        }
    }
});
