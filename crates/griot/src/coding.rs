//! Coding: an annotated document becomes claims.
//!
//! Takes a [`Context`]; gives [`Claims`]. The way through, one file a step:
//!
//! 1. `tolls.rs`: which number counts whom;
//! 2. `aggregates.rs`: which tolls count over a period;
//! 3. `sightings.rs`: what each sentence tells of one occurrence (`status.rs` says whether it
//!    happened, `parties.rs` who stands in which role, `whenwhere.rs` when and where it was);
//! 4. `events.rs`: which sightings are one event, and of which type (`settle.rs`: where, when none
//!    of them says so);
//! 5. `statements.rs`: who says what (`speakers.rs` says who speaks, `sources.rs` of which event);
//! 6. `roles.rs` and `setting.rs`: who did it, to whom and where, over the whole article, by the rules
//!    and by what coded documents teach (`judge.rs`);
//! 7. `assemble.rs`: names, sources, certainty, evidence: the claims as published.
//!
//! Coding never sees HTML, and never changes the text.

mod aggregates;
mod assemble;
mod context;
mod culprits;
mod events;
mod instances;
pub mod judge;
mod parties;
mod roles;
mod scope;
mod setting;
mod settle;
mod sightings;
mod sources;
mod speakers;
mod statements;
mod status;
mod tolls;
mod whenwhere;

pub use context::Context;

use crate::coding::judge::{Judge, Table, Teacher};
use crate::model::Claims;

/// Everything that a document claims.
pub fn code(cx: &Context<'_>) -> Claims {
    code_with(cx, &mut Judge::new(Table::builtin()))
}

/// Codes a document whose right coding a teacher knows, for learning from it; `table` answers what
/// the teacher does not.
pub fn learn(cx: &Context<'_>, table: &Table, teacher: &mut dyn Teacher) -> Claims {
    code_with(cx, &mut Judge::taught(table, teacher))
}

fn code_with(cx: &Context<'_>, judge: &mut Judge<'_>) -> Claims {
    let mut sightings = Vec::new();
    let mut periods: Vec<aggregates::PeriodToll> = Vec::new();
    let mut before: Option<tolls::TollMention> = None;
    let mut dates = None;
    for (sent, _) in cx.sents() {
        let found = tolls::tolls(cx, sent, before.as_ref());
        if let Some(last) = found.iter().rev().find(|toll| !toll.part) {
            before = Some(last.clone());
        }
        let last = periods.iter().rev().find(|period| !period.toll.part);
        let (of_events, of_periods) = aggregates::split(cx, sent, found, dates, last);
        dates = aggregates::last_date(cx, sent).or(dates);
        sightings.extend(sightings::sightings(cx, sent, of_events, &of_periods));
        periods.extend(of_periods);
    }
    let said = statements::said(cx);
    let mut drafts = events::drafts(cx, sightings);
    events::gather(cx, &mut drafts, &mut periods);
    events::hand_down(&mut drafts, &periods);
    events::share_doers(cx, &mut drafts);
    assemble::claims(cx, &drafts, &periods, &said, judge)
}
