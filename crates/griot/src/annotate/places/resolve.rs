//! Resolving: which candidates are places, and which place each of them is.
//!
//! Takes the candidates of a document and what it says of countries; gives mentions. A candidate
//! that no table knows is kept when grammar says that it is a place, with the country and the
//! precision of what is named around it; one that only the table supports must fit the article.

mod counting;
mod outcome;
mod surroundings;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotate::Upos;
use crate::gazetteer::{CountryCode, Gazetteer, NameId, PlaceRow, RowKind, Walk, fold, fold_into};
use crate::lexicon::conflict::is_country_of_conflict;
use crate::lexicon::places_schema::{HeadKind, Relation};
use crate::model::Lang;

use super::respell::respell;
use super::spot::{Candidate, Scene};
use super::votes::Votes;
use super::words::Class;
use super::{DemonymMention, PlaceKind, PlaceMention, PlacePrecision};

/// Rows of one name that are looked at; those of a name stand in order of importance.
const ROWS: usize = 48;

/// What the table knows of one name.
struct Known<'g> {
    rows: Vec<PlaceRow<'g>>,
}

/// How weighty a row is, whatever the article.
fn prior(row: &PlaceRow<'_>) -> f32 {
    let kind = match row.kind {
        RowKind::Country => 7.0,
        RowKind::City => 4.0,
        RowKind::Admin1 => 3.2,
        RowKind::Town => 2.6,
        RowKind::Admin2 | RowKind::Region => 2.2,
        RowKind::Lake | RowKind::River => 1.6,
        RowKind::Base | RowKind::Admin3 => 1.4,
        RowKind::Village => 1.0,
        RowKind::Other => 0.6,
    };
    let population = row.population.checked_ilog2().unwrap_or(0) as f32 / 10.0;
    let known = if row.known { 1.6 } else { 0.0 };
    let own = if row.by_name { 0.6 } else { 0.0 };
    kind + population + known + own
}

/// What speaks for a country of conflict where nothing else speaks for any: less than a size of town.
const IN_CONFLICT: f32 = 0.8;

/// What the vote of a town weighs for a country that nothing else in the article speaks of.
const LONE_TOWN: f32 = 0.3;

/// In how many places before it a name is looked for: more than any article names, so that a hostile text takes no square of
/// its length.
const REMEMBERED: usize = 1000;

/// How small a share of the votes says that an article does not speak of a country.
const FAINT: f32 = 0.12;

/// The work on one document.
pub(super) struct Resolver<'r, 's, 't> {
    scene: &'r Scene<'s, 't>,
    names: FxHashMap<NameId, Known<'s>>,
    votes: Votes,
    /// Lower-case words of capitalised sequences that are no places: persons, mostly.
    persons: FxHashSet<String>,
    /// The country of the first demonym of each sentence.
    people: Vec<Option<CountryCode>>,
    /// Folded names of the units and regions that the article names.
    units: Vec<String>,
    /// Countries that nothing in the article speaks of but one town, with its name; `None` where more does.
    lone: Vec<(CountryCode, Option<NameId>)>,
    /// Whether a unit of the table is among them.
    fits: FxHashMap<u16, bool>,
}

/// Looks up names that begin alike one after the other: what a name has in common with the one before
/// it is not walked again, and where no name of the table goes on so, nothing is.
struct Walker<'g> {
    gazetteer: &'g Gazetteer,
    /// The name before.
    last: Vec<u8>,
    /// Where its letters led, the start first; shorter than it where no name goes on.
    steps: Vec<Walk>,
}

impl<'g> Walker<'g> {
    fn new(gazetteer: &'g Gazetteer) -> Self {
        Self { gazetteer, last: Vec::new(), steps: vec![gazetteer.walk()] }
    }

    /// The name of the table that is written so.
    fn name(&mut self, folded: &[u8]) -> Option<NameId> {
        let same = self.last.iter().zip(folded).take_while(|(a, b)| a == b).count();
        self.last.clear();
        self.last.extend_from_slice(folded);
        let known = self.steps.len() - 1;
        if known < same {
            return None;
        }
        self.steps.truncate(same + 1);
        for byte in folded.get(same..)? {
            let step = self.gazetteer.step(*self.steps.last()?, std::slice::from_ref(byte))?;
            self.steps.push(step);
        }
        self.gazetteer.name_at(*self.steps.last()?)
    }
}

