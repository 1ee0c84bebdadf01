//! Features of a source: how somebody who speaks stands towards an event.

use super::{Features, Value, class_of, family};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::Party;
use crate::coding::roles::Roles;
use crate::coding::sources::{is_past, is_told_last, is_witness, takes_up};
use crate::coding::speakers::Speaker;
use crate::coding::statements::Said;
use crate::lexicon::schema::Speech;
use crate::model::EventType;

/// Somebody who may be a source of an event.
#[derive(Clone, Debug)]
pub(crate) struct SourceCandidate<'a> {
    pub speaker: &'a Speaker,
    /// What they say, and whether they only carry it.
    pub said: Vec<(&'a Said, bool)>,
    /// The rules chose it.
    pub rule: bool,
}

/// An event of which sources are asked for.
pub(crate) struct SourceScene<'a, 'c> {
    pub cx: &'a Context<'c>,
    pub event: usize,
    pub drafts: &'a [Draft],
    pub roles: &'a Roles,
    pub event_type: EventType,
    /// How many sources the rules have.
    pub n_rules: usize,
    /// The article is mostly about it.
    pub main: bool,
}

/// How many sentences may part those who speak from an event.
const NEAR: usize = 6;

/// Where words stand towards the sentences of an event, the nearest first.
const STANDINGS: [&str; 7] =
    ["trigger", "sighting", "behind", "next-paragraph", "further", "before", "far"];

impl SourceScene<'_, '_> {
    fn draft(&self) -> &Draft {
        &self.drafts[self.event]
    }

    /// Whether words stand so near to the event that they may tell of it.
    pub(crate) fn is_near(&self, said: &Said) -> bool {
        self.draft().sightings.iter().any(|s| s.sent.abs_diff(said.sent) <= NEAR)
    }

    /// The standing of words, as a position in [`STANDINGS`].
    fn standing(&self, said: &Said) -> usize {
        let cx = self.cx;
        let paragraph = |sent: usize| cx.doc.sents[sent].paragraph;
        let standings = self.draft().sightings.iter().map(|s| {
            if said.sent == s.sent || said.evidence.overlaps(cx.sent_span(s.sent)) {
                let covers =
                    s.triggers.iter().any(|t| said.evidence.contains(cx.doc.tokens[t.head].span));
                return usize::from(!covers);
            }
            match paragraph(said.sent).checked_sub(paragraph(s.sent)) {
                _ if said.sent < s.sent => 5,
                Some(0) => 2,
                Some(1) => 3,
                Some(2..=3) => 4,
                _ => 6,
            }
        });
        standings.min().unwrap_or(STANDINGS.len() - 1)
    }

    /// Notes what speaks for and against a source.
    pub(crate) fn features(&self, candidate: &SourceCandidate<'_>, out: &mut Features<'_>) {
        let cx = self.cx;
        let draft = self.draft();
        let standings: Vec<usize> =
            candidate.said.iter().map(|(said, _)| self.standing(said)).collect();
        let best = candidate
            .said
            .iter()
            .zip(&standings)
            .min_by_key(|((said, carries), standing)| (**standing, *carries, said.word));
        let Some((&(said, carries), &standing)) = best else { return };
        let rule = Value::from(if candidate.rule { "chosen" } else { "not" });
        let standing = Value::from(STANDINGS[standing]);
        let speech = Value::from(match said.speech {
            Speech::Says => "says",
            Speech::Confirms => "confirms",
            Speech::Denies => "denies",
            Speech::Accuses => "accuses",
            Speech::Claims => "claims",
            Speech::Calls => "calls",
            Speech::Judges => "judges",
        });
        let mention = candidate.speaker.mention.map(|m| &cx.mentions[m]);
        let named = mention.is_some_and(|m| m.person.is_some());
        let class = Value::from(match class_of(mention) {
            "function" if named => "named-function",
            class => class,
        });
        let kind = Value::from(mention.map_or("none", |m| m.kind.as_str()));
        let last = is_told_last(draft, self.drafts, said.sent);
        let last = Value::from(if last { "last" } else { "another" });
        let shared = self.drafts.iter().enumerate().any(|(i, other)| {
            i != self.event && other.sightings.iter().any(|s| s.sent == said.sent)
        });
        let shared = Value::from(if shared { "shared" } else { "alone" });
        let quoted = Value::from(if said.quoted { "quoted" } else { "reported" });
        let main = Value::from(if self.main { "main" } else { "minor" });
        let toll = draft.tolls().any(|toll| {
            toll.sent == said.sent || said.evidence.contains(cx.doc.tokens[toll.outcome_token].span)
        });
        let toll = Value::from(if toll { "toll" } else { "no-toll" });
        let has = |list: &[Party]| {
            list.iter().any(|party| {
                let (a, b) = (&party.tokens, &candidate.speaker.tokens);
                a.start < b.end && b.start < a.end
                    || party.registry.is_some()
                        && mention.is_some_and(|m| m.registry == party.registry)
            })
        };
        let part = Value::from(match (has(&self.roles.initiators), has(&self.roles.targets)) {
            (true, _) => "did",
            (_, true) => "suffered",
            _ => "outside",
        });
        let n_rules = Value::from(match self.n_rules {
            0 => "0",
            1 => "1",
            2..=3 => "3",
            _ => "many",
        });
        let family = Value::from(family(self.event_type));
        let taken_up = Value::from(if takes_up(cx, said.sent) { "taken-up" } else { "new" });
        let past = Value::from(if is_past(cx, said) { "past" } else { "present" });
        out.add("source-rule", rule);
        out.add("standing", standing);
        out.pair("standing+rule", standing, rule);
        out.add("speech", speech);
        out.pair("speech+rule", speech, rule);
        out.pair("speech+standing", speech, standing);
        out.add("speaker", class);
        out.pair("speaker+rule", class, rule);
        out.pair("speaker+standing", class, standing);
        out.add("speaker-kind", kind);
        out.pair("speaker-kind+rule", kind, rule);
        out.pair("last+standing", last, standing);
        out.pair("last+rule", last, rule);
        out.pair("shared+rule", shared, rule);
        out.pair("shared+standing", shared, standing);
        out.pair("quoted+rule", quoted, rule);
        out.pair("quoted+standing", quoted, standing);
        out.pair("main+rule", main, rule);
        out.pair("main+standing", main, standing);
        out.pair("toll+rule", toll, rule);
        out.pair("part+rule", part, rule);
        out.pair("part+speech", part, speech);
        out.pair("rules+rule", n_rules, rule);
        out.pair("source-family+rule", family, rule);
        out.pair("past+standing", past, standing);
        out.pair("taken-up+standing", taken_up, standing);
        out.flag("carries", carries);
        out.flag("statement", said.is_statement);
        out.flag("witness", is_witness(cx, candidate.speaker));
        out.flag("plural-speaker", mention.is_some_and(|m| m.plural));
        out.flag("definite-speaker", mention.is_some_and(|m| m.definite));
        out.count("words-said", candidate.said.len(), 4);
        out.count("in-event", standings.iter().filter(|&&standing| standing < 2).count(), 3);
        out.count("speaker-words", candidate.speaker.tokens.len(), 4);
        out.flag("headline-said", cx.headline[said.sent]);
        out.count("events", self.drafts.len(), 4);
    }
}
