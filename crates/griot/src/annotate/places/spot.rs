//! Spotting: which stretches of a sentence may name a place, by the table and by grammar.
//!
//! Takes a document; gives candidates in order, without overlap, each with the words around it
//! that tell what it is and how it stands in the sentence. Whether a candidate is a place at all,
//! and which one, is decided in [`resolve`](super::resolve).

mod heads;

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use crate::annotate::{Doc, Rel, Token, Upos};
use crate::gazetteer::{Gazetteer, HEAD_START, NameId, RowKind, Walk, fold_into};
use crate::lexicon::places_schema::{HeadKind, Relation};
use crate::model::Lang;
use crate::span::Span;

use super::words::{Class, PlaceWords};

/// Begins with a capital.
const CAP: u8 = 1;
/// Is written in capitals, two letters at least.
const ALL_CAPS: u8 = 1 << 1;
/// A hyphen or an apostrophe.
const GLUE: u8 = 1 << 2;
/// Any other mark, or nothing that folds.
const MARK: u8 = 1 << 3;
/// Lies in a span that somebody else has claimed.
const BLOCKED: u8 = 1 << 4;

/// Words of one name, at the most.
const LONGEST: usize = 8;

/// A stretch that may name a place.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The tokens of the name, with a head that belongs to it.
    pub(super) tokens: Range<usize>,
    /// The name within one token, when the token joins two (`Sévaré-Bandiagara`).
    pub(super) part: Option<Span>,
    /// The name in the table.
    pub(super) name: Option<NameId>,
    /// The noun that says what it is, as an index into the heads of the words.
    pub(super) head: Option<usize>,
    /// Whether `de` or `of` stands between the head and the name (`camp de X`, not `hôtel X`).
    pub(super) linked: bool,
    /// Where the words about it begin: its head, or itself.
    pub(super) start: usize,
    /// Where they end.
    pub(super) end: usize,
    /// How it stands in the sentence.
    pub(super) relation: Relation,
    /// Whether the preposition alone proves a place.
    pub(super) strong: bool,
    /// The lexicon entry of the preposition.
    pub(super) relation_id: Option<Arc<str>>,
    /// Whether the preposition speaks of a border.
    pub(super) border: bool,
    /// A direction makes it a part of a country or a unit (`nord de la Syrie`).
    pub(super) region: bool,
    /// Its sentence.
    pub(super) sent: usize,
}

/// A document with what spotting asks of each token.
pub(super) struct Scene<'s, 't> {
    pub(super) doc: &'s Doc<'t>,
    pub(super) gazetteer: &'s Gazetteer,
    pub(super) words: &'s PlaceWords,
    flags: Vec<u8>,
    classes: Vec<Class>,
    /// Room to fold words in.
    buffer: RefCell<String>,
}

impl<'s, 't> Scene<'s, 't> {
    pub(super) fn new(
        doc: &'s Doc<'t>,
        gazetteer: &'s Gazetteer,
        words: &'s PlaceWords,
        blocked: &[Span],
    ) -> Self {
        let mut flags: Vec<u8> =
            (0..doc.tokens.len()).map(|token| flags_of(doc.word(token))).collect();
        // `KABUL - A bomb went off`: a dash between spaces joins no name.
        for token in 1..flags.len().saturating_sub(1) {
            let spaced = |at: usize| doc.tokens.get(at).is_some_and(|token| token.space_before);
            if flags.get(token) == Some(&GLUE)
                && spaced(token)
                && spaced(token + 1)
                && let Some(flag) = flags.get_mut(token)
            {
                *flag = MARK;
            }
        }
        // An Arabic article that is a token of its own (`al - Bab`) begins the name.
        for token in 0..flags.len().saturating_sub(2) {
            let glued = |at: usize| doc.tokens.get(at).is_some_and(|token| !token.space_before);
            if flags.get(token + 1) == Some(&GLUE)
                && flags.get(token + 2).is_some_and(|next| next & CAP != 0)
                && doc.word(token).len() == 2
                && glued(token + 1)
                && glued(token + 2)
                && let Some(flag) = flags.get_mut(token)
            {
                *flag |= CAP;
            }
        }
        // `Kurdish-held`: whose a place is begins no name.
        for (token, flag) in flags.iter_mut().enumerate() {
            if *flag & CAP != 0 && words.is_held(doc.lower(token)) {
                *flag &= !(CAP | ALL_CAPS);
            }
        }
        for span in blocked {
            let first = doc.tokens.partition_point(|token| token.span.end <= span.start);
            for (token, flag) in doc.tokens.iter().zip(&mut flags).skip(first) {
                if token.span.start >= span.end {
                    break;
                }
                *flag |= BLOCKED;
            }
        }
        let class = |(at, token): (usize, &Token)| {
            let known = words.classed.passes(token.form_hash);
            if known { words.class(doc.lower(at)) } else { Class::default() }
        };
        let classes = doc.tokens.iter().enumerate().map(class).collect();
        Self { doc, gazetteer, words, flags, classes, buffer: RefCell::default() }
    }

