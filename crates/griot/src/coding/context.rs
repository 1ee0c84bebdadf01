//! Everything that the rules of coding may look at: one document, fully annotated.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use crate::annotate::mentions::{Mention, Named};
use crate::annotate::places::{
    DemonymMention, PlaceContext, PlaceKind, PlaceMention, PlacePrecision, PlaceWords, Relation,
};
use crate::annotate::quantities::Quantity;
use crate::annotate::times::{Dateline, TimeExpr, Written};
use crate::annotate::{self, Doc, Quote, Sent};
use crate::annotate::{Rel, Upos};
use crate::gazetteer::CountryCode;
use crate::lexicon::conflict::fights_abroad;
use crate::lexicon::registry::{ActorIdx, Registry, RegistryHit};
use crate::lexicon::schema::WordList;
use crate::lexicon::word_list::Lists;
use crate::lexicon::{Hit, Language, Subject};
use crate::model::{ActorKind, Article, Dates, DayFrom, Entry, Name};
use crate::pipeline::Resources;
use crate::span::Span;

/// One of several reports that an article consists of.
#[derive(Clone, Copy, Debug)]
pub struct Passage {
    /// Where it stands.
    pub span: Span,
    /// The day on which it was written; `None` when it is open.
    pub written: Option<Date>,
    /// The day that its own words tell at its beginning.
    pub dateline: Option<Dateline>,
}

/// An annotated document. All lists are sorted by position.
#[derive(Debug)]
pub struct Context<'a> {
    /// The tokens and their structure.
    pub doc: &'a Doc<'a>,
    /// The words of its language.
    pub language: &'a Language,
    /// The named actors.
    pub registry: &'a Registry,
    /// Day of publication.
    pub published: Option<Date>,
    /// The day of the dateline.
    pub dateline: Option<Dateline>,
    /// The reports that the article consists of, when it is of several.
    pub passages: Vec<Passage>,
    /// Hits of the lexicon.
    pub hits: Vec<Hit>,
    /// Numbers.
    pub quantities: Vec<Quantity>,
    /// Dates.
    pub times: Vec<TimeExpr>,
    /// Places.
    pub places: Vec<PlaceMention>,
    /// Words for the people or the things of a country.
    pub demonyms: Vec<DemonymMention>,
    /// People, forces, groups, institutions.
    pub mentions: Vec<Mention>,
    /// Quotations.
    pub quotes: Vec<Quote>,
    /// Sentences that must not be coded: furniture, other headlines, repeated passages.
    pub skip: Vec<bool>,
    /// Whether a sentence repeats the headline: it tells less well than the body does.
    pub headline: Vec<bool>,
    /// ISO code of the country that the article speaks of.
    pub main_country: Option<String>,
    /// The lists of the grammar that hold each token, as bits: rules ask for them at every turn.
    lists: Vec<Lists>,
    /// Where the tokens stand in the lists above.
    at: Positions,
}

/// For each list of a [`Context`], how many of its items begin before each token: what lies in a range
/// of tokens, which rules ask for hundreds of times an article, is two look-ups and no search.
#[derive(Debug, Default)]
struct Positions {
    hits: Starts,
    quantities: Starts,
    times: Starts,
    places: Starts,
    demonyms: Starts,
    mentions: Starts,
}

/// How many items of a sorted list begin before each token; one entry more than tokens.
#[derive(Debug, Default)]
struct Starts(Vec<u32>);

impl Starts {
    fn of<T>(list: &[T], n_tokens: usize, first: impl Fn(&T) -> usize) -> Self {
        let mut starts = Vec::with_capacity(n_tokens + 1);
        let mut at = 0;
        for token in 0..=n_tokens {
            while list.get(at).is_some_and(|item| first(item) < token) {
                at += 1;
            }
            starts.push(at as u32);
        }
        Self(starts)
    }