impl<'r, 's, 't> Resolver<'r, 's, 't> {
    pub(super) fn new(scene: &'r Scene<'s, 't>, votes: Votes) -> Self {
        Self {
            scene,
            names: FxHashMap::default(),
            votes,
            persons: FxHashSet::default(),
            people: vec![None; scene.doc.sents.len()],
            units: vec![],
            lone: vec![],
            fits: FxHashMap::default(),
        }
    }

    /// The mentions among the candidates, in order.
    pub(super) fn resolve(
        mut self,
        candidates: &mut Vec<Candidate>,
        demonyms: &[DemonymMention],
    ) -> (Vec<PlaceMention>, Votes) {
        for candidate in &*candidates {
            self.load(candidate);
        }
        self.vote(candidates, demonyms);
        self.join_halves(candidates);
        for candidate in &mut *candidates {
            self.respell(candidate);
        }
        let candidates = &*candidates;
        self.note_persons(candidates);
        let mut mentions: Vec<PlaceMention> = vec![];
        let mut accepted: Vec<usize> = vec![];
        for index in 0..candidates.len() {
            let listed = self.listed_with(candidates, &accepted, index);
            if let Some(mention) = self.judge(candidates, index, listed, &mentions) {
                mentions.push(mention);
                accepted.push(index);
            }
        }
        self.complete(candidates, &accepted, &mut mentions);
        (mentions, self.votes)
    }

    fn load(&mut self, candidate: &Candidate) {
        let Some(name) = candidate.name else { return };
        let gazetteer = self.scene.gazetteer;
        self.names
            .entry(name)
            .or_insert_with(|| Known { rows: gazetteer.places_of(name).take(ROWS).collect() });
    }

    /// Looks for an unknown name under another spelling, in the country of the article only.
    fn respell(&mut self, candidate: &mut Candidate) {
        let unknown = candidate.name.is_none() && candidate.part.is_none() && !candidate.region;
        let head = self.scene.head_kind(candidate);
        let named =
            matches!(head, None | Some(HeadKind::Settlement | HeadKind::Admin | HeadKind::Region))
                || candidate.linked && head == Some(HeadKind::Facility);
        let (Some(main), true) = (self.votes.main(), unknown && named) else { return };
        if self.titled(candidate) || self.scene.is_all_caps(candidate.tokens.start) {
            return;
        }
        let folded = fold(&self.text(candidate));
        // Short names are all alike once their letters may change.
        if folded.len() < 6 || self.scene.words.stops.contains_key(folded.as_str()) {
            return;
        }
        let gazetteer = self.scene.gazetteer;
        let mut walker = Walker::new(gazetteer);
        respell(&folded, &self.scene.words.spellings, |spelling| {
            let Some(name) = walker.name(spelling.as_bytes()) else { return false };
            let here = gazetteer.places_of(name).take(ROWS).any(|row| row.is_in(main));
            if here {
                candidate.name = Some(name);
            }
            here
        });
        self.load(candidate);
    }

    fn rows(&self, candidate: &Candidate) -> &[PlaceRow<'s>] {
        candidate.name.and_then(|name| self.names.get(&name)).map_or(&[], |known| &known.rows)
    }

