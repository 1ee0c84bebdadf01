//! Any bytes are read as an archive, packed or not: the records end, and so do their pages.
#![no_main]

use griot_intake::unpack::Stream;
use griot_intake::warc::WarcReader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: Vec<u8>| {
    let n_bytes = bytes.len();
    let Ok(stream) = Stream::open(std::io::Cursor::new(bytes)) else { return };
    for record in WarcReader::new(stream) {
        let Ok(record) = record else { continue };
        assert!(record.number as usize <= 1024 * n_bytes.max(1));
        if let Ok(page) = record.page(String::new()) {
            assert!(!page.bytes.is_empty());
        }
    }
});