    /// How many begin before a token.
    #[inline]
    fn before(&self, token: usize) -> usize {
        self.0.get(token).or(self.0.last()).map_or(0, |&n| n as usize)
    }

    /// The part of the list that begins within a range of tokens.
    #[inline]
    fn within(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.before(tokens.start);
        start..self.before(tokens.end).max(start)
    }
}

/// `Les combats ont repris lundi`: what happens says nothing, though the verb may also tell that somebody does.
/// The hits are in reading order.
fn drop_speech_of_events(doc: &Doc<'_>, hits: &mut Vec<Hit>) {
    let happens = |hit: &Hit| {
        hit.entry.subject == Subject::Reporting
            && doc.tokens[hit.head()].upos == Upos::Verb
            && doc.children_by(hit.head(), Rel::Nsubj).any(|subject| {
                let sent = doc.sents[doc.sent_of(subject)].first as usize;
                let near = within(hits, &(sent..subject + 1), |t| t.first as usize);
                let of = |entry: Subject| {
                    hits[near.clone()]
                        .iter()
                        .any(|t| t.entry.subject == entry && t.head() == subject)
                };
                // `Un kamikaze s'est fait exploser, a déclaré X`: behind a mark it is an aside.
                let row = (subject..hit.head()).all(|t| doc.tokens[t].upos != Upos::Punct);
                subject < hit.head()
                    && doc.tokens[subject].upos == Upos::Noun
                    && row
                    && of(Subject::Trigger)
                    && !of(Subject::People)
            })
    };
    let spoken: Vec<bool> = hits.iter().map(|hit| !happens(hit)).collect();
    let mut spoken = spoken.into_iter();
    hits.retain(|_| spoken.next().unwrap_or(true));
}

/// A word for somebody that runs into a name ends before it: the `chef de l'État islamique` is no `chef de l'État`.
fn read_within_names(
    doc: &Doc<'_>,
    language: &Language,
    actors: &[RegistryHit],
    hits: &mut Vec<Hit>,
) {
    /// Tokens of a word for somebody, those passed over included.
    const LONGEST: u32 = 8;
    let mut cut: Vec<(usize, Range<usize>)> = Vec::new();
    for name in actors.iter().map(|actor| &actor.tokens) {
        let from = hits.partition_point(|hit| hit.first + LONGEST < name.start);
        let before =
            hits.iter().enumerate().skip(from).take_while(|(_, hit)| hit.first < name.start);
        let runs_into = before.filter(|(_, hit)| {
            hit.entry.subject == Subject::People
                && !language.people[hit.index()].thing
                && name.start < hit.end
                && hit.end < name.end
        });
        cut.extend(runs_into.map(|(at, hit)| (at, hit.first as usize..name.start as usize)));
    }
    if cut.is_empty() {
        return;
    }
    let gone: BTreeSet<usize> = cut.iter().map(|(at, _)| *at).collect();
    let mut at = 0..;
    hits.retain(|_| at.next().is_none_or(|at| !gone.contains(&at)));
    for (_, tokens) in cut {
        let shorter = language.find(doc, tokens);
        hits.extend(shorter.into_iter().filter(|hit| hit.entry.subject == Subject::People));
    }
    hits.sort_by_key(|hit| (hit.first, hit.entry));
}

/// The country of most places; the first of those with as many.
fn most_named(places: &[PlaceMention]) -> Option<CountryCode> {
    // In the order in which they are first named: there are few, whatever the length of the text.
    let mut countries: Vec<(CountryCode, usize)> = Vec::new();
    for code in places.iter().filter_map(|place| place.country) {
        match countries.iter_mut().find(|(known, _)| *known == code) {
            Some((_, n)) => *n += 1,
            None => countries.push((code, 1)),
        }
    }
    countries.iter().rev().max_by_key(|(_, n)| *n).map(|(code, _)| *code)
}

