//! Names: under which words of the document somebody in a role is published.
//!
//! Takes a party; gives it under the fullest name that the document has for it: a group's own name
//! for `les rebelles`, the name beside a noun for a group (`the militant group al-Shabab`).

use std::ops::Range;

use super::barred::qualifies_others;
use super::is_vague;
use crate::annotate::mentions::{Mention, MentionClass};
use crate::annotate::{Feats, Upos};
use crate::coding::context::Context;
use crate::coding::parties::{self, Party};
use crate::coding::speakers::fullest;
use crate::lexicon::registry::ActorIdx;
use crate::model::{ActorKind, Lang};

/// The party under the fullest name that the document gives it: a group's own name for
/// `les rebelles` when the document names one group, the full phrase for a short definite one.
pub(super) fn full_party(cx: &Context<'_>, party: &Party) -> Party {
    let Some(index) = party.mention else { return party.clone() };
    let mention = &cx.mentions[index];
    if let Some((_, full)) = fullest(cx, index, mention) {
        return parties::party(cx, index, full);
    }
    if party.registry.is_some() {
        // The longest of the names of this actor in the document (`ADF`: `Forces démocratiques
        // alliées`).
        let names = || {
            cx.mentions
                .iter()
                .filter(|m| m.registry == party.registry && m.class != MentionClass::Function)
                .filter_map(|m| m.registry_tokens)
        };
        let word = |&(a, b): &(u32, u32)| cx.doc.span_of(a as usize..b as usize).of(cx.doc.text);
        // The one of the most words, then the one that is written most often.
        let longest = names().max_by_key(|name| {
            let n = names().filter(|other| word(other) == word(name)).count();
            (word(name).split_whitespace().count(), n, std::cmp::Reverse(name.0))
        });
        if let (Some((a, b)), Some(own)) = (longest, mention.registry_tokens)
            && party.tokens == (own.0 as usize..own.1 as usize)
        {
            return Party { tokens: a as usize..b as usize, ..party.clone() };
        }
        return party.clone();
    }
    // `members of the GPDM`, where the text spells the letters out.
    if let Some(tokens) = spelled_out(cx, party) {
        return Party { tokens, ..party.clone() };
    }
    // `the group's Yemeni branch, known as the Partisans of Sharia`.
    if let Some(tokens) = dubbed(cx, party, mention) {
        return Party { tokens, person: false, ..party.clone() };
    }
    // `the militant Islamist group al-Shabab`: the name right behind its noun.
    if let Some((i, name)) = name_behind(cx, mention) {
        return parties::party(cx, i, name);
    }
    // `Fighters from the Tigray People's Liberation Front`.
    if let Some((i, name)) = name_of_origin(cx, mention) {
        return parties::party(cx, i, name);
    }
    // `des rebelles islamistes, les shebab, ont revendiqué`: the name behind what it explains.
    if party.kind.is_armed()
        && let Some((i, name)) = name_in_apposition(cx, mention)
    {
        return parties::party(cx, i, name);
    }
    // `un individu, attribué à l'État islamique`: the group that somebody nameless is said to be of.
    if is_vague(cx, party)
        && let Some((i, group)) = group_behind(cx, mention)
    {
        return parties::party(cx, i, group);
    }
    if mention.definite && is_generic_group(cx, mention) {
        let mut groups: Vec<ActorIdx> = Vec::new();
        let mut found: Option<(usize, &Mention)> = None;
        for (i, m) in cx.mentions.iter().enumerate() {
            if let Some(actor) = m.registry
                && cx.registered_kind(actor) == Some(ActorKind::ArmedGroup)
                && !only_ties(cx, actor)
            {
                if !groups.contains(&actor) {
                    groups.push(actor);
                }
                if i < index || found.is_none() {
                    found = Some((i, m));
                }
            }
        }
        // Of several, `le groupe jihadiste` is the one that was named last.
        let last = || {
            let near = |m: &Mention| {
                let at = |t: u32| cx.doc.sent_of(t as usize);
                at(mention.head).saturating_sub(at(m.head)) <= GROUP_NEAR
            };
            !mention.plural
                && cx.is_one_of(mention.head as usize, &cx.language.grammar.body)
                && found.is_some_and(|(i, m)| i < index && near(m))
        };
        if (groups.len() == 1 || last())
            && let Some((i, m)) = found
            && let Some((a, b)) = m.registry_tokens
        {
            return full_party(
                cx,
                &Party {
                    tokens: a as usize..b as usize,
                    mention: Some(i),
                    registry: m.registry,
                    kind: ActorKind::ArmedGroup,
                    person: false,
                    thing: false,
                },
            );
        }
    }
    party.clone()
}

