//! The archive: what is written is read back, whole or cut.

use super::*;

fn page(name: &str, bytes: &[u8]) -> Archived {
    let about = About { name: name.to_owned(), ..About::default() };
    Archived { about, bytes: bytes.to_vec() }
}

fn now() -> jiff::Timestamp {
    "2024-05-06T07:08:09Z".parse().unwrap()
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("archive")).unwrap();
    dir
}

#[test]
fn a_page_comes_back_as_it_was_put_there() {
    let dir = folder();
    let (mut archive, found) = Appender::open(dir.path(), None).unwrap();
    assert!(found.is_empty());
    let mut awkward = page("a name\r\nContent-Length: 0\r\n\r\nwith lines", b"\r\n\r\n\0bytes");
    awkward.about.url = Some("https://news.example/a b\r\nX: y".to_owned());
    awkward.about.published = Some("2024-05-06".to_owned());
    let pages = [page("one", b"1"), awkward, page("", b"")];
    let places: Vec<_> = pages.iter().map(|page| archive.append(page, now()).unwrap()).collect();
    for (page, place) in pages.iter().zip(&places) {
        assert_eq!(&read(dir.path(), *place).unwrap(), page);
    }
}

#[test]
fn what_is_behind_the_known_end_is_found_and_half_a_page_is_cut() {
    let dir = folder();
    let (mut archive, _) = Appender::open(dir.path(), None).unwrap();
    let first = archive.append(&page("one", b"1"), now()).unwrap();
    let second = archive.append(&page("two", b"2"), now()).unwrap();
    let third = archive.append(&page("three", b"3"), now()).unwrap();
    drop(archive);
    let path = dir.path().join(file_name(1));
    let whole = std::fs::read(&path).unwrap();
    for cut in 1..third.length {
        std::fs::write(&path, &whole[..(third.offset + third.length - cut) as usize]).unwrap();
        let known = (first.file, first.offset + first.length);
        let (mut archive, found) = Appender::open(dir.path(), Some(known)).unwrap();
        assert_eq!(found, [second], "cut by {cut}");
        assert_eq!(std::fs::metadata(&path).unwrap().len(), third.offset);
        assert_eq!(archive.append(&page("three", b"3"), now()).unwrap(), third);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }
}

#[test]
fn an_archive_that_is_too_short_is_not_written_to() {
    let dir = folder();
    let (mut archive, _) = Appender::open(dir.path(), None).unwrap();
    let place = archive.append(&page("one", b"1"), now()).unwrap();
    let path = dir.path().join(file_name(1));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..10]).unwrap();
    let known = (place.file, place.offset + place.length);
    assert!(matches!(Appender::open(dir.path(), Some(known)), Err(Error::Archive { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), bytes[..10]);
}

#[test]
fn a_byte_that_changed_is_noticed() {
    let dir = folder();
    let (mut archive, _) = Appender::open(dir.path(), None).unwrap();
    let place = archive.append(&page("one", b"a text that is long enough"), now()).unwrap();
    let path = dir.path().join(file_name(1));
    let bytes = std::fs::read(&path).unwrap();
    // The head of the gzip member (flags, time, system) is not covered by a hash.
    for at in 10..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 0x55;
        std::fs::write(&path, &changed).unwrap();
        let outcome = read(dir.path(), place);
        assert!(matches!(outcome, Err(Error::Archive { .. })), "byte {at}: {outcome:?}");
    }
}
