//! Leads that sum up what is told site by site behind them.
//!
//! Takes the events of a document and its tolls over periods; leaves out the lead whose toll is the sum of several
//! attacks (`Nine people were killed in two raids on Wednesday … two in Jenin and seven in Tubas`), and gives what it says
//! of the day and of the doers to the attacks that say nothing of their own.

use crate::coding::aggregates::{PeriodToll, SEVERAL_ACTS, counts_acts};
use crate::coding::context::Context;
use crate::coding::parties::Party;
use crate::coding::sightings::{Sighting, Strand, dates_of};
use crate::coding::tolls::TollMention;
use crate::model::Outcome;

use super::Draft;

/// How many sentences behind a lead its attacks are told.
const REACH: usize = 12;

/// `14 morts dans deux attentats … tuant onze policiers … faisant trois morts`: takes the tolls of a lead that counts several
/// acts out of its event, where those of the sites told behind it make them up; each site is an event of its own.
pub(crate) fn gather(cx: &Context<'_>, drafts: &mut Vec<Draft>, periods: &mut Vec<PeriodToll>) {
    let mut i = 0;
    while i < drafts.len() {
        let lead = &drafts[i];
        i += 1;
        let Some(sent) = lead.sightings.first().map(|s| s.sent) else { continue };
        let tokens = cx.doc.sents[sent].tokens();
        let several = || counts_acts(cx, &tokens) || tells_acts(cx, lead);
        if lead.strand != Strand::Violence || !several() {
            continue;
        }
        let here = |s: &&Sighting| s.sent == sent;
        let wholes: Vec<TollMention> =
            lead.sightings.iter().filter(here).flat_map(|s| &s.tolls).cloned().collect();
        let dates = lead.dates.map(|(dates, _)| dates);
        let is_site = |s: &Sighting| {
            (sent + 1..=sent + REACH).contains(&s.sent)
                && !s.earlier
                && (s.triggers.is_empty() || s.triggers.iter().any(|t| !t.definite))
                && dates_of(s).is_none_or(|own| dates.is_none_or(|dates| dates.overlaps(own)))
        };
        let summed = [Outcome::Killed, Outcome::Wounded, Outcome::Abducted]
            .into_iter()
            .any(|outcome| is_sum(drafts, &wholes, outcome, is_site));
        if !summed {
            continue;
        }
        let window_span = drafts[i - 1].dates.map(|(_, span)| span);
        let (mut leads, mut rest) = (Vec::new(), Vec::new());
        for mut sighting in std::mem::take(&mut drafts[i - 1].sightings) {
            if sighting.sent == sent {
                for toll in sighting.tolls.drain(..) {
                    periods.push(PeriodToll {
                        window: dates,
                        window_span,
                        rule: SEVERAL_ACTS,
                        toll,
                    });
                }
                leads.push(sighting);
            } else {
                rest.push(sighting);
            }
        }
        drafts[i - 1].sightings = leads;
        // What goes on about a site stays with it.
        let mut sites: Vec<Draft> = Vec::new();
        for sighting in rest {
            match sites.last_mut() {
                Some(site) if !is_site(&sighting) || sighting.tolls.is_empty() => {
                    site.join(sighting);
                }
                _ => sites.push(Draft::new(sighting)),
            }
        }
        drafts.splice(i..i, sites);
    }
    periods.sort_by_key(|period| period.toll.tokens.start);
}

/// Whether a lead tells of acts in the plural, which each have a site: `dans des attaques`.
fn tells_acts(cx: &Context<'_>, lead: &Draft) -> bool {
    lead.sightings.first().is_some_and(|s| {
        s.triggers.iter().any(|trigger| trigger.tells_acts(cx) && !trigger.casualty)
    })
}

/// Whether the figures of at least two sites make up what was counted in all.
fn is_sum(
    drafts: &[Draft],
    wholes: &[TollMention],
    outcome: Outcome,
    is_site: impl Fn(&Sighting) -> bool,
) -> bool {
    let whole = |toll: &&TollMention| toll.outcome == outcome && !toll.part && !toll.implied;
    let Some(all) = wholes.iter().find(whole) else { return false };
    let Some(low) = all.low.filter(|&low| low >= LEAST && all.high.is_none_or(|high| high == low))
    else {
        return false;
    };
    // `a general and five fighters`: either they are counted one by one, or the first figure is of all of them. The same
    // number again within one event is the same dead.
    let (mut n, mut first, mut each, mut again) = (0, 0, 0, 0);
    for draft in drafts.iter().filter(|draft| draft.strand == Strand::Violence) {
        let mut known: Vec<u64> = Vec::new();
        for sighting in draft.sightings.iter().filter(|s| is_site(s)) {
            let mut told = sighting.tolls.iter().filter(whole).filter_map(|toll| toll.low);
            let Some(number) = told.next() else { continue };
            let all = number + told.sum::<u64>();
            n += 1;
            first += number;
            each += all;
            if !known.contains(&all) {
                again += all;
                known.push(all);
            }
        }
    }
    n > 1 && [first, each, again].contains(&low)
}

/// So few dead of several acts may be any of them.
const LEAST: u64 = 3;

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