/// Whether a document names a group only to say to whom others are tied: `Les jihadistes, affiliés à Al-Qaïda, ont tué`.
fn only_ties(cx: &Context<'_>, actor: ActorIdx) -> bool {
    cx.mentions.iter().filter(|m| m.registry == Some(actor)).all(|m| {
        m.registry_tokens.is_some_and(|(first, _)| {
            let head = m.head as usize;
            first <= m.head && qualifies_others(cx, head)
        })
    })
}

/// The armed group whose name stands right behind a noun for a group, in the singular.
fn name_behind<'a>(cx: &'a Context<'_>, mention: &Mention) -> Option<(usize, &'a Mention)> {
    let head = mention.head as usize;
    let body = cx.is_one_of(head, &cx.language.grammar.body)
        || cx.is_one_of(head, &cx.language.grammar.member);
    let end = mention.end as usize;
    if !body || mention.plural || end >= cx.doc.sents[cx.doc.sent_of(head)].end as usize {
        return None;
    }
    let (i, name) = cx.mention_at(end)?;
    (names_group(cx, name) && name.first as usize == end && name.class == MentionClass::Registered)
        .then_some((i, name))
}

/// The armed group that the people of a mention are said to be from: `militants from the Palestinian movement Hamas`, `des
/// combattants appartenant au M23`.
fn name_of_origin<'a>(cx: &'a Context<'_>, mention: &Mention) -> Option<(usize, &'a Mention)> {
    let doc = cx.doc;
    let head = mention.head as usize;
    let at = mention.end as usize;
    let end = doc.sents[doc.sent_of(head)].end as usize;
    let fighters = mention.plural
        && mention.kind.is_armed()
        && cx.is_one_of(head, &cx.language.grammar.member);
    if !fighters || at >= end || !cx.is_one_of(at, &cx.language.grammar.issued_from) {
        return None;
    }
    let (i, name) = cx
        .mentions_in(at + 1..(at + FAR_ORIGIN).min(end))
        .find(|(_, m)| names_group(cx, m) && m.class == MentionClass::Registered)?;
    let plain = (at + 1..name.first as usize).all(|t| {
        matches!(
            doc.tokens[t].upos,
            Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Adp | Upos::Num
        ) || doc.lower(t) == "-"
            || doc.tokens[t].feats.has(Feats::PAST_PART)
    });
    plain.then_some((i, name))
}

/// So many words at most stand between `from` and the name of the group.
const FAR_ORIGIN: usize = 9;

/// Whether a mention holds the name of an armed group or a militia.
fn names_group(cx: &Context<'_>, mention: &Mention) -> bool {
    mention.registry.is_some_and(|actor| {
        matches!(cx.registered_kind(actor), Some(ActorKind::ArmedGroup | ActorKind::Militia))
    })
}

/// The armed group named between commas right behind a mention.
fn name_in_apposition<'a>(cx: &'a Context<'_>, mention: &Mention) -> Option<(usize, &'a Mention)> {
    let doc = cx.doc;
    let comma = mention.end as usize;
    let sent_end = doc.sents[doc.sent_of(mention.head as usize)].end as usize;
    let limit = (comma + LONG_APPOSED).min(sent_end);
    let (i, name) = cx
        .mentions_in(comma + 1..limit)
        .next()
        .filter(|(_, m)| comma < limit && (m.first as usize) < comma + 3)?;
    let end = name.end as usize;
    let closed =
        doc.tokens.get(end).is_none_or(|_| matches!(doc.lower(end), "," | "." | ")" | "("));
    let armed = names_group(cx, name);
    let plain = (comma + 1..name.first as usize).all(|t| doc.tokens[t].upos == Upos::Det);
    (matches!(doc.lower(comma), "," | "(") && closed && armed && plain).then_some((i, name))
}

