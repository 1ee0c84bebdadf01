//! Making mentions, and completing them with what the mentions around them say.
//!
//! Takes a candidate that was accepted, with its row; gives the mention. Changes no decision.

use std::sync::Arc;

use crate::annotate::Rel;
use crate::gazetteer::{PlaceRow, RowKind, RowPrecision};
use crate::lexicon::places_schema::{HeadKind, Relation};

use super::super::spot::Candidate;
use super::super::{PlaceKind, PlaceMention, PlacePrecision};
use super::{Resolver, is_settled};

impl<'s> Resolver<'_, 's, '_> {
    pub(super) fn mention(
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
            // `la garnison de X`, `le camp de X` lie in a place of that name; `l'hôtel X` is one.
            (Some(HeadKind::Facility), None) if candidate.linked => PlaceKind::Unknown,
            (Some(HeadKind::Street | HeadKind::Diplomatic), _)
            | (Some(HeadKind::Facility), None) => PlaceKind::Facility,
            (Some(HeadKind::Quarter), None) => PlaceKind::Quarter,
            // `Eidgah area`: what no table knows is a place rather than a region.
            (Some(HeadKind::Region), None) if candidate.end > candidate.tokens.end => {
                PlaceKind::Unknown
            }
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
            care: candidate
                .head
                .and_then(|head| scene.words.heads.get(head))
                .is_some_and(|head| head.care),
            border: candidate.border,
            because: reasons,
        }
    }

    /// Gives mentions the countries and units that are named around them, and marks governments.
    pub(super) fn complete(
        &self,
        candidates: &[Candidate],
        accepted: &[usize],
        mentions: &mut [PlaceMention],
    ) {
        let main = self.votes.home();
        for at in 0..mentions.len() {
            let Some(candidate) = accepted.get(at).and_then(|&index| candidates.get(index)) else {
                continue;
            };
            let within = self.container_of(candidates, accepted, mentions, at);
            let metonym = self.speaks(candidate, mentions.get(at));
            let outer = within.and_then(|within| mentions.get(within)).cloned();
            // `the village of Kfarjouz near Nabatieh`: in the country of the town that tells where it is.
            let beside =
                mentions.get(at + 1).zip(accepted.get(at + 1)).and_then(|(next, &index)| {
                    let following = candidates.get(index)?;
                    let leads = next.row.is_some()
                        && !following.border
                        && next.relation != Relation::Between
                        && next.relation != Relation::Bare
                        && following.sent == candidate.sent
                        && following.start >= candidate.end
                        && self.leads_in(candidate.end, following.start);
                    next.country.filter(|_| leads)
                });
            let near = mentions
                .iter()
                .enumerate()
                .filter(|(other, m)| {
                    *other != at && m.sent == candidate.sent as u32 && m.row.is_some()
                })
                .min_by_key(|(other, _)| other.abs_diff(at))
                .and_then(|(_, m)| m.country);
            let Some(mention) = mentions.get_mut(at) else { continue };
            mention.within = outer.as_ref().map(|outer| outer.tokens.clone());
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
                mention.country = beside.or(main).or(near);
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
        let mention = mentions.get(at)?;
        let candidate = candidates.get(*accepted.get(at)?)?;
        // `Kenya's Garissa county`.
        if let Some(before) = at.checked_sub(1)
            && let Some(owner) = accepted.get(before).and_then(|&index| candidates.get(index))
            && self.owns(owner, candidate)
        {
            return Some(before);
        }
        let next = mentions.get(at + 1)?;
        let following = candidates.get(*accepted.get(at + 1)?)?;
        let wide = matches!(next.kind, PlaceKind::Admin | PlaceKind::Country | PlaceKind::Region);
        // `dans le centre du pays, à Yirol`: a part of a country lies in no town.
        let within_town = mention.kind == PlaceKind::Quarter
            || mention.row.is_none()
                && !matches!(mention.kind, PlaceKind::Region | PlaceKind::Admin);
        let wide = wide
            || within_town && next.kind == PlaceKind::Settlement && next.relation == Relation::In
            // `le quartier de Doura de Bagdad`.
            || mention.kind == PlaceKind::Quarter
                && next.kind == PlaceKind::Settlement
                && next.relation == Relation::Of;
        (wide
            && mention.kind != PlaceKind::Country
            && mention.sent == next.sent
            && following.start > candidate.end
            // `à Luanda entre la RDC et le Rwanda`: what lies between does not hold it.
            && !matches!(following.relation, Relation::Near | Relation::Between)
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
