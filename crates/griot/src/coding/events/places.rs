//! Whether two places that sightings name can be one.
//!
//! Takes two places of the article; gives what is known of how they lie to each other.

use crate::annotate::places::{PlaceKind, PlaceMention, Relation};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::sightings::Sighting;
use crate::coding::whenwhere::coarseness;
use crate::lexicon::schema::WordList;

/// Whether two places can be the same, when both are precise enough to tell.
pub(crate) fn same_place(a: &PlaceMention, b: &PlaceMention) -> Option<bool> {
    let (ka, kb) = (coarseness(a.kind), coarseness(b.kind));
    if a.name == b.name {
        return Some(true);
    }
    if a.country.is_some() && b.country.is_some() && a.country != b.country {
        return Some(false);
    }
    let known = |place: &PlaceMention| place.row.is_some() && !place.site;
    let quarter = |place: &PlaceMention| place.kind == PlaceKind::Quarter;
    if ka <= 1 && kb <= 1 && known(a) && known(b) && !quarter(a) && !quarter(b) {
        return Some(false);
    }
    // A settlement inside a named area.
    let inside = |fine: &PlaceMention, area: &PlaceMention| {
        fine.admin.iter().any(|admin| admin.eq_ignore_ascii_case(&area.name))
    };
    if inside(a, b) || inside(b, a) {
        return Some(true);
    }
    // A town and the middle of a region that lie far from each other.
    let region = |place: &PlaceMention| place.kind == PlaceKind::Admin;
    let town_and_region = region(a) && kb <= 1 || region(b) && ka <= 1;
    let far = town_and_region && known(a) && known(b) && are_far(a, b);
    far.then_some(false)
}

/// Whether two places that are not known to be one are told apart as units of one country: `dans la région de Kherson`,
/// then `dans la région de Kharkiv`; a town, then a province or a part of the country in which it does not lie.
pub(super) fn lie_apart(cx: &Context<'_>, a: &PlaceMention, b: &PlaceMention) -> bool {
    let region = |p: &PlaceMention| p.kind == PlaceKind::Admin && p.row.is_some();
    let outside = |fine: &PlaceMention, area: &PlaceMention| {
        coarseness(fine.kind) <= 1
            && (region(area) && lies_outside(fine, area) || is_across(cx, fine, area))
    };
    let regions = region(a)
        && region(b)
        && same_place(a, b).is_none()
        && a.row != b.row
        && !holds(a, b)
        && !holds(b, a);
    regions || outside(a, b) || outside(b, a)
}

/// Whether a unit is one of those above another.
fn holds(area: &PlaceMention, unit: &PlaceMention) -> bool {
    unit.admin.iter().rev().skip(1).any(|admin| admin.eq_ignore_ascii_case(&area.name))
}

/// Whether a town lies on the other side of its country than a part that is named by a point of the compass:
/// Kabul is not in `southern Afghanistan`.
fn is_across(cx: &Context<'_>, fine: &PlaceMention, area: &PlaceMention) -> bool {
    let (Some(town), Some(middle)) = (fine.point, area.point) else { return false };
    if area.kind != PlaceKind::Region || fine.country.is_none() || fine.country != area.country {
        return false;
    }
    let words = &cx.language.grammar;
    let named = |list: &WordList| {
        (area.tokens.start as usize..area.tokens.end as usize).any(|t| cx.is_one_of(t, list))
    };
    let (north, east) = (town.0 - middle.0, town.1 - middle.1);
    named(&words.north) && north < 0.0
        || named(&words.south) && north > 0.0
        || named(&words.east) && east < 0.0
        || named(&words.west) && east > 0.0
}

/// Whether two villages are each named for itself, so that nobody takes one for the other though no table
/// knows how they lie.
pub(crate) fn are_named_apart(a: &PlaceMention, b: &PlaceMention) -> bool {
    // `à Mamove`, `le village Mantumbi`.
    let told = |p: &PlaceMention| {
        !p.site
            && coarseness(p.kind) <= 1
            && (p.relation == Relation::In || p.because.iter().any(|rule| &**rule == "place.head"))
    };
    told(a) && told(b) && !shares_word(&a.name, &b.name)
}

/// Whether two names have a word in common: `Aïn Defla`, `la ville de Defla`.
fn shares_word(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect()
    };
    let theirs = words(b);
    words(a).iter().any(|word| word.len() > 2 && theirs.contains(word))
}

/// How many degrees may lie between a town and the middle of its region.
const REGION: f32 = 3.0;

