//! Any bytes are a feed, a page or neither: reading ends, is bounded, and gives addresses that can be
//! asked for.
#![no_main]

use griot_intake::feed::{MAX_ITEMS, alternate, parse, sniff, split};
use griot_intake::fetch::location;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    alternate::alternates(bytes);
    let Some(feed) = parse(bytes, None) else {
        assert!(sniff(bytes).is_none(), "what is a feed by its beginning is one");
        return;
    };
    assert!(feed.items.len() <= MAX_ITEMS);
    let base = location::parse("https://news.example/feed").ok();
    let split = split(&feed, "feed.xml", base.as_ref());
    assert_eq!(split.pages.len() + split.links.len(), feed.items.len());
    let urls = split.links.iter().filter_map(|link| link.url.as_deref());
    for url in urls.chain(split.pages.iter().filter_map(|page| page.url.as_deref())) {
        let parsed = location::parse(url).expect("an address is one");
        assert!(parsed.username().is_empty() && parsed.password().is_none());
    }
});
