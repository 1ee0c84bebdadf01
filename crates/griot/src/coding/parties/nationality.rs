//! The state behind an event noun: `frappes israéliennes`, `a Russian drone attack`.
//!
//! Takes an event noun that nobody else is said to have done; gives the state that its adjective
//! names, under the words that the document has for its army, else for the country, else the
//! adjective itself. An adjective may also say where something happened (`l'attentat malien`): for
//! what anybody can do it counts only abroad.

use std::ops::Range;

use super::{Party, Roles, party};
use crate::annotate::Upos;
use crate::annotate::mentions::MentionClass;
use crate::annotate::places::{DemonymMention, PlaceKind};
use crate::coding::context::Context;
use crate::gazetteer::CountryCode;
use crate::lexicon::Hit;
use crate::lexicon::schema::Frame;
use crate::model::{ActorKind, EventType, Lang};

/// How many words may part an adjective from the words of its event.
const REACH: usize = 3;

impl Roles<'_, '_> {
    /// Notes the state that an adjective of the event noun names.
    pub(super) fn of_nationality(&mut self, hit: Hit) {
        let cx = self.cx;
        let trigger = &cx.language.triggers[hit.index()];
        let does = matches!(trigger.frame, Frame::Acts | Frame::Does | Frame::Takes | Frame::Mutual)
                // `Russian missiles hit`: somebody fired them.
                || trigger.frame == Frame::Happens
                    && matches!(trigger.event_type, EventType::AirStrike | EventType::Shelling);
        if !does || !self.found.initiators.is_empty() {
            return;
        }
        let Some(demonym) = adjective_of(cx, hit) else { return };
        let by_states = matches!(
            trigger.event_type,
            EventType::AirStrike
                | EventType::Shelling
                | EventType::Deployment
                | EventType::Withdrawal
        );
        let may_be = by_states
            || matches!(trigger.event_type, EventType::ArmedClash | EventType::Attack)
                && happens_abroad(cx, hit, demonym.country);
        if may_be {
            self.found.states.push(state(cx, demonym));
            self.found.because.push("rule.nationality".to_owned());
        }
    }
}

/// The adjective of a nationality that stands with an event's words: inside them, or behind them in
/// French and before them in English with nothing but adjectives and nouns between.
fn adjective_of<'a>(cx: &'a Context<'_>, hit: Hit) -> Option<&'a DemonymMention> {
    let doc = cx.doc;
    let sent = doc.sents[doc.sent_of(hit.head())].tokens();
    let (first, end) = (hit.first as usize, hit.end as usize);
    let near = match doc.lang {
        Lang::Fr => first..(end + REACH).min(sent.end),
        Lang::En => first.saturating_sub(REACH).max(sent.start)..end,
    };
    cx.demonyms_in(near).iter().find(|demonym| {
        let at = demonym.tokens.start as usize;
        let between = if at >= end { end..at } else { demonym.tokens.end as usize..first.max(at) };
        let plain = |t: usize| match doc.lang {
            Lang::Fr => doc.tokens[t].upos == Upos::Adj,
            Lang::En => matches!(doc.tokens[t].upos, Upos::Adj | Upos::Noun) || doc.lower(t) == "-",
        };
        // `forces israéliennes`, `Israeli soldiers`: a mention has its own role.
        let free = cx.mention_at(at).is_none_or(|(_, m)| m.tokens().len() == 1);
        free && matches!(doc.tokens[at].upos, Upos::Adj | Upos::Propn | Upos::Noun)
            && between.into_iter().all(plain)
    })
}

/// Whether the sentence, or else the article, speaks of another country.
fn happens_abroad(cx: &Context<'_>, hit: Hit, country: CountryCode) -> bool {
    let sent = cx.doc.sents[cx.doc.sent_of(hit.head())].tokens();
    let mut named = cx.places_in(sent).iter().filter_map(|place| place.country).peekable();
    if named.peek().is_some() {
        return named.all(|other| other != country);
    }
    cx.main_country.as_ref().is_some_and(|main| *main != country.to_string())
}

/// A state as a party, under the best words that the document has for it.
fn state(cx: &Context<'_>, demonym: &DemonymMention) -> Party {
    let is_of = |tokens: &Range<usize>| {
        cx.demonyms_in(tokens.clone()).iter().any(|d| d.country == demonym.country)
    };
    let army = cx.mentions.iter().enumerate().find(|(_, m)| {
        matches!(m.kind, ActorKind::StateForces | ActorKind::ForeignForces)
            && matches!(m.class, MentionClass::People | MentionClass::Registered)
            && !m.thing
            && !m.plural
            && m.person.is_none()
            && cx.is_one_of(m.head as usize, &cx.language.grammar.force)
            && is_of(&m.tokens())
    });
    let country = || {
        cx.mentions.iter().enumerate().find(|(_, m)| {
            m.class == MentionClass::Country
                && cx.places_in(m.tokens()).iter().any(|place| {
                    place.kind == PlaceKind::Country && place.country == Some(demonym.country)
                })
        })
    };
    if let Some((index, mention)) = army.or_else(country) {
        return party(cx, index, mention);
    }
    Party {
        tokens: demonym.tokens.start as usize..demonym.tokens.end as usize,
        mention: None,
        registry: None,
        kind: ActorKind::Government,
        person: false,
        thing: false,
    }
}
