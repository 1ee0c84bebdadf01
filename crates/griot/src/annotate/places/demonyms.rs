//! Demonyms: `malien`, `Nigerian`, `South Sudanese`, each a mention of a country.

use crate::annotate::Doc;
use crate::gazetteer::{CountryCode, Gazetteer};
use crate::model::Lang;
use crate::span::Span;

/// A word for the people or the things of a country.
#[derive(Clone, Debug, PartialEq)]
pub struct DemonymMention {
    /// Its words.
    pub span: Span,
    /// Its tokens.
    pub tokens: std::ops::Range<u32>,
    /// The country; of two that share the word, the one the article speaks of.
    pub country: CountryCode,
    /// The other countries that the word may mean.
    pub others: Vec<CountryCode>,
}

/// The demonyms of a document, in order.
pub(super) fn find(doc: &Doc<'_>) -> Vec<DemonymMention> {
    let countries = Gazetteer::countries();
    let mut found = vec![];
    let mut token = 0;
    while token < doc.tokens.len() {
        let lower = doc.lower(token);
        let capital = doc.word(token).starts_with(char::is_uppercase);
        let mut end = token + 1;
        // English writes all of them with a capital; `polish` and `turkey` are other words.
        if lower.len() > 2 && (capital || doc.lang == Lang::Fr) {
            if let Some(demonyms) = countries.demonyms_from(lower) {
                if let Some((stop, country)) = longer_demonym(doc, token) {
                    end = stop;
                    push(doc, token..end, &[country], &mut found);
                } else {
                    push(doc, token..end, &demonyms.alone, &mut found);
                }
            } else if lower.as_bytes().contains(&b'-')
                && let Some((_, last)) = lower.rsplit_once('-')
            {
                // `américano-malien`, `nigéro-malienne`: the last of the two is in full.
                push(doc, token..end, countries.demonym(last), &mut found);
            }
        }
        token = end;
    }
    found
}

/// Where a demonym of several words that begins at a token ends, and whose it is: `South Sudanese`.
pub(crate) fn longer_demonym(doc: &Doc<'_>, token: usize) -> Option<(usize, CountryCode)> {
    let demonyms = Gazetteer::countries().demonyms_from(doc.lower(token))?;
    demonyms
        .longer
        .iter()
        .find_map(|(rest, country)| Some((follows(doc, token + 1, rest)?, *country)))
}

fn push(
    doc: &Doc<'_>,
    tokens: std::ops::Range<usize>,
    codes: &[CountryCode],
    found: &mut Vec<DemonymMention>,
) {
    let [country, others @ ..] = codes else { return };
    found.push(DemonymMention {
        span: doc.span_of(tokens.clone()),
        tokens: tokens.start as u32..tokens.end as u32,
        country: *country,
        others: others.to_vec(),
    });
}

/// One past the tokens that spell the words, passing over hyphens.
fn follows(doc: &Doc<'_>, mut at: usize, words: &[String]) -> Option<usize> {
    for word in words {
        if at < doc.tokens.len() && doc.lower(at) == "-" {
            at += 1;
        }
        if at >= doc.tokens.len() || doc.lower(at) != word {
            return None;
        }
        at += 1;
    }
    Some(at)
}
