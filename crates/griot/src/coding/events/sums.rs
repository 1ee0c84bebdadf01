//! Leads that sum up what is told site by site behind them.
//!
//! Takes the events of a document and its tolls over periods; leaves out the lead whose toll is the sum of several
//! attacks (`Nine people were killed in two raids on Wednesday … two in Jenin and seven in Tubas`), and gives what it says
//! of the day and of the doers to the attacks that say nothing of their own.

use crate::coding::aggregates::{PeriodToll, SEVERAL_ACTS};
use crate::coding::parties::Party;
use crate::coding::sightings::Strand;

use super::Draft;

/// How many sentences behind a lead its attacks are told.
const REACH: usize = 12;

/// Hands down what leads of several attacks say, and leaves them out.
pub(crate) fn hand_down(drafts: &mut Vec<Draft>, periods: &[PeriodToll]) {
    for sum in periods.iter().filter(|period| period.rule == SEVERAL_ACTS) {
        let lead = drafts.iter().position(|draft| {
            draft.strand == Strand::Violence
                && draft.tolls().next().is_none()
                && draft.sightings.iter().all(|s| s.sent == sum.toll.sent)
        });
        let Some(lead) = lead else { continue };
        let of_lead = |draft: &Draft| {
            draft.strand == Strand::Violence
                && draft.sightings.first().is_some_and(|s| {
                    s.sent > sum.toll.sent && s.sent <= sum.toll.sent + REACH && !s.earlier
                })
        };
        if !drafts.iter().any(of_lead) {
            continue;
        }
        let told = drafts.remove(lead);
        let doers: Vec<Party> = told.sightings.into_iter().flat_map(|s| s.initiators).collect();
        for draft in drafts.iter_mut().filter(|draft| of_lead(draft)) {
            draft.dates = draft.dates.or(told.dates);
            if draft.sightings.iter().all(|s| s.initiators.is_empty())
                && let Some(first) = draft.sightings.first_mut()
            {
                first.initiators.clone_from(&doers);
            }
        }
    }
}