    /// The row that stands out whatever the article, with the gap to the next country's.
    fn outstanding(&self, candidate: &Candidate) -> Option<&PlaceRow<'s>> {
        let rows = self.rows(candidate);
        let best = rows.iter().max_by(|a, b| prior(a).total_cmp(&prior(b)))?;
        let rival = rows
            .iter()
            .filter(|row| row.countries != best.countries)
            .fold(0.0, |most: f32, row| most.max(prior(row)));
        (prior(best) >= 3.0 && prior(best) - rival >= 1.2).then_some(best)
    }

    fn text(&self, candidate: &Candidate) -> String {
        let doc = self.scene.doc;
        let span = candidate.part.unwrap_or_else(|| doc.span_of(candidate.tokens.clone()));
        span.of(doc.text).to_owned()
    }

    /// Notes the words of names that begin with a title, and of names longer than a place.
    fn note_persons(&mut self, candidates: &[Candidate]) {
        for candidate in candidates {
            let titled = self.titled(candidate);
            if titled || self.inside_name(candidate) {
                for token in candidate.tokens.clone() {
                    self.persons.insert(self.scene.doc.lower(token).to_owned());
                }
            }
        }
    }

    /// Whether the unit of a row is named in the article.
    fn fits(&mut self, row: &PlaceRow<'_>) -> bool {
        if self.units.is_empty() {
            return false;
        }
        let units = &self.units;
        *self.fits.entry(row.unit).or_insert_with(|| {
            let mut folded = String::new();
            [row.admin1, row.admin2].iter().any(|unit| {
                folded.clear();
                fold_into(unit, &mut folded);
                !folded.is_empty() && units.contains(&folded)
            })
        })
    }

    /// How well a row fits a candidate.
    fn score(
        &mut self,
        row: &PlaceRow<'s>,
        head: Option<HeadKind>,
        containers: &[(String, Vec<PlaceRow<'s>>)],
        near: &[(f32, f32)],
        only: Option<CountryCode>,
    ) -> f32 {
        let mut score = prior(row);
        score += 5.0 * self.votes.share(row);
        // Where nothing speaks of any country, a name is rather of one where there is a conflict.
        if self.votes.is_empty()
            && row.country().is_some_and(|code| is_country_of_conflict(code.as_str()))
        {
            score += IN_CONFLICT;
        }
        // `Boni`, in an article on Niger, is not Bonn under another name.
        if self.votes.share(row) <= 0.0
            && !self.votes.is_empty()
            && (row.population < 1 << 17 || !row.by_name && !row.known)
        {
            score -= 1.5;
        }
        if only.is_some_and(|country| row.is_in(country)) {
            score += 2.0;
        }
        if self.fits(row) {
            score += 1.2;
        }
        let admin = matches!(row.kind, RowKind::Admin1 | RowKind::Admin2 | RowKind::Admin3);
        let settled = is_settled(row);
        score += match head {
            Some(HeadKind::Admin) if admin => 4.0,
            Some(HeadKind::Admin) if settled => -1.0,
            Some(HeadKind::Settlement) if settled => 3.0,
            Some(HeadKind::Quarter) if row.kind == RowKind::Other || settled => 1.0,
            Some(HeadKind::Natural)
                if matches!(row.kind, RowKind::River | RowKind::Lake | RowKind::Region) =>
            {
                4.0
            }
            Some(HeadKind::Settlement | HeadKind::Facility) if row.kind == RowKind::Country => -5.0,
            // `dans l'État du Niger`: the unit of that name, where there is one.
            Some(HeadKind::Admin) if row.kind == RowKind::Country => -4.0,
            None if admin => -1.5,
            _ => 0.0,
        };
        for (folded, rows) in containers {
            let in_unit = |unit: &str| !unit.is_empty() && fold(unit) == *folded;
            let in_country = rows.iter().any(|container| {
                container.kind == RowKind::Country && container.countries == row.countries
            });
            if in_unit(row.admin1) || in_unit(row.admin2) {
                score += 4.0;
            } else if in_country {
                score += 3.0;
            } else if rows
                .first()
                .is_some_and(|container| is_weighty(container) && is_settled(container))
                && rows.iter().all(|container| container.countries != row.countries)
            {
                // `the Rimal neighbourhood of Gaza City` is in no other country than the city.
                score -= 1.0;
            } else if rows
                .iter()
                .any(|container| distance(row, (container.lat, container.lon)) < 120.0)
            {
                score += 2.0;
            }
            // `X, en Turquie` is not in Israel.
            let abroad = |container: &PlaceRow<'_>| {
                container.kind == RowKind::Country && container.countries != row.countries
            };
            if rows.first().is_some_and(abroad) {
                score -= 4.0;
            }
        }
        if let Some(nearest) = near.iter().map(|&point| distance(row, point)).min_by(f32::total_cmp)
        {
            score += 1.8 * (-nearest / 150.0).exp();
        }
        score
    }

    /// Decides one candidate.
    fn judge(
        &mut self,
        candidates: &[Candidate],
        index: usize,
        listed: Option<usize>,
        mentions: &[PlaceMention],
    ) -> Option<PlaceMention> {
        let candidate = candidates.get(index)?;
        let scene = self.scene;
        let head = scene.head_kind(candidate);
        let text = self.text(candidate);
        let folded = fold(&text);
        if head == Some(HeadKind::Street) {
            return Some(self.mention(candidate, text, None, "place.street"));
        }
        let (mut relation, mut strong) = (candidate.relation, candidate.strong);
        if let Some(with) = listed.and_then(|with| candidates.get(with))
            && matches!(relation, Relation::Bare)
        {
            relation = with.relation;
            strong = with.strong || with.head.is_some();
        }
        let named = candidate.start < candidate.tokens.start || head.is_some();
        if let Some(stop) = scene.words.stops.get(folded.as_str()) {
            // `Islamic State` has no head: its noun is a part of the name.
            let headed = named
                && !(candidate.end > candidate.tokens.end && scene.is_cap(candidate.tokens.end));
            let main = self.votes.main();
            let of_article =
                |row: &PlaceRow<'_>| main.is_some_and(|main| row.is_in(main)) && is_weighty(row);
            let located = strong && self.rows(candidate).iter().any(of_article);
            if !(stop.unless_located && (headed || located)) {
                return None;
            }
        }
        // `France 24`, `Tour de France`.
        let stopped = |from: usize, to: usize| {
            let words = scene.doc.span_of(from..to).of(scene.doc.text);
            scene.words.stops.contains_key(fold(words).as_str())
        };
        let (first, end) = (candidate.tokens.start, candidate.tokens.end);
        if candidate.name.is_some()
            && (stopped(first, end + 1)
                || candidate.relation == Relation::Of
                    && first.checked_sub(2).is_some_and(|before| stopped(before, end)))
        {
            return None;
        }
        let inside = self.inside_name(candidate);
        let titled = self.titled(candidate);
        if titled && !named {
            return None;
        }

        // `the Somali government`: the people, not the region that bears their name.
        if candidate.tokens.len() == 1
            && !(strong && head.is_none())
            && head != Some(HeadKind::Admin)
            && !Gazetteer::countries().demonym(scene.doc.lower(candidate.tokens.start)).is_empty()
            && !self.rows(candidate).iter().any(|row| row.kind == RowKind::Country)
            || candidate.tokens.len() == 1
                // `the Libyan capital Tripoli`.
                && (head.is_none() || candidate.end > candidate.tokens.end)
                && scene.doc.lang == Lang::En
                && self.is_adjective(candidate)
        {
            return None;
        }
        let weak = candidate.head.and_then(|h| scene.words.heads.get(h)).is_some_and(|h| h.weak);
        let unsaid = !strong && !relation.locates();
        if head == Some(HeadKind::Facility)
            && self.rows(candidate).is_empty()
            && self.is_named_for_peoples(candidate)
            || named && unsaid && self.runs_into_organisation(candidate)
            || weak
                && unsaid
                && self.rows(candidate).is_empty()
                && self.containers(candidates, index).next().is_none()
        {
            return None;
        }
        // `the West African state`: of which kind it is, not which one.
        let last = candidate.tokens.end - 1;
        if head.is_some() && candidate.name.is_none() && scene.class(last).is(Class::WIDE) {
            return None;
        }
        let own_name = |candidate: &Candidate| {
            scene.head_kind(candidate) == Some(HeadKind::Facility) && !candidate.linked
        };
        if head.is_none() && listed.and_then(|with| candidates.get(with)).is_some_and(own_name) {
            return None;
        }
        if head == Some(HeadKind::Diplomatic) {
            return Some(self.mention(candidate, text, None, "place.diplomatic"));
        }
        if head == Some(HeadKind::Facility)
            && scene.is_cap(candidate.start)
            && self.rows(candidate).is_empty()
            && scene.words.organisations.contains(scene.doc.lower(candidate.start))
        {
            return None;
        }
        let owner = index
            .checked_sub(1)
            .and_then(|before| candidates.get(before))
            .filter(|owner| self.owns(owner, candidate));
        let containers: Vec<(String, Vec<PlaceRow<'s>>)> = owner
            .into_iter()
            .chain(self.containers(candidates, index))
            .map(|c| (fold(&self.text(c)), self.rows(c).iter().take(6).copied().collect()))
            .collect();
        let near: Vec<(f32, f32)> = mentions
            .iter()
            .rev()
            .take(6)
            .filter(|m| m.precision <= PlacePrecision::Approximate)
            .filter_map(|m| m.point)
            .collect();
        let only = mentions
            .iter()
            .rev()
            .find(|m| m.kind == PlaceKind::Country && m.sent == candidate.sent as u32)
            .and_then(|m| m.country)
            .or_else(|| self.people.get(candidate.sent).copied().flatten());
        let rows = self.rows(candidate).to_vec();
        let mut best: Option<(f32, PlaceRow<'s>)> = None;
        for row in &rows {
            let score = self.score(row, head, &containers, &near, only);
            if best.is_none_or(|(most, _)| score > most) {
                best = Some((score, *row));
            }
        }

        // `à Gao` is the town; `dans le Gourma`, `au Sahel` is the area.
        let wide = matches!(head, Some(HeadKind::Admin | HeadKind::Natural | HeadKind::Region));
        if !wide && !candidate.region && (head.is_some() || !self.after_article(candidate)) {
            let area = |row: &PlaceRow<'_>| {
                matches!(row.kind, RowKind::Admin1 | RowKind::Admin2 | RowKind::Admin3)
            };
            if let Some((score, area)) = best.filter(|(_, row)| area(row)) {
                // `en Ituri`: French puts no town behind it. A village of that name in another unit is
                // another place.
                let unit = scene.doc.lang == Lang::Fr
                    && candidate.start > 0
                    && scene.doc.lower(candidate.start - 1) == "en";
                // A village that has the name of a whole province is hardly the one.
                let small = |row: &PlaceRow<'_>| {
                    area.kind == RowKind::Admin1
                        && matches!(row.kind, RowKind::Village | RowKind::Other)
                };
                let inside = |row: &PlaceRow<'_>| {
                    is_weighty(row)
                        || [row.admin1, row.admin2].iter().any(|unit| fold(unit) == folded)
                };
                let town = rows
                    .iter()
                    .filter(|row| is_settled(row) && row.countries == area.countries && row.by_name)
                    .filter(|row| !unit && inside(row) && !small(row))
                    .max_by(|a, b| prior(a).total_cmp(&prior(b)));
                best = Some((score, *town.unwrap_or(&area)));
            }
        }

        // A bridge or a quarter is not named after a far town, but has that name itself.
        let far = |row: &PlaceRow<'_>| {
            // A unit is no town of another country that has its name; one that all of the world knows speaks for
            // its own.
            let town = head == Some(HeadKind::Admin) && is_settled(row);
            let alone = || is_settled(row) && self.speaks_alone(row, candidate.name);
            !self.votes.is_empty()
                && (self.votes.share(row) <= FAINT || alone())
                && row.kind != RowKind::Country
                && !self.known_abroad(row)
                && (row.population < 1 << 19 || town)
        };
        let elsewhere = |row: &PlaceRow<'_>| far(row) && !Self::lies_within(row, &containers);
        if named && best.is_some_and(|(_, row)| elsewhere(&row)) {
            best = None;
        }
        // `Chian village in Benue State`, `Pishin, Iran`: no village of another country has its name from there.
        let abroad = |row: &PlaceRow<'_>| {
            // `le département du Nord`: several countries have one.
            let of_one_country = |rows: &[PlaceRow<'_>]| {
                rows.first().is_some_and(|first| first.kind == RowKind::Country)
                    || rows.iter().any(|c| c.kind == RowKind::Admin1)
                        && rows.first().is_some_and(|first| {
                            rows.iter().all(|c| c.countries == first.countries)
                        })
            };
            is_settled(row)
                && containers.iter().any(|(_, rows)| of_one_country(rows))
                && containers
                    .iter()
                    .flat_map(|(_, rows)| rows)
                    .all(|c| c.countries != row.countries)
                && !Self::lies_within(row, &containers)
        };
        if best.is_some_and(|(_, row)| abroad(&row)) {
            best = None;
        }
        // `Samar`, after `Samar province`: what was named before as a place that no table knows.
        let again = candidate.head.is_none()
            && best.is_some_and(|(_, row)| far(&row) || self.speaks_alone(&row, candidate.name))
            && mentions.iter().rev().take(REMEMBERED).any(|m| m.row.is_none() && m.name == text);
        if again {
            return None;
        }
        // `Samad Square in Nawa district`: the square, not a place of its name in another district.
        let elsewhere = |row: &PlaceRow<'_>| {
            is_settled(row)
                && containers.iter().any(|(_, rows)| {
                    rows.iter().any(|c| {
                        matches!(c.kind, RowKind::Admin1 | RowKind::Admin2 | RowKind::Admin3)
                            && c.countries == row.countries
                    })
                })
                && !Self::lies_within(row, &containers)
        };
        if head == Some(HeadKind::Facility) && named && best.is_some_and(|(_, row)| elsewhere(&row))
        {
            best = None;
        }

        let single = candidate.tokens.len() == 1;
        let caps = scene.is_all_caps(candidate.tokens.start) && single;
        let name = candidate.name;
        if caps
            && candidate.part.is_none()
            && !name.is_some_and(|name| scene.gazetteer.is_written_in_capitals(name))
            && !(text.chars().count() >= 4 && best.is_some_and(|(_, row)| is_weighty(&row)))
        {
            return None;
        }
        let common = single
            && scene.class(candidate.tokens.start).is(Class::COMMON)
            && candidate.start == candidate.tokens.start;
        // `in English`: a language, not a village of this name.
        let language = single
            && !strong
            && scene.doc.lang == Lang::En
            && !Gazetteer::countries().demonym(scene.doc.lower(candidate.tokens.start)).is_empty();
        if language {
            return None;
        }
        if common && !(strong && best.is_some_and(|(_, row)| is_weighty(&row))) {
            return None;
        }

        // `le gouverneur de la région Hubert Yameogo`: who it is; French puts `de` before a name of its own.
        let person = scene.doc.lang == Lang::Fr
            && head == Some(HeadKind::Admin)
            && best.is_none()
            && candidate.tokens.len() >= 2
            && candidate.tokens.start > candidate.start
            && matches!(scene.doc.tokens[candidate.tokens.start - 1].upos, Upos::Noun);
        if person {
            return None;
        }

        let because = match best {
            Some((_, row)) if row.kind == RowKind::Country => {
                if inside && !strong && !candidate.region {
                    return None;
                }
                "place.country"
            }
            _ if candidate.region => "place.part",
            _ if named && !(inside && best.is_none() && candidate.end == candidate.tokens.end) => {
                "place.head"
            }
            Some((score, row)) if !inside => {
                let in_article = self.votes.is_empty()
                    || self.known_abroad(&row)
                    || self.votes.share(&row) >= 0.2
                    || only.is_some_and(|country| row.is_in(country));
                let person =
                    single && self.persons.contains(scene.doc.lower(candidate.tokens.start));
                let weighty = is_weighty(&row);
                let in_org = self.inside_organisation(candidate);
                let listed = listed.is_some();
                if in_org && !strong {
                    return None;
                }
                if strong && (in_article || weighty || !containers.is_empty() || score >= 6.0) {
                    "place.located"
                } else if strong {
                    // A village of this name in some far country is not the one.
                    return self.unknown(candidate, text, relation, single);
                } else if listed && (in_article || weighty) {
                    "place.listed"
                } else if person {
                    return None;
                } else if weighty
                    && (in_article
                        || row.population >= 1 << 19
                        || relation == Relation::Of && row.population >= 1 << 17)
                {
                    "place.weighty"
                } else if in_article
                    && (!self.votes.is_empty() || scene.is_taken(candidate))
                    && (row.known
                        || row.kind == RowKind::Town
                        || relation == Relation::Bare
                            && is_settled(&row)
                            && (scene.is_taken(candidate) || scene.is_ruined(candidate))
                        || relation != Relation::Bare
                            && folded.len() >= 5
                            && self.votes.share(&row) >= 0.5)
                {
                    "place.of-article"
                } else if !containers.is_empty() && Self::lies_within(&row, &containers) {
                    "place.contained"
                } else {
                    return None;
                }
            }
            Some((_, row)) if strong && is_weighty(&row) => "place.located",
            None if strong => return self.unknown(candidate, text, relation, single),
            None if scene.is_ruined(candidate) => {
                return self.unknown(candidate, text, relation, single);
            }
            None if relation != Relation::Bare && self.apposed(candidates, index) => {
                return self.unknown(candidate, text, Relation::In, single);
            }
            _ => return None,
        };
        let mut mention = self.mention(candidate, text, best.map(|(_, row)| row), because);
        mention.relation = relation;
        mention.country = self.administrator(candidate).or(mention.country);
        Some(mention)
    }

    /// Whether `, dans la région de Y` or the like follows: only a place goes on so.
    fn apposed(&self, candidates: &[Candidate], index: usize) -> bool {
        self.containers(candidates, index).next().is_some_and(|next| {
            next.relation == Relation::In
                && next.strong
                && matches!(self.scene.head_kind(next), Some(HeadKind::Admin | HeadKind::Region))
        })
    }

    fn lies_within(row: &PlaceRow<'_>, containers: &[(String, Vec<PlaceRow<'_>>)]) -> bool {
        containers.iter().any(|(folded, rows)| {
            fold(row.admin1) == *folded
                || fold(row.admin2) == *folded
                || rows.iter().any(|container| {
                    container.countries == row.countries
                        && (container.kind == RowKind::Country
                            || distance(row, (container.lat, container.lon)) < 80.0)
                })
        })
    }

    /// A name that no table knows, or that it knows elsewhere only.
    fn unknown(
        &self,
        candidate: &Candidate,
        text: String,
        relation: Relation,
        single: bool,
    ) -> Option<PlaceMention> {
        let scene = self.scene;
        let first = candidate.tokens.start;
        let lower = scene.doc.lower(first);
        let noun = scene.doc.tokens.get(first).is_some_and(|token| {
            matches!(token.upos, Upos::Propn | Upos::X | Upos::Noun | Upos::Adj)
        });
        // `entered Drakpa`: no preposition that may stand before people as well.
        let entered = relation == Relation::To
            && candidate
                .start
                .checked_sub(1)
                .and_then(|t| scene.doc.tokens.get(t))
                .is_some_and(|before| before.upos == Upos::Verb);
        let locating = scene.is_ruined(candidate)
            || entered
            || matches!(relation, Relation::In | Relation::Near | Relation::Between);
        let people = Gazetteer::countries().demonym(lower);
        // `face à X`, `remis à X`: given or said to somebody.
        let given = candidate.start.checked_sub(2).is_some_and(|before| {
            scene.class(before).is(Class::DATIVE)
                || scene.words.class(scene.doc.lemma(before)).is(Class::DATIVE)
        });
        let article = self.after_article(candidate) && relation != Relation::Near;
        let propn = scene.doc.tokens.get(first).is_some_and(|t| t.upos == Upos::Propn);
        if !locating
            || !noun
            || !people.is_empty()
            || given
            || article && (!propn || single)
            || scene.is_all_caps(first)
            || scene.class(first).is(Class::COMMON)
            || self.persons.contains(lower)
            || scene.words.organisations.contains(lower)
            || scene.words.stops.contains_key(fold(lower).as_str())
            || !single && candidate.tokens.len() > 3
            || text.chars().count() < 3
        {
            return None;
        }
        let mut mention = self.mention(candidate, text, None, "place.preposition");
        mention.relation = relation;
        mention.country = self.administrator(candidate);
        mention.kind = PlaceKind::Unknown;
        Some(mention)
    }
}