impl<'a> Context<'a> {
    /// Annotates a parsed document: numbers, dates, places, names, mentions, quotations.
    /// The words of `doc` must have been numbered by `language`.
    pub fn new(
        doc: &'a Doc<'a>,
        article: &Article,
        language: &'a Language,
        resources: &Resources<'a>,
    ) -> Self {
        let published = article.published_on();
        let mut hits = Vec::new();
        for sent in &doc.sents {
            hits.extend(language.find(doc, sent.tokens()));
        }
        hits.sort_by_key(|hit| (hit.first, hit.entry));
        drop_speech_of_events(doc, &mut hits);
        let (mut actors, open) = resources.registry.find_open(doc);
        // `des opérations militaires israéliennes` are no `militaires israéliens`.
        actors.retain(|hit| {
            let first = hit.tokens.start as usize;
            // `le retrait de ses troupes du Niger`: theirs, from there.
            let owned = first > 0 && language.grammar.possessive.has(doc, first - 1);
            let opener = &doc.tokens[first];
            let describes = opener.upos == Upos::Adj
                && opener.rel == Rel::Amod
                && opener.head as usize + 1 == first;
            hit.tokens.len() == 1 || !owned && !describes
        });
        read_within_names(doc, language, &actors, &mut hits);
        let mut named: Vec<Named> = actors
            .iter()
            .filter_map(|hit| {
                let actor = resources.registry.actor(hit.actor)?;
                Some(Named {
                    tokens: hit.tokens.start as usize..hit.tokens.end as usize,
                    registry: Some(hit.actor),
                    kind: actor.kind,
                    place: false,
                    country: false,
                })
            })
            .collect();
        let blocked: Vec<Span> =
            named.iter().map(|named| doc.span_of(named.tokens.clone())).collect();
        let homes = homes_of(resources.registry, &actors);
        let found = annotate::places::places(
            doc,
            &PlaceContext {
                gazetteer: resources.gazetteer,
                words: PlaceWords::builtin(doc.lang),
                title: article.title.as_deref(),
                hints: &homes,
                blocked: &blocked,
            },
        );
        // `Durant leur intervention`: a function word that opens a sentence is no town.
        let mut places: Vec<PlaceMention> = found
            .mentions
            .into_iter()
            .filter(|place| {
                let first = place.tokens.start as usize;
                let opens = doc.sents[doc.sent_of(first)].first as usize == first;
                // `Tank fire killed five soldiers`.
                let weapon = opens
                    && doc.tokens[first].rel == Rel::Compound
                    && language.grammar.goods.has(doc, first);
                // `affrontements entre Mossi et Peuls`, `the Dinka Bor community`.
                let here = within(&hits, &(first..first + 1), |hit| hit.first as usize);
                let people = !matches!(place.relation, Relation::In | Relation::Near)
                    && hits[here].iter().any(|hit| {
                        hit.entry.subject == Subject::People && language.people[hit.index()].peoples
                    });
                if people {
                    return false;
                }
                place.tokens.len() > 1
                    || !opens
                    || !weapon
                        && matches!(doc.tokens[first].upos, Upos::Propn | Upos::Noun | Upos::X)
            })
            .collect();
        // `The RSF` of an article about El-Fasher are not Reporters sans frontières.
        let here = if open.is_empty() { None } else { most_named(&places) };
        named.extend(open.iter().filter_map(|open| {
            let actor = resources.registry.active_in(open, here?.as_str())?;
            let kind = resources.registry.actor(actor)?.kind;
            let tokens = open.tokens.start as usize..open.tokens.end as usize;
            let registry = Some(actor);
            Some(Named { tokens, registry, kind, place: false, country: false })
        }));
        named.extend(places.iter_mut().map(|place| {
            let governs = annotate::places::is_government(doc, place);
            place.metonym |= governs;
            Named {
                tokens: place.tokens.start as usize..place.tokens.end as usize,
                registry: None,
                kind: ActorKind::Government,
                place: true,
                country: place.kind == PlaceKind::Country || governs,
            }
        }));
        named.sort_by_key(|named| (named.tokens.start, named.tokens.end, named.place));
        let mut mentions = Vec::new();
        for sent in &doc.sents {
            let tokens = sent.tokens();
            let range = within(&hits, &tokens, |hit| hit.first as usize);
            mentions.extend(annotate::mentions::mentions(
                doc,
                language,
                tokens,
                &hits[range],
                &named,
            ));
        }
        places_of_things(doc, &mentions, &named, &mut places);
        let skip = doc
            .sents
            .iter()
            .map(|sent| article.uncoded.iter().any(|uncoded| uncoded.span.overlaps(sent.span)))
            .collect();
        let title = article.title.as_deref().unwrap_or_default().trim();
        let headline = doc
            .sents
            .iter()
            .map(|sent| {
                let words = sent.span.of(doc.text);
                sent.paragraph == 0 && !title.is_empty() && title.contains(words.trim())
            })
            .collect();
        let passages: Vec<Passage> =
            article.entries.iter().map(|entry| passage(article, entry)).collect();
        let written: Vec<Written> = passages
            .iter()
            .map(|passage| Written { span: passage.span, day: passage.written })
            .collect();
        let (dateline, times) = annotate::times::dateline_and_times_of(doc, published, &written);
        let quantities = annotate::quantities::quantities(doc);
        let n = doc.tokens.len();
        let at = Positions {
            hits: Starts::of(&hits, n, |hit| hit.first as usize),
            quantities: Starts::of(&quantities, n, |quantity| quantity.tokens.start as usize),
            times: Starts::of(&times, n, |time| time.tokens.start as usize),
            places: Starts::of(&places, n, |place| place.tokens.start as usize),
            demonyms: Starts::of(&found.demonyms, n, |demonym| demonym.tokens.start as usize),
            mentions: Starts::of(&mentions, n, |mention| mention.first as usize),
        };
        Self {
            lists: language.membership.of(doc),
            at,
            headline,
            doc,
            language,
            registry: resources.registry,
            published,
            dateline,
            passages,
            hits,
            quantities,
            times,
            main_country: found.main_country.map(|country| country.to_string()),
            places,
            demonyms: found.demonyms,
            mentions,
            quotes: annotate::quotes(doc.text),
            skip,
        }
    }

