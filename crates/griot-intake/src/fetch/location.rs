//! Addresses of pages, as they are asked for, kept and told.
//!
//! Takes what a user, a feed or a redirect names; gives an `http` or `https` address without
//! credentials and without a fragment, so that neither reaches an archive or a log.

use url::Url;

/// No address is longer; servers refuse such ones.
const MAX_URL_BYTES: usize = 8 << 10;

/// Reads an address.
///
/// # Errors
///
/// A sentence that says what is wrong with it, and never repeats a password.
pub fn parse(text: &str) -> Result<Url, String> {
    clean(Url::parse(text.trim()).map_err(|error| error.to_string())?)
}

/// Reads an address that may be relative to another.
///
/// # Errors
///
/// As [`parse`].
pub fn join(base: &Url, text: &str) -> Result<Url, String> {
    clean(base.join(text.trim()).map_err(|error| error.to_string())?)
}

fn clean(mut url: Url) -> Result<Url, String> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("`{}` is not fetched, only http and https are", url.scheme()));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("it names no host".to_owned());
    }
    if url.as_str().len() > MAX_URL_BYTES {
        return Err(format!("longer than {} KiB", MAX_URL_BYTES >> 10));
    }
    url.set_fragment(None);
    // Neither fails on an address that has a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}

/// Whether what a user names is an address and no file.
pub fn is_address(text: &str) -> bool {
    let lower = text.get(..8).unwrap_or(text).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// An address for a message: what might be credentials is left out, even where it cannot be read.
pub fn shown(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // Where the authority cannot be read, an `@` further on may still end a password.
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match path.rsplit_once('@') {
        Some((_, after)) if Url::parse(text).is_err() => format!("{scheme}://{after}"),
        _ => format!("{scheme}://{host}{path}"),
    }
}

/// Scheme, host and port: what robots.txt speaks for.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// The host: what is asked one thing at a time.
pub(crate) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_and_fragments_are_left_out() {
        let url = parse(" https://user:secret@News.Example:8443/a?b=1#top ").unwrap();
        assert_eq!(url.as_str(), "https://news.example:8443/a?b=1");
        let base = parse("https://news.example/feed").unwrap();
        let joined = join(&base, "//me:secret@other.example/x#y").unwrap();
        assert_eq!(joined.as_str(), "https://other.example/x");
    }

    #[test]
    fn other_schemes_are_refused() {
        for text in ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)", "data:,a"] {
            assert!(parse(text).is_err(), "{text}");
        }
        let base = parse("https://news.example/feed").unwrap();
        assert!(join(&base, "file:///etc/passwd").is_err());
    }

    #[test]
    fn odd_forms_of_an_address_are_one() {
        for text in ["http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/"]
        {
            assert_eq!(host(&parse(text).unwrap()), "127.0.0.1", "{text}");
        }
    }

    #[test]
    fn messages_hold_no_password() {
        for text in [
            "https://user:secret@host/",
            "https://user:secret@[bad/",
            "https://u:se/cret@host/a",
            "https://user:secret@host:99999/a@b",
        ] {
            let shown = shown(text);
            assert!(!shown.contains("secret") && !shown.contains("cret@"), "{shown}");
        }
    }
}
