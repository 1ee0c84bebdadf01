//! Sources: everyone named as telling of an event.
//!
//! Takes a draft, all drafts and everything said; gives names. The speakers of the sentences that
//! tell the event come first, with those who claim it; then those who speak of it afterwards: the
//! witness quoted in the next paragraph tells of the same event until another event begins. Those
//! who condemn, call for or wish something take the event as known, and are no source of it.

use crate::annotate::mentions::MentionClass;
use crate::annotate::{Feats, Upos};
use crate::coding::assemble::{name, party_name};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::judge::source::{SourceCandidate, SourceScene};
use crate::coding::judge::{Case, Judge, Question};
use crate::coding::roles::JUDGED;
use crate::coding::sightings::Sighting;
use crate::coding::speakers::Speaker;
use crate::coding::statements::Said;
use crate::lexicon::Subject;
use crate::lexicon::schema::{Speech, Strength};
use crate::model::{Considered, Family, Name};

/// How many paragraphs after the last sentence of an event words still tell of it.
const REACH: u32 = 1;

/// Everyone who tells of an event.
pub(crate) fn sources(cx: &Context<'_>, draft: &Draft, all: &[Draft], said: &[Said]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for sighting in draft.sightings.iter().filter(|sighting| !is_in_passing(sighting, draft, all)) {
        let said = said_of(cx, sighting.sent, said);
        for said in said.filter(|said| tells(said) && !does_by_saying(cx, sighting, said)) {
            add_speakers(cx, &mut names, said);
        }
        for claimant in &sighting.claimants {
            add_name(&mut names, party_name(cx, claimant));
        }
    }
    for said in said.iter().filter(|said| tells(said) && goes_on(cx, draft, all, said)) {
        add_speakers(cx, &mut names, said);
    }
    names
}

/// The sources of an event as coded documents teach them: of everybody who speaks near it. Gives also those whom the
/// rules found and coded documents speak against.
pub(crate) fn judged(
    cx: &Context<'_>,
    judge: &mut Judge<'_>,
    scene: &SourceScene<'_, '_>,
    rules: &[Name],
    said: &[Said],
) -> (Vec<Name>, Vec<Considered>) {
    let mut voices: Vec<Voice<'_>> = Vec::new();
    for said in said.iter().filter(|said| scene.is_near(said)) {
        let all =
            said.carriers.iter().map(|s| (s, true)).chain(said.speakers.iter().map(|s| (s, false)));
        for (speaker, carries) in all {
            let name = speaker_name(cx, speaker);
            match voices.iter_mut().find(|voice| is_one_name(&voice.name, &name)) {
                Some(voice) => voice.said.push((said, carries)),
                None => voices.push(Voice { name, speaker, said: vec![(said, carries)] }),
            }
        }
    }
    // Those whom the rules found and who say nothing that is quoted: they claim it.
    let speaks = |rule: &&Name| voices.iter().any(|voice| is_one_name(rule, &voice.name));
    let mut names: Vec<Name> = rules.iter().filter(|rule| !speaks(rule)).cloned().collect();
    let mut dropped = Vec::new();
    for Voice { name, speaker, said } in voices {
        let rule = rules.iter().find(|rule| is_one_name(rule, &name));
        let candidate = SourceCandidate { speaker, said, rule: rule.is_some() };
        let mut features = judge.features();
        scene.features(&candidate, &mut features);
        let case = Case::Source(scene.event, &name.text);
        let verdict = judge.ask(Question::Source, &case, &features);
        let yes = verdict.map_or(rule.is_some(), |verdict| {
            verdict.yes && (rule.is_some() || verdict.probability > SURE)
        });
        if yes {
            add_name(&mut names, rule.unwrap_or(&name).clone());
        } else if let (Some(rule), Some(verdict)) = (rule, verdict) {
            dropped.push(Considered {
                span: rule.span,
                slot: "sources",
                rule: JUDGED.to_owned(),
                why: format!(
                    "coded documents speak against this source (probability {:.2})",
                    verdict.probability
                ),
            });
        }
    }
    // In the order of the rules, and the others behind them.
    names.sort_by_key(|name| {
        rules.iter().position(|rule| is_one_name(rule, name)).unwrap_or(usize::MAX)
    });
    (names, dropped)
}

/// Somebody who speaks near an event, under the name that is published.
struct Voice<'a> {
    name: Name,
    speaker: &'a Speaker,
    /// What they say, and whether they only carry it.
    said: Vec<(&'a Said, bool)>,
}