fn is_settled(row: &PlaceRow<'_>) -> bool {
    matches!(row.kind, RowKind::City | RowKind::Town | RowKind::Village | RowKind::Other)
}

/// Whether a row needs no village's evidence: a country, a city, a unit, a known region.
fn is_weighty(row: &PlaceRow<'_>) -> bool {
    match row.kind {
        RowKind::Country | RowKind::City | RowKind::Admin1 => true,
        RowKind::Admin2 | RowKind::Region | RowKind::Lake | RowKind::River => {
            row.by_name || row.known
        }
        RowKind::Town => row.population >= 1 << 15 || row.known,
        _ => false,
    }
}

/// Kilometres between a row and a point.
fn distance(row: &PlaceRow<'_>, (lat, lon): (f32, f32)) -> f32 {
    let north = (row.lat - lat) * 111.2;
    let east = (row.lon - lon) * 111.2 * row.lat.to_radians().cos();
    north.hypot(east)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_walked_one_after_the_other_are_those_walked_alone() {
        let gazetteer = Gazetteer::builtin();
        let mut walker = Walker::new(gazetteer);
        let mut found = 0;
        for name in [
            "gao",
            "gaoua",
            "gaoxxx",
            "gaoxxy",
            "gaoua",
            "",
            "ga",
            "tombouctou",
            "tombouctu",
            "gao",
        ] {
            let end = gazetteer.step(gazetteer.walk(), name.as_bytes());
            let alone = end.and_then(|end| gazetteer.name_at(end));
            assert_eq!(walker.name(name.as_bytes()), alone, "{name}");
            found += usize::from(alone.is_some());
        }
        assert!(found >= 4, "{found}");
    }
}
