//! Any bytes are read or refused; given texts keep their bytes, and spans lie on characters, in order.
#![no_main]

use griot::read::{Format, Hint, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read_bytes(bytes, &Hint::default()) else { return };
    for article in &reading.articles {
        let mut end = 0;
        for passage in &article.uncoded {
            assert!(matches!(reading.format, Format::Json | Format::JsonLines));
            assert!(passage.span.start >= end, "spans overlap");
            assert!(article.text.get(passage.span.range()).is_some(), "a span cuts a character");
            end = passage.span.end;
        }
        for paragraph in article.paragraphs() {
            assert!(article.text.get(paragraph.range()).is_some());
        }
    }
});
