//! Features of a source: how somebody who speaks stands towards an event.

use super::{Features, Value, family};
use crate::annotate::mentions::MentionClass;
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::roles::Roles;
use crate::coding::sources::{is_past, is_witness, takes_up};
use crate::coding::speakers::Speaker;
use crate::coding::statements::Said;
use crate::lexicon::schema::Speech;
use crate::model::EventType;

/// Somebody who may be a source of an event.
#[derive(Clone, Debug)]
pub(crate) struct SourceCandidate<'a> {
    /// The name as it is published.
    pub name: &'a str,
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
}

/// Where words stand towards the sentences of an event, the nearest first.
const STANDINGS: [&str; 7] =
    ["trigger", "sighting", "behind", "next-paragraph", "further", "before", "far"];

impl SourceScene<'_, '_> {
    fn draft(&self) -> &Draft {
        &self.drafts[self.event]
    }

    /// The standing of words, as a position in [`STANDINGS`].
    fn standing(&self, said: &Said) -> usize {
        let cx = self.cx;
        let paragraph = |sent: usize| cx.doc.sents[sent].paragraph;
        let of_sighting = |sent: usize, words: bool| {
            let span = cx.sent_span(sent);
            if said.sent != sent && !said.evidence.overlaps(span) {
                let gap = paragraph(said.sent).checked_sub(paragraph(sent));
                return match gap {
                    _ if said.sent < sent => 5,
                    Some(0) => 2,
                    Some(1) => 3,
                    Some(2..=3) => 4,
                    _ => 6,
                };
            }
            usize::from(!words)
        };
        let standings = self.draft().sightings.iter().map(|s| {
            let words =
                s.triggers.iter().any(|t| said.evidence.contains(cx.doc.tokens[t.head].span));
            of_sighting(s.sent, words)
        });
        standings.min().unwrap_or(STANDINGS.len() - 1)
    }

    /// Notes what speaks for and against a source.
    pub(crate) fn features(&self, candidate: &SourceCandidate<'_>, out: &mut Features<'_>) {
        let cx = self.cx;
        let draft = self.draft();
        let best = candidate
            .said
            .iter()
            .map(|(said, carries)| (self.standing(said), *carries, *said))
            .min_by_key(|(standing, carries, said)| (*standing, *carries, said.word));
        let Some((standing, carries, said)) = best else {
            out.add("source-rule", if candidate.rule { "claims" } else { "none" });
            return;
        };
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
        let class = Value::from(match mention.map(|m| m.class) {
            Some(MentionClass::Registered) => "registered",
            Some(MentionClass::People) => "people",
            Some(MentionClass::Function) if mention.is_some_and(|m| m.person.is_some()) => {
                "named-function"
            }
            Some(MentionClass::Function) => "function",
            Some(MentionClass::Person) => "person",
            Some(MentionClass::Country) => "country",
            Some(MentionClass::Document) => "document",
            None => "words",
        });
        let kind = Value::from(mention.map_or("none", |m| m.kind.as_str()));
        let told_last = |sent: usize| {
            let last =
                |draft: &Draft| draft.sightings.iter().map(|s| s.sent).filter(|&s| s <= sent).max();
            let own = last(draft);
            own.is_some() && self.drafts.iter().filter_map(last).max() == own
        };
        let last = Value::from(if told_last(said.sent) { "last" } else { "another" });
        let shared = self.drafts.iter().enumerate().any(|(i, other)| {
            i != self.event && other.sightings.iter().any(|s| s.sent == said.sent)
        });
        let shared = Value::from(if shared { "shared" } else { "alone" });
        let quoted = Value::from(if said.quoted { "quoted" } else { "reported" });
        let main = self
            .drafts
            .iter()
            .enumerate()
            .min_by_key(|(_, d)| {
                (std::cmp::Reverse(d.sightings.len()), d.sightings.first().map(|s| s.sent))
            })
            .is_some_and(|(i, _)| i == self.event);
        let main = Value::from(if main { "main" } else { "minor" });
        let toll = draft.tolls().any(|toll| {
            toll.sent == said.sent || said.evidence.contains(cx.doc.tokens[toll.outcome_token].span)
        });
        let toll = Value::from(if toll { "toll" } else { "no-toll" });
        let has = |list: &[crate::coding::parties::Party]| {
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
        out.count(
            "in-event",
            candidate.said.iter().filter(|(s, _)| self.standing(s) < 2).count(),
            3,
        );
        out.count("speaker-words", candidate.speaker.tokens.len(), 4);
        out.flag("headline-said", cx.headline[said.sent]);
        out.count("events", self.drafts.len(), 4);
    }
}