/// How sure a source must be that no rule found.
const SURE: f32 = 0.5;

/// Whether two names are of one: the same words, be it without an acronym in brackets, or one actor of the registry.
fn is_one_name(a: &Name, b: &Name) -> bool {
    fn bare(name: &str) -> &str {
        let bare = name.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
        bare.map_or(name, |(bare, _)| bare)
    }
    a.registry_id.is_some() && a.registry_id == b.registry_id
        || is_one_text(bare(&a.text), bare(&b.text))
}

/// Whether two texts are the same but for capitals. Names are compared by the thousand: nearly all of them differ in
/// their first letter.
fn is_one_text(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.chars().flat_map(char::to_lowercase).eq(other.chars().flat_map(char::to_lowercase))
}

/// Whether a sentence that tells another event only takes this one up with a word that may mean
/// anything (`leurs moyens dédiés à ces opérations`): whoever speaks there tells of the other.
fn is_in_passing(sighting: &Sighting, draft: &Draft, all: &[Draft]) -> bool {
    let vague = |sighting: &Sighting| {
        sighting.triggers.iter().all(|t| t.strength == Strength::Weak && t.definite)
    };
    vague(sighting)
        && sighting.tolls.is_empty()
        && sighting.time.is_none()
        && all
            .iter()
            .filter(|other| !std::ptr::eq(*other, draft))
            .any(|other| other.sightings.iter().any(|s| s.sent == sighting.sent && !vague(s)))
}

/// The event that an article is mostly about: the one of the most sentences.
pub(super) fn main_of(all: &[Draft]) -> Option<&Draft> {
    all.iter().min_by_key(|draft| {
        (std::cmp::Reverse(draft.sightings.len()), draft.sightings.first().map(|s| s.sent))
    })
}

/// The last sentence of an event up to another one.
fn told_before(draft: &Draft, sent: usize) -> Option<usize> {
    draft.sightings.iter().map(|s| s.sent).filter(|&told| told <= sent).max()
}

/// Whether an event is the one that was told last when a sentence comes.
pub(super) fn is_told_last(draft: &Draft, all: &[Draft], sent: usize) -> bool {
    let last = told_before(draft, sent);
    last.is_some() && all.iter().filter_map(|other| told_before(other, sent)).max() == last
}

/// Whether words told after the article's main event, in a sentence that tells none, are about it:
/// quoted, told of the past by somebody who was there, or taking up what happened (`l'explosion a eu
/// lieu à midi, selon une ONG`). What is told in passing has no witnesses of its own.
fn goes_on(cx: &Context<'_>, draft: &Draft, all: &[Draft], said: &Said) -> bool {
    let Some(last) = told_before(draft, said.sent).filter(|&last| last < said.sent) else {
        return false;
    };
    // A claim of responsibility is about the event told last.
    if said.speech == Speech::Claims {
        return is_told_last(draft, all, said.sent)
            && cx.doc.sents[said.sent].paragraph - cx.doc.sents[last].paragraph <= 1;
    }
    main_of(all).is_some_and(|main| std::ptr::eq(main, draft))
        && said.is_statement
        && cx.doc.sents[said.sent].paragraph - cx.doc.sents[last].paragraph <= REACH
        && is_told_last(draft, all, said.sent)
        && (said.quoted || is_individual(cx, said) && is_past(cx, said) || takes_up(cx, said.sent))
        && said.speakers.iter().any(|speaker| is_witness(cx, speaker))
}

/// Whether the speaker is somebody without a name of their own: a resident, an official.
fn is_individual(cx: &Context<'_>, said: &Said) -> bool {
    said.speakers.iter().filter_map(|speaker| speaker.mention).any(|m| {
        let mention = &cx.mentions[m];
        mention.class == MentionClass::People
            || mention.class == MentionClass::Function && mention.person.is_none()
    })
}

/// Whether a sentence takes up what happened: it names the event, its toll or who did it with a
/// definite article (`l'attaque`, `ces tirs`, `les assaillants`).
pub(super) fn takes_up(cx: &Context<'_>, sent: usize) -> bool {
    let tokens = cx.doc.sents[sent].tokens();
    let grammar = &cx.language.grammar;
    let definite = |t: usize| {
        (t.saturating_sub(2).max(tokens.start)..t).any(|t| cx.is_one_of(t, &grammar.definite))
    };
    let named = [Subject::Trigger, Subject::Outcome].into_iter().any(|subject| {
        cx.hits_of(tokens.clone(), subject)
            .any(|hit| cx.doc.tokens[hit.head()].upos == Upos::Noun && definite(hit.first as usize))
    });
    named || tokens.clone().any(|t| cx.is_one_of(t, &grammar.attacker) && definite(t))
}