    fn has(&self, token: usize, flag: u8) -> bool {
        self.flags.get(token).is_some_and(|flags| flags & flag != 0)
    }

    /// Whether a token begins with a capital.
    pub(super) fn is_cap(&self, token: usize) -> bool {
        self.has(token, CAP)
    }

    /// Whether a token is written in capitals.
    pub(super) fn is_all_caps(&self, token: usize) -> bool {
        self.has(token, ALL_CAPS)
    }

    /// Whether a token is a mark of punctuation other than a hyphen or an apostrophe.
    pub(super) fn is_mark(&self, token: usize) -> bool {
        self.has(token, MARK)
    }

    /// What a token is among the words around places.
    pub(super) fn class(&self, token: usize) -> Class {
        self.classes.get(token).copied().unwrap_or_default()
    }

    fn undone(&self, token: usize) -> &str {
        if token < self.doc.tokens.len() { self.words.undone(self.doc.lower(token)) } else { "" }
    }

    fn is_linker(&self, token: usize) -> bool {
        self.class(token).is(Class::LINKER) || {
            let lower = if token < self.doc.tokens.len() { self.doc.lower(token) } else { "" };
            let undone = self.words.undone(lower);
            undone != lower && self.words.class(undone).is(Class::LINKER)
        }
    }

    /// Whether a token is the preposition that the contractions hold (`à`).
    fn is_at(&self, token: usize) -> bool {
        token < self.doc.tokens.len()
            && self.words.contractions.values().any(|word| **word == *self.doc.lower(token))
            && !self.is_linker(token)
    }

    /// The noun that a token is, when it says what a place is.
    fn head(&self, token: usize) -> Option<usize> {
        let head = usize::from(self.class(token).head);
        head.checked_sub(1).filter(|&head| {
            let rest = self.words.heads.get(head).map_or(&[][..], |head| &head.rest[..]);
            rest.iter().enumerate().all(|(at, word)| {
                let token = token + 1 + at;
                token < self.doc.tokens.len() && self.doc.lower(token) == &**word
            })
        })
    }

