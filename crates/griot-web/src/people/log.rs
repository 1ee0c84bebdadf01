//! The log of what was done and by whom, for those who keep the record.

use askama::Template;
use griot_record::{Entry, entry_json, fill};
use serde_json::{Value, json};

use crate::answer::{Answer, Kind, Page, html, json_page, with_next};
use crate::asked::segment;
use crate::chrome::{Chrome, Link};
use crate::pages::kind;
use crate::view::when;
use crate::words::Words;

/// Entries of a page.
const SHOWN: usize = 100;

/// An entry in words.
pub(crate) struct Logged {
    pub(crate) id: u64,
    pub(crate) at: String,
    pub(crate) when: String,
    pub(crate) by: String,
    /// What was done, as a sentence.
    pub(crate) what: String,
    /// With what, or from where.
    pub(crate) how: String,
    /// Where more of it stands.
    pub(crate) more: Option<Link>,
    /// The beginning of its hash.
    pub(crate) hash: String,
}

impl Logged {
    pub(crate) fn of(entry: Entry, words: &Words) -> Self {
        let text = |name: &str| entry.about.get(name).and_then(Value::as_str).unwrap_or_default();
        let number = |name: &str| {
            let n = entry.about.get(name).and_then(Value::as_u64);
            crate::words::number(n.unwrap_or_default())
        };
        let role = words.of_group("role", text("role"));
        let named =
            |sentence: &str| fill(sentence, &[("account", text("account")), ("role", role)]);
        let from = || match text("from") {
            "" => String::new(),
            address => words.fill("log_from", &[("address", address)]),
        };
        let (mut how, mut more) = (String::new(), None);
        let what = match entry.what.as_str() {
            "run" => {
                how = words.fill("log_of_version", &[("version", text("coder"))]);
                command(text("command"), words)
            }
            "decision" => {
                let key = text("decision");
                more = Some(Link::new(key, format!("/history#{}", segment(key))));
                words.of_group("verb", text("verb")).to_owned()
            }
            "account" => named(words.of_group("log_account", text("did"))),
            "login-failed" if text("account").is_empty() => {
                how = from();
                words.t("log_unknown_name").to_owned()
            }
            "login" if entry.about.get("taken") == Some(&Value::Bool(false)) => {
                how = format!("{}, {}", words.t("log_code_used"), from());
                named(words.of_group("log", "login"))
            }
            "chained" => {
                let counts = [("runs", number("runs")), ("decisions", number("decisions"))];
                words.fill("log_begun", &counts.each_ref().map(|(name, n)| (*name, n.as_str())))
            }
            what => {
                how = from();
                named(words.of_group("log", what))
            }
        };
        Self {
            id: entry.id,
            when: when(&entry.at, words),
            what,
            how,
            more,
            hash: entry.hash.chars().take(12).collect(),
            at: entry.at,
            by: entry.by,
        }
    }
}

/// What a command of griot does to a record; itself, when it is none of those that are known.
pub(crate) fn command(name: &str, words: &Words) -> String {
    match words.of_group("log_run", name) {
        unknown if unknown == name => format!("griot {name}"),
        known => known.to_owned(),
    }
}

#[derive(Template)]
#[template(path = "log.html")]
struct LogPage<'a> {
    c: &'a Chrome,
    n: usize,
    entries: Vec<Logged>,
    next: Option<String>,
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let before = page.asked.number("before")?;
    let most = page.asked.limit(SHOWN, 1_000)?;
    let found = page.record.audit(before, most)?;
    let next = found.rows.last().map(|entry| entry.id).filter(|id| *id > 1);
    let next = next.map(|id| id.to_string());
    let link = |path: &str| Some(page.asked.next(path, &[("before", next.as_deref()?)]));
    if kind(page) == Kind::Json {
        let next = link("/log.json");
        let entries: Vec<Value> = found.rows.iter().map(entry_json).collect();
        let data = json!({ "total": found.total, "entries": entries, "next": next });
        return Ok(with_next(json_page(&data)?, next.as_deref()));
    }
    let words = &page.words;
    let chrome = Chrome::of(page, "history", page.t("log_title"))
        .with_data(&[("JSON", "/log.json".to_owned())]);
    html(&LogPage {
        n: usize::try_from(found.total).unwrap_or(usize::MAX),
        entries: found.rows.into_iter().map(|entry| Logged::of(entry, words)).collect(),
        next: link("/log"),
        c: &chrome,
    })
}

#[cfg(test)]
mod tests {
    use griot::model::Lang;

    use super::*;

    fn told(what: &str, about: Value, lang: Lang) -> Logged {
        let (at, by) = ("2026-01-02T08:00:00Z".to_owned(), "Awa".to_owned());
        let (what, hash) = (what.to_owned(), "0".repeat(64));
        Logged::of(Entry { id: 1, at, by, what, about, hash }, &Words::of(lang))
    }

    #[test]
    fn entries_are_told_in_sentences() {
        let of = |what, about| {
            let one = told(what, about, Lang::En);
            [one.what, one.how].join(" | ")
        };
        let run = |command| json!({ "run": 3, "command": command, "coder": "0.1.0" });
        assert_eq!(of("run", run("add")), "Articles added | griot 0.1.0");
        assert_eq!(of("run", run("watch")), "griot watch | griot 0.1.0");
        let about = json!({ "account": "Awa", "did": "role", "role": "editor" });
        assert_eq!(of("account", about), "New role of Awa: Editor | ");
        let about = json!({ "account": "Awa", "from": "192.0.2.1" });
        assert_eq!(of("login-failed", about), "Login of Awa refused | from 192.0.2.1");
        let about = json!({ "account": null, "from": "192.0.2.1" });
        assert!(of("login-failed", about).ends_with("of this name | from 192.0.2.1"));
        let about = json!({ "account": "Awa", "from": "192.0.2.1", "taken": false });
        assert!(of("login", about).contains("the code had been used"));
        let about = json!({ "decision": "de-1", "verb": "peer_review", "hash": "0" });
        let one = told("decision", about, Lang::En);
        assert_eq!(one.what, "Peer-reviewed");
        assert_eq!(one.more.unwrap().href, "/history#de-1");
    }

    /// Names of fields and commands are for programs.
    #[test]
    fn every_entry_has_words_in_both_languages() {
        let accounts = ["add", "role", "password", "totp", "totp-off", "disable", "enable"];
        let accounts = accounts
            .map(|did| ("account", json!({ "account": "Awa", "did": did, "role": "reviewer" })));
        let runs = ["add", "recode", "decide", "serve", "check --repair"]
            .map(|command| ("run", json!({ "run": 1, "command": command, "coder": "0.1.0" })));
        let verbs = griot_record::Verb::ALL
            .iter()
            .map(|verb| ("decision", json!({ "decision": "de-1", "verb": verb.as_str() })));
        let others = ["login", "login-failed", "logout"]
            .map(|what| (what, json!({ "account": "Awa", "from": "192.0.2.1" })));
        let begun = ("chained", json!({ "runs": 1, "decisions": 2 }));
        let all = accounts.into_iter().chain(runs).chain(verbs).chain(others).chain([begun]);
        for (what, about) in all {
            for lang in [Lang::Fr, Lang::En] {
                let one = told(what, about.clone(), lang);
                let first = one.what.chars().next().unwrap();
                assert!(first.is_uppercase(), "{about}: {}", one.what);
                let is_raw = |text: &str| text.contains(['{', '_']) || text.contains("griot add");
                assert!(!is_raw(&one.what) && !is_raw(&one.how), "{about}: {}", one.what);
            }
        }
    }
}
