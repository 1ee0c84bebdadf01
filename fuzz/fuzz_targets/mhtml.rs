//! Any bytes are a page that was saved in one file, a letter, or neither: what comes out is shorter
//! than what went in, keeps its name, and has an address of the web or none.
#![no_main]

use griot_intake::Page;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outer = Page { name: "page.mhtml".to_owned(), bytes: bytes.to_vec(), ..Page::default() };
    let Some(page) = outer.saved_page() else { return };
    // Codings of the transfer only ever make bytes more.
    assert!(page.bytes.len() < bytes.len());
    assert_eq!(page.name, outer.name);
    if let Some(url) = &page.url {
        assert!(url.starts_with("http://") || url.starts_with("https://"), "{url}");
    }
    assert!(page.notes.len() <= 1, "a page breaks off once");
    let kind = page.media_type.expect("only a page of a stated kind is taken").to_ascii_lowercase();
    assert!(kind.contains("html") || kind.contains("text/plain"), "{kind}");
});