    /// The candidates of the whole document.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut found = vec![];
        for (sent, range) in self.doc.sents.iter().enumerate() {
            let mut token = range.first as usize;
            let end = (range.end as usize).min(self.doc.tokens.len());
            while token < end {
                let before = found.len();
                if !self.has(token, BLOCKED) {
                    self.spot(token, end, sent, &mut found);
                }
                let next = found.get(before..).and_then(<[_]>::last).map_or(0, |last| last.end);
                token = next.max(token + 1);
            }
        }
        self.share_heads(&mut found);
        found
    }

    /// What begins at a token, if anything.
    fn spot(&self, token: usize, end: usize, sent: usize, found: &mut Vec<Candidate>) {
        let class = self.class(token);
        let cap = self.is_cap(token);
        if !cap && class.bits == 0 && class.head == 0 && !self.starts_lower_name(token) {
            return;
        }
        let sent_start = self.doc.sents.get(sent).map_or(0, |sent| sent.first as usize);
        let mut push = |mut candidate: Candidate| {
            candidate.sent = sent;
            if candidate.relation == Relation::Bare {
                self.relate(&mut candidate, sent_start);
            }
            found.push(candidate);
        };
        if let Some(candidate) = self.direction(token, end) {
            return push(candidate);
        }
        if let Some(candidate) = self.headed(token, end) {
            return push(candidate);
        }
        if !cap
            && self.may_begin_lower(token, end)
            && let Some((stop, name)) = self.longest(token, end)
            && self.gazetteer.is_written_lower(name)
            && stop > token + 1
        {
            return push(Self::candidate(token..stop, Some(name)));
        }
        if !cap {
            return;
        }
        // `À Dosso`, `Les Gao`: a word that begins the sentence is no part of the name behind it.
        let is_small =
            class.is(Class::COMMON) || self.words.relations.contains_key(self.undone(token));
        if is_small
            && token + 1 < end
            && self.is_cap(token + 1)
            && self.doc.tokens.get(token + 1).is_some_and(|next| next.space_before)
            && (token == sent_start || self.is_mark(token - 1))
            && let Some((own, _)) = self.longest(token + 1, end)
            && self.longest(token, end).is_none_or(|(stop, name)| {
                stop <= own
                    && !self.gazetteer.places_of(name).take(12).any(|row| {
                        row.known || matches!(row.kind, RowKind::Country | RowKind::City)
                    })
            })
        {
            return;
        }
        let chunk = self.chunk(token, end);
        if chunk > token && self.is_generic(token..chunk) {
            return;
        }
        if let Some((stop, name)) = self.longest(token, end) {
            let mut candidate = Self::candidate(token..stop, Some(name));
            self.head_after(&mut candidate, end);
            if self.qualifies_unit(&candidate, end) {
                return;
            }
            self.cede_head(&mut candidate, end);
            // A longer name that the table does not know, after a preposition that locates, is
            // not the shorter one that it begins with.
            if chunk > candidate.end && candidate.head.is_none() {
                self.relate(&mut candidate, sent_start);
                let mut longer = Self::candidate(token..chunk, None);
                self.head_after(&mut longer, end);
                let weighty = self.gazetteer.places_of(name).take(12).any(|row| {
                    matches!(row.kind, RowKind::Country | RowKind::City | RowKind::Admin1)
                        || row.known
                });
                if longer.head.is_some() || candidate.relation != Relation::Bare && !weighty {
                    candidate = longer;
                }
            }
            return push(candidate);
        }
        if let Some(parts) = self.halves(token) {
            return parts.into_iter().for_each(push);
        }
        if chunk > token {
            let mut candidate = Self::candidate(token..chunk, None);
            self.head_after(&mut candidate, end);
            if self.qualifies_unit(&candidate, end) {
                return;
            }
            self.relate(&mut candidate, sent_start);
            // `X, dans la région de Y` may name a place without any other sign.
            let apposed = matches!(self.doc.tokens.get(candidate.end), Some(next)
                if matches!(next.span.of(self.doc.text), "," | "("));
            let named = candidate.head.is_some() || candidate.relation != Relation::Bare;
            if named || apposed || self.is_ruined(&candidate) {
                push(candidate);
            }
        }
    }

    fn candidate(tokens: Range<usize>, name: Option<NameId>) -> Candidate {
        Candidate {
            start: tokens.start,
            end: tokens.end,
            tokens,
            part: None,
            name,
            head: None,
            linked: false,
            relation: Relation::Bare,
            strong: false,
            relation_id: None,
            border: false,
            region: false,
            sent: 0,
        }
    }

    fn starts_lower_name(&self, token: usize) -> bool {
        let lower = self.doc.lower(token);
        if lower.len() < 4 {
            return false;
        }
        if lower.is_ascii() {
            return self.gazetteer.is_head(lower);
        }
        let mut folded = String::new();
        fold_into(lower, &mut folded);
        self.gazetteer.is_head(&folded)
    }

    /// Whether a name that is written without a capital may begin at a token: a look at its first
    /// letters, since hardly any word does.
    fn may_begin_lower(&self, start: usize, end: usize) -> bool {
        let mut folded = self.buffer.take();
        folded.clear();
        for token in start..end.min(start + LONGEST) {
            if self.has(token, MARK | BLOCKED) || folded.len() >= HEAD_START {
                break;
            }
            if self.has(token, GLUE) {
                continue;
            }
            let word = self.doc.word(token);
            if word.is_ascii() {
                // What stands behind the letters that are looked at need not be folded.
                let room = HEAD_START - folded.len();
                let letters = word.bytes().filter(u8::is_ascii_alphanumeric).take(room);
                folded.extend(letters.map(|byte| char::from(byte.to_ascii_lowercase())));
            } else {
                fold_into(word, &mut folded);
            }
        }
        let may = self.gazetteer.may_begin_lower(&folded);
        self.buffer.replace(folded);
        may
    }

    /// The longest name of the table that begins at a token and may be one here.
    fn longest(&self, start: usize, end: usize) -> Option<(usize, NameId)> {
        let mut walk = self.gazetteer.walk();
        let mut folded = self.buffer.take();
        let mut best = None;
        for token in start..end.min(start + LONGEST) {
            if self.has(token, MARK | BLOCKED) {
                break;
            }
            if self.has(token, GLUE) {
                continue;
            }
            let Some(next) = self.step(walk, self.doc.word(token), &mut folded) else { break };
            walk = next;
            if let Some(name) = self.gazetteer.name_at(walk)
                && self.may_be_name(start, token, name)
            {
                best = Some((token + 1, name));
            }
        }
        self.buffer.replace(folded);
        best
    }

    /// A step of a walk over a word as it is written.
    fn step(&self, mut walk: Walk, word: &str, folded: &mut String) -> Option<Walk> {
        if word.is_ascii() {
            for byte in word.bytes().filter(u8::is_ascii_alphanumeric) {
                walk = self.gazetteer.step(walk, &[byte.to_ascii_lowercase()])?;
            }
            return Some(walk);
        }
        folded.clear();
        fold_into(word, folded);
        self.gazetteer.step(walk, folded.as_bytes())
    }

    /// Whether the words from `first` to `last` are written as a name.
    fn may_be_name(&self, first: usize, last: usize, name: NameId) -> bool {
        if self.doc.word(first).len() + self.doc.word(last).len() < 4 && first == last {
            // One letter is never a place, and two letters are only as an acronym.
            return self.doc.word(first).len() >= 2
                && (!self.is_all_caps(first) || self.gazetteer.is_written_in_capitals(name))
                && !self.class(first).is(Class::COMMON);
        }
        if self.gazetteer.is_written_lower(name) && first != last {
            return true;
        }
        // `Arabie saoudite`, `République centrafricaine`: French writes the adjectives of countries
        // small.
        if first != last
            && self.is_cap(first)
            && self.gazetteer.places_of(name).take(4).any(|row| row.kind == RowKind::Country)
        {
            return true;
        }
        if !self.is_cap(first) || !(self.is_cap(last) || first == last) {
            return false;
        }
        (first..=last).all(|token| {
            self.is_cap(token)
                || self.has(token, GLUE)
                || self.class(token).is(Class::JOINER | Class::ARTICLE | Class::LINKER)
                || self.is_linker(token)
                || self.doc.word(token).starts_with(|ch: char| ch.is_ascii_digit())
        })
    }

    /// One past the last token of the capitalised name that begins at a token.
    fn chunk(&self, start: usize, end: usize) -> usize {
        if !self.is_cap(start) || self.has(start, BLOCKED) || self.opens_as_word(start) {
            return start;
        }
        let mut at = start + 1;
        while at < end && at < start + LONGEST {
            let glued = self.has(at, GLUE)
                && self.doc.tokens.get(at).is_some_and(|token| !token.space_before)
                && self.doc.tokens.get(at + 1).is_some_and(|token| !token.space_before);
            if glued {
                at += 2;
            } else if self.has(at, BLOCKED) || self.is_after_head(at) {
                break;
            } else if self.is_cap(at) && self.is_all_caps(at) == self.is_all_caps(start) {
                at += 1;
            } else if self.class(at).is(Class::JOINER)
                && (!self.is_linker(at) || self.doc.word(at).ends_with(['\'', '’']))
                && !self.class(at).is(Class::AND)
                && self.is_cap(at + 1)
                && at + 1 < end
            {
                at += 2;
            } else {
                break;
            }
        }
        at.min(end)
    }

    /// Whether a token is a small word that has its capital from the beginning of a sentence.
    fn opens_as_word(&self, token: usize) -> bool {
        let small = self.class(token).is(Class::COMMON | Class::ARTICLE)
            || self.words.relations.contains_key(self.undone(token));
        small
            && token.checked_sub(1).is_none_or(|before| {
                self.has(before, MARK)
                    || self
                        .doc
                        .sents
                        .get(self.doc.sent_of(token))
                        .is_some_and(|s| s.first as usize == token)
            })
    }

    fn is_open_quote(&self, token: usize) -> bool {
        token < self.doc.tokens.len()
            && matches!(self.doc.word(token), "«" | "\"" | "“" | "'" | "‘")
    }

    /// `nord de la Syrie`, `nord du pays`, `northern Mali`.
    fn direction(&self, token: usize, end: usize) -> Option<Candidate> {
        let class = self.class(token);
        let mut at = token + 1;
        if class.is(Class::DIRECTION) && self.is_linker(at) {
            at += 1;
            if self.class(at).is(Class::ARTICLE) && !self.is_cap(at) {
                at += 1;
            }
        } else if !class.is(Class::DIRECTION_ADJ) {
            return None;
        }
        if at >= end {
            return None;
        }
        let (start, stop, name) = if self.class(at).is(Class::THIS_COUNTRY) && !self.is_cap(at) {
            (at, at + 1, None)
        } else if self.is_cap(at) {
            let (stop, name) = self.longest(at, end)?;
            (at, stop, Some(name))
        } else {
            return None;
        };
        let before = token.checked_sub(1);
        let article = before.is_some_and(|before| self.class(before).is(Class::ARTICLE));
        // `au nord`, `à l'est`: with the preposition that also speaks of what lies outside.
        let first = before.filter(|_| article).and_then(|before| before.checked_sub(1));
        let contracted = before.is_some_and(|before| self.undone(before) != self.doc.lower(before))
            || first.is_some_and(|first| self.is_at(first));
        // `30 km au nord du Mali` speaks of what lies outside of it; `au nord de Gao` too, but
        // `au nord du Mali` is a part of the country.
        let far = (1..=2).filter_map(|back| token.checked_sub(back));
        let far = far.clone().any(|token| self.class(token).is(Class::DISTANCE));
        let adjective = class.is(Class::DIRECTION_ADJ);
        let is_wide = !far
            && (adjective || article || contracted)
            && name.is_none_or(|name| {
                self.gazetteer.places_of(name).take(12).any(|row| match row.kind {
                    RowKind::Country => true,
                    RowKind::Admin1 | RowKind::Admin2 | RowKind::Region => !contracted,
                    _ => false,
                })
            });
        // `northwestern Zamfara`: the unit, where nothing else has that name. What lies in its north is in it.
        let unit = || {
            name.is_some_and(|name| {
                let rows = || self.gazetteer.places_of(name).take(12);
                rows().any(|row| row.kind == RowKind::Admin1)
                    && !rows().any(|row| {
                        matches!(row.kind, RowKind::Country | RowKind::City | RowKind::Region)
                    })
            })
        };
        if !is_wide || self.has(start, BLOCKED) || adjective && !self.is_cap(token) && unit() {
            return None;
        }
        let mut candidate = Self::candidate(token..stop, name);
        // A head behind it is part of it: `northern Tillabéri region`.
        self.head_after(&mut candidate, end);
        candidate.head = None;
        candidate.region = true;
        Some(candidate)
    }

    /// Two names in one token: `Sévaré-Bandiagara`.
    fn halves(&self, token: usize) -> Option<[Candidate; 2]> {
        let word = self.doc.word(token);
        let (at, dash) = word.char_indices().find(|(_, ch)| matches!(ch, '-' | '–' | '—'))?;
        let (first, second) = (word.get(..at)?, word.get(at + dash.len_utf8()..)?);
        if !second.starts_with(char::is_uppercase) || first.len() < 3 || second.len() < 3 {
            return None;
        }
        let find = |text: &str| {
            let mut folded = String::new();
            fold_into(text, &mut folded);
            let walk = self.gazetteer.step(self.gazetteer.walk(), folded.as_bytes())?;
            self.gazetteer.name_at(walk)
        };
        let class = |text: &str| self.words.class(&text.to_lowercase());
        if class(first).is(Class::DIRECTION) || class(second).is(Class::DIRECTION | Class::COMMON) {
            return None;
        }
        let (one, two) = (find(first)?, find(second)?);
        let span = self.doc.tokens.get(token)?.span;
        let start = span.start as usize;
        let make = |name, from: usize, to: usize| Candidate {
            part: Some(Span::new(start + from, start + to)),
            ..Self::candidate(token..token + 1, Some(name))
        };
        Some([make(one, 0, at), make(two, at + dash.len_utf8(), word.len())])
    }

    /// Reads the preposition before a candidate.
    fn relate(&self, candidate: &mut Candidate, sent_start: usize) {
        let mut at = candidate.start;
        // `in the Kaduna town of Zaria`, `in Kurdish-held Manbij`, `in northwestern Zamfara`: over what stands between.
        // `In neighbouring Nigeria, … near Gorgi`: a country tells less.
        let english = self.doc.lang == Lang::En;
        let country = || {
            candidate.name.is_some_and(|name| {
                self.gazetteer.places_of(name).take(1).any(|row| row.kind == RowKind::Country)
            })
        };
        let headed = english && candidate.start < candidate.tokens.start;
        while at > sent_start {
            let class = self.class(at - 1);
            let passed = class.is(Class::ARTICLE)
                || self.is_open_quote(at - 1)
                || class.is(Class::MODIFIER) && (candidate.head.is_some() || english && !country())
                || class.is(Class::DIRECTION_ADJ)
                || self.words.is_held(self.doc.lower(at - 1))
                || headed
                    && self.is_cap(at - 1)
                    && class.head == 0
                    && !self.words.relations.contains_key(self.undone(at - 1));
            if !passed {
                break;
            }
            at -= 1;
        }
        let Some(last) = at.checked_sub(1).filter(|&last| last >= sent_start) else { return };
        let Some(forms) = self.words.relations.get(self.undone(last)) else { return };
        let form = forms.iter().find(|form| {
            let mut at = last;
            form.before.iter().all(|word| {
                while at > sent_start && self.class(at - 1).is(Class::ARTICLE) {
                    at -= 1;
                }
                let fits = at > sent_start && self.undone(at - 1) == &**word;
                at = at.saturating_sub(1);
                fits
            })
        });
        let Some(form) = form else { return };
        candidate.relation = form.relation;
        // `rode into Tungar Kudaku`: nobody rides into anything else.
        let moved = || {
            last.checked_sub(1).is_some_and(|t| {
                t >= sent_start && self.words.motion_verbs.contains(self.doc.lemma(t))
            })
        };
        candidate.strong = !form.weak || moved();
        candidate.relation_id = Some(Arc::clone(&form.id));
        candidate.border = form.border;
        // `à 30 km de X`, `30 km from X`.
        let distance =
            last.checked_sub(1).is_some_and(|token| self.class(token).is(Class::DISTANCE));
        if distance && matches!(form.relation, Relation::Of | Relation::From) {
            candidate.relation = Relation::Near;
            candidate.strong = true;
        }
    }

    /// Whether a token lies in the name of a street or of an embassy.
    pub(super) fn names_street(&self, candidates: &[Candidate], token: usize) -> bool {
        let at = candidates.partition_point(|candidate| candidate.end <= token);
        candidates.get(at).is_some_and(|candidate| {
            candidate.start <= token && self.head_kind(candidate) == Some(HeadKind::Street)
        })
    }

    /// Whether a candidate is the object of a verb that takes or hits places (`attacked Tsafe`).
    pub(super) fn is_taken(&self, candidate: &Candidate) -> bool {
        let doc = self.doc;
        let first = candidate.tokens.start;
        doc.tokens.get(first).is_some_and(|token| {
            let verb = token.head as usize;
            token.rel == Rel::Obj
                && token.upos == Upos::Propn
                && verb < first
                && first - verb <= 2
                && self.words.taking_verbs.contains(doc.lemma(verb))
        })
    }

    /// Whether a candidate is what a verb was done to that ruins or takes places, so that what no table knows is one
    /// (`bombarded Kremenchouk`, `s'est emparée de Robotyne`).
    pub(super) fn is_ruined(&self, candidate: &Candidate) -> bool {
        let doc = self.doc;
        let first = candidate.tokens.start;
        candidate.head.is_none()
            && candidate.tokens.len() <= 2
            && doc.tokens.get(first).is_some_and(|token| {
                let verb = token.head as usize;
                let lemma = doc.lemma(verb);
                let verbs = match (token.rel, candidate.relation) {
                    (Rel::Obj, Relation::Bare) => &self.words.ruining_verbs,
                    (Rel::Obl | Rel::Obj, Relation::Of) => &self.words.ruining_of_verbs,
                    _ => return false,
                };
                token.upos == Upos::Propn
                    && verb < first
                    && first - verb <= 3
                    && verbs.contains(lemma)
            })
    }

    /// The kind of a candidate's head.
    pub(super) fn head_kind(&self, candidate: &Candidate) -> Option<HeadKind> {
        candidate.head.and_then(|head| self.words.heads.get(head)).map(|head| head.kind)
    }
}

