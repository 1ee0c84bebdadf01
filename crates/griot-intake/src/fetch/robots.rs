//! robots.txt (RFC 9309).
//!
//! Takes the file as it was received and the name that we go by; says which paths may be asked for
//! and how long to wait between requests. The groups that name us speak, together; without one,
//! those of `*` do. The longest rule that matches decides, and `Allow` where two are as long.
//! Matching takes time in proportion to the pattern and the path, whatever stars stand in them.

use std::fmt::Write as _;
use std::time::Duration;

/// What stands behind this is not read (RFC 9309, 2.5).
pub(crate) const MAX_BYTES: usize = 500 << 10;

/// What a site asks of us.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// Whether it could not be had.
    missing: bool,
    /// The wait that it asks for between requests.
    pub delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq)]
struct Rule {
    pattern: String,
    allow: bool,
}

impl Robots {
    /// A site that asks nothing.
    pub(crate) fn allow_all() -> Self {
        Self::default()
    }

    /// A site that wants nothing to be asked for, or of which that has to be assumed.
    pub(crate) fn disallow_all() -> Self {
        let rules = vec![Rule { pattern: "/".to_owned(), allow: false }];
        Self { rules, missing: true, delay: None }
    }

    /// Why a path is not asked for that may not be.
    pub(crate) fn why(&self) -> &'static str {
        if self.missing {
            "robots.txt cannot be had, which forbids everything"
        } else {
            "robots.txt does not allow it"
        }
    }

    /// Reads a file. `agent` is the name that we go by, without a version.
    pub(crate) fn parse(bytes: &[u8], agent: &str) -> Self {
        let bytes = bytes.get(..MAX_BYTES).unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let (mut ours, mut anyones) = (Self::default(), Self::default());
        let (mut names_us, mut named) = (false, false);
        // Whether the group that is read speaks to us, and to everyone; and whether a rule of it
        // was read, after which a new line of names begins a new group.
        let (mut to_us, mut to_all, mut in_rules) = (false, false, false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            if matches!(key.as_str(), "user-agent" | "useragent" | "user agent") {
                if in_rules {
                    (to_us, to_all, in_rules) = (false, false, false);
                }
                let name = product(value);
                to_all |= value.starts_with('*');
                to_us |= !name.is_empty() && name.eq_ignore_ascii_case(agent);
                named = true;
                names_us |= to_us;
                continue;
            }
            let known = matches!(key.as_str(), "allow" | "disallow" | "crawl-delay");
            if !known || !named {
                continue;
            }
            in_rules = true;
            for (speaks, robots) in [(to_us, &mut ours), (to_all, &mut anyones)] {
                if speaks {
                    robots.add(&key, value);
                }
            }
        }
        if names_us { ours } else { anyones }
    }

    fn add(&mut self, key: &str, value: &str) {
        if key == "crawl-delay" {
            let seconds = value.parse().ok().filter(|seconds: &f64| *seconds >= 0.0);
            self.delay = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        } else if !value.is_empty() {
            // `Disallow:` alone allows everything, which is what no rule does too.
            self.rules.push(Rule { pattern: normal(value), allow: key == "allow" });
        }
    }

    /// Whether a path, with its query, may be asked for. The file itself always may.
    pub(crate) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allow)).is_none_or(|rule| rule.allow)
    }
}

/// The name at the start of `griot/1.0 (+https://…)`: letters, `_` and `-`.
pub(crate) fn product(agent: &str) -> &str {
    let end = agent.find(|char: char| !char.is_ascii_alphabetic() && char != '_' && char != '-');
    &agent[..end.unwrap_or(agent.len())]
}

