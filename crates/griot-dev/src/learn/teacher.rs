//! The teacher: knows a document's coding, answers the coder's questions and keeps them.
//!
//! Events are aligned as for scoring. A party of an event that no coded one is like has no right
//! answer.

use griot::coding::judge::{Case, Features, Question, Teacher};
use griot::model::{Dates, Name, Report};

use crate::eval::compare::{Quoted, same_name};
use crate::eval::gold::{Event, Gold, Toll};
use crate::eval::score::{ALIGNED, event_similarity, pairs};
use crate::learn::logistic::Example;

pub(crate) struct Tutor<'a> {
    gold: &'a [Event],
    text: Quoted,
    raw: &'a str,
    /// The coded event of each report.
    aligned: Vec<Option<usize>>,
    /// Every question that has an answer.
    pub(crate) examples: Vec<(Question, Example)>,
}

impl<'a> Tutor<'a> {
    pub(crate) fn new(gold: &'a Gold, text: &'a str) -> Self {
        Self {
            gold: &gold.coding.events,
            text: Quoted::new(&gold.text),
            raw: text,
            aligned: Vec::new(),
            examples: Vec::new(),
        }
    }

    fn event(&self, report: &Report) -> Event {
        let days = |dates: Dates| [dates.from.to_string(), dates.to.to_string()];
        let names = |names: &[Name]| names.iter().map(|name| name.text.clone()).collect();
        Event {
            code: report.event_type.as_str().to_owned(),
            date: report.date.map(days),
            place: report.place.as_ref().map(|place| place.name.clone()),
            country: report.country.clone(),
            initiators: names(&report.initiators),
            targets: names(&report.targets),
            tolls: report
                .tolls
                .iter()
                .map(|toll| Toll {
                    outcome: toll.outcome.as_str().to_owned(),
                    low: toll.low,
                    high: toll.high,
                    victims: toll.victims.as_ref().map(|victims| victims.text.clone()),
                })
                .collect(),
            sources: names(&report.sources),
            certainty: None,
            evidence: Some(report.evidence.of(self.raw).to_owned()),
        }
    }
}

impl Teacher for Tutor<'_> {
    fn reports(&mut self, reports: &[Report]) {
        let found: Vec<Event> = reports.iter().map(|report| self.event(report)).collect();
        self.aligned = vec![None; found.len()];
        let similarity = |g: &Event, p: &Event| event_similarity(&self.text, g, p);
        for (i, j) in pairs(self.gold, &found, similarity, ALIGNED) {
            self.aligned[j] = Some(i);
        }
    }

    fn answer(
        &mut self,
        question: Question,
        case: &Case<'_>,
        features: &Features<'_>,
    ) -> Option<bool> {
        let answer = match case {
            Case::Place(i, name) => {
                let gold = &self.gold[(*self.aligned.get(*i)?)?];
                gold.place.as_deref().is_some_and(|place| same_name(place, name))
            }
            Case::Source(i, name) => {
                let gold = &self.gold[(*self.aligned.get(*i)?)?];
                gold.sources.iter().any(|known| same_name(known, name))
            }
            Case::Party(i, name) => {
                let gold = &self.gold[(*self.aligned.get(*i)?)?];
                let list = match question {
                    Question::Initiator => &gold.initiators,
                    _ => &gold.targets,
                };
                list.iter().any(|known| same_name(known, name))
            }
        };
        let features = features.names().to_vec();
        self.examples.push((question, Example { features, answer }));
        Some(answer)
    }
}
