//! The record in English words: types, days, figures, languages.
//!
//! Takes values of the model; gives what a person reads. Nothing here is parsed again.

use griot::model::{Certainty, Dates, EventType, Lang, Outcome, Toll, VictimKind};
use jiff::civil::Date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

pub(crate) fn event_type(event_type: EventType) -> &'static str {
    match event_type {
        EventType::ArmedClash => "Armed clash",
        EventType::GovernmentRegainsTerritory => "Government regains territory",
        EventType::NonStateOvertakesTerritory => "Non-state group takes territory",
        EventType::AirStrike => "Air strike",
        EventType::Shelling => "Shelling",
        EventType::ExplosiveDevice => "Explosive device",
        EventType::SuicideBomb => "Suicide bombing",
        EventType::Grenade => "Grenade",
        EventType::Attack => "Attack on civilians",
        EventType::Abduction => "Abduction",
        EventType::SexualViolence => "Sexual violence",
        EventType::PeacefulProtest => "Peaceful protest",
        EventType::ProtestWithIntervention => "Protest broken up by force",
        EventType::ViolentDemonstration => "Violent demonstration",
        EventType::MobViolence => "Mob violence",
        EventType::Agreement => "Agreement",
        EventType::Arrests => "Arrests",
        EventType::Coup => "Coup",
        EventType::Withdrawal => "Withdrawal",
        EventType::Deployment => "Deployment",
        EventType::TransferOfBase => "Transfer of a base",
        EventType::LootingDestruction => "Looting or destruction",
        EventType::Sanction => "Sanction",
        EventType::Displacement => "Displacement",
        EventType::OtherStrategic => "Other strategic development",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    outcome.as_str()
}

/// Nothing for victims of whom nothing is known.
pub(crate) fn kind(kind: VictimKind) -> Option<&'static str> {
    match kind {
        VictimKind::Civilians => Some("civilians"),
        VictimKind::StateForces => Some("state forces"),
        VictimKind::NonStateArmed => Some("armed group"),
        VictimKind::Peacekeepers => Some("peacekeepers"),
        VictimKind::Unknown => None,
    }
}

pub(crate) fn lang(lang: Lang) -> &'static str {
    match lang {
        Lang::Fr => "French",
        Lang::En => "English",
    }
}

/// Nothing for what is simply reported.
pub(crate) fn doubt(certainty: Certainty) -> Option<&'static str> {
    match certainty {
        Certainty::Reported => None,
        Certainty::Alleged | Certainty::Denied => Some(certainty.as_str()),
    }
}

/// `9 April 2022`
pub(crate) fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `9 April 2022`, `9–12 April 2022`, `30 April – 2 May 2022`, `April 2022`, `2022`.
pub(crate) fn dates(dates: Dates) -> String {
    let Dates { from, to } = dates;
    let same_year = from.year() == to.year();
    let same_month = same_year && from.month() == to.month();
    if from == to {
        day(from)
    } else if same_month && from.day() == 1 && to == to.last_of_month() {
        format!("{} {}", month(from), from.year())
    } else if same_year && from.day_of_year() == 1 && to == to.last_of_year() {
        from.year().to_string()
    } else if same_month {
        format!("{}–{} {} {}", from.day(), to.day(), month(from), from.year())
    } else if same_year {
        format!("{} {} – {}", from.day(), month(from), day(to))
    } else {
        format!("{} – {}", day(from), day(to))
    }
}

fn month(date: Date) -> &'static str {
    usize::try_from(date.month() - 1).ok().and_then(|n| MONTHS.get(n)).copied().unwrap_or_default()
}

/// `12`, `about 30`, `≥ 11`, `≤ 30`, `250 to 500`, `about 20 to 99`.
pub(crate) fn figure(toll: &Toll) -> String {
    bounds(toll.low, toll.high, toll.approx)
}

/// The same, of the bounds alone.
pub(crate) fn bounds(low: Option<u64>, high: Option<u64>, approx: bool) -> String {
    let bounds = match (low, high) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
        (Some(low), None) => return format!("≥ {}", number(low)),
        (None, Some(high)) => return format!("≤ {}", number(high)),
        (None, None) => return "an unknown number of".to_owned(),
    };
    if approx { format!("about {bounds}") } else { bounds }
}

/// Digits in threes, with a narrow space that does not break: `12 000`.
fn number(n: u64) -> String {
    let digits = n.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use griot::span::Span;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn intervals_are_said_as_briefly_as_they_can_be() {
        let said = |from: (i16, i8, i8), to: (i16, i8, i8)| {
            dates(Dates { from: date(from.0, from.1, from.2), to: date(to.0, to.1, to.2) })
        };
        assert_eq!(said((2022, 4, 9), (2022, 4, 9)), "9 April 2022");
        assert_eq!(said((2022, 4, 9), (2022, 4, 12)), "9–12 April 2022");
        assert_eq!(said((2022, 4, 30), (2022, 5, 2)), "30 April – 2 May 2022");
        assert_eq!(said((2021, 12, 31), (2022, 1, 1)), "31 December 2021 – 1 January 2022");
        assert_eq!(said((2024, 2, 1), (2024, 2, 29)), "February 2024");
        assert_eq!(said((2022, 1, 1), (2022, 12, 31)), "2022");
    }

    #[test]
    fn figures_keep_their_bounds() {
        let said = |low, high, approx| {
            figure(&Toll {
                outcome: Outcome::Killed,
                low,
                high,
                approx,
                victims: None,
                kind: VictimKind::Unknown,
                sources: None,
                span: Span::default(),
                evidence: Span::default(),
                because: Vec::new(),
            })
        };
        assert_eq!(said(Some(12), Some(12), false), "12");
        assert_eq!(said(Some(30), Some(30), true), "about 30");
        assert_eq!(said(Some(11), None, false), "≥ 11");
        assert_eq!(said(None, Some(30), false), "≤ 30");
        assert_eq!(said(Some(250), Some(500), false), "250 to 500");
        assert_eq!(said(Some(1_000_001), None, false), "≥ 1\u{202f}000\u{202f}001");
    }
}
