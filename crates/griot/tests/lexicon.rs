//! Runs the `yes` and `no` sentences of the words that tell, count, attribute and hedge.
//!
//! A `yes` must be matched by its entry, and should have an effect on what is coded; a `no` should
//! have none. Short sentences leave out what a weak word needs around it, so the shares of those
//! that have their effect are held against floors, just below what was measured. A failure names
//! the entries whose sentences went wrong; `SHOW=1` names them in any case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use griot::coding;
use griot::lexicon::{Hit, Language, Subject, spelled_out};
use griot::model::{Article, Claims, DateFound, Lang};
use griot::pipeline::{Resources, with_context};
use jiff::civil::date;

/// What one sentence gives.
struct Found {
    /// Ids of the entries matched.
    matched: BTreeSet<String>,
    claims: Claims,
}

/// Nothing is coded of a text that tells no conflict; this sentence makes it one that does.
fn surroundings(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "Les rebelles vivent dans la forêt.",
        Lang::En => "The rebels live in the forest.",
    }
}

fn code(text: &str, lang: Lang) -> Found {
    let mut article = Article::from_text(format!("{text}\n\n{}", surroundings(lang)));
    article.lang = Some(lang);
    article.published =
        Some(DateFound { date: date(2022, 4, 10), found_in: "input", raw: "2022-04-10".into() });
    with_context(&article, lang, &Resources::builtin(), |cx| Found {
        matched: cx.hits.iter().filter_map(|hit| id(cx.language, *hit)).collect(),
        claims: coding::code(cx),
    })
}

fn id(language: &Language, hit: Hit) -> Option<String> {
    let at = hit.index();
    Some(match hit.entry.subject {
        Subject::Trigger => language.triggers[at].id.clone(),
        Subject::Outcome => language.outcomes[at].id.clone(),
        Subject::Reporting => language.reporting[at].id.clone(),
        Subject::Hedge => language.hedges[at].id.clone(),
        Subject::People | Subject::Document | Subject::Support => return None,
    })
}

/// An entry, with what tells whether a sentence shows its effect.
struct Entry<'a> {
    id: &'a str,
    yes: &'a [String],
    no: &'a [String],
    subject: Subject,
}

impl Entry<'_> {
    fn has_effect(&self, found: &Found) -> bool {
        let is_in = |because: &Vec<String>| because.iter().any(|id| id == self.id);
        let Claims { reports, aggregates, statements, .. } = &found.claims;
        match self.subject {
            Subject::Trigger => reports.iter().any(|report| is_in(&report.because)),
            Subject::Outcome => {
                let tolls = reports.iter().flat_map(|report| &report.tolls);
                tolls
                    .chain(aggregates.iter().map(|aggregate| &aggregate.toll))
                    .any(|toll| is_in(&toll.because))
            }
            Subject::Reporting => statements.iter().any(|said| is_in(&said.because)),
            // A hedge takes away: where it holds, nothing is told as a plain fact. A sentence that
            // tells no event at all looks the same, which is why the floors of `no` are low.
            _ => {
                found.matched.contains(self.id)
                    && reports.iter().all(|r| r.certainty.as_str() != "reported")
            }
        }
    }
}

fn entries(language: &Language) -> Vec<Entry<'_>> {
    let mut out = Vec::new();
    macro_rules! collect {
        ($list:expr, $subject:expr) => {
            out.extend($list.iter().map(|entry| Entry {
                id: &entry.id,
                yes: &entry.yes,
                no: &entry.no,
                subject: $subject,
            }));
        };
    }
    collect!(language.triggers, Subject::Trigger);
    collect!(language.outcomes, Subject::Outcome);
    collect!(language.reporting, Subject::Reporting);
    collect!(language.hedges, Subject::Hedge);
    out
}

/// Least shares, in percent: of `yes` that match, of `yes` with an effect, of `no` without.
struct Floors {
    matches: usize,
    effect: usize,
    quiet: usize,
}

/// How many of a kind of sentence went as their entry says, and which did not.
#[derive(Default)]
struct Share {
    n: usize,
    right: usize,
    wrong: Vec<String>,
}

impl Share {
    fn count(&mut self, right: bool, id: &str, sentence: &str) {
        self.n += 1;
        if right {
            self.right += 1;
        } else {
            self.wrong.push(format!("{id}: {sentence}"));
        }
    }

