//! Names: under which words of the document somebody in a role is published.
//!
//! Takes a party; gives it under the fullest name that the document has for it: a group's own name
//! for `les rebelles`, the name beside a noun for a group (`the militant group al-Shabab`).

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
    // `the militant Islamist group al-Shabab`: the name right behind its noun.
    if let Some((i, name)) = name_behind(cx, mention) {
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
    let limit = (comma + 3).min(doc.sents[doc.sent_of(mention.head as usize)].end as usize);
    let (i, name) = cx.mentions_in(comma + 1..limit).next().filter(|_| comma < limit)?;
    let end = name.end as usize;
    let closed = doc.tokens.get(end).is_none_or(|_| matches!(doc.lower(end), "," | "." | ")"));
    let armed = names_group(cx, name);
    let plain = (comma + 1..name.first as usize).all(|t| doc.tokens[t].upos == Upos::Det);
    (matches!(doc.lower(comma), "," | "(") && closed && armed && plain).then_some((i, name))
}

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
