//! Passages that an outlet puts on many of its pages, learnt while a run goes on.
//!
//! Takes the text of each article, in the order of the run; says which of its passages stand on
//! enough earlier pages of the same outlet. It knows hashes and counts, a bounded number for each of
//! a bounded number of outlets, and nothing of what comes later: so the same articles in the same
//! order give the same answers, and a run that was cut off learns again from what it wrote.

use std::collections::{BTreeMap, HashMap, HashSet};

use griot::model::Article;
use griot::span::Span;
use rustc_hash::FxBuildHasher;

use crate::walk::Fnv;

/// A passage is the outlet's once it stands on so many earlier pages …
pub(crate) const MIN_PAGES: u32 = 5;
/// … and on one in so many of all that were seen of the outlet. What a journal tells again in a
/// series of articles stands on fewer.
pub(crate) const MIN_SHARE: u32 = 3;
/// So many passages are remembered of an outlet; those that were met least are forgotten first.
const MAX_PASSAGES: usize = 4096;
/// So many pages are remembered, to tell one page met twice from two.
const MAX_PAGES: usize = 8192;
/// So many outlets are remembered.
const MAX_OUTLETS: usize = 2048;

/// The passages of one page, hashed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passages {
    outlet: String,
    page: u64,
    hashed: Vec<(Span, u64)>,
}

impl Passages {
    /// The passages of an article; nothing when its outlet is not known.
    pub fn of(article: &Article) -> Option<Self> {
        let outlet = article
            .url
            .as_deref()
            .and_then(host)
            .or_else(|| article.publisher.as_deref().map(str::to_lowercase))?;
        let hashed = article
            .paragraphs()
            .filter_map(|span| Some((span, hash_of(article.text.get(span.range())?)?)))
            .collect();
        Some(Self { outlet, page: hash_of(&article.text)?, hashed })
    }

    /// The outlet: the host of the address, or else the name.
    pub fn outlet(&self) -> &str {
        &self.outlet
    }
}

/// A passage that is the outlet's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Where it stands.
    pub span: Span,
    /// On how many earlier pages of the outlet it stood.
    pub earlier: u32,
}

#[derive(Debug, Default)]
struct Outlet {
    n_pages: u32,
    pages: HashSet<u64, FxBuildHasher>,
    passages: HashMap<u64, u32, FxBuildHasher>,
}

/// What a run has seen.
#[derive(Debug, Default)]
pub struct Repeats {
    outlets: BTreeMap<String, Outlet>,
}

impl Repeats {
    /// Says which passages of a page are the outlet's, and learns the page.
    pub fn meet(&mut self, met: &Passages) -> Vec<Repeat> {
        if !self.outlets.contains_key(&met.outlet) && self.outlets.len() >= MAX_OUTLETS {
            // Those of which little was seen have the least to lose.
            self.outlets.retain(|_, outlet| outlet.n_pages >= MIN_PAGES);
            if self.outlets.len() >= MAX_OUTLETS {
                self.outlets.clear();
            }
        }
        let outlet = self.outlets.entry(met.outlet.clone()).or_default();
        let mut repeats = Vec::new();
        for (span, hash) in &met.hashed {
            let earlier = outlet.passages.get(hash).copied().unwrap_or(0);
            if earlier >= MIN_PAGES && earlier.saturating_mul(MIN_SHARE) >= outlet.n_pages {
                repeats.push(Repeat { span: *span, earlier });
            }
        }
        outlet.learn(met);
        repeats
    }
}

impl Outlet {
    fn learn(&mut self, met: &Passages) {
        if self.pages.len() >= MAX_PAGES {
            self.pages.clear();
        }
        // The same page met again says nothing of other pages.
        if !self.pages.insert(met.page) {
            return;
        }
        self.n_pages = self.n_pages.saturating_add(1);
        let mut hashes: Vec<u64> = met.hashed.iter().map(|(_, hash)| *hash).collect();
        hashes.sort_unstable();
        hashes.dedup();
        for hash in hashes {
            let count = self.passages.entry(hash).or_insert(0);
            *count = count.saturating_add(1);
        }
        let mut least = 1;
        while self.passages.len() > MAX_PASSAGES {
            self.passages.retain(|_, count| *count > least);
            least += 1;
        }
    }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?.split(':').next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// The hash of a text, whatever its white space; nothing when it has no letter and no digit.
fn hash_of(text: &str) -> Option<u64> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut hash = Fnv::default();
    for word in text.split_whitespace() {
        hash.add(word.as_bytes());
    }
    Some(hash.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(number: usize, footer: &str) -> Article {
        Article {
            url: Some(format!("https://www.example.org/{number}")),
            ..Article::from_text(format!("Article numéro {number} du journal.\n\n{footer}"))
        }
    }

    fn repeats(articles: &[Article]) -> Vec<usize> {
        let mut repeats = Repeats::default();
        let met = articles.iter().map(|article| Passages::of(article).unwrap());
        met.map(|passages| repeats.meet(&passages).len()).collect()
    }

    #[test]
    fn a_passage_of_five_earlier_pages_is_the_outlets() {
        let pages: Vec<_> = (0..7).map(|n| page(n, "Abonnez-vous à  notre\nlettre.")).collect();
        assert_eq!(repeats(&pages), [0, 0, 0, 0, 0, 1, 1]);
        let passages = Passages::of(&pages[0]).unwrap();
        assert_eq!(passages.outlet(), "example.org");
    }

    #[test]
    fn a_page_that_is_met_again_counts_once() {
        let pages: Vec<_> = (0..9).map(|_| page(1, "Abonnez-vous.")).collect();
        assert_eq!(repeats(&pages), [0; 9]);
    }

    #[test]
    fn what_few_pages_of_many_repeat_is_told_by_the_journal() {
        let mut pages: Vec<_> = (0..30).map(|n| page(n, &format!("Fin de {n}."))).collect();
        pages.extend((30..38).map(|n| page(n, "Le conflit a fait 12 000 morts.")));
        assert_eq!(repeats(&pages).iter().sum::<usize>(), 0);
    }

    #[test]
    fn an_outlet_with_endless_passages_is_forgotten_in_part() {
        let mut repeats = Repeats::default();
        for n in 0..3 * MAX_PASSAGES {
            repeats.meet(&Passages::of(&page(n, "Abonnez-vous.")).unwrap());
        }
        let outlet = &repeats.outlets["example.org"];
        assert!(outlet.passages.len() <= MAX_PASSAGES && outlet.pages.len() <= MAX_PAGES);
        let next = Passages::of(&page(1 << 30, "Abonnez-vous.")).unwrap();
        assert_eq!(repeats.meet(&next).len(), 1);
    }
}
