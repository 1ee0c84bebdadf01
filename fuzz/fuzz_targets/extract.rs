//! Any page is extracted.
#![no_main]

use griot::extract::extract;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|html: &str| {
    let article = extract(html, Some("https://example.org/2022/03/12/a"));
    assert!(article.uncoded.is_empty());
});
