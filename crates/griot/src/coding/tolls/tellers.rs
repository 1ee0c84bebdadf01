//! Numbers that count nobody who was hurt: those who tell of it, and what somebody is.
//!
//! Takes a number and the noun that it counts; says what else than a toll it may be.

use crate::annotate::times::TimePrecision;
use crate::annotate::{Rel, Upos, grammar};
use crate::lexicon::Subject;
use crate::lexicon::schema::{Counted, Pos};
use crate::model::{EventType, Outcome};

use super::Linker;

impl Linker<'_, '_> {
    /// Whether the people counted are those who tell: `two security sources said`.
    pub(super) fn is_speaker(&self, noun: Option<usize>) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let Some(noun) = noun else { return false };
        let end = cx.mention_at(noun).map_or(noun + 1, |(_, m)| (m.end as usize).max(noun + 1));
        // `killing nine officers, two sources said`: the object of an outcome.
        let suffers = self.outcomes.iter().any(|hit| {
            let end = hit.end as usize;
            cx.language.outcomes[hit.index()].counted != Counted::Subject
                && end <= noun
                && noun - end <= 5
                && (end..noun).all(|t| {
                    matches!(
                        doc.tokens[t].upos,
                        Upos::Det | Upos::Adp | Upos::Adj | Upos::Adv | Upos::Num | Upos::Noun
                    )
                })
        });
        if suffers {
            return false;
        }
        // `wounded eight more in an ambush, two sources told AFP`: behind a comma, who tells it.
        let behind_comma = cx.mention_at(noun).is_some_and(|(_, m)| {
            let sent_first = doc.sents[self.sent].first as usize;
            let start = (sent_first..m.first as usize)
                .rev()
                .find(|&t| !matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj));
            start.is_some_and(|t| doc.lower(t) == ",")
        });
        let of_reporting = |t: usize| {
            cx.hits_of(t..t + 1, Subject::Reporting)
                .any(|hit| cx.language.reporting[hit.index()].pos == Pos::Verb)
        };
        let tells = |verb: usize| {
            of_reporting(verb)
                && cx.hits_of(verb..verb + 1, Subject::Outcome).next().is_none()
                && !grammar::is_passive(doc, verb)
        };
        let sent_end = doc.sents[self.sent].end as usize;
        let next = (end..(end + 2).min(sent_end))
            .find(|&t| !matches!(doc.tokens[t].upos, Upos::Aux | Upos::Adv));
        // A past tense that was taken for a participle has nobody behind `by`.
        let reports = |t: usize| {
            of_reporting(t)
                // `an elderly man named Moussa Traoré`.
                && doc.child(t, Rel::Xcomp).is_none_or(|name| doc.tokens[name].upos != Upos::Propn)
                && (t + 1 >= sent_end || !cx.is_one_of(t + 1, &cx.language.grammar.agent))
        };
        // `, a local official and a rights group said`.
        let last = next
            .filter(|&t| doc.tokens[t].upos == Upos::Cconj)
            .and_then(|t| cx.mentions_in(t + 1..(t + 5).min(sent_end)).next())
            .map(|(_, m)| m.end as usize)
            .filter(|&t| t < sent_end);
        let told =
            |t: usize| doc.tokens[t].upos == Upos::Verb && (tells(t) || behind_comma && reports(t));
        next.is_some_and(told)
            || behind_comma && last.is_some_and(told)
            || doc.tokens[noun].rel == Rel::Nsubj
                && doc.head(noun).is_some_and(|verb| {
                    // Who is told of in a quotation does not tell it.
                    tells(verb) && cx.quote_at(noun) == cx.quote_at(verb)
                })
    }

    /// Whether a number stands between dashes or brackets: `17 personnes – 16 civils et un policier – sont mortes`.
    pub(super) fn is_between_dashes(&self, start: usize) -> bool {
        let doc = self.cx.doc;
        let sent = doc.sents[self.sent].first as usize;
        let (mut dashes, mut open) = (0_usize, 0_usize);
        for t in sent..start {
            match doc.lower(t) {
                "–" | "—" => dashes += 1,
                "(" => open += 1,
                ")" => open = open.saturating_sub(1),
                _ => {}
            }
        }
        start > sent && (dashes % 2 == 1 || open > 0)
    }

    /// `a raconté X, un réfugié`: what somebody is, behind an article, counts nobody who had to flee or was taken in.
    pub(super) fn is_what_somebody_is(&self, q: usize, noun: Option<usize>) -> bool {
        let cx = self.cx;
        let quantity = &cx.quantities[q];
        quantity.indefinite
            && quantity.high == Some(1)
            && noun.is_some_and(|noun| {
                cx.hits_of(noun..noun + 1, Subject::Outcome).any(|hit| {
                    let word = &cx.language.outcomes[hit.index()];
                    word.counted == Counted::Itself
                        && matches!(word.outcome, Outcome::Displaced | Outcome::Detained)
                })
            })
    }

    /// `a libéré 61 personnes kidnappées`, `338 captifs ont été délivrés`: what is told of them is
    /// their release.
    pub(super) fn is_freed(&self, q: usize, noun: Option<usize>) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let start = cx.quantities[q].tokens.start as usize;
        let sent = doc.sents[self.sent].tokens();
        // `Les 279 lycéennes enlevées vendredi ont été libérées`: their abduction is told with its day.
        let participles = noun.into_iter().flat_map(|noun| doc.children_by(noun, Rel::Acl));
        let abducted = { participles }.any(|participle| {
            cx.hits_of(participle..participle + 1, Subject::Trigger)
                .any(|hit| cx.language.triggers[hit.index()].event_type == EventType::Abduction)
                && cx
                    .times_right_behind(participle)
                    .iter()
                    .any(|time| time.dates.is_some() && time.precision == TimePrecision::Day)
        });
        if abducted {
            return false;
        }
        cx.hits_of(sent, Subject::Trigger).any(|hit| {
            let verb = hit.head();
            let end = hit.end as usize;
            let frees = cx.language.triggers[hit.index()].event_type == EventType::OtherStrategic
                && doc.tokens[verb].upos == Upos::Verb
                // `rescued 78 hostages`: they were.
                && cx.hits_of(hit.tokens(), Subject::Outcome).all(|outcome| {
                    cx.language.outcomes[outcome.index()].outcome == Outcome::Abducted
                });
            let behind = end <= start
                && start - end <= 2
                && (end..start)
                    .all(|t| matches!(doc.tokens[t].upos, Upos::Adv | Upos::Adp | Upos::Det));
            frees
                && (behind && !grammar::is_passive(doc, verb)
                    || noun
                        .into_iter()
                        // `Five of the hostages had already been freed`.
                        .chain([start])
                        .any(|n| grammar::args(doc, verb).patients.contains(&n)))
        })
    }

    /// `A man died and three were injured in the crash, which took place hours after rebels seized the town`: whoever was
    /// hurt in an accident, beside an event.
    pub(super) fn is_of_accident(&self, q: usize) -> bool {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = grammar::governing_verb(doc, cx.quantities[q].tokens.start as usize);
        let of = |verb: usize| {
            doc.children(verb).any(|t| {
                matches!(doc.tokens[t].rel, Rel::Obl | Rel::Nmod)
                    && cx.is_one_of(t, &cx.language.grammar.accident)
                    && doc.case(t).is_some()
            })
        };
        // Of two joined verbs, the last has what both are told with.
        verb.is_some_and(|verb| of(verb) || doc.children_by(verb, Rel::Conj).any(of))
    }
}
