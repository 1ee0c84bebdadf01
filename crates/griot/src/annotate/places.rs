//! Places in text: which words name a place, which place it is, and how it stands in the sentence.
//!
//! Takes an annotated document, a gazetteer and the words around places; gives mentions in order.
//! It works from capitals, the table and closed lists of words first, and asks the tagger only
//! where those leave a choice, so that a wrong tag costs little. Which mention is the place of an
//! event is for coding to say.

mod demonyms;
mod resolve;
mod respell;
mod spot;
mod votes;
mod words;

use std::ops::Range;
use std::sync::Arc;

use crate::annotate::{Doc, Rel, Upos, grammar};
use crate::gazetteer::{CountryCode, CountryMatch, Gazetteer, fold};
use crate::model::Lang;
use crate::span::Span;

pub use crate::lexicon::places_schema::Relation;
pub use demonyms::DemonymMention;
pub(crate) use demonyms::longer_demonym;
pub use words::PlaceWords;

use resolve::Resolver;
use spot::Scene;
use votes::Votes;

/// What a mention names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// A village, a town, a city.
    Settlement,
    /// A part of a town.
    Quarter,
    /// A unit of administration.
    Admin,
    /// An informal region, or a part of a country (`nord de la Syrie`).
    Region,
    /// A country.
    Country,
    /// A river, an island, a forest, a mountain.
    Natural,
    /// A camp, a market, a building, a street.
    Facility,
    /// Something located that no table knows.
    Unknown,
}

/// How exactly the point of a mention is known; the most exact first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlacePrecision {
    /// The place itself.
    Exact,
    /// Within some 20 km.
    Approximate,
    /// The middle of the unit or region that it is, or in which it lies.
    Area,
    /// The middle of the country.
    Country,
    /// No point is known.
    Unknown,
}

/// A place named in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceMention {
    /// The tokens of the name.
    pub tokens: Range<u32>,
    /// The name in the text: without `village de`, with heads that belong to it (`rivière X`).
    pub span: Span,
    /// The name with the noun that says what it is (`camp militaire de X`).
    pub phrase: Span,
    /// Its sentence, as an index into `Doc::sents`.
    pub sent: u32,
    /// The name as written.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
    /// Whether the phrase names a site at the place: a camp, a market, a mosque.
    pub site: bool,
    /// Its country; `None` for a region across borders, or when nothing tells.
    pub country: Option<CountryCode>,
    /// The units in which it lies, the innermost first.
    pub admin: Vec<String>,
    /// Latitude and longitude.
    pub point: Option<(f32, f32)>,
    /// How exactly the point is known.
    pub precision: PlacePrecision,
    /// How it stands in the sentence, as far as the words before it tell.
    pub relation: Relation,
    /// The row of the gazetteer.
    pub row: Option<u32>,
    /// The tokens of the place in which the words put it.
    pub within: Option<Range<u32>>,
    /// Whether it stands for a government (`Paris a annoncé`).
    pub metonym: bool,
    /// Whether it is where the wounded and the dead are taken.
    pub care: bool,
    /// Whether it is named for the border with it.
    pub border: bool,
    /// The rule that accepted it, and the lexicon entries that it used.
    pub because: Vec<Arc<str>>,
}

/// What helps to read the places of a document.
#[derive(Clone, Copy, Debug)]
pub struct PlaceContext<'c> {
    /// The table.
    pub gazetteer: &'c Gazetteer,
    /// The words around places in the document's language.
    pub words: &'c PlaceWords,
    /// The headline.
    pub title: Option<&'c str>,
    /// Countries that the article is about, known from elsewhere (its outlet, its section).
    pub hints: &'c [CountryCode],
    /// Spans in which no place is to be found: names of persons and of actors.
    pub blocked: &'c [Span],
}

/// The places and demonyms of a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Places {
    /// Places, in order, without overlap.
    pub mentions: Vec<PlaceMention>,
    /// Demonyms, in order.
    pub demonyms: Vec<DemonymMention>,
    /// The country that the article speaks of most.
    pub main_country: Option<CountryCode>,
}

/// Finds the places of a document.
pub fn places(doc: &Doc<'_>, context: &PlaceContext<'_>) -> Places {
    let scene = Scene::new(doc, context.gazetteer, context.words, context.blocked);
    let mut demonyms = demonyms::find(doc);
    let mut votes = Votes::default();
    for &country in context.hints {
        votes.add(country, HINT);
        votes.tell(country);
    }
    if let Some(title) = context.title {
        vote_title(title, &mut votes);
    }
    let mut candidates = scene.candidates();
    // `promenade des Anglais` speaks of no people.
    demonyms.retain(|demonym| !scene.names_street(&candidates, demonym.tokens.start as usize));
    let (mentions, votes) = Resolver::new(&scene, votes).resolve(&mut candidates, &demonyms);
    for demonym in &mut demonyms {
        votes.settle(demonym);
    }
    let main_country = votes.home().or_else(|| most_named(&mentions));
    Places { mentions, demonyms, main_country }
}

/// What a hint weighs beside a country that the text names (1.5) and a demonym (1).
const HINT: f32 = 0.7;

