//! What a run of `griot read` did, in numbers.
//!
//! Takes articles and what is no article; gives a small table for standard error, and the exit
//! status. It is written into the journal, so that a run that was cut off counts on.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::ExitCode;

use griot::model::Article;
use griot_intake::Passed;
use serde::{Deserialize, Serialize};

use super::progress::articles;
use crate::show::layout::clean;

/// So many kinds of what was passed over are told apart; archives can name any number.
const MAX_KINDS: usize = 200;
/// So many are shown in a row of the table.
const SHOWN: usize = 8;

/// The numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Summary {
    articles: u64,
    /// Documents that were read and hold no text of an article: a front page, a form, an error page.
    #[serde(default)]
    without_text: u64,
    failed: u64,
    cut: BTreeMap<String, u64>,
    passed: BTreeMap<String, u64>,
    noted: BTreeMap<String, u64>,
}

impl Summary {
    pub(crate) fn article(&mut self, article: &Article) {
        if is_one(article) {
            self.articles += 1;
        } else {
            self.without_text += 1;
        }
        for cut in &article.cut {
            count(&mut self.cut, cut.reason.as_str());
        }
        for note in &article.notes {
            count(&mut self.noted, note.code);
        }
    }

    pub(crate) fn passed(&mut self, passed: Passed) {
        let Passed(what) = passed;
        if self.passed.len() >= MAX_KINDS && !self.passed.contains_key(&what) {
            count(&mut self.passed, "something else");
        } else {
            count(&mut self.passed, &what);
        }
    }

    /// So many files of folders were not opened.
    pub(crate) fn skipped(&mut self, what: &str, n: u64) {
        *self.passed.entry(what.to_owned()).or_default() += n;
    }

    pub(crate) fn failed(&mut self) {
        self.failed += 1;
    }

    pub(crate) fn n_articles(&self) -> u64 {
        self.articles
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match (self.failed, self.articles) {
            (1.., _) => ExitCode::from(2),
            (0, 1..) => ExitCode::SUCCESS,
            (0, 0) => ExitCode::from(1),
        }
    }

    /// Writes the table.
    pub(crate) fn tell(&self) {
        // With standard error closed there is nobody left to tell.
        let _ = io::stderr().lock().write_all(self.table().as_bytes());
    }

    fn table(&self) -> String {
        let mut table = format!("read         {}\n", articles(self.articles));
        if self.without_text > 0 {
            let n = self.without_text;
            let _ = writeln!(table, "no article   {n}: written with an empty text, note no-text");
        }
        for (label, counts) in
            [("cut", &self.cut), ("passed over", &self.passed), ("noted", &self.noted)]
        {
            if !counts.is_empty() {
                table.push_str(&row(label, counts));
            }
        }
        if self.failed > 0 {
            let _ = writeln!(table, "failed       {} (told above)", self.failed);
        }
        table
    }
}

/// Whether a document is an article, and not only a page that was read and holds none.
pub(super) fn is_one(article: &Article) -> bool {
    !article.text.is_empty()
}

/// A row: how many in all, and which are most of them.
fn row(label: &str, counts: &BTreeMap<String, u64>) -> String {
    let mut most: Vec<(&String, &u64)> = counts.iter().collect();
    most.sort_by_key(|(what, n)| (std::cmp::Reverse(**n), *what));
    let total: u64 = counts.values().sum();
    // "Others" in the place of one kind would hide it and save nothing.
    let n_shown = if most.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
    let mut parts: Vec<String> =
        most.iter().take(n_shown).map(|(what, n)| format!("{} {n}", clean(what))).collect();
    if most.len() > n_shown {
        let rest: u64 = most.iter().skip(n_shown).map(|(_, n)| **n).sum();
        parts.push(format!("others ({} kinds) {rest}", most.len() - n_shown));
    }
    format!("{label:<12} {total}: {}\n", parts.join(", "))
}

fn count(counts: &mut BTreeMap<String, u64>, what: &str) {
    match counts.get_mut(what) {
        Some(n) => *n += 1,
        None => {
            counts.insert(what.to_owned(), 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_without_an_article_are_counted_apart() {
        let mut summary = Summary::default();
        summary.article(&Article::default());
        assert_eq!(summary.exit_code(), ExitCode::from(1));
        summary.article(&Article::from_text("Douze soldats"));
        assert_eq!((summary.n_articles(), summary.exit_code()), (1, ExitCode::SUCCESS));
        let table = summary.table();
        assert!(table.starts_with("read         1 article\nno article   1: "), "{table}");
    }

    #[test]
    fn kinds_are_shown_by_their_number_and_bounded() {
        let mut summary = Summary::default();
        for n in 0..300 {
            summary.passed(Passed::new(format!("kind-{n:03}")));
        }
        summary.passed(Passed::new("kind-007"));
        let table = summary.table();
        assert!(table.contains("passed over  301: something else 100, kind-007 2, kind-000 1"));
        assert!(table.contains("others (193 kinds) 193"), "{table}");
    }
}