    /// The number of the report in which a token stands, in an article of several.
    pub fn passage_of(&self, token: usize) -> Option<usize> {
        let start = self.doc.span_of(token..token + 1).start;
        let next = self.passages.partition_point(|passage| passage.span.end <= start);
        self.passages.get(next).filter(|passage| passage.span.start <= start).map(|_| next)
    }

    /// The day on which what a token says was written: that of its report, or that of publication.
    pub fn written_on(&self, token: usize) -> Option<Date> {
        match self.passage_of(token).and_then(|number| self.passages.get(number)) {
            Some(passage) => passage.written,
            None => self.published,
        }
    }

    /// The dateline under which a token stands.
    pub fn dateline_of(&self, token: usize) -> Option<Dateline> {
        match self.passage_of(token).and_then(|number| self.passages.get(number)) {
            Some(passage) => passage.dateline,
            None => self.dateline,
        }
    }

    /// The registry's id of an actor.
    pub fn registry_id(&self, actor: ActorIdx) -> Option<String> {
        self.registry.actor(actor).map(|actor| actor.id.clone())
    }

    /// What a registered actor is.
    pub fn registered_kind(&self, actor: ActorIdx) -> Option<ActorKind> {
        self.registry.actor(actor).map(|actor| actor.kind)
    }
}

fn passage(article: &Article, entry: &Entry) -> Passage {
    let written = article.written_on(entry.span.start);
    let told = entry.time.as_ref().filter(|time| {
        time.found_in == "text" && matches!(time.day_from, Some(DayFrom::Told | DayFrom::Yearless))
    });
    let dateline = told.and_then(|time| {
        let day = time.day?;
        let words = entry.span.of(&article.text);
        let start = entry.span.start as usize + words.find(time.raw.as_str())?;
        let span = Span::new(start, start + time.raw.len());
        Some(Dateline { dates: Dates::day(day), span })
    });
    Passage { span: entry.span, written, dateline }
}

