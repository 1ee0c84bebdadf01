//! Features of an event: what tells a draft that a coder would code from one that none would.

use super::Features;
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::scope::is_country_of_conflict;
use crate::coding::sightings::Strand;
use crate::lexicon::schema::Strength;
use crate::model::{ActorKind, Certainty, Report};

/// Notes what speaks for and against a draft being an event. `n` is how many there are.
pub(crate) fn features(
    cx: &Context<'_>,
    draft: &Draft,
    report: &Report,
    n: usize,
    out: &mut Features,
) {
    let event_type = report.event_type.as_str();
    out.add("type", event_type);
    out.add(
        "strand",
        match draft.strand {
            Strand::Violence => "violence",
            Strand::Protest => "protest",
            Strand::Alone(_) => "alone",
        },
    );
    let first = draft.sightings.first().map_or(0, |s| s.sent);
    let position = match first {
        0 | 1 => "lead",
        2..=4 => "early",
        5..=9 => "middle",
        _ => "late",
    };
    out.add("position", position);
    out.pair("type+position", event_type, position);
    out.flag("headline", draft.sightings.iter().any(|s| cx.headline[s.sent]));
    out.count("sightings", draft.sightings.len(), 5);
    out.count("drafts", n, 6);
    let own_date = draft.dates.is_some();
    let date = match (report.date, cx.published) {
        (None, _) => "none",
        (Some(_), _) if !own_date => "dateline",
        (Some(dates), Some(published)) => match ((published - dates.to).get_days(), dates.n_days())
        {
            (..=3, ..=3) => "now",
            (..=14, _) => "lately",
            (_, ..=2) => "past-day",
            (_, ..=40) => "past-month",
            _ => "past-year",
        },
        (Some(_), None) => "some",
    };
    out.add("date", date);
    out.pair("type+date", event_type, date);
    out.add(
        "place",
        match &report.place {
            None => "none",
            Some(_) if draft.sightings.iter().any(|s| s.place_sure) => "sure",
            Some(_) if draft.sightings.iter().any(|s| s.place.is_some()) => "loose",
            Some(_) => "inherited",
        },
    );
    out.count("initiators", report.initiators.len(), 2);
    out.count("targets", report.targets.len(), 2);
    out.count("tolls", report.tolls.len(), 2);
    out.count("sources", report.sources.len(), 2);
    out.flag("dated-and-placed", report.date.is_some() && report.place.is_some());
    out.add(
        "certainty",
        match report.certainty {
            Certainty::Reported => "reported",
            Certainty::Alleged => "alleged",
            Certainty::Denied => "denied",
        },
    );
    let triggers = || draft.sightings.iter().flat_map(|s| &s.triggers);
    let strong = triggers().filter(|t| t.strength == Strength::Strong).count();
    out.count("strong", strong, 3);
    out.count("weak", triggers().count() - strong, 3);
    out.flag("casualty-only", draft.is_casualty_only());
    out.flag("definite-only", triggers().all(|t| t.definite));
    out.flag("refers-back", draft.sightings.iter().all(|s| s.refers_back));
    out.flag("pluperfect", draft.sightings.iter().any(|s| s.earlier));
    if let Some(trigger) = triggers().find(|t| !t.casualty).or(triggers().next()) {
        out.add("trigger", &cx.language.triggers[trigger.hit.index()].id);
        out.add(
            "by",
            match cx.doc.tokens[trigger.head].upos {
                crate::annotate::Upos::Verb => "verb",
                crate::annotate::Upos::Noun => "noun",
                _ => "other",
            },
        );
    }
    let kinds = |parties: &dyn Fn(&crate::coding::sightings::Sighting) -> Vec<ActorKind>| {
        draft.sightings.iter().flat_map(parties).collect::<Vec<_>>()
    };
    let initiators = kinds(&|s| s.initiators.iter().map(|p| p.kind).collect());
    let targets = kinds(&|s| s.targets.iter().map(|p| p.kind).collect());
    out.flag("armed-initiator", initiators.iter().any(|k| k.is_armed()));
    out.flag("armed-target", targets.iter().any(|k| k.is_armed()));
    out.flag("civil-target", targets.contains(&ActorKind::Civilians));
    let conflict = report.country.as_deref().or(cx.main_country.as_deref());
    let conflict = match conflict {
        Some(code) if is_country_of_conflict(code) => "conflict",
        Some(_) => "peace",
        None => "unknown",
    };
    out.add("country", conflict);
    out.pair("country+type", conflict, event_type);
    let elsewhere = report.country.is_some() && report.country != cx.main_country;
    out.flag("elsewhere", elsewhere);
}