/// Whether two places are further from each other than a region is wide.
fn are_far(a: &PlaceMention, b: &PlaceMention) -> bool {
    matches!((a.point, b.point), (Some(a), Some(b))
        if (a.0 - b.0).abs() > REGION || (a.1 - b.1).abs() > REGION)
}

/// Whether a place says more than one that was only near: `au nord-est d'Al-Bab`, then `à Soussiane`.
pub(super) fn is_nearer(place: &PlaceMention, known: &PlaceMention) -> bool {
    known.relation == Relation::Near
        && place.relation == Relation::In
        && coarseness(place.kind) <= coarseness(known.kind).max(1)
        && match (place.point, known.point) {
            (Some(a), Some(b)) => (a.0 - b.0).abs() <= NEARBY && (a.1 - b.1).abs() <= NEARBY,
            // A village that no table knows: nothing says that it lies elsewhere.
            _ => {
                place.row.is_none()
                    && place.kind == PlaceKind::Unknown
                    && place.country == known.country
            }
        }
}

/// Whether a town is only named, while a place that no table knows was told as where it was: `in Eidgah area`, then
/// `district Srinagar`.
pub(super) fn only_names(place: &PlaceMention, known: &PlaceMention) -> bool {
    known.kind == PlaceKind::Unknown
        && known.relation == Relation::In
        && !known.site
        && matches!(place.relation, Relation::Bare | Relation::Of)
}

/// Whether a place is a unit inside of another unit, the district in the province that was named first, or a quarter
/// of a town.
pub(super) fn is_unit_of(place: &PlaceMention, known: &PlaceMention) -> bool {
    // A quarter that no table knows has the point of its town.
    let quarter = place.kind == PlaceKind::Quarter
        && known.kind == PlaceKind::Settlement
        && place.row.is_none()
        && place.point.is_some()
        && place.point == known.point;
    quarter
        || place.kind == PlaceKind::Admin
            && known.kind == PlaceKind::Admin
            && holds_named(known, place)
}

/// Whether a unit is one of those in which another lies, and not itself.
fn holds_named(area: &PlaceMention, unit: &PlaceMention) -> bool {
    !unit.name.eq_ignore_ascii_case(&area.name)
        && !area.admin.iter().any(|admin| admin.eq_ignore_ascii_case(&unit.name))
        && unit.admin.iter().any(|admin| admin.eq_ignore_ascii_case(&area.name))
}

/// Whether two places are so near that one may be a part of the other.
pub(super) fn lies_beside(a: &PlaceMention, b: &PlaceMention) -> bool {
    matches!((a.point, b.point), (Some(a), Some(b))
        if (a.0 - b.0).abs() <= BESIDE && (a.1 - b.1).abs() <= BESIDE)
}

/// How many degrees may part the two: some ten kilometres.
const BESIDE: f32 = 0.1;

/// How many degrees of latitude and of longitude may part a place from the town that it is near to:
/// some fifty kilometres.
const NEARBY: f32 = 0.5;

/// Whether a village may lie in the region of its country that was told of before, though the tables know it elsewhere:
/// villages have namesakes.
pub(super) fn is_village_of(village: &PlaceMention, region: &PlaceMention) -> bool {
    coarseness(village.kind) <= 1
        && region.kind == PlaceKind::Admin
        && village.country == region.country
        && village.because.iter().any(|rule| &**rule != "place.known")
}

/// Whether a precise place is known to lie in another unit or country than the area.
pub(super) fn lies_outside(fine: &PlaceMention, area: &PlaceMention) -> bool {
    if fine.country.is_some() && area.country.is_some() && fine.country != area.country {
        return true;
    }
    area.kind == PlaceKind::Admin
        && fine.row.is_some()
        && !fine.admin.is_empty()
        && same_place(fine, area) != Some(true)
}

/// Whether a sighting has doers and dead of its own in a region that lies apart from that of a draft: `abducted 66 migrants
/// in Sonora. In Guerrero, ten people were massacred by a gang`.
pub(super) fn are_two_provinces(cx: &Context<'_>, draft: &Draft, sighting: &Sighting) -> bool {
    let Some((a, b)) = sighting.place.as_ref().zip(draft.place.as_ref()) else { return false };
    sighting.place_sure
        && !sighting.refers_back
        && !sighting.tolls.is_empty()
        && !sighting.initiators.is_empty()
        && coarseness(a.kind) >= 3
        && coarseness(b.kind) >= 3
        && lie_apart(cx, a, b)
}
