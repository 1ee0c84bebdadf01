//! Right, missing and spurious: the counts of one document and their sums.
//!
//! Takes a document's gold and its prediction; gives the counts of every row. Events are aligned
//! one to one, the best pair first; then each value of a slot is one item that is right, missing
//! or spurious, and an event that found no partner loses all of its items.

use std::cmp::Ordering;
use std::fmt::Write as _;

use griot::model::EventType;

use crate::eval::compare::{
    Quoted, date_overlap, same_date, same_name, same_toll, same_toll_and_victims,
};
use crate::eval::gold::{Event, Gold, Predicted, Toll};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Row {
    Slots,
    Events,
    Type,
    Date,
    Place,
    Initiators,
    Targets,
    Tolls,
    Sources,
    Country,
    Certainty,
    TollsAnywhere,
    Aggregates,
    Statements,
    EvidenceInText,
}

/// Every row, in the order in which they are shown.
pub(crate) const ROWS: [Row; 15] = [
    Row::Slots,
    Row::Events,
    Row::Type,
    Row::Date,
    Row::Place,
    Row::Initiators,
    Row::Targets,
    Row::Tolls,
    Row::Sources,
    Row::Country,
    Row::Certainty,
    Row::TollsAnywhere,
    Row::Aggregates,
    Row::Statements,
    Row::EvidenceInText,
];

/// The rows that are slots of an event.
const SLOTS: [Row; 7] =
    [Row::Type, Row::Date, Row::Place, Row::Initiators, Row::Targets, Row::Tolls, Row::Sources];

/// The least similarity of two events that are taken for one.
pub(crate) const ALIGNED: f64 = 0.45;

impl Row {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Slots => "slots",
            Self::Events => "events",
            Self::Type => "slot type",
            Self::Date => "slot date",
            Self::Place => "slot place",
            Self::Initiators => "slot initiators",
            Self::Targets => "slot targets",
            Self::Tolls => "slot tolls",
            Self::Sources => "slot sources",
            Self::Country => "country",
            Self::Certainty => "certainty",
            Self::TollsAnywhere => "tolls anywhere",
            Self::Aggregates => "aggregates",
            Self::Statements => "statements",
            Self::EvidenceInText => "evidence in text",
        }
    }
}

/// Items that were right, that were to be found, that were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) hit: usize,
    pub(crate) gold: usize,
    pub(crate) pred: usize,
}

impl Count {
    pub(crate) fn precision(self) -> f64 {
        ratio(self.hit, self.pred)
    }

    pub(crate) fn recall(self) -> f64 {
        ratio(self.hit, self.gold)
    }

    pub(crate) fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// One count for every row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts([Count; ROWS.len()]);

impl Counts {
    pub(crate) fn of(&self, row: Row) -> Count {
        self.0[row as usize]
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            mine.hit += theirs.hit;
            mine.gold += theirs.gold;
            mine.pred += theirs.pred;
        }
    }

    fn count(&mut self, row: Row, hit: usize, gold: usize, pred: usize) {
        let count = &mut self.0[row as usize];
        count.hit += hit;
        count.gold += gold;
        count.pred += pred;
    }

    /// Counts under a slot and under all slots.
    fn count_slot(&mut self, slot: Row, hit: usize, gold: usize, pred: usize) {
        self.count(slot, hit, gold, pred);
        self.count(Row::Slots, hit, gold, pred);
    }
}

