//! Counting what an article says of countries, and what that says of names.
//!
//! Takes the candidates and demonyms of a document; adds to the votes, and answers what speaks for a country.

use rustc_hash::FxHashSet;

use crate::annotate::places::{DemonymMention, Relation};
use crate::gazetteer::{CountryCode, CountryMatch, Gazetteer, NameId, PlaceRow, RowKind, fold};
use crate::lexicon::conflict::fights_abroad;
use crate::lexicon::places_schema::HeadKind;
use crate::model::Lang;

use super::super::spot::Candidate;
use super::{FAINT, LONE_TOWN, Resolver, is_weighty};

impl Resolver<'_, '_, '_> {
    /// Whether the words of a candidate are common words that also name places.
    fn is_stop(&self, candidate: &Candidate) -> bool {
        self.scene.words.stops.contains_key(fold(&self.text(candidate)).as_str())
    }

    /// Counts what the article says of countries.
    pub(super) fn vote(&mut self, candidates: &[Candidate], demonyms: &[DemonymMention]) {
        for demonym in demonyms {
            // `near the Afghan border`: the neighbour of the one that it is about.
            if self.is_of_frontier(demonym) {
                continue;
            }
            // A demonym that two countries share decides between neither of them.
            let of_doers = self.is_of_doers(demonym);
            let alone = demonym.others.is_empty() && !of_doers;
            let weight = if alone { 1.0 } else { 0.5 };
            for &country in std::iter::once(&demonym.country).chain(&demonym.others) {
                self.votes.add(country, weight);
                // `L'armée russe a pris Robotyne`: where, its army does not say.
                if !(of_doers && fights_abroad(country.as_str())) {
                    self.votes.tell(country);
                }
                self.note_speaker(country, None);
            }
            // `Israeli strikes`: whose they are, not where they were.
            if of_doers {
                continue;
            }
            let sent = self.scene.doc.sent_of(demonym.tokens.start as usize);
            if let Some(people) = self.people.get_mut(sent).filter(|people| people.is_none())
                && demonym.others.is_empty()
            {
                *people = Some(demonym.country);
            }
        }
        let mut seen: FxHashSet<NameId> = FxHashSet::default();
        let mut towns: Vec<(CountryCode, f32)> = vec![];
        for candidate in candidates {
            let Some(name) = candidate.name else { continue };
            let Some(row) = self.outstanding(candidate).copied() else { continue };
            // Part of a person's name, or a word that only a small place bears: no vote.
            if self.inside_name(candidate) || self.titled(candidate) || !is_weighty(&row) {
                continue;
            }
            // `Police said`: a common word at the head of a sentence, which a town far away also bears.
            if candidate.relation == Relation::Bare && self.is_stop(candidate) {
                continue;
            }
            // `près de la frontière avec la Mauritanie`: the neighbour of the one that it is about.
            if candidate.border && row.kind == RowKind::Country {
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
                self.note_speaker(country, (row.kind != RowKind::Country).then_some(name));
                self.votes.tell(country);
                if row.kind == RowKind::Town {
                    towns.push((country, weight));
                } else {
                    self.votes.add(country, weight);
                }
            } else if first {
                for country in row.countries.split('|').filter_map(CountryCode::new) {
                    self.votes.add(country, 0.3);
                    self.votes.tell(country);
                }
            }
            let is_unit = matches!(row.kind, RowKind::Admin1 | RowKind::Admin2 | RowKind::City);
            if first && (is_unit || candidate.head.is_some()) {
                self.note_unit(candidate);
            }
        }
        // A town of a country that nothing else in the article speaks of may be another of its name.
        let others = !self.votes.is_empty();
        for (country, weight) in towns {
            let told = !others || self.votes.of(country) > 0.0;
            self.votes.add(country, if told { weight } else { weight * LONE_TOWN });
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

    /// Whether a demonym says whose army or whose strikes something is.
    fn is_of_doers(&self, demonym: &DemonymMention) -> bool {
        let lemma = self.noun_of(demonym).map(|noun| self.scene.doc.lemma(noun));
        lemma.is_some_and(|lemma| self.scene.words.doers.contains(lemma))
    }

    /// Whether a demonym says at whose border something is. Of `the Afghan-Pakistani border` both sides are told.
    fn is_of_frontier(&self, demonym: &DemonymMention) -> bool {
        let lemma = self.noun_of(demonym).map(|noun| self.scene.doc.lemma(noun));
        demonym.tokens.len() == 1
            && !self.scene.doc.word(demonym.tokens.start as usize).contains('-')
            && lemma.is_some_and(|lemma| self.scene.words.frontiers.contains(lemma))
    }

    /// The noun that a demonym qualifies, right beside it.
    fn noun_of(&self, demonym: &DemonymMention) -> Option<usize> {
        let doc = self.scene.doc;
        match doc.lang {
            Lang::En => Some(demonym.tokens.end as usize).filter(|&noun| noun < doc.tokens.len()),
            Lang::Fr => (demonym.tokens.start as usize).checked_sub(1),
        }
    }

    /// Notes what speaks of a country: a place, or something else.
    fn note_speaker(&mut self, country: CountryCode, place: Option<NameId>) {
        match self.lone.iter_mut().find(|(code, _)| *code == country) {
            Some((_, known)) if *known == place => {}
            Some((_, known)) => *known = None,
            None => self.lone.push((country, place)),
        }
    }

    /// Whether nothing in the article speaks of the country of a row but its own name.
    pub(super) fn speaks_alone(&self, row: &PlaceRow<'_>, name: Option<NameId>) -> bool {
        name.is_some()
            && row.country().is_some_and(|country| self.lone.contains(&(country, name)))
            && self.votes.main().is_some_and(|main| !row.is_in(main))
    }

    /// `Simon-Pelé`: two names that no one country knows are the halves of one that no table does.
    pub(super) fn join_halves(&self, candidates: &mut Vec<Candidate>) {
        candidates.dedup_by(|two, one| {
            let halves = one.part.is_some() && two.part.is_some() && one.tokens == two.tokens;
            if !halves {
                return false;
            }
            let near = |row: &&PlaceRow<'_>| self.votes.is_empty() || self.votes.share(row) > FAINT;
            let both = self
                .rows(one)
                .iter()
                .filter(near)
                .any(|row| self.rows(two).iter().any(|other| other.countries == row.countries));
            if !both {
                (one.part, one.name) = (None, None);
            }
            !both
        });
    }

    /// `due to Russian aggression`: the adjective of a country that is not its name as well.
    pub(super) fn is_adjective(&self, candidate: &Candidate) -> bool {
        let found = Gazetteer::countries().lookup(self.scene.doc.lower(candidate.tokens.start));
        found.iter().any(|m| matches!(m, CountryMatch::Demonym(_)))
            && !found.iter().any(|m| matches!(m, CountryMatch::Name(_)))
            && self.rows(candidate).iter().any(|row| row.kind == RowKind::Country)
    }

    /// Whether a row is known from the news where an article speaks of nothing but an army that fights abroad: `l'armée
    /// russe a pris le village de Robotyne`.
    pub(super) fn known_abroad(&self, row: &PlaceRow<'_>) -> bool {
        row.known && !self.votes.is_empty() && self.votes.home().is_none()
    }

    /// The country that administers a place, by the word before it: `Indian-administered Kashmir`.
    pub(super) fn administrator(&self, candidate: &Candidate) -> Option<CountryCode> {
        let doc = self.scene.doc;
        let before = candidate.start.checked_sub(1)?;
        let who = self.scene.words.administrator(doc.lower(before))?;
        let countries = Gazetteer::countries();
        countries.demonym(who).first().copied().or_else(|| countries.by_name(who))
    }
}
