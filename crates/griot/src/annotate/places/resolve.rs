//! Resolving: which candidates are places, and which place each of them is.
//!
//! Takes the candidates of a document and what it says of countries; gives mentions. A candidate
//! that no table knows is kept when grammar says that it is a place, with the country and the
//! precision of what is named around it; one that only the table supports must fit the article.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::annotate::{Rel, Upos};
use crate::gazetteer::{
    CountryCode, Gazetteer, NameId, PlaceRow, RowKind, RowPrecision, fold, fold_into,
};
use crate::lexicon::places_schema::{HeadKind, Relation};

use super::spot::{Candidate, Scene};
use super::words::Class;
use super::{DemonymMention, PlaceKind, PlaceMention, PlacePrecision};

/// Rows of one name that are looked at; those of a name stand in order of importance.
const ROWS: usize = 48;

/// How much the article speaks of each country.
#[derive(Clone, Debug, Default)]
pub(super) struct Votes(Vec<(CountryCode, f32)>);

impl Votes {
    pub(super) fn add(&mut self, country: CountryCode, weight: f32) {
        match self.0.iter_mut().find(|(code, _)| *code == country) {
            Some((_, sum)) => *sum += weight,
            None => self.0.push((country, weight)),
        }
    }

    /// The country with most votes; of two alike, the one named first.
    pub(super) fn main(&self) -> Option<CountryCode> {
        let most = self.0.iter().fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        self.0.iter().find(|(_, sum)| *sum >= most).map(|(code, _)| *code)
    }