    fn percent(&self) -> usize {
        (self.right * 100).checked_div(self.n).unwrap_or(100)
    }
}

fn check(lang: Lang, subject: Subject, floors: &Floors) {
    let language = Resources::builtin().lexicon.language(lang);
    let (mut matches, mut effect, mut quiet) =
        (Share::default(), Share::default(), Share::default());
    for entry in entries(language).iter().filter(|entry| entry.subject == subject) {
        for sentence in entry.yes {
            let found = code(sentence, lang);
            matches.count(found.matched.contains(entry.id), entry.id, sentence);
            effect.count(entry.has_effect(&found), entry.id, sentence);
        }
        for sentence in entry.no {
            quiet.count(!entry.has_effect(&code(sentence, lang)), entry.id, sentence);
        }
    }
    let mut faults = String::new();
    let shown = std::env::var_os("SHOW").is_some();
    for (name, share, floor) in [
        ("`yes` that match", &matches, floors.matches),
        ("`yes` with an effect", &effect, floors.effect),
        ("`no` without an effect", &quiet, floors.quiet),
    ] {
        if shown || share.percent() < floor {
            let _ = writeln!(
                faults,
                "{lang} {subject:?}: {} of {} {name}, {} %, floor {floor} %\n  {}",
                share.right,
                share.n,
                share.percent(),
                share.wrong.join("\n  ")
            );
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

#[test]
fn french_triggers() {
    check(Lang::Fr, Subject::Trigger, &Floors { matches: 94, effect: 68, quiet: 98 });
}

#[test]
fn french_outcomes() {
    check(Lang::Fr, Subject::Outcome, &Floors { matches: 89, effect: 49, quiet: 97 });
}

#[test]
fn french_reporting() {
    check(Lang::Fr, Subject::Reporting, &Floors { matches: 90, effect: 78, quiet: 80 });
}

#[test]
fn french_certainty() {
    check(Lang::Fr, Subject::Hedge, &Floors { matches: 91, effect: 83, quiet: 52 });
}

#[test]
fn english_triggers() {
    check(Lang::En, Subject::Trigger, &Floors { matches: 90, effect: 63, quiet: 98 });
}

#[test]
fn english_outcomes() {
    check(Lang::En, Subject::Outcome, &Floors { matches: 86, effect: 42, quiet: 96 });
}

#[test]
fn english_reporting() {
    check(Lang::En, Subject::Reporting, &Floors { matches: 94, effect: 81, quiet: 91 });
}

#[test]
fn english_certainty() {
    check(Lang::En, Subject::Hedge, &Floors { matches: 85, effect: 81, quiet: 65 });
}

/// A form that two entries hold is only ever found in the first: the second says what never happens.
/// Entries stand in the order of their ids, so that whoever adds one sees what is there.
#[test]
fn entries_are_in_order_and_share_no_form() {
    const FILES: [(&str, &str); 7] = [
        ("triggers", "trigger"),
        ("outcomes", "outcome"),
        ("people", "people"),
        ("documents", "document"),
        ("reporting", "reporting"),
        ("certainty", "hedge"),
        ("roles", "role"),
    ];
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lexicon");
    let mut faults = String::new();
    for (lang, (file, key)) in ["fr", "en"].iter().flat_map(|l| FILES.map(|f| (l, f))) {
        let path = root.join(lang).join(file).with_extension("toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let entries = table[key].as_array().unwrap();
        let mut seen: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
        let mut before = "";
        for entry in entries {
            let id = entry["id"].as_str().unwrap();
            let pos = entry.get("pos").and_then(|pos| pos.as_str()).unwrap_or_default();
            if id < before {
                let _ = writeln!(faults, "{id} stands behind {before}");
            }
            if id == before {
                let _ = writeln!(faults, "{id} stands twice: the second hides the first");
            }
            before = id;
            let forms = entry["forms"].as_array().unwrap().iter().filter_map(|f| f.as_str());
            let forms: Vec<String> = forms.map(str::to_owned).collect();
            for form in spelled_out(&forms) {
                let known = seen.entry(form.clone()).or_default();
                let first = known.iter().find(|(other_pos, other)| {
                    *other != id && (*other_pos == pos || *other_pos == "any")
                });
                if let Some((_, first)) = first {
                    let _ = writeln!(faults, "{id}: {form:?} is never found, {first} has it");
                }
                known.push((pos, id));
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}
