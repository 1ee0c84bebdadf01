//! The 31 columns of ACLED, in its order.
//!
//! One row an event, the figure by ACLED's rule: the lowest, and none is 0. What ACLED has no column
//! for (wounded, ranges, kinds of victims, whose word it is) goes into `notes` in words, and is told as
//! lost.

use std::io::{self, Write};

use griot::fusion::{Party, Policy};
use griot::model::{
    ActorKind, Certainty, Dates, EventType, Family, Outcome, PlacePrecision, VictimKind,
};
use jiff::civil::Date;

use super::{Facts, LEFT_OUT, Table, Written, bounds, degrees, is_denied, kind, names};
use crate::withheld::Field;

pub(super) const COLUMNS: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

pub(super) fn put(
    event: &Facts<'_>,
    table: &mut Table<impl Write>,
    written: &mut Written,
) -> io::Result<()> {
    let Some(dates) = event.merged.date else {
        written.lose(event.id(), LEFT_OUT, event.no_day());
        return Ok(());
    };
    if is_denied(event) {
        written.lose(event.id(), LEFT_OUT, "it is denied, and nobody tells it as a fact");
        return Ok(());
    }
    table.row(&row(event, dates))?;
    written.rows += 1;
    lose(event, dates, written);
    Ok(())
}

fn row(event: &Facts<'_>, dates: Dates) -> Vec<String> {
    let merged = &event.merged;
    let (family, sub, _) = types(merged.event_type);
    let [one, two] = [&merged.initiators, &merged.targets].map(|parties| Side::of(parties));
    let place = merged.place.as_ref();
    let (lat, lon) = event.lat_lon().unzip();
    let country = event.country();
    let numeric = merged.country.as_deref().and_then(|code| {
        isocountry::CountryCode::for_alpha2(code).ok().map(|known| known.numeric_id().to_string())
    });
    let fatalities = event.figure(Policy::Acled, Outcome::Killed, None);
    let mut tags = Vec::new();
    if merged.certainty == Certainty::Alleged {
        tags.push("alleged".to_owned());
    }
    if !event.row.review.is_empty() {
        tags.push(event.row.review.state.as_str().to_owned());
    }
    let interaction = match (one.inter, two.inter) {
        ("", _) | (_, "") => String::new(),
        (one, two) => format!("{one}-{two}"),
    };
    vec![
        event.id().to_owned(),
        dates.from.to_string(),
        dates.from.year().to_string(),
        time_precision(dates).to_string(),
        disorder(merged.event_type).to_owned(),
        family.to_owned(),
        sub.to_owned(),
        one.actor,
        one.others,
        one.inter.to_owned(),
        two.actor,
        two.others,
        two.inter.to_owned(),
        interaction,
        if targets_civilians(event) { "Civilians targeted" } else { "" }.to_owned(),
        numeric.unwrap_or_default(),
        String::new(),
        country.map(|country| country.name_en.to_owned()).unwrap_or_default(),
        event.admin(0).to_owned(),
        event.admin(1).to_owned(),
        String::new(),
        event.place().to_owned(),
        degrees(lat),
        degrees(lon),
        place.map_or(3, |place| geo_precision(place.precision)).to_string(),
        event.sources().join("; "),
        String::new(),
        notes(event),
        // Nobody told of a death, or nobody may be told how many.
        if event.hides(Field::Tolls) {
            String::new()
        } else {
            fatalities.map_or(0, |figure| figure.low).to_string()
        },
        tags.join("; "),
        last_published(event).unwrap_or_default(),
    ]
}

/// One side of an event.
struct Side {
    actor: String,
    others: String,
    inter: &'static str,
}

impl Side {
    fn of(parties: &[Party]) -> Self {
        let names = names(parties);
        let (first, others) = names.split_first().map_or(("", &[][..]), |(a, b)| (*a, b));
        Self {
            actor: first.to_owned(),
            others: others.join("; "),
            inter: parties.iter().find_map(|party| inter(kind(party)?)).unwrap_or_default(),
        }
    }
}

/// ACLED's kinds of actors, where one fits.
fn inter(kind: ActorKind) -> Option<&'static str> {
    Some(match kind {
        ActorKind::StateForces | ActorKind::Government => "State forces",
        ActorKind::ArmedGroup => "Rebel group",
        ActorKind::Militia | ActorKind::StateAligned => "Political militia",
        ActorKind::Peacekeepers | ActorKind::ForeignForces => "External/Other forces",
        ActorKind::Civilians | ActorKind::Humanitarian | ActorKind::Media => "Civilians",
        ActorKind::Protesters => "Protesters",
        _ => return None,
    })
}

fn targets_civilians(event: &Facts<'_>) -> bool {
    let are_targets = event
        .merged
        .targets
        .iter()
        .any(|party| kind(party).is_some_and(|kind| inter(kind) == Some("Civilians")));
    event.merged.event_type.family() == Family::Civilians
        || event.merged.event_type.family() == Family::Remote && are_targets
}

