//! How much an article speaks of each country.
//!
//! Takes weighted votes; gives shares. Ties go to the country named first.

use crate::gazetteer::{CountryCode, PlaceRow};

use super::DemonymMention;

/// How much the article speaks of each country.
#[derive(Clone, Debug, Default)]
pub(super) struct Votes(Vec<(CountryCode, f32)>, Vec<CountryCode>);

impl Votes {
    pub(super) fn add(&mut self, country: CountryCode, weight: f32) {
        match self.0.iter_mut().find(|(code, _)| *code == country) {
            Some((_, sum)) => *sum += weight,
            None => self.0.push((country, weight)),
        }
    }

    /// Notes that something of a country itself is told, not only what its army does abroad.
    pub(super) fn tell(&mut self, country: CountryCode) {
        if !self.1.contains(&country) {
            self.1.push(country);
        }
    }

    /// The country with most votes among those of which more is told than what their armies do abroad.
    pub(super) fn home(&self) -> Option<CountryCode> {
        let told = || self.0.iter().filter(|(code, _)| self.1.contains(code));
        let most = told().fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        told().find(|(_, sum)| *sum >= most).map(|(code, _)| *code)
    }

    /// The country with most votes; of two alike, the one named first.
    pub(super) fn main(&self) -> Option<CountryCode> {
        let most = self.0.iter().fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        self.0.iter().find(|(_, sum)| *sum >= most).map(|(code, _)| *code)
    }

    /// The share of a row's country, from 0 to 1 for the country with most votes.
    pub(super) fn share(&self, row: &PlaceRow<'_>) -> f32 {
        let most = self.0.iter().fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        let own = self.0.iter().filter(|(code, _)| row.is_in(*code));
        let own = own.fold(0.0, |most: f32, (_, sum)| most.max(*sum));
        if most > 0.0 { own / most } else { 0.0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn of(&self, country: CountryCode) -> f32 {
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