/// So many words behind a comma at most the name ends that it opens.
const LONG_APPOSED: usize = 14;

/// The armed group named right behind a mention, across a participle (`lié à`, `se réclamant de`).
fn group_behind<'a>(cx: &'a Context<'_>, mention: &Mention) -> Option<(usize, &'a Mention)> {
    let end = mention.end as usize;
    let limit = (end + 8).min(cx.doc.sents[cx.doc.sent_of(mention.head as usize)].end as usize);
    let (i, group) = cx.mentions_in(end..limit).next()?;
    // A group that is named before is the one; the second only tells its ties.
    let sent = cx.doc.sents[cx.doc.sent_of(mention.head as usize)];
    let named_before = cx.mentions_in(sent.first as usize..mention.first as usize).any(|(_, m)| {
        m.registry.is_some_and(|a| cx.registered_kind(a) == Some(ActorKind::ArmedGroup))
    });
    if named_before {
        return None;
    }
    let armed = group
        .registry
        .is_some_and(|actor| cx.registered_kind(actor) == Some(ActorKind::ArmedGroup));
    // `des jihadistes affiliés à Al-Qaïda` are a group of their own; whoever claims to be of one (`se réclamant de`) is not.
    let kinds =
        if mention.kind == ActorKind::ArmedGroup && mention.plural && cx.doc.lang == Lang::Fr {
            Feats::PRES_PART
        } else {
            Feats::PAST_PART | Feats::PRES_PART
        };
    let participle = (end..group.first as usize).any(|t| cx.doc.tokens[t].feats.0 & kinds != 0);
    let plain = (end..group.first as usize).all(|t| {
        matches!(
            cx.doc.tokens[t].upos,
            Upos::Punct | Upos::Verb | Upos::Adj | Upos::Adp | Upos::Det | Upos::Pron | Upos::Adv
        ) && !cx.doc.tokens[t].feats.has(Feats::FIN)
    });
    (armed && participle && plain).then_some((i, group))
}

/// The words that stand before an acronym in brackets and whose initials it is made of: `Gumuz Peoples Democratic Movement
/// (GPDM)`, for a party whose name in this place is only the acronym, or ends with it (`members of the GPDM`).
fn spelled_out(cx: &Context<'_>, party: &Party) -> Option<Range<usize>> {
    let doc = cx.doc;
    if party.person || party.thing || party.registry.is_some() {
        return None;
    }
    let last = party.tokens.end.checked_sub(1)?;
    let letters = doc.word(last);
    let acronym = (2..=MOST_LETTERS).contains(&letters.chars().count())
        && letters.chars().all(char::is_uppercase);
    let member = party.tokens.len() > 1
        && party.tokens.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.member));
    if !acronym || !(member || party.tokens.len() == 1) {
        return None;
    }
    (1..doc.tokens.len().min(FAR_ACRONYM).saturating_sub(1))
        .filter(|&t| doc.lower(t - 1) == "(" && doc.lower(t + 1) == ")" && doc.word(t) == letters)
        .find_map(|t| spelling(cx, t, letters))
}

