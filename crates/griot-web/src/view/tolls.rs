//! The tolls of an event: who says how many, drawn beside each other.

use griot::fusion::Policy;
use griot::fusion::tolls::{Revision, curve};
use griot::json::Event;
use griot::model::{Certainty, VictimKind};
use griot_record::{EventRow, figures_of};

use super::facts::{corrected, grouped};
use super::{Evidence, Texts, figure, outlet, toll_figure};
use crate::draw;
use crate::words::Words;

/// An outcome with everything that is said of it.
#[derive(Clone, Debug)]
pub(crate) struct Range {
    /// `killed`.
    pub(crate) slot: &'static str,
    pub(crate) label: &'static str,
    /// By the policy that is asked for.
    pub(crate) figure: String,
    /// By kind of victims.
    pub(crate) kinds: Vec<(String, String)>,
    pub(crate) corrected: Option<[String; 5]>,
    pub(crate) is_disputed: bool,
    pub(crate) said: Vec<Said>,
    /// How the figures came one after the other; empty where there is one alone.
    pub(crate) curve: String,
    /// Figures that no day is known of, which the curve does not show.
    pub(crate) n_undated: usize,
}

/// What one source says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) who: String,
    pub(crate) outlet: String,
    pub(crate) day: String,
    pub(crate) when: String,
    pub(crate) figure: String,
    /// `rounded`, `alleged`.
    pub(crate) note: String,
    /// How its own source has revised it: an arrow and its words. Two sources that differ revise nothing.
    pub(crate) moved: Option<(&'static str, String)>,
    /// How it stands to the figure before it, whoever gave that.
    pub(crate) against: &'static str,
    /// What stands in its place: a later figure of the same source. It counts for no rule any more.
    pub(crate) replaced: Option<String>,
    /// A small picture.
    pub(crate) svg: String,
    pub(crate) evidence: Vec<Evidence>,
}

/// The tolls of an event by a policy, each with its sources.
pub(crate) fn ranges(
    event: &EventRow,
    policy: Policy,
    texts: &mut Texts<'_>,
    words: &Words,
) -> griot_record::Result<Vec<Range>> {
    // Who said what is told as it was said, whatever was corrected.
    let claims = event.machine_toll_claims();
    let figures = figures_of(event, policy, &[]);
    let disputes = griot_record::disputes(event);
    let mut found = Vec::new();
    for (outcome, _, total) in figures.iter().filter(|(_, kind, _)| kind.is_none()) {
        let points = curve(&claims, *outcome, None);
        let most = points.iter().map(|point| point.said.high.unwrap_or(point.said.low)).max();
        let most = most.unwrap_or(0).max(total.high.unwrap_or(total.low)).max(1);
        let (mut said, mut told, mut n_undated) = (Vec::new(), Vec::new(), 0);
        for point in &points {
            let report = event.reports.iter().find(|report| report.row.key == point.said.account);
            let Some(report) = report else { continue };
            let claim: Option<Event> = serde_json::from_value(report.row.claim.clone()).ok();
            let mut evidence = Vec::new();
            if let Some(claim) = &claim {
                let of_it = claim.tolls.iter().filter(|toll| toll.outcome == outcome.as_str());
                for toll in of_it {
                    let sources = toll.sources.as_ref().unwrap_or(&claim.sources);
                    if *sources != point.said.who {
                        continue;
                    }
                    let (span, sentence) = (toll.spans.number, toll.spans.evidence);
                    evidence.extend(texts.evidence(report, span, sentence, sources, words)?);
                }
            }
            let mut notes = Vec::new();
            if point.said.approx {
                notes.push(words.t("rounded"));
            }
            if point.said.certainty == Certainty::Alleged {
                notes.push(words.of_group("certainty", "alleged"));
            }
            let outlet = outlet(&report.row.article, words);
            let day = point.said.published;
            let moved = match point.own_revision {
                Some(Revision::Up) => Some(("↑", words.t("revised_up").to_owned())),
                Some(Revision::Down) => Some(("↓", words.t("revised_down").to_owned())),
                Some(Revision::Other) => Some(("↕", words.t("revised").to_owned())),
                None | Some(Revision::First | Revision::Same) => None,
            };
            let against = match point.revision {
                Revision::Up => words.t("against_up"),
                Revision::Down => words.t("against_down"),
                Revision::Other => words.t("against_other"),
                Revision::Same => words.t("against_same"),
                Revision::First => "",
            };
            let replaced = point.replaced_by.and_then(|by| points.get(by)).map(|later| {
                let day = later.said.published.map(|day| words.of_brief.day(day));
                let by = figure(later.said.low, later.said.high);
                let values = [("figure", &*by), ("day", &*day.unwrap_or_default())];
                words.fill("replaced_by", &values)
            });
            let who = words.of_brief.list(&point.said.who);
            let figure = figure(point.said.low, point.said.high);
            match day {
                Some(day) => told.push(draw::Told {
                    day,
                    low: point.said.low,
                    high: point.said.high,
                    figure: figure.clone(),
                    origin: point.said.origin.clone(),
                    title: format!(
                        "{}: {figure} · {}",
                        words.of_brief.day(day),
                        if who.is_empty() { &outlet } else { &who }
                    ),
                    is_soft: !notes.is_empty(),
                    is_past: replaced.is_some(),
                }),
                None => n_undated += 1,
            }
            said.push(Said {
                who,
                outlet,
                day: day.map(|day| day.to_string()).unwrap_or_default(),
                when: day.map(|day| words.of_brief.day(day)).unwrap_or_default(),
                figure,
                note: notes.join(", "),
                moved,
                against,
                replaced,
                svg: draw::range(point.said.low, point.said.high, most),
                evidence: grouped(evidence),
            });
        }
        let kinds = figures.iter().filter(|(of, kind, _)| of == outcome && kind.is_some());
        found.push(Range {
            slot: outcome.as_str(),
            label: words.of_brief.outcome(*outcome),
            figure: toll_figure(total),
            kinds: kinds
                .map(|(_, kind, one)| {
                    let kind = kind.unwrap_or(VictimKind::Unknown);
                    (words.of_group("victims", kind.as_str()).to_owned(), toll_figure(one))
                })
                .collect(),
            corrected: corrected(event, outcome.as_str(), words),
            is_disputed: disputes.iter().any(|(of, _)| of == outcome),
            said,
            curve: draw::curve(
                &told,
                &words.fill("curve_of", &[("outcome", words.of_brief.outcome(*outcome))]),
                words,
            )
            .unwrap_or_default(),
            n_undated,
        });
    }
    Ok(found)
}