fn flags_of(word: &str) -> u8 {
    let Some(first) = word.chars().next() else { return MARK };
    if first.is_alphanumeric() {
        if !first.is_uppercase() {
            // `al-Bab`, `el-Fasher`, `ash-Shaddadi`.
            let name = match word.as_bytes() {
                [b'a' | b'e', letter, b'-', ..] if *letter != b'-' => word.get(3..),
                [b'a', letter, b'h', b'-', ..] if *letter != b'-' => word.get(4..),
                _ => None,
            };
            let named = name.is_some_and(|name| name.starts_with(char::is_uppercase));
            return if named { CAP } else { 0 };
        }
        let (mut letters, mut capitals) = (0, 0);
        for ch in word.chars().filter(|ch| ch.is_alphabetic()) {
            letters += 1;
            capitals += usize::from(ch.is_uppercase());
        }
        // `FAMa` and the like are acronyms as well.
        let mixed = capitals > 2 && !word.contains(['-', '\'', '’']);
        let all = mixed || letters > 1 && letters == capitals;
        return if all { CAP | ALL_CAPS } else { CAP };
    }
    if word.chars().all(|ch| matches!(ch, '-' | '‐' | '‑' | '–' | '\'' | '’')) {
        GLUE
    } else {
        MARK
    }
}