/// The same form for what is written with and without percent signs: bytes outside ASCII encoded,
/// hexadecimals in capitals, letters and digits plain.
fn normal(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        let encoded = (byte == b'%')
            .then(|| std::str::from_utf8(bytes.get(at..at + 2)?).ok())
            .flatten()
            .filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match encoded {
            Some(value) => {
                at += 2;
                if value.is_ascii_alphanumeric() || matches!(value, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(value));
                } else {
                    let _ = write!(out, "%{value:02X}");
                }
            }
            None if byte.is_ascii() => out.push(char::from(byte)),
            None => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Whether a pattern with `*` and a final `$` matches from the start of a path.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, whole) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !whole || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() && whole {
            return rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let text =
            "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /*.pdf$\nDisallow: /c*d/e\n";
        let robots = Robots::parse(text.as_bytes(), "griot");
        assert!(robots.allows("/") && robots.allows("/a/b/c") && robots.allows("/x.pdf?y"));
        assert!(!robots.allows("/a") && !robots.allows("/a/c") && !robots.allows("/x/y.pdf"));
        assert!(!robots.allows("/cxxd/efg") && robots.allows("/cxxd/"));
        assert!(robots.allows("/robots.txt"));
        let tie = Robots::parse(b"user-agent: *\ndisallow: /p\nallow: /p", "griot");
        assert!(tie.allows("/p"));
    }

    #[test]
    fn groups_that_name_us_speak_together_and_alone() {
        let text = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: GRIOT/2.0\n\
                    Crawl-delay: 7\nDisallow: /x\n\nUser-agent: other\nDisallow: /z\n\
                    User-agent: griot\nDisallow: /y # why\n";
        let robots = Robots::parse(text.as_bytes(), "griot");
        assert!(robots.allows("/a") && robots.allows("/z"));
        assert!(!robots.allows("/x") && !robots.allows("/y"));
        assert_eq!(robots.delay, Some(Duration::from_secs(7)));
        // A group for us without rules allows everything.
        let empty = b"User-agent: *\nDisallow: /\n\nUser-agent: griot\nDisallow:\n";
        assert!(Robots::parse(empty, "griot").allows("/a"));
        // A name that begins like ours is another.
        let like = b"User-agent: griotbot\nDisallow: /\n";
        assert!(Robots::parse(like, "griot").allows("/a"));
    }

    #[test]
    fn encoded_and_plain_are_the_same() {
        let robots = Robots::parse("User-agent: *\nDisallow: /é/%7eb\n".as_bytes(), "griot");
        assert!(!robots.allows("/%c3%a9/~b"));
        assert!(!robots.allows("/%C3%A9/%7Eb"));
        let with_bom = Robots::parse(b"\xef\xbb\xbfUser-agent: *\rDisallow: /q\r", "griot");
        assert!(!with_bom.allows("/q"));
    }

    #[test]
    fn many_stars_take_no_time() {
        let text = format!("User-agent: *\nDisallow: /{}b$\n", "a*".repeat(10_000));
        assert!(
            Robots::parse(text.as_bytes(), "griot").allows(&format!("/{}", "a".repeat(50_000)))
        );
    }

    #[test]
    fn no_page_is_a_rule() {
        assert!(Robots::parse(b"<html><body>Not found: sorry</body></html>", "griot").allows("/a"));
        assert!(!Robots::disallow_all().allows("/a"));
        assert!(Robots::allow_all().allows("/a"));
    }

    proptest! {
        #[test]
        fn any_file_is_read(text in ".{0,200}", path in "/.{0,40}") {
            let text = format!("User-agent: *\nDisallow: {text}\nCrawl-delay: {text}\n");
            Robots::parse(text.as_bytes(), "griot").allows(&path);
        }

        /// Stars mean what the plainest matcher says they mean.
        #[test]
        fn stars_match_as_the_plainest_matcher_does(pattern in "/[ab*]{0,6}[$]?", path in "/[ab]{0,8}") {
            fn plain(pattern: &[u8], path: &[u8]) -> bool {
                match (pattern, path) {
                    ([], _) => true,
                    ([b'$'], rest) => rest.is_empty(),
                    ([b'*', rest @ ..], _) => (0..=path.len()).any(|n| plain(rest, &path[n..])),
                    ([a, rest @ ..], [b, others @ ..]) => a == b && plain(rest, others),
                    _ => false,
                }
            }
            prop_assert_eq!(matches(&pattern, &path), plain(pattern.as_bytes(), path.as_bytes()));
        }
    }
}
