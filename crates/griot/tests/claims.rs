//! What holds of the claims of any text: spans lie in it, names and evidence are its words, and the
//! same text gives the same claims. The texts are arbitrary ones, and the example pages cut up.

use std::path::Path;
use std::sync::OnceLock;

use griot::model::{Article, Claims, DateFound, Lang, Name, Place, Toll};
use griot::pipeline::{Resources, code};
use griot::read::{Hint, read_bytes};
use griot::span::Span;
use jiff::civil::date;
use proptest::prelude::*;

/// Texts of the example pages, as read.
pub(crate) fn examples() -> &'static [String] {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
            .iter()
            .filter(|path| path.extension().is_none_or(|ending| ending != "md"))
            .flat_map(|path| {
                read_bytes(&std::fs::read(path).unwrap(), &Hint::default()).unwrap().articles
            })
            .map(|article| article.text)
            .collect()
    })
}

fn claims(text: &str, lang: Lang) -> Claims {
    let mut article = Article::from_text(text);
    article.lang = Some(lang);
    article.published =
        Some(DateFound { date: date(2022, 4, 10), found_in: "input", raw: "2022-04-10".into() });
    code(&article, &Resources::builtin())
}

/// Checks every span of the claims against the text that they are of.
struct Checker<'a> {
    text: &'a str,
}

impl Checker<'_> {
    fn span(&self, span: Span) {
        let words = self.text.get(span.range());
        assert!(words.is_some(), "{span:?} cuts a character or lies outside: {:?}", self.text);
    }

    fn said(&self, span: Span) {
        self.span(span);
        assert!(span.start < span.end, "an empty span: {:?}", self.text);
    }

    fn names(&self, names: &[Name]) {
        for name in names {
            self.said(name.span);
            assert_eq!(name.text, name.span.of(self.text), "a name is other than its words");
        }
    }

    fn place(&self, place: Option<&Place>) {
        if let Some(place) = place {
            self.said(place.span);
            assert_eq!(place.name, place.span.of(self.text), "a place is other than its words");
        }
    }

    fn toll(&self, toll: &Toll) {
        self.said(toll.span);
        self.said(toll.evidence);
        self.names(toll.victims.as_slice());
        self.names(toll.sources.as_deref().unwrap_or_default());
        if let (Some(low), Some(high)) = (toll.low, toll.high) {
            assert!(low <= high, "{toll:?}");
        }
    }

    fn claims(&self, claims: &Claims) {
        for report in &claims.reports {
            self.said(report.trigger);
            self.said(report.evidence);
            report.date_span.into_iter().for_each(|span| self.said(span));
            assert!(report.date.is_none_or(|dates| dates.from <= dates.to));
            self.place(report.place.as_ref());
            self.names(&report.initiators);
            self.names(&report.targets);
            self.names(&report.sources);
            report.tolls.iter().for_each(|toll| self.toll(toll));
            assert!(!report.because.is_empty(), "{report:?}");
        }
        for aggregate in &claims.aggregates {
            self.toll(&aggregate.toll);
            self.said(aggregate.evidence);
            aggregate.window_span.into_iter().for_each(|span| self.said(span));
            self.place(aggregate.place.as_ref());
            self.names(&aggregate.sources);
        }
        for statement in &claims.statements {
            self.said(statement.evidence);
            self.names(&statement.speaker);
        }
        for considered in &claims.considered {
            self.span(considered.span);
        }
        for note in &claims.notes {
            note.span.into_iter().for_each(|span| self.span(span));
        }
    }
}

fn check(text: &str) {
    for lang in [Lang::Fr, Lang::En] {
        let found = claims(text, lang);
        Checker { text }.claims(&found);
        assert_eq!(format!("{found:?}"), format!("{:?}", claims(text, lang)));
    }
}

#[test]
fn the_examples_hold() {
    for text in examples() {
        check(text);
    }
}

#[test]
fn a_day_told_by_the_dateline_alone_has_its_words() {
    let text =
        "BAMAKO, Oct 22, 2023 (Dunes Wire) - Peacekeepers handed over their base in Tessalit.";
    check(text);
    let found = claims(text, Lang::En);
    assert_eq!(found.reports[0].date_span.map(|span| span.of(text)), Some("Oct 22, 2023"));
}

#[test]
fn a_reporting_verb_that_holds_a_number_is_no_panic() {
    check("denied 12 claimed douze");
}

/// The largest character boundary that is no larger than `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_holds(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn any_splice_of_the_examples_holds(
        cuts in proptest::collection::vec(
            (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..400_usize), 1..8),
        glue in prop::sample::select(vec!["", " ", "\n\n", ", ", ". ", " « ", "\u{a0}", "é"]),
    ) {
        let pieces: Vec<&str> = cuts
            .iter()
            .map(|(which, from, length)| {
                let text = which.get(examples()).as_str();
                let from = boundary(text, from.index(text.len() + 1));
                &text[from..boundary(text, from + length)]
            })
            .collect();
        check(&pieces.join(glue));
    }

    #[test]
    fn words_of_the_domain_in_any_order_hold(
        words in proptest::collection::vec(prop::sample::select(vec![
            "douze", "12", "soldats", "civils", "ont", "été", "tués", "attaque", "à", "Gao", ",", ".",
            "selon", "l'armée", "dont", "entre", "et", "«", "»", "\"", "lundi", "depuis", "janvier",
            "a", "déclaré", "Mali", "(", ")", ":", "au moins", "qui", "rebelles", "killed", "wounded",
            "said", "at least", "on Monday", "the army", "in", "Kano", "gunmen", "claimed", "denied",
            "\n\n", "—", "n'", "pas", "une dizaine de", "M.", "2022",
        ]), 0..60),
    ) {
        check(&words.join(" "));
    }
}
