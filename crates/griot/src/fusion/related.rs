//! Related articles: what else to read of what one article tells, each with the reason.
//!
//! Takes articles, and the events and stories that they tell; gives for one article the others that
//! tell the same event, print its text, tell of the same actors at the same place, repeat a
//! statement or cite a source, the closest first. Nothing is related for words alone. The order of
//! what is given does not show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

use super::account::Party;
use super::compare::{day_number, stems};
use super::stories::{Story, Strand};
use super::words::containment;
use crate::gazetteer::fold;

/// Articles that cite one source are related when they were published so many days apart at most.
pub const SOURCE_DAYS: i32 = 2;

/// Articles that repeat a statement are related when they were published so many days apart at most: what
/// somebody says is printed within weeks, and what is always said would relate everything to everything.
pub const STATEMENT_DAYS: i32 = 30;

/// The least share of the words of the shorter statement that the other one repeats.
const SAME_WORDS: f64 = 0.6;

/// Statements with fewer words in common are no statement that was repeated.
const FEWEST_WORDS: usize = 5;

/// An article, as far as others may be related to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// Its id.
    pub id: String,
    /// The day of publication.
    pub published: Option<Date>,
    /// The earliest article that prints its text, when some other does.
    pub prints: Option<String>,
    /// Who says what in it.
    pub statements: Vec<Utterance>,
    /// Whom it cites for what happened.
    pub sources: Vec<Party>,
}

/// What somebody says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// Who.
    pub speakers: Vec<Party>,
    /// The words.
    pub words: String,
}

/// Why an article is related, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Both tell one event.
    SameEvent,
    /// Both print one text.
    Reprint,
    /// They tell events at one place with the same actors, some days apart.
    PlaceAndActors,
    /// Both repeat what somebody said, within some weeks.
    Statement,
    /// Both cite somebody of the registry, within some days, about one country.
    Source,
    /// They are in one story.
    Story,
}

impl Relation {
    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameEvent => "same event",
            Self::Reprint => "reprint",
            Self::PlaceAndActors => "same place and actors",
            Self::Statement => "same statement",
            Self::Source => "same source",
            Self::Story => "same story",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A related article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Its id.
    pub article: String,
    /// Every reason, the strongest first, each with what shows it: ids of events, of the other
    /// article's events, of the earliest article of a text, of the story; names.
    pub reasons: BTreeMap<Relation, BTreeSet<String>>,
}

/// The articles that are related to one, the closest first; none for an id that no piece has.
///
/// They are ranked by their strongest reason, then by how much shows it, by how many reasons there
/// are, by how near they were published, and by id.
pub fn related(
    article: &str,
    pieces: &[Piece],
    strands: &[Strand],
    stories: &[Story],
) -> Vec<Related> {
    let Some(own) = pieces.iter().find(|piece| piece.id == article) else { return Vec::new() };
    let mut found: BTreeMap<&str, BTreeMap<Relation, BTreeSet<String>>> = BTreeMap::new();
    let known: BTreeMap<&str, &Piece> =
        pieces.iter().map(|piece| (piece.id.as_str(), piece)).collect();
    let mut tell = |other: &str, reason: Relation, shown: &str| {
        if let Some((id, _)) = known.get_key_value(other).filter(|(id, _)| **id != article) {
            found.entry(id).or_default().entry(reason).or_default().insert(shown.to_owned());
        }
    };

    let (mine, others): (Vec<&Strand>, Vec<&Strand>) =
        strands.iter().partition(|event| event.articles.contains(article));
    for event in &mine {
        for other in &event.articles {
            tell(other, Relation::SameEvent, &event.id);
        }
    }
    for event in others {
        if mine.iter().any(|own| own.gist.agrees(&event.gist)) {
            for other in &event.articles {
                tell(other, Relation::PlaceAndActors, &event.id);
            }
        }
    }
    for story in stories.iter().filter(|story| story.articles.contains(article)) {
        for other in &story.articles {
            tell(other, Relation::Story, &story.id);
        }
    }
    let countries = countries(strands);
    let own_countries = countries.get(article);
    let said = Said::all_of(own);
    for other in pieces {
        if own.prints.is_some() && own.prints == other.prints {
            tell(&other.id, Relation::Reprint, own.prints.as_deref().unwrap_or_default());
        }
        let apart = days_apart(own, other).unwrap_or(i32::MAX);
        if apart <= STATEMENT_DAYS && !said.is_empty() {
            for theirs in Said::all_of(other) {
                for speaker in said.iter().filter_map(|mine| mine.repeated_in(&theirs)) {
                    tell(&other.id, Relation::Statement, speaker);
                }
            }
        }
        let one_country = own_countries
            .zip(countries.get(other.id.as_str()))
            .is_some_and(|(a, b)| !a.is_disjoint(b));
        if apart <= SOURCE_DAYS && one_country {
            for source in shared_sources(own, other) {
                tell(&other.id, Relation::Source, source);
            }
        }
    }

    let far = |id: &str| known.get(id).and_then(|other| days_apart(own, other)).unwrap_or(i32::MAX);
    let mut all: Vec<Related> = found
        .into_iter()
        .map(|(id, reasons)| Related { article: id.to_owned(), reasons })
        .collect();
    all.sort_by_cached_key(|one| {
        let first = one.reasons.first_key_value();
        (
            first.map(|(reason, _)| *reason),
            usize::MAX - first.map_or(0, |(_, shown)| shown.len()),
            usize::MAX - one.reasons.len(),
            far(&one.article),
            one.article.clone(),
        )
    });
    all
}

/// The countries of the events that each article tells.
fn countries(strands: &[Strand]) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for event in strands {
        let Some(country) = event.gist.country() else { continue };
        for article in &event.articles {
            found.entry(article).or_default().insert(country);
        }
    }
    found
}

/// Days between two publications, when both are known.
fn days_apart(a: &Piece, b: &Piece) -> Option<i32> {
    Some((day_number(a.published?) - day_number(b.published?)).abs())
}

/// Sources that both cite, by the registry alone: `un témoin` is another one in every article.
fn shared_sources<'p>(a: &'p Piece, b: &Piece) -> impl Iterator<Item = &'p str> {
    let theirs: BTreeSet<String> = b.sources.iter().filter_map(|party| party.id.clone()).collect();
    a.sources.iter().filter_map(|party| party.id.as_deref()).filter(move |id| theirs.contains(*id))
}

/// A statement with what comparing asks for.
struct Said<'p> {
    utterance: &'p Utterance,
    /// Ids of the registry and folded names.
    speakers: BTreeSet<String>,
    stems: Vec<u32>,
}

impl<'p> Said<'p> {
    fn all_of(piece: &'p Piece) -> Vec<Self> {
        let key = |party: &Party| party.id.clone().unwrap_or_else(|| fold(&party.name));
        let said = |utterance: &'p Utterance| Self {
            utterance,
            speakers: utterance.speakers.iter().map(key).collect(),
            stems: stems(&utterance.words),
        };
        piece.statements.iter().map(said).collect()
    }

    /// The name of the speaker when the other one repeats the statement.
    fn repeated_in(&self, other: &Said<'_>) -> Option<&'p str> {
        if self.speakers.is_disjoint(&other.speakers) {
            return None;
        }
        let (share, words) = containment(&self.stems, &other.stems);
        let is_same = share >= SAME_WORDS && words >= FEWEST_WORDS;
        self.utterance.speakers.first().map(|party| party.name.as_str()).filter(|_| is_same)
    }
}

#[cfg(test)]
mod tests;
