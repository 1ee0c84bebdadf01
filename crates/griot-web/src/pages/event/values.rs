//! The fields of the form that corrects a value: one of its own for each slot, filled in with what the event
//! says now, or with what somebody had filled in.

use griot::fusion::Merged;
use griot::gazetteer::fold;
use griot::model::EventType;

use super::Given;
use crate::view::names_of;
use crate::words::Words;

/// A choice: its code, its words, and whether it is taken.
type Choice = (&'static str, &'static str, bool);

/// What stands in the fields.
pub(super) struct Values {
    pub(super) types: Vec<Choice>,
    pub(super) certainties: Vec<Choice>,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) place: String,
    pub(super) at: String,
    pub(super) country: String,
    pub(super) initiators: String,
    pub(super) targets: String,
    pub(super) figure: String,
    /// Whether nothing is known of it.
    pub(super) is_none: bool,
}

impl Values {
    pub(super) fn of(merged: &Merged, given: &Given, words: &Words) -> Self {
        let mut event_type = merged.event_type.as_str();
        let mut certainty = merged.certainty.as_str();
        let days = merged.date.map(|days| (days.from.to_string(), days.to.to_string()));
        let (from, to) = days.unwrap_or_default();
        let country = merged.country.as_deref();
        let mut values = Self {
            types: Vec::new(),
            certainties: Vec::new(),
            to: if to == from { String::new() } else { to },
            from,
            place: merged.place.as_ref().map(|place| place.name.clone()).unwrap_or_default(),
            at: String::new(),
            country: country.map(|code| words.of_brief.country(code)).unwrap_or_default(),
            initiators: names_of(&merged.initiators),
            targets: names_of(&merged.targets),
            figure: String::new(),
            is_none: false,
        };
        let value = given.value.as_str();
        let pair = |sign| value.split_once(sign).unwrap_or((value, ""));
        let owned = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
        match given.slot.as_str() {
            _ if given.verb != "correct" => {}
            "type" => event_type = value,
            "certainty" => certainty = value,
            _ if value == "none" => values.is_none = true,
            "date" => (values.from, values.to) = owned(pair('/')),
            "place" => (values.place, values.at) = owned(pair('@')),
            "country" => value.clone_into(&mut values.country),
            "initiators" => value.clone_into(&mut values.initiators),
            "targets" => value.clone_into(&mut values.targets),
            _ => value.clone_into(&mut values.figure),
        }
        let of_type = |one: &EventType| {
            (one.as_str(), words.of_brief.event_type(*one), one.as_str() == event_type)
        };
        values.types = EventType::ALL.iter().map(of_type).collect();
        values.types.sort_by_key(|(_, said, _)| fold(said));
        let of_certainty =
            |one: &'static str| (one, words.of_group("certainty", one), one == certainty);
        values.certainties = ["reported", "alleged", "denied"].map(of_certainty).into();
        values
    }
}