/// `le camp militaire de Dinangourou`, `un café de Touz Khourmatou`: the name behind a building or
/// a camp is where it stands, also when no table knows it.
fn places_of_things(
    doc: &Doc<'_>,
    mentions: &[Mention],
    named: &[Named],
    places: &mut Vec<PlaceMention>,
) {
    for mention in mentions.iter().filter(|mention| mention.thing) {
        let tokens = mention.tokens();
        let last = tokens.end;
        let first = (mention.head as usize + 1..last).rev().take_while(|&t| {
            doc.word(t).starts_with(char::is_uppercase)
                && matches!(doc.tokens[t].upos, Upos::Propn | Upos::Noun | Upos::X)
        });
        let Some(first) = first.last() else { continue };
        let of = first
            .checked_sub(1)
            .is_some_and(|t| matches!(doc.lower(t), "de" | "d'" | "du" | "of" | "in" | "at" | "à"));
        let known = named.iter().any(|n| n.tokens.start < last && first < n.tokens.end)
            || places
                .iter()
                .any(|p| (p.tokens.start as usize) < last && first < p.tokens.end as usize);
        if !of || known {
            continue;
        }
        let span = doc.span_of(first..last);
        let at = places.partition_point(|place| (place.tokens.start as usize) < first);
        places.insert(
            at,
            PlaceMention {
                tokens: first as u32..last as u32,
                span,
                phrase: mention.span(doc),
                sent: doc.sent_of(first) as u32,
                name: span.of(doc.text).to_owned(),
                kind: PlaceKind::Unknown,
                site: false,
                country: None,
                admin: Vec::new(),
                point: None,
                precision: PlacePrecision::Unknown,
                relation: Relation::In,
                row: None,
                within: None,
                metonym: false,
                care: false,
                border: false,
                because: vec!["rule.place-of-thing".into()],
            },
        );
    }
}

/// The countries in which the armed groups that a document names have their home: what is told of the New
/// People's Army is rather in the Philippines. Parties act abroad as well, as some armies do, and what fights in more
/// countries than a few says nothing.
fn homes_of(registry: &Registry, actors: &[RegistryHit]) -> Vec<CountryCode> {
    let mut seen: Vec<ActorIdx> = Vec::new();
    let mut homes: Vec<CountryCode> = Vec::new();
    for hit in actors {
        let Some(actor) = registry.actor(hit.actor) else { continue };
        let armed = matches!(actor.kind, ActorKind::ArmedGroup | ActorKind::Militia);
        // `Les FARDC ont repris Kibumba`: an army of one country that stays at home, by its acronym. `L'armée
        // burkinabè` has an adjective for that, which is counted as such.
        let at_home = actor.kind == ActorKind::StateForces
            && hit.tokens.len() == 1
            && matches!(actor.countries.as_slice(), [code] if !fights_abroad(code));
        if !(armed || at_home) || actor.countries.len() > MOST_HOMES || seen.contains(&hit.actor) {
            continue;
        }
        seen.push(hit.actor);
        homes.extend(actor.countries.iter().filter_map(|code| CountryCode::new(code)));
    }
    homes
}

/// In how many countries a group may fight and still tell where an article is.
const MOST_HOMES: usize = 4;

/// The part of a sorted list that lies within a range of tokens.
fn within<T>(list: &[T], tokens: &Range<usize>, first: impl Fn(&T) -> usize) -> Range<usize> {
    let start = list.partition_point(|item| first(item) < tokens.start);
    let end = list.partition_point(|item| first(item) < tokens.end);
    start..end.max(start)
}