/// The counts of one document.
pub(crate) fn document(gold: &Gold, found: &Predicted) -> Counts {
    let text = Quoted::new(&gold.text);
    let gold = &gold.coding;
    let mut counts = Counts::default();

    let similarity = |g: &Event, p: &Event| event_similarity(&text, g, p);
    let aligned = pairs(&gold.events, &found.events, similarity, ALIGNED);
    counts.count(Row::Events, aligned.len(), gold.events.len(), found.events.len());
    for slot in SLOTS {
        let items = |events: &[Event]| events.iter().map(|event| n_items(event, slot)).sum();
        counts.count_slot(slot, 0, items(&gold.events), items(&found.events));
    }
    for &(i, j) in &aligned {
        let (g, p) = (&gold.events[i], &found.events[j]);
        for slot in SLOTS {
            counts.count_slot(slot, n_hits(g, p, slot), 0, 0);
        }
        counts.count(Row::Certainty, usize::from(g.certainty == p.certainty), 1, 1);
        if is_named(g.country.as_deref()) {
            let pred = usize::from(is_named(p.country.as_deref()));
            counts.count(Row::Country, usize::from(g.country == p.country), 1, pred);
        }
    }

    let all_tolls = |coding: &Predicted| -> Vec<Toll> {
        let of_events = coding.events.iter().flat_map(|event| event.tolls.iter());
        of_events.chain(coding.aggregates.iter().map(|each| &each.toll)).cloned().collect()
    };
    let (gold_tolls, found_tolls) = (all_tolls(gold), all_tolls(found));
    counts.count(
        Row::TollsAnywhere,
        hits(&gold_tolls, &found_tolls, same_toll),
        gold_tolls.len(),
        found_tolls.len(),
    );
    counts.count(
        Row::Aggregates,
        hits(&gold.aggregates, &found.aggregates, |g, p| {
            same_toll(&g.toll, &p.toll) && same_date(g.window.as_ref(), p.window.as_ref())
        }),
        gold.aggregates.len(),
        found.aggregates.len(),
    );
    counts.count(
        Row::Statements,
        hits(&gold.statements, &found.statements, |g, p| {
            text.overlap(g.evidence.as_deref(), p.evidence.as_deref()) >= 0.5
                && (name_hits(&g.speaker, &p.speaker) > 0
                    || g.speaker.is_empty() && p.speaker.is_empty())
        }),
        gold.statements.len(),
        found.statements.len(),
    );

    let evidence: Vec<Option<&str>> = (found.events.iter().map(|each| each.evidence.as_deref()))
        .chain(found.aggregates.iter().map(|each| each.evidence.as_deref()))
        .chain(found.statements.iter().map(|each| each.evidence.as_deref()))
        .collect();
    let grounded = evidence.iter().filter(|quote| text.find(**quote).is_some()).count();
    counts.count(Row::EvidenceInText, grounded, evidence.len(), evidence.len());
    counts
}

/// How many items of a slot an event holds.
fn n_items(event: &Event, slot: Row) -> usize {
    match slot {
        Row::Type => 1,
        Row::Date => usize::from(event.date.is_some()),
        Row::Place => usize::from(is_named(event.place.as_deref())),
        Row::Initiators => event.initiators.len(),
        Row::Targets => event.targets.len(),
        Row::Tolls => event.tolls.len(),
        Row::Sources => event.sources.len(),
        _ => 0,
    }
}

/// How many items of a slot two aligned events share.
fn n_hits(g: &Event, p: &Event, slot: Row) -> usize {
    match slot {
        Row::Type => usize::from(g.code == p.code),
        Row::Date => usize::from(g.date.is_some() && same_date(g.date.as_ref(), p.date.as_ref())),
        Row::Place => match (g.place.as_deref(), p.place.as_deref()) {
            (Some(a), Some(b)) => usize::from(!a.is_empty() && !b.is_empty() && same_name(a, b)),
            _ => 0,
        },
        Row::Initiators => name_hits(&g.initiators, &p.initiators),
        Row::Targets => name_hits(&g.targets, &p.targets),
        Row::Tolls => hits(&g.tolls, &p.tolls, same_toll_and_victims),
        Row::Sources => name_hits(&g.sources, &p.sources),
        _ => 0,
    }
}

fn is_named(value: Option<&str>) -> bool {
    value.is_some_and(|value| !value.is_empty())
}