    /// The share of a row's country, from 0 to 1 for the country with most votes.
    fn share(&self, row: &PlaceRow<'_>) -> f32 {
        let most = self.0.iter().fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        let own = self.0.iter().filter(|(code, _)| row.is_in(*code));
        let own = own.fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        if most > 0.0 { own / most } else { 0.0 }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn of(&self, country: CountryCode) -> f32 {
        self.0.iter().find(|(code, _)| *code == country).map_or(0.0, |(_, sum)| *sum)
    }

    /// Of the countries that share a demonym, chooses the one that the article speaks of.
    pub(super) fn settle(&self, demonym: &mut DemonymMention) {
        for at in 0..demonym.others.len() {
            if let Some(other) = demonym.others.get_mut(at)
                && self.of(*other) > self.of(demonym.country)
            {
                std::mem::swap(other, &mut demonym.country);
            }
        }
    }
}

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
    /// Whether a unit of the table is among them.
    fits: FxHashMap<u16, bool>,
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
            fits: FxHashMap::default(),
        }
    }

    /// The mentions among the candidates, in order.
    pub(super) fn resolve(
        mut self,
        candidates: &[Candidate],
        demonyms: &[DemonymMention],
    ) -> (Vec<PlaceMention>, Votes) {
        for candidate in candidates {
            self.load(candidate);
        }
        self.vote(candidates, demonyms);
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

    /// Counts what the article says of countries.
    fn vote(&mut self, candidates: &[Candidate], demonyms: &[DemonymMention]) {
        for demonym in demonyms {
            // A demonym that two countries share decides between neither of them.
            let weight = if demonym.others.is_empty() { 1.0 } else { 0.5 };
            for &country in std::iter::once(&demonym.country).chain(&demonym.others) {
                self.votes.add(country, weight);
            }
            let sent = self.scene.doc.sent_of(demonym.tokens.start as usize);
            if let Some(people) = self.people.get_mut(sent).filter(|people| people.is_none())
                && demonym.others.is_empty()
            {
                *people = Some(demonym.country);
            }
        }
        let mut seen: FxHashSet<NameId> = FxHashSet::default();
        for candidate in candidates {
            let Some(name) = candidate.name else { continue };
            let Some(row) = self.outstanding(candidate).copied() else { continue };
            // Part of a person's name, or a word that only a small place bears: no vote.
            if self.inside_name(candidate) || self.titled(candidate) || !is_weighty(&row) {
                continue;
            }
            let first = seen.insert(name);
            let weight = match row.kind {
                RowKind::Country => 1.5,
                // A city is one hint however often it is named.
                _ if first => 1.0,
                _ => 0.2,
            };
            if let Some(country) = row.country() {
                self.votes.add(country, weight);
            } else if first {
                for country in row.countries.split('|').filter_map(CountryCode::new) {
                    self.votes.add(country, 0.3);
                }
            }
            let is_unit = matches!(row.kind, RowKind::Admin1 | RowKind::Admin2 | RowKind::City);
            if first && (is_unit || candidate.head.is_some()) {
                self.note_unit(candidate);
            }
        }
        for candidate in candidates {
            if self.scene.head_kind(candidate) == Some(HeadKind::Admin) {
                self.note_unit(candidate);
            }
        }
    }

    fn note_unit(&mut self, candidate: &Candidate) {
        let folded = fold(&self.text(candidate));
        if !self.units.contains(&folded) {
            self.units.push(folded);
        }
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

    /// Whether an article stands before a candidate, alone or inside of a contraction.
    fn after_article(&self, candidate: &Candidate) -> bool {
        candidate.start.checked_sub(1).is_some_and(|before| {
            let lower = self.scene.doc.lower(before);
            self.scene.class(before).is(Class::ARTICLE)
                || self.scene.words.contractions.contains_key(lower) && !lower.ends_with('\'')
        })
    }

    fn titled(&self, candidate: &Candidate) -> bool {
        candidate.start.checked_sub(1).is_some_and(|before| {
            self.scene.class(before).is(Class::TITLE) && !self.scene.class(before).is(Class::LINKER)
        })
    }

    /// Whether the capitalised words beside a candidate make it a part of a longer name.
    fn inside_name(&self, candidate: &Candidate) -> bool {
        let scene = self.scene;
        let sent = scene.doc.sents.get(candidate.sent);
        let (first, end) = sent.map_or((0, 0), |sent| (sent.first as usize, sent.end as usize));
        let before = candidate.start.checked_sub(1).filter(|&before| before >= first);
        let before = before.is_some_and(|before| {
            let opens = before == first || before.checked_sub(1).is_some_and(|b| scene.is_mark(b));
            let lower = scene.doc.lower(before);
            let small = scene.class(before).is(Class::COMMON | Class::ARTICLE)
                || scene.words.relations.contains_key(scene.words.undone(lower));
            // `À Uvira`, `Région de Gao`: what opens the sentence has its capital from that.
            let tag = scene.doc.tokens.get(before).map(|token| token.upos);
            let opening = opens
                && (small || matches!(tag, Some(Upos::Adp | Upos::Adv | Upos::Verb)))
                || scene.class(before).head != 0;
            scene.is_cap(before)
                && !opening
                && !scene.class(before).is(Class::DIRECTION)
                && !scene.is_all_caps(before)
        });
        let after = candidate.end < end
            && scene.is_cap(candidate.end)
            && !scene.is_all_caps(candidate.end)
            && scene.class(candidate.end).head == 0;
        before || after
    }

    /// Whether a name of an organisation runs into a candidate: `Front de libération du X`.
    fn inside_organisation(&self, candidate: &Candidate) -> bool {
        let scene = self.scene;
        if candidate.relation != Relation::Of && candidate.relation != Relation::Bare {
            return false;
        }
        let first = scene.doc.sents.get(candidate.sent).map_or(0, |sent| sent.first as usize);
        let mut at = candidate.start;
        for _ in 0..7 {
            let Some(before) = at.checked_sub(1).filter(|&before| before >= first) else {
                return false;
            };
            if scene.is_mark(before) {
                return false;
            }
            if scene.is_cap(before) {
                let lower = scene.doc.lower(before);
                return scene.words.organisations.contains(lower)
                    && (before > first || scene.is_cap(before + 1));
            }
            at = before;
        }
        false
    }

    /// The accepted candidate that a candidate stands in one list with: `à X, Y et Z`.
    fn listed_with(
        &self,
        candidates: &[Candidate],
        accepted: &[usize],
        index: usize,
    ) -> Option<usize> {
        let (&last, candidate) = (accepted.last()?, candidates.get(index)?);
        let before = candidates.get(last)?;
        if before.sent != candidate.sent
            || candidate.start <= before.end && candidate.part.is_none()
        {
            return None;
        }
        if candidate.part.is_some() && before.tokens == candidate.tokens {
            return Some(last);
        }
        let scene = self.scene;
        let mut joined = false;
        for token in before.end..candidate.start {
            let comma = scene.doc.word(token) == "," || scene.doc.word(token) == "/";
            let and = scene.class(token).is(Class::AND);
            joined |= comma || and;
            let passed = comma
                || and
                || scene.class(token).is(Class::ARTICLE | Class::LINKER)
                || scene.words.relations.contains_key(scene.words.undone(scene.doc.lower(token)));
            if !passed {
                return None;
            }
        }
        (joined && candidate.start - before.end <= 4).then_some(last)
    }

    /// Units and countries that the words behind a candidate put it in: `X, dans le cercle de Y`,
    /// `X (Y)`, `X, Y`.
    fn containers<'c>(
        &self,
        candidates: &'c [Candidate],
        index: usize,
    ) -> impl Iterator<Item = &'c Candidate> {
        let (sent, mut end) = candidates.get(index).map_or((0, 0), |c| (c.sent, c.end));
        let mut open = true;
        let following: Vec<bool> = candidates
            .iter()
            .skip(index + 1)
            .take(3)
            .map(|next| {
                open &= next.sent == sent && next.start >= end && self.leads_in(end, next.start);
                end = next.end;
                open
            })
            .collect();
        candidates.iter().skip(index + 1).zip(following).filter(|(_, open)| *open).map(|(c, _)| c)
    }

    /// Whether only small words and marks stand between two tokens.
    fn leads_in(&self, from: usize, to: usize) -> bool {
        let scene = self.scene;
        to - from <= 9
            && (from..to).all(|token| {
                let class = scene.class(token);
                let word = scene.doc.word(token);
                !class.is(Class::AND)
                    && (matches!(word, "," | "(" | "-" | "–" | "—")
                        || class.head > 0
                        || class.is(Class::ARTICLE
                            | Class::LINKER
                            | Class::DIRECTION
                            | Class::DIRECTION_ADJ
                            | Class::MODIFIER
                            | Class::DISTANCE)
                        || scene
                            .words
                            .relations
                            .contains_key(scene.words.undone(scene.doc.lower(token)))
                        || word.starts_with(|ch: char| ch.is_ascii_digit())
                        || scene.doc.tokens.get(token).is_some_and(|t| {
                            matches!(t.upos, Upos::Adj | Upos::Adp | Upos::Num | Upos::Det)
                        }))
            })
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
        if self.votes.share(row) <= 0.0 && !self.votes.is_empty() && row.population < 1 << 17 {
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
        // `France 24`, `France Inter`.
        let longer = scene.doc.span_of(candidate.tokens.start..candidate.tokens.end + 1);
        if candidate.name.is_some()
            && scene.words.stops.contains_key(fold(longer.of(scene.doc.text)).as_str())
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
        {
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
        let containers: Vec<(String, Vec<PlaceRow<'s>>)> = self
            .containers(candidates, index)
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
                let town = rows
                    .iter()
                    .filter(|row| is_settled(row) && row.countries == area.countries && row.by_name)
                    .max_by(|a, b| prior(a).total_cmp(&prior(b)));
                best = Some((score, *town.unwrap_or(&area)));
            }
        }

        // A bridge or a quarter is not named after a far town, but has that name itself.
        let far = |row: &PlaceRow<'_>| {
            !self.votes.is_empty()
                && self.votes.share(row) <= 0.0
                && row.kind != RowKind::Country
                && row.population < 1 << 19
        };
        if named && containers.is_empty() && best.is_some_and(|(_, row)| far(&row)) {
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
        if common && !(strong && best.is_some_and(|(_, row)| is_weighty(&row))) {
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
                } else if weighty && (in_article || row.population >= 1 << 17) {
                    "place.weighty"
                } else if in_article
                    && !self.votes.is_empty()
                    && (row.known
                        || row.kind == RowKind::Town
                        || relation != Relation::Bare
                            && folded.len() >= 5
                            && self.votes.share(&row) >= 0.5)
                {
                    "place.of-article"
                } else if !containers.is_empty()
                    && in_article
                    && Self::lies_within(&row, &containers)
                {
                    "place.contained"
                } else {
                    return None;
                }
            }
            Some((_, row)) if strong && is_weighty(&row) => "place.located",
            None if strong => return self.unknown(candidate, text, relation, single),
            None if relation != Relation::Bare && self.apposed(candidates, index) => {
                return self.unknown(candidate, text, Relation::In, single);
            }
            _ => return None,
        };
        let mut mention = self.mention(candidate, text, best.map(|(_, row)| row), because);
        mention.relation = relation;
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
        let locating = matches!(relation, Relation::In | Relation::Near);
        if !locating
            || !noun
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
        mention.kind = PlaceKind::Unknown;
        Some(mention)
    }

    fn mention(
        &self,
        candidate: &Candidate,
        name: String,
        row: Option<PlaceRow<'s>>,
        because: &'static str,
    ) -> PlaceMention {
        let scene = self.scene;
        let head = scene.head_kind(candidate);
        let span = scene.doc.span_of(candidate.tokens.clone());
        let whole = scene.doc.span_of(candidate.start..candidate.end.max(candidate.start + 1));
        let mut reasons: Vec<Arc<str>> = vec![because.into()];
        reasons.extend(
            candidate
                .head
                .and_then(|head| scene.words.heads.get(head))
                .map(|head| Arc::clone(&head.id)),
        );
        reasons.extend(candidate.relation_id.clone());
        let kind = match (head, row) {
            _ if candidate.region => PlaceKind::Region,
            (Some(HeadKind::Settlement), Some(row)) if !is_settled(&row) => kind_of(&row, head),
            (Some(HeadKind::Settlement), _) => PlaceKind::Settlement,
            (Some(HeadKind::Admin), _) => PlaceKind::Admin,
            (Some(HeadKind::Natural), _) => PlaceKind::Natural,
            (Some(HeadKind::Street | HeadKind::Diplomatic), _)
            | (Some(HeadKind::Facility), None) => PlaceKind::Facility,
            (Some(HeadKind::Quarter), None) => PlaceKind::Quarter,
            (Some(HeadKind::Region), None) => PlaceKind::Region,
            (None, None) => PlaceKind::Unknown,
            (_, Some(row)) => kind_of(&row, head),
        };
        let precision =
            row.map_or(PlacePrecision::Unknown, |row| match (row.kind, row.precision) {
                (RowKind::Country, _) => PlacePrecision::Country,
                (_, RowPrecision::Exact) if !candidate.region => PlacePrecision::Exact,
                (_, RowPrecision::Approximate) if !candidate.region => PlacePrecision::Approximate,
                _ => PlacePrecision::Area,
            });
        PlaceMention {
            tokens: candidate.tokens.start as u32..candidate.tokens.end as u32,
            span: candidate.part.unwrap_or(span),
            phrase: whole.cover(candidate.part.unwrap_or(span)),
            sent: candidate.sent as u32,
            name,
            kind,
            site: matches!(head, Some(HeadKind::Facility)),
            country: row.and_then(|row| row.country()),
            admin: row.map_or_else(Vec::new, |row| {
                let units = [row.admin2, row.admin1];
                units
                    .iter()
                    .filter(|unit| !unit.is_empty())
                    .map(|unit| (*unit).to_owned())
                    .collect()
            }),
            point: row.map(|row| (row.lat, row.lon)),
            precision,
            relation: candidate.relation,
            row: row.map(|row| row.id),
            within: None,
            metonym: false,
            because: reasons,
        }
    }

    /// Gives mentions the countries and units that are named around them, and marks governments.
    fn complete(
        &self,
        candidates: &[Candidate],
        accepted: &[usize],
        mentions: &mut [PlaceMention],
    ) {
        let main = self.votes.main();
        for at in 0..mentions.len() {
            let Some(candidate) = accepted.get(at).and_then(|&index| candidates.get(index)) else {
                continue;
            };
            let within = self.container_of(candidates, accepted, mentions, at);
            let metonym = self.speaks(candidate, mentions.get(at));
            let outer = within.and_then(|within| mentions.get(within)).cloned();
            let near = mentions
                .iter()
                .enumerate()
                .filter(|(other, m)| {
                    *other != at && m.sent == candidate.sent as u32 && m.row.is_some()
                })
                .min_by_key(|(other, _)| other.abs_diff(at))
                .and_then(|(_, m)| m.country);
            let Some(mention) = mentions.get_mut(at) else { continue };
            mention.within = within.map(|within| within as u32);
            mention.metonym = metonym;
            let crosses_borders = mention.row.is_some() && mention.country.is_none();
            if let Some(outer) = outer {
                if mention.row.is_none() {
                    mention.country = mention.country.or(outer.country);
                    if outer.kind != PlaceKind::Country {
                        mention.point = outer.point;
                        mention.precision = PlacePrecision::Area;
                    }
                }
                if outer.kind == PlaceKind::Admin && !mention.admin.contains(&outer.name) {
                    mention.admin.insert(0, outer.name);
                }
            }
            if mention.country.is_none() && !crosses_borders {
                mention.country = main.or(near);
            }
        }
    }

    /// The mention that the words put a mention in.
    fn container_of(
        &self,
        candidates: &[Candidate],
        accepted: &[usize],
        mentions: &[PlaceMention],
        at: usize,
    ) -> Option<usize> {
        let (mention, next) = (mentions.get(at)?, mentions.get(at + 1)?);
        let candidate = candidates.get(*accepted.get(at)?)?;
        let following = candidates.get(*accepted.get(at + 1)?)?;
        let wide = matches!(next.kind, PlaceKind::Admin | PlaceKind::Country | PlaceKind::Region);
        let within_town = mention.row.is_none() || mention.kind == PlaceKind::Quarter;
        let wide = wide
            || within_town && next.kind == PlaceKind::Settlement && next.relation == Relation::In;
        (wide
            && mention.kind != PlaceKind::Country
            && mention.sent == next.sent
            && following.start > candidate.end
            && following.relation != Relation::Near
            && self.leads_in(candidate.end, following.start))
        .then_some(at + 1)
    }

    /// Whether a mention stands for a government: the subject of a verb of saying or deciding.
    fn speaks(&self, candidate: &Candidate, mention: Option<&PlaceMention>) -> bool {
        let Some(mention) = mention else { return false };
        if mention.relation != Relation::Bare || candidate.head.is_some() {
            return false;
        }
        let doc = self.scene.doc;
        let says = |token: usize| {
            token < doc.tokens.len() && self.scene.words.government_verbs.contains(doc.lemma(token))
        };
        let by_tree = candidate.tokens.clone().any(|token| {
            doc.tokens.get(token).is_some_and(|t| {
                matches!(t.rel, Rel::Nsubj | Rel::NsubjPass) && says(t.head as usize)
            })
        });
        let end = doc.sents.get(candidate.sent).map_or(0, |sent| sent.end as usize);
        by_tree || (candidate.end..end.min(candidate.end + 3)).any(says)
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

fn kind_of(row: &PlaceRow<'_>, head: Option<HeadKind>) -> PlaceKind {
    match row.kind {
        RowKind::Country => PlaceKind::Country,
        RowKind::Admin1 | RowKind::Admin2 | RowKind::Admin3 => PlaceKind::Admin,
        RowKind::Region => PlaceKind::Region,
        RowKind::River | RowKind::Lake => PlaceKind::Natural,
        RowKind::Base => PlaceKind::Facility,
        RowKind::Other if head == Some(HeadKind::Quarter) => PlaceKind::Quarter,
        RowKind::City | RowKind::Town | RowKind::Village | RowKind::Other => PlaceKind::Settlement,
    }
}

/// Kilometres between a row and a point.
fn distance(row: &PlaceRow<'_>, (lat, lon): (f32, f32)) -> f32 {
    let north = (row.lat - lat) * 111.2;
    let east = (row.lon - lon) * 111.2 * row.lat.to_radians().cos();
    north.hypot(east)
}
