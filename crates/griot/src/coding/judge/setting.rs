//! Features of settings: how well a place fits an event.

use super::{Features, Value, family};
use crate::annotate::places::{PlaceKind, Relation};
use crate::annotate::{Rel, grammar};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::setting::{PlaceCandidate, Prominence};
use crate::coding::whenwhere::coarseness;
use crate::model::EventType;

/// An event whose place is asked for.
pub(crate) struct PlaceScene<'a, 'c> {
    pub cx: &'a Context<'c>,
    pub draft: &'a Draft,
    pub event_type: EventType,
    pub candidates: &'a [PlaceCandidate<'a>],
    pub prominence: &'a Prominence,
}

/// How a token stands towards the triggers of the sentence that it is of.
fn link(cx: &Context<'_>, draft: &Draft, token: usize) -> (&'static str, &'static str) {
    let doc = cx.doc;
    let sent = doc.sent_of(token);
    let head = draft
        .sightings
        .iter()
        .filter(|s| s.sent == sent)
        .flat_map(|s| &s.triggers)
        .map(|t| t.head)
        .min_by_key(|head| head.abs_diff(token));
    let Some(head) = head else { return ("no-trigger", "none") };
    let verb = grammar::governing_verb(doc, token);
    let link = if grammar::is_within(doc, token, head) {
        "within"
    } else if verb.is_some() && verb == grammar::governing_verb(doc, head) {
        "same-verb"
    } else if grammar::is_below(doc, token, head) {
        "below"
    } else if grammar::is_below(doc, head, token) {
        "above"
    } else {
        "apart"
    };
    let far = match (token < head, head.abs_diff(token)) {
        (true, 0..=5) => "near-before",
        (true, 6..=15) => "before",
        (true, _) => "far-before",
        (false, 0..=5) => "near-behind",
        (false, 6..=15) => "behind",
        (false, _) => "far-behind",
    };
    (link, far)
}

/// Where the sentence of a token stands towards the event's sentences.
fn sentence(cx: &Context<'_>, draft: &Draft, token: usize) -> &'static str {
    let sent = cx.doc.sent_of(token);
    match draft.sightings.iter().position(|s| s.sent == sent) {
        Some(0) => "first",
        Some(1) => "second",
        Some(_) => "later",
        None if sent == 0 => "headline",
        None if draft.sightings.first().is_some_and(|s| s.sent == sent + 1) => "before",
        None => "elsewhere",
    }
}

impl PlaceScene<'_, '_> {
    /// Notes what speaks for and against a place.
    pub(crate) fn features(&self, candidate: &PlaceCandidate<'_>, out: &mut Features<'_>) {
        let cx = self.cx;
        let place = candidate.place;
        let token = place.tokens.start as usize;
        let kind = match place.kind {
            PlaceKind::Settlement => "settlement",
            PlaceKind::Quarter => "quarter",
            PlaceKind::Natural => "natural",
            PlaceKind::Unknown => "unknown",
            PlaceKind::Facility => "facility",
            PlaceKind::Admin => "admin",
            PlaceKind::Region => "region",
            PlaceKind::Country => "country",
        };
        let relation = match place.relation {
            Relation::In => "in",
            Relation::Near => "near",
            Relation::Of => "of",
            Relation::Bare => "bare",
            Relation::From => "from",
            Relation::To => "to",
            Relation::Between => "between",
        };
        let rule = if candidate.rule {
            "chosen"
        } else if self.draft.place.is_some() {
            "another"
        } else {
            "nothing"
        };
        let family = family(self.event_type);
        let (link, far) = link(cx, self.draft, token);
        let sentence = sentence(cx, self.draft, token);
        let [rule, kind, relation] = [rule, kind, relation].map(Value::from);
        let [family, link, sentence] = [family, link, sentence].map(Value::from);
        out.add("rule", rule);
        out.add("kind", kind);
        out.add("relation", relation);
        out.add("sentence", sentence);
        out.pair("rule+kind", rule, kind);
        out.pair("rule+sentence", rule, sentence);
        out.pair("rule+relation", rule, relation);
        out.pair("rule+family", rule, family);
        out.pair("kind+family", kind, family);
        out.pair("kind+relation", kind, relation);
        out.pair("relation+link", relation, link);
        out.pair("rule+link", rule, link);
        out.add("far", far);
        out.pair("rule+far", rule, far);
        out.flag("metonym", place.metonym);
        out.flag("site", place.site);
        out.flag("before", candidate.before);
        out.pair("before+rule", if candidate.before { "before" } else { "new" }, rule);
        out.count("times", candidate.times, 3);
        let own = coarseness(place.kind);
        let finer = self.candidates.iter().any(|c| c.inside && coarseness(c.place.kind) < own);
        let equal =
            self.candidates.iter().filter(|c| c.inside && coarseness(c.place.kind) == own).count();
        out.pair("finer+rule", if finer { "finer" } else { "finest" }, rule);
        out.count("equals", equal, 3);
        let n = candidate.named;
        out.count("named", n, 4);
        let most = n >= self.prominence.most[usize::from(own).min(5)];
        out.pair("most+kind", if most { "most" } else { "less" }, kind);
        let headline = cx.places.iter().take_while(|p| p.sent == 0).any(|p| p.name == place.name);
        out.pair("headline+kind", if headline { "headline" } else { "body" }, kind);
        let home = match (&place.country, cx.main_country.as_deref()) {
            (Some(own), Some(main)) if own.to_string() == main => "home",
            (Some(_), Some(_)) => "abroad",
            _ => "unknown",
        };
        out.pair("home+rule", home, rule);
        out.add("home", home);
        let apposed = cx.doc.tokens[token].rel == Rel::Appos;
        out.flag("apposition", apposed);
        out.count("candidates", self.candidates.len().div_ceil(2), 4);
    }
}
