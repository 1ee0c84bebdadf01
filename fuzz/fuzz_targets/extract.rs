//! Any page is extracted, and the guard bounds what the extractor is shown.
#![no_main]

use griot::extract::{extract, guard};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let (guarded, _) = guard(html);
    // What is written out holds no more markup than what came in, but for end tags.
    assert!(guarded.len() <= 16 * html.len() + 64);
    let article = extract(html, Some("https://example.org/2022/03/12/a"));
    assert!(article.uncoded.is_empty());
});