impl Context<'_> {
    /// The sentences that are coded, with their numbers.
    pub fn sents(&self) -> impl Iterator<Item = (usize, Sent)> + '_ {
        self.doc.sents.iter().copied().enumerate().filter(|(s, _)| !self.skip[*s])
    }

    /// The hits of one file in a range of tokens.
    pub fn hits_of(&self, tokens: Range<usize>, subject: Subject) -> impl Iterator<Item = Hit> {
        self.hits[self.at.hits.within(&tokens)]
            .iter()
            .copied()
            .filter(move |hit| hit.entry.subject == subject)
    }

    /// The mentions in a range of tokens, with their numbers.
    pub fn mentions_in(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, &Mention)> {
        let range = self.at.mentions.within(&tokens);
        range.clone().zip(&self.mentions[range])
    }

    /// The quantities in a range of tokens, with their numbers.
    pub fn quantities_in(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, &Quantity)> {
        let range = self.at.quantities.within(&tokens);
        range.clone().zip(&self.quantities[range])
    }

    /// The dates in a range of tokens.
    pub fn times_in(&self, tokens: Range<usize>) -> &[TimeExpr] {
        &self.times[self.at.times.within(&tokens)]
    }

    /// The times right behind a token, in its sentence.
    pub fn times_right_behind(&self, token: usize) -> &[TimeExpr] {
        let end = self.doc.sents[self.doc.sent_of(token)].end as usize;
        self.times_in(token + 1..(token + 3).min(end).max(token + 1))
    }

    /// Whether a token is a word of a time expression in a range of tokens.
    pub fn in_time(&self, tokens: Range<usize>, token: usize) -> bool {
        self.times_in(tokens)
            .iter()
            .any(|time| (time.tokens.start as usize..time.tokens.end as usize).contains(&token))
    }

    /// The places in a range of tokens.
    pub fn places_in(&self, tokens: Range<usize>) -> &[PlaceMention] {
        &self.places[self.at.places.within(&tokens)]
    }

    /// The words for a country's people or things in a range of tokens.
    pub fn demonyms_in(&self, tokens: Range<usize>) -> &[DemonymMention] {
        &self.demonyms[self.at.demonyms.within(&tokens)]
    }

    /// The mention that a token belongs to, when it is its head or part of its name.
    pub fn mention_at(&self, token: usize) -> Option<(usize, &Mention)> {
        let to = self.at.mentions.before(token + 1);
        self.mentions[..to]
            .iter()
            .enumerate()
            .rev()
            .take(3)
            .find(|(_, mention)| mention.tokens().contains(&token))
    }

    /// The span of a sentence.
    pub fn sent_span(&self, sent: usize) -> Span {
        self.doc.sents[sent].span
    }

    /// A name from a range of tokens.
    pub fn name(&self, tokens: Range<usize>) -> Name {
        let span = self.doc.span_of(tokens);
        Name { text: span.of(self.doc.text).to_owned(), span, registry_id: None }
    }

    /// Whether a word of a closed class stands at a token; `words` is a list of `grammar.toml`.
    #[inline]
    pub fn is_one_of(&self, token: usize, words: &WordList) -> bool {
        words.holds(self.doc, &self.lists, token)
    }

    /// The quotation that a token stands in.
    pub fn quote_at(&self, token: usize) -> Option<&Quote> {
        let span = self.doc.tokens[token].span;
        let to = self.quotes.partition_point(|quote| quote.outer.start <= span.start);
        self.quotes[..to].last().filter(|quote| quote.outer.contains(span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_within_is_found_by_position() {
        let list = [2, 2, 3, 7];
        let starts = Starts::of(&list, 9, |&first| first);
        for from in 0..12 {
            for to in 0..12 {
                assert_eq!(
                    starts.within(&(from..to)),
                    super::within(&list, &(from..to), |&first| first)
                );
            }
        }
        assert_eq!(Starts::default().within(&(0..3)), 0..0);
    }
}