/// The country in which most of the mentions lie.
fn most_named(mentions: &[PlaceMention]) -> Option<CountryCode> {
    let mut votes = Votes::default();
    for mention in mentions.iter().filter(|mention| mention.row.is_some() && !mention.border) {
        if let Some(country) = mention.country {
            votes.add(country, 1.0);
        }
    }
    votes.main()
}

/// Counts the countries of a headline: it says what the article is about.
fn vote_title(title: &str, votes: &mut Votes) {
    let countries = Gazetteer::countries();
    let words: Vec<&str> = title.split(|ch: char| !ch.is_alphanumeric() && ch != '-').collect();
    for (at, word) in words.iter().enumerate() {
        let pair = words.get(at + 1).map(|next| format!("{word} {next}"));
        for name in std::iter::once((*word).to_owned()).chain(pair) {
            let capital = name.starts_with(char::is_uppercase);
            for found in countries.lookup(&fold(&name)) {
                match found {
                    CountryMatch::Name(country) | CountryMatch::Capital(country) if capital => {
                        votes.add(*country, 1.5);
                        votes.tell(*country);
                    }
                    CountryMatch::Demonym(country) if name.len() > 4 => {
                        votes.add(*country, 1.0);
                        votes.tell(*country);
                    }
                    _ => {}
                }
            }
        }
    }
}

/// Whether a capital stands for the government in it: it is the subject of something that only a
/// government does (`Kiev a libéré le village`); what happens to it (`Kiev a été bombardée`) happens
/// to the town.
pub(crate) fn is_government(doc: &Doc<'_>, place: &PlaceMention) -> bool {
    let words = PlaceWords::builtin(doc.lang);
    let tokens = place.tokens.start as usize..place.tokens.end as usize;
    let acts = tokens.into_iter().any(|t| {
        // `Kiev et Moscou ont échangé des prisonniers`: the second of two subjects too.
        let subject = match doc.tokens[t].rel {
            Rel::Conj => doc.head(t).filter(|&first| doc.tokens[first].upos == Upos::Propn),
            _ => Some(t),
        };
        let Some(verb) =
            subject.filter(|&t| doc.tokens[t].rel == Rel::Nsubj).and_then(|t| doc.head(t))
        else {
            return false;
        };
        let lemma = doc.lemma(verb);
        (words.state_verbs.contains(lemma) || words.government_verbs.contains(lemma))
            && !grammar::is_passive(doc, verb)
    });
    let first = place.tokens.start as usize;
    let end = place.tokens.end as usize;
    let begins = doc.sents[doc.sent_of(first)].first as usize;
    // `…, a annoncé Berlin`: the tree may take whoever stands behind the verb for its object.
    let told = doc.lang == Lang::Fr
        && first > begins
        && doc.tokens[first - 1].upos == Upos::Verb
        && words.government_verbs.contains(doc.lemma(first - 1));
    // `selon Paris`.
    let cited = words.state_cited.iter().any(|cite| {
        let from = first.checked_sub(cite.len()).filter(|from| *from >= begins);
        from.is_some_and(|from| cite.iter().zip(from..).all(|(word, t)| doc.lower(t) == &**word))
    });
    // `were killed in Mali, Paris said` puts no Paris into Mali.
    let is_bare = place.relation == Relation::Bare
        || first > begins && doc.lower(first - 1) == "," && doc.lang == Lang::En;
    let owns = |t: usize| words.state_owns.contains(doc.lemma(t));
    // `les frappes des forces de Damas`, `New Delhi forces`.
    let owner = match doc.lang {
        Lang::Fr => first
            .checked_sub(2)
            .is_some_and(|noun| matches!(doc.lower(first - 1), "de" | "d'" | "d’") && owns(noun)),
        Lang::En => {
            // `Kyiv's troops`.
            let sent_end = doc.sents[doc.sent_of(first)].end as usize;
            let owned = usize::from(end < sent_end && words.is_possessive(doc.lower(end))) + end;
            owned < sent_end && doc.tokens[owned].upos == Upos::Noun && owns(owned)
        }
    };
    (acts && is_bare || told || cited || owner)
        && Gazetteer::countries().lookup(&fold(&place.name)).iter().any(
            |found| matches!(found, CountryMatch::Capital(code) if Some(*code) == place.country),
        )
}

impl Places {
    /// The country that a sentence speaks of: of its places first, then of its demonyms.
    pub fn country_of_sentence(&self, doc: &Doc<'_>, sent: usize) -> Option<CountryCode> {
        let place = self
            .mentions
            .iter()
            .filter(|mention| mention.sent as usize == sent && mention.country.is_some())
            .min_by_key(|mention| {
                (mention.metonym, !mention.relation.locates(), mention.tokens.start)
            });
        if let Some(mention) = place {
            return mention.country;
        }
        let tokens = doc.sents.get(sent)?.tokens();
        let demonym = self.demonyms.iter().find(|d| tokens.contains(&(d.tokens.start as usize)));
        demonym.map(|demonym| demonym.country)
    }
}

#[cfg(test)]
mod tests;