/// The words right before a bracket that the letters in it stand for, each by its initial; small words may be left out.
fn spelling(cx: &Context<'_>, acronym: usize, letters: &str) -> Option<Range<usize>> {
    let doc = cx.doc;
    let end = acronym.checked_sub(1)?;
    let start = doc.sents.get(doc.sent_of(acronym))?.first as usize;
    let mut wanted = letters.chars().rev().flat_map(char::to_lowercase).peekable();
    let mut first = end;
    for t in (start..end).rev().take(letters.chars().count() * 2) {
        let initial = doc.lower(t).chars().next()?;
        if wanted.peek() == Some(&initial) {
            wanted.next();
            first = t;
        } else if !matches!(doc.tokens[t].upos, Upos::Det | Upos::Adp | Upos::Cconj) {
            return None;
        }
        if wanted.peek().is_none() {
            let named = doc.word(first).starts_with(char::is_uppercase);
            return named.then_some(first..end);
        }
    }
    None
}

/// The longest acronym, and how far in a text one is looked for: a bound for texts that are no articles.
const MOST_LETTERS: usize = 10;
const FAR_ACRONYM: usize = 6000;

/// The name that a participle behind a group gives it: `un groupe baptisé les « Aigles de libération de l'Afrique »`.
fn dubbed(cx: &Context<'_>, party: &Party, mention: &Mention) -> Option<Range<usize>> {
    let doc = cx.doc;
    let words = &cx.language.grammar;
    let group = !mention.plural
        && !mention.thing
        && !party.person
        && (cx.is_one_of(mention.head as usize, &words.body)
            || cx.is_one_of(mention.head as usize, &words.member)
            || cx.is_one_of(mention.head as usize, &words.bodies));
    let sent_end = doc.sents.get(doc.sent_of(mention.head as usize))?.end as usize;
    let mut at = mention.end as usize;
    if !group || at >= sent_end {
        return None;
    }
    if doc.lower(at) == "," {
        at += 1;
    }
    let gives = at < sent_end
        && doc.tokens[at].feats.has(Feats::PAST_PART)
        && cx.is_one_of(at, &words.dubbed);
    if !gives {
        return None;
    }
    // `connu sous le nom de`, `known as the`.
    let opens = |t: usize| {
        matches!(doc.tokens[t].upos, Upos::Adp | Upos::Det | Upos::Sconj)
            || cx.is_one_of(t, &words.identified)
            || matches!(doc.lower(t), "«" | "“" | "\"" | "'" | "‘" | "as")
    };
    let first = (at + 1..(at + 8).min(sent_end)).find(|&t| !opens(t))?;
    if !doc.word(first).starts_with(char::is_uppercase) {
        return None;
    }
    let small = |t: usize| matches!(doc.tokens[t].upos, Upos::Adp | Upos::Det | Upos::Cconj);
    let name = |t: usize| doc.word(t).starts_with(char::is_uppercase);
    let quoted = first > at + 1 && matches!(doc.lower(first - 1), "«" | "“" | "\"" | "‘");
    let closes =
        |t: usize| matches!(doc.lower(t), "»" | "”" | "\"" | "’" | "," | "(" | ")" | ";" | ".");
    let mut end = first + 1;
    while end < sent_end && end < first + LONG_NAME && !closes(end) {
        let goes_on = quoted || name(end) || small(end) && end + 1 < sent_end && name(end + 1);
        if !goes_on {
            break;
        }
        end += 1;
    }
    Some(first..end)
}

/// So many words at most has the name of a group.
const LONG_NAME: usize = 10;

/// How many sentences back the group was named for which `le groupe` stands.
const GROUP_NEAR: usize = 3;

/// `les rebelles`, `the militants`, `le groupe jihadiste`: a noun for an armed group or its people, alone or with
/// an adjective that says nothing of a country.
fn is_generic_group(cx: &Context<'_>, mention: &Mention) -> bool {
    let head = mention.head as usize;
    let body = !mention.plural && cx.is_one_of(head, &cx.language.grammar.body);
    let plain = |t: usize| {
        t == head
            || body
                && cx.doc.tokens[t].upos == Upos::Adj
                && cx.demonyms_in(t..t + 1).is_empty()
                && !cx.is_one_of(t, &cx.language.grammar.other)
    };
    mention.kind == ActorKind::ArmedGroup
        && mention.tokens().all(plain)
        && cx.is_one_of(head, &cx.language.grammar.member)
}