/// Event type and sub-event type, and whether the latter says what griot's type says.
fn types(event_type: EventType) -> (&'static str, &'static str, bool) {
    const BATTLES: &str = "Battles";
    const REMOTE: &str = "Explosions/Remote violence";
    const CIVILIANS: &str = "Violence against civilians";
    const STRATEGIC: &str = "Strategic developments";
    match event_type {
        EventType::ArmedClash => (BATTLES, "Armed clash", true),
        EventType::GovernmentRegainsTerritory => (BATTLES, "Government regains territory", true),
        EventType::NonStateOvertakesTerritory => {
            (BATTLES, "Non-state actor overtakes territory", true)
        }
        EventType::AirStrike => (REMOTE, "Air/drone strike", true),
        EventType::Shelling => (REMOTE, "Shelling/artillery/missile attack", true),
        EventType::ExplosiveDevice => (REMOTE, "Remote explosive/landmine/IED", true),
        EventType::SuicideBomb => (REMOTE, "Suicide bomb", true),
        EventType::Grenade => (REMOTE, "Grenade", true),
        EventType::Attack => (CIVILIANS, "Attack", true),
        EventType::Abduction => (CIVILIANS, "Abduction/forced disappearance", true),
        EventType::SexualViolence => (CIVILIANS, "Sexual violence", true),
        EventType::PeacefulProtest => ("Protests", "Peaceful protest", true),
        EventType::ProtestWithIntervention => ("Protests", "Protest with intervention", true),
        EventType::ViolentDemonstration => ("Riots", "Violent demonstration", true),
        EventType::MobViolence => ("Riots", "Mob violence", true),
        EventType::Agreement => (STRATEGIC, "Agreement", true),
        EventType::Arrests => (STRATEGIC, "Arrests", true),
        EventType::TransferOfBase => (STRATEGIC, "Non-violent transfer of territory", true),
        EventType::LootingDestruction => (STRATEGIC, "Looting/property destruction", true),
        EventType::Coup
        | EventType::Withdrawal
        | EventType::Deployment
        | EventType::Sanction
        | EventType::Displacement => (STRATEGIC, "Other", false),
        EventType::OtherStrategic => (STRATEGIC, "Other", true),
    }
}

fn disorder(event_type: EventType) -> &'static str {
    match event_type {
        EventType::PeacefulProtest
        | EventType::ProtestWithIntervention
        | EventType::ViolentDemonstration => "Demonstrations",
        _ if event_type.family() == Family::Strategic => "Strategic developments",
        _ => "Political violence",
    }
}

/// 1 a day, 2 a week, 3 more.
fn time_precision(dates: Dates) -> u8 {
    match dates.n_days() {
        ..=1 => 1,
        2..=7 => 2,
        _ => 3,
    }
}

/// 1 the place, 2 near it, 3 an area.
fn geo_precision(precision: PlacePrecision) -> u8 {
    match precision {
        PlacePrecision::Exact => 1,
        PlacePrecision::Approximate => 2,
        PlacePrecision::Centroid | PlacePrecision::Region | PlacePrecision::NameOnly => 3,
    }
}

fn notes(event: &Facts<'_>) -> String {
    let mut notes = vec![event.evidence().to_owned()];
    for outcome in Outcome::ALL {
        if let Some(dispute) = event.dispute(*outcome) {
            notes.push(format!("Figures of {outcome} differ: {dispute}."));
        } else if *outcome != Outcome::Killed
            && let Some(figure) = event.figure(Policy::Range, *outcome, None)
        {
            notes.push(format!("{outcome}: {}.", bounds(figure.low, figure.high)));
        }
    }
    notes.join(" ")
}

/// The last day on which somebody told it, as seconds since 1970.
fn last_published(event: &Facts<'_>) -> Option<String> {
    let days = event.row.reports.iter();
    let last: Date = days.filter_map(|report| report.account.published).max()?;
    let at = last.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(at.timestamp().as_second().to_string())
}

fn lose(event: &Facts<'_>, dates: Dates, written: &mut Written) {
    let id = event.id();
    if dates.from != dates.to {
        let detail = format!("{} to {} is its first day", dates.from, dates.to);
        written.lose(id, "interval", detail);
    }
    if !types(event.merged.event_type).2 {
        let detail = format!("`{}` is written as Other", event.merged.event_type);
        written.lose(id, "type", detail);
    }
    if let Some(figure) = event.figure(Policy::Range, Outcome::Killed, None)
        && figure.high != Some(figure.low)
    {
        let lowest = event.figure(Policy::Acled, Outcome::Killed, None);
        let detail = format!(
            "{} is written as {}",
            bounds(figure.low, figure.high),
            lowest.map_or(0, |lowest| lowest.low)
        );
        written.lose(id, "range", detail);
    }
    let kinds: Vec<&str> = VictimKind::ALL
        .iter()
        .filter(|kind| **kind != VictimKind::Unknown)
        .filter(|kind| event.figure(Policy::Range, Outcome::Killed, Some(**kind)).is_some())
        .map(|kind| kind.as_str())
        .collect();
    if !kinds.is_empty() {
        written.lose(id, "kinds-of-victims", kinds.join(", "));
    }
    for outcome in Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Killed) {
        if let Some(figure) = event.figure(Policy::Range, *outcome, None) {
            let detail =
                format!("{outcome} {} stands in the notes alone", bounds(figure.low, figure.high));
            written.lose(id, "outcome", detail);
        }
    }
    if event.lat_lon().is_none() {
        written.lose(id, "no-coordinates", "its row has none");
    }
    for (side, parties) in [("actor1", &event.merged.initiators), ("actor2", &event.merged.targets)]
    {
        if !parties.is_empty() && Side::of(parties).inter.is_empty() {
            let detail = format!("{side}: what `{}` is, is not known", names(parties).join(", "));
            written.lose(id, "no-kind-of-actor", detail);
        }
    }
    event.lose_rest(written);
}