/// How alike two events are, from 0 to 1. The sum is written in one order on purpose: ties between
/// pairs are broken by position, and another order of the same terms rounds differently.
pub(crate) fn event_similarity(text: &Quoted, g: &Event, p: &Event) -> f64 {
    let kind = if g.code == p.code {
        1.0
    } else if family(&g.code) == family(&p.code) {
        0.5
    } else {
        0.0
    };
    let near = text.overlap(g.evidence.as_deref(), p.evidence.as_deref()) > 0.0;
    if kind == 0.0 && !near {
        return 0.0;
    }
    let as_number = |yes: bool| if yes { 1.0 } else { 0.0 };
    let place =
        same_name(g.place.as_deref().unwrap_or_default(), p.place.as_deref().unwrap_or_default());
    let names = |a: &[String], b: &[String]| list_similarity(a.len(), b.len(), || name_hits(a, b));
    let tolls =
        list_similarity(g.tolls.len(), p.tolls.len(), || hits(&g.tolls, &p.tolls, same_toll));
    0.25 * kind
        + 0.2 * as_number(near)
        + 0.15 * date_overlap(g.date.as_ref(), p.date.as_ref())
        + 0.15 * as_number(place)
        + 0.08 * names(&g.initiators, &p.initiators)
        + 0.07 * names(&g.targets, &p.targets)
        + 0.1 * tolls
}

/// The family of a type; nothing for a type that is not in the codebook.
fn family(event_type: &str) -> Option<griot::model::Family> {
    event_type.parse().ok().map(EventType::family)
}

fn list_similarity(n_gold: usize, n_pred: usize, n_hits: impl FnOnce() -> usize) -> f64 {
    if n_gold + n_pred == 0 {
        return 1.0;
    }
    2.0 * n_hits() as f64 / (n_gold + n_pred) as f64
}

fn name_hits(gold: &[String], pred: &[String]) -> usize {
    hits(gold, pred, |g, p| same_name(g, p))
}

fn hits<T>(gold: &[T], pred: &[T], same: impl Fn(&T, &T) -> bool) -> usize {
    pairs(gold, pred, |g, p| if same(g, p) { 1.0 } else { 0.0 }, 1.0).len()
}

/// Indexes of the pairs of a greedy one-to-one alignment, the best pair first; among equals the
/// earlier in the gold, then the earlier in the prediction.
pub(crate) fn pairs<T>(
    gold: &[T],
    pred: &[T],
    similarity: impl Fn(&T, &T) -> f64,
    threshold: f64,
) -> Vec<(usize, usize)> {
    let mut scored = Vec::new();
    for (i, g) in gold.iter().enumerate() {
        for (j, p) in pred.iter().enumerate() {
            let score = similarity(g, p);
            if score >= threshold {
                scored.push((score, i, j));
            }
        }
    }
    // Stable, and pushed in the order of the indexes: equals keep it.
    scored.sort_by(|a, b| b.0.partial_cmp(&a.0).unwrap_or(Ordering::Equal));
    let mut gold_taken = vec![false; gold.len()];
    let mut pred_taken = vec![false; pred.len()];
    let mut out = Vec::new();
    for (_, i, j) in scored {
        if !gold_taken[i] && !pred_taken[j] {
            gold_taken[i] = true;
            pred_taken[j] = true;
            out.push((i, j));
        }
    }
    out
}

/// The rows as a table.
pub(crate) fn table(counts: &Counts) -> String {
    let mut out = format!("{:18}{:>7}{:>7}{:>7}{:>7}{:>7}\n", "", "P", "R", "F1", "gold", "found");
    for row in ROWS {
        let count = counts.of(row);
        let _ = writeln!(
            out,
            "{:18}{:7.3}{:7.3}{:7.3}{:7}{:7}",
            row.as_str(),
            count.precision(),
            count.recall(),
            count.f1(),
            count.gold,
            count.pred
        );
    }
    out
}