/// Whether the words hold a verb in a past tense.
pub(super) fn is_past(cx: &Context<'_>, said: &Said) -> bool {
    let tokens = &cx.doc.tokens;
    let first = tokens.partition_point(|token| token.span.start < said.evidence.start);
    let end = tokens.partition_point(|token| token.span.end <= said.evidence.end);
    tokens.get(first..end).unwrap_or_default().iter().any(|token| {
        token.feats.has(Feats::PAST_PART)
            || token.feats.has(Feats::PAST)
            || token.feats.has(Feats::IMPERF)
    })
}

/// Somebody who was there or answers for it, rather than an analyst or a document.
pub(super) fn is_witness(cx: &Context<'_>, speaker: &Speaker) -> bool {
    !speaker.tokens.clone().any(|t| cx.is_one_of(t, &cx.language.grammar.analyst))
        && speaker.mention.is_none_or(|m| !matches!(cx.mentions[m].class, MentionClass::Document))
}

/// `Le gouverneur a déclaré l'état d'urgence`, `La junte a dénoncé l'accord`: who takes a step by saying so tells of nothing
/// that happened besides. Who announces it does.
fn does_by_saying(cx: &Context<'_>, sighting: &Sighting, said: &Said) -> bool {
    !cx.is_one_of(said.word, &cx.language.grammar.decide)
        && sighting.triggers.iter().any(|t| {
            t.head == said.word
                && t.hit.n_words > 1
                && t.event_type.family() == Family::Strategic
                && cx.doc.tokens[t.head].upos == Upos::Verb
        })
}

/// Whether words tell what happened.
fn tells(said: &Said) -> bool {
    !matches!(said.speech, Speech::Calls | Speech::Judges)
}

/// What is said in a sentence: reported words that cover it, quotations inside it.
pub(crate) fn said_of<'a>(
    cx: &'a Context<'_>,
    sent: usize,
    said: &'a [Said],
) -> impl Iterator<Item = &'a Said> + 'a {
    let span = cx.sent_span(sent);
    said.iter().filter(move |said| said.sent == sent || said.evidence.overlaps(span))
}

/// Adds the speakers of what is said, the nearest link of the chain first.
pub(crate) fn add_speakers(cx: &Context<'_>, names: &mut Vec<Name>, said: &Said) {
    for speaker in said.carriers.iter().chain(&said.speakers) {
        // `No group claimed the attack`: nobody said it.
        let first = speaker.tokens.start;
        let nobody = first > 0
            && cx.is_one_of(first - 1, &cx.language.grammar.negation)
            && cx.doc.tokens[first - 1].upos == Upos::Det;
        if !nobody {
            add_name(names, speaker_name(cx, speaker));
        }
    }
}

/// A speaker as published.
pub(crate) fn speaker_name(cx: &Context<'_>, speaker: &Speaker) -> Name {
    let registry = speaker
        .mention
        .map(|m| &cx.mentions[m])
        .filter(|m| m.class == MentionClass::Registered)
        .and_then(|m| m.registry);
    name(cx, speaker.tokens.clone(), registry)
}

/// Adds a name that is not listed yet.
pub(crate) fn add_name(names: &mut Vec<Name>, name: Name) {
    let known = names.iter().any(|known| is_one_name(known, &name));
    if known || names.iter().any(|known| is_short_for(&name.text, &known.text)) {
        return;
    }
    // `l'armée`, then `l'armée égyptienne`: the full name stays.
    match names.iter_mut().find(|known| is_short_for(&known.text, &name.text)) {
        Some(short) => *short = name,
        None => names.push(name),
    }
}

/// Whether a name is the bare noun that another begins with: `armée` of `armée égyptienne`.
fn is_short_for(short: &str, full: &str) -> bool {
    let small = short.chars().next().is_some_and(char::is_lowercase);
    small
        && !short.contains(char::is_whitespace)
        && full.strip_prefix(short).is_some_and(|rest| rest.starts_with(char::is_whitespace))
}
