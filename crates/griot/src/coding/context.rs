//! Everything that the rules of coding may look at: one document, fully annotated.

use std::ops::Range;

use jiff::civil::Date;

use crate::annotate::Upos;
use crate::annotate::mentions::{Mention, Named};
use crate::annotate::places::{
    DemonymMention, PlaceContext, PlaceKind, PlaceMention, PlacePrecision, PlaceWords, Relation,
};
use crate::annotate::quantities::Quantity;
use crate::annotate::times::{Dateline, TimeExpr};
use crate::annotate::{self, Doc, Quote, Sent};
use crate::lexicon::registry::{ActorIdx, Registry};
use crate::lexicon::schema::WordList;
use crate::lexicon::{Hit, Language, Subject};
use crate::model::{ActorKind, Article, Name};
use crate::pipeline::Resources;
use crate::span::Span;

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
        let actors = resources.registry.find(doc);
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
        let found = annotate::places::places(
            doc,
            &PlaceContext {
                gazetteer: resources.gazetteer,
                words: PlaceWords::builtin(doc.lang),
                title: article.title.as_deref(),
                hints: &[],
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
                place.tokens.len() > 1
                    || !opens
                    || matches!(doc.tokens[first].upos, Upos::Propn | Upos::Noun | Upos::X)
            })
            .collect();
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
        let (dateline, times) = annotate::times::dateline_and_times(doc, published);
        Self {
            headline,
            doc,
            language,
            registry: resources.registry,
            published,
            dateline,
            hits,
            quantities: annotate::quantities::quantities(doc),
            times,
            main_country: found.main_country.map(|country| country.to_string()),
            places,
            demonyms: found.demonyms,
            mentions,
            quotes: annotate::quotes(doc.text),
            skip,
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
                because: vec!["rule.place-of-thing".into()],
            },
        );
    }
}

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
        self.hits[within(&self.hits, &tokens, |hit| hit.first as usize)]
            .iter()
            .copied()
            .filter(move |hit| hit.entry.subject == subject)
    }

    /// The mentions in a range of tokens, with their numbers.
    pub fn mentions_in(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, &Mention)> {
        let range = within(&self.mentions, &tokens, |mention| mention.first as usize);
        range.clone().zip(&self.mentions[range])
    }

    /// The quantities in a range of tokens, with their numbers.
    pub fn quantities_in(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, &Quantity)> {
        let range = within(&self.quantities, &tokens, |quantity| quantity.tokens.start as usize);
        range.clone().zip(&self.quantities[range])
    }

    /// The dates in a range of tokens.
    pub fn times_in(&self, tokens: Range<usize>) -> &[TimeExpr] {
        &self.times[within(&self.times, &tokens, |time| time.tokens.start as usize)]
    }

    /// The places in a range of tokens.
    pub fn places_in(&self, tokens: Range<usize>) -> &[PlaceMention] {
        &self.places[within(&self.places, &tokens, |place| place.tokens.start as usize)]
    }

    /// The words for a country's people or things in a range of tokens.
    pub fn demonyms_in(&self, tokens: Range<usize>) -> &[DemonymMention] {
        let found = within(&self.demonyms, &tokens, |demonym| demonym.tokens.start as usize);
        &self.demonyms[found]
    }

    /// The mention that a token belongs to, when it is its head or part of its name.
    pub fn mention_at(&self, token: usize) -> Option<(usize, &Mention)> {
        let to = self.mentions.partition_point(|mention| mention.first as usize <= token);
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
        words.has(self.doc, token)
    }

    /// The quotation that a token stands in.
    pub fn quote_at(&self, token: usize) -> Option<&Quote> {
        let span = self.doc.tokens[token].span;
        let to = self.quotes.partition_point(|quote| quote.outer.start <= span.start);
        self.quotes[..to].last().filter(|quote| quote.outer.contains(span))
    }
}
