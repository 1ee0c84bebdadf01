//! Mentions: the noun phrases of a sentence that name people, forces, groups, institutions and
//! documents that speak.
//!
//! Takes the tokens, the hits of the lexicon and of the registry, and the place mentions; gives
//! [`Mention`]s with the words of the name as the coding guidelines want them: without article,
//! number, participle or relative clause.
//!
//! ```text
//! French   [article|number] adjective* HEAD (adjective | name | de NP | à la NP)*
//! English  [article|number] (adjective | noun | name)* HEAD (name | of NP)*
//! ```
//!
//! Does not resolve pronouns or decide roles: that is coding.

mod nationals;

use std::ops::Range;

use crate::annotate::places::longer_demonym;
use crate::annotate::quantities::numerals::numeral;
use crate::annotate::quantities::tables::numbers;
use crate::annotate::times::is_weekday;
use crate::annotate::{Doc, Feats, Rel, Upos};
use crate::lexicon::registry::ActorIdx;
use crate::lexicon::schema::{People, Pos};
use crate::lexicon::{Hit, Language, Subject};
use crate::model::{ActorKind, Lang};
use crate::span::Span;

/// A noun phrase that names somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The token that the rest hangs on.
    pub head: u32,
    /// First token of the name.
    pub first: u32,
    /// One past the last token of the name.
    pub end: u32,
    /// What it is.
    pub kind: ActorKind,
    /// Position in the registry, when the phrase is, or is a part of, a registered actor.
    pub registry: Option<ActorIdx>,
    /// The tokens of the registered name inside the phrase.
    pub registry_tokens: Option<(u32, u32)>,
    /// The tokens of a person's name inside the phrase.
    pub person: Option<(u32, u32)>,
    /// What made it a mention.
    pub class: MentionClass,
    /// The lexicon entry of its head.
    pub people: Option<u32>,
    /// A thing or a building that stands for the people in it.
    pub thing: bool,
    /// The phrase counts an outcome or tells an event rather than naming somebody (`morts`).
    pub outcome: bool,
    /// Whether a definite article or demonstrative stands before it.
    pub definite: bool,
    /// Whether it is plural.
    pub plural: bool,
}

/// What made a phrase a mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionClass {
    /// A name of the registry alone.
    Registered,
    /// A noun of `people.toml` that is not a function.
    People,
    /// A function, title or rank of `people.toml`.
    Function,
    /// A person's name alone.
    Person,
    /// A noun of `documents.toml`.
    Document,
    /// A country or its capital, as a party.
    Country,
}

impl Mention {
    /// Its tokens.
    pub fn tokens(&self) -> Range<usize> {
        self.first as usize..self.end as usize
    }

    /// The span of the whole phrase.
    pub fn span(&self, doc: &Doc<'_>) -> Span {
        doc.span_of(self.tokens())
    }
}

/// A name that other annotators found: of the registry or of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Position in the registry.
    pub registry: Option<ActorIdx>,
    /// What it is.
    pub kind: ActorKind,
    /// Whether it is a place.
    pub place: bool,
    /// Whether it is a country.
    pub country: bool,
}

/// The mentions of one sentence, left to right. `hits` are those of the lexicon in the sentence;
/// `named` are all names in the document, sorted by position.
pub fn mentions(
    doc: &Doc<'_>,
    language: &Language,
    sent: Range<usize>,
    hits: &[Hit],
    named: &[Named],
) -> Vec<Mention> {
    let finder = Finder { doc, language, sent: sent.clone(), hits, named };
    let mut found: Vec<Mention> = Vec::new();
    let mut at = sent.start;
    while at < sent.end {
        let mention = finder.at(at).or_else(|| finder.national(at));
        match mention {
            Some(mention) => {
                // English modifiers are swallowed to the left: a mention inside the new one goes.
                while found.last().is_some_and(|last| last.first >= mention.first) {
                    found.pop();
                }
                at = (mention.end as usize).max(at + 1);
                found.push(mention);
            }
            None => at += 1,
        }
    }
    found
}

struct Finder<'a> {
    doc: &'a Doc<'a>,
    language: &'a Language,
    sent: Range<usize>,
    hits: &'a [Hit],
    named: &'a [Named],
}

impl Finder<'_> {
    /// The mention whose head, or whose name, begins at a token.
    fn at(&self, at: usize) -> Option<Mention> {
        // A noun for people that holds the name is the mention: `UN official`.
        let longer = |named: &&Named| {
            !self.hits.iter().any(|hit| {
                hit.first as usize == at
                    && hit.entry.subject == Subject::People
                    && hit.end as usize > named.tokens.end
            })
        };
        if let Some(named) = self.named_at(at).filter(longer) {
            if named.place && !named.country || self.describes_name(named) {
                return None;
            }
            return Some(self.registered(named));
        }
        let hit = self
            .hits
            .iter()
            .find(|hit| hit.first as usize == at && matches!(hit.entry.subject, Subject::People));
        if let Some(hit) = hit {
            return self.people(*hit);
        }
        if let Some(person) = self.person_at(at) {
            return Some(self.plain(person.clone(), MentionClass::Person, Some(person)));
        }
        let document = self
            .hits
            .iter()
            .find(|hit| hit.first as usize == at && hit.entry.subject == Subject::Document);
        document.map(|hit| {
            // What issued it is a mention of its own: `communiqué` of `l'armée`.
            let noun = self.first_noun(*hit);
            let issued = self.language.grammar.issued.iter().any(|w| w == self.doc.lemma(noun));
            let end =
                if issued { hit.end as usize } else { self.extend_right(hit.end as usize, false) };
            let first = self.extend_left(at);
            let mut mention = self.plain(first..end, MentionClass::Document, None);
            mention.head = noun as u32;
            mention
        })
    }

    /// The head of a French form: its first noun (`premier ministre`, `nouveau bilan`).
    fn first_noun(&self, hit: Hit) -> usize {
        let noun = |&t: &usize| matches!(self.doc.tokens[t].upos, Upos::Noun | Upos::Propn);
        hit.tokens().find(noun).unwrap_or(hit.first as usize)
    }

    fn named_at(&self, at: usize) -> Option<&Named> {
        let from = self.named.partition_point(|named| named.tokens.start < at);
        self.named[from..].iter().take_while(|named| named.tokens.start == at).min_by_key(|named| {
            // An actor's name wins over the place in it.
            (named.place, std::cmp::Reverse(named.tokens.end))
        })
    }

    fn registered(&self, named: &Named) -> Mention {
        let tokens = named.tokens.clone();
        let class = if named.place { MentionClass::Country } else { MentionClass::Registered };
        let mut mention = self.plain(tokens.clone(), class, None);
        mention.kind = named.kind;
        mention.registry = named.registry;
        mention.registry_tokens = named.registry.map(|_| (tokens.start as u32, tokens.end as u32));
        // English puts the head last: `Islamic State fighters`, `Houthi rebels`.
        let behind = self.over_acronym(tokens.end);
        if self.doc.lang == Lang::En
            && let Some(hit) = self.hits.iter().find(|hit| {
                hit.entry.subject == Subject::People && hit.first as usize == behind
            })
            // `told Reuters gunmen had come`: an agency has writers, not fighters.
            && (named.kind != ActorKind::Media
                || self.language.people[hit.index()].kind == ActorKind::Media)
        {
            let head = hit.end as usize - 1;
            let people = &self.language.people[hit.index()];
            mention.end = self.extend_right(hit.end as usize, people.function) as u32;
            mention.head = head as u32;
            mention.people = Some(hit.entry.index);
            mention.plural = self.doc.tokens[head].feats.has(Feats::PLUR);
            // `two Boko Haram members` are of its kind, who bear no office.
            if people.function && self.doc.lemma(head) == "member" && named.kind.is_armed() {
                mention.class = MentionClass::People;
            } else if people.function {
                mention.class = MentionClass::Function;
                // `a Hamas commander` holds a rank of theirs.
                if !is_rank_of_group(people, named) {
                    mention.kind = people.kind;
                }
                mention.person = self.person_at(hit.end as usize).map(pair);
            } else {
                mention.class = MentionClass::People;
            }
        }
        mention
    }

    /// Whether a body of a country only describes the name right behind it: `Sudan's paramilitary Rapid
    /// Support Forces`.
    fn describes_name(&self, named: &Named) -> bool {
        let end = named.tokens.end;
        self.doc.lang == Lang::En
            && self.doc.tokens[end - 1].upos == Upos::Adj
            && self.named_at(end).is_some_and(|next| !next.place && next.registry.is_some())
    }

    /// The token behind a name and the acronym in brackets that follows it: `New People's Army (NPA)
    /// guerrillas`.
    fn over_acronym(&self, end: usize) -> usize {
        let bracket = |t: usize, mark: &str| t < self.sent.end && self.doc.lower(t) == mark;
        if bracket(end, "(") && bracket(end + 2, ")") { end + 3 } else { end }
    }

    fn people(&self, hit: Hit) -> Option<Mention> {
        let doc = self.doc;
        let people = &self.language.people[hit.index()];
        let head = match doc.lang {
            // The head of an English form is its last noun.
            Lang::En => hit.end as usize - 1,
            Lang::Fr => self.first_noun(hit),
        };
        // `fait état d'une vingtaine de soldats`: no state.
        let told = self.hits.iter().any(|other| {
            other.entry.subject == Subject::Reporting
                && other.tokens().len() > hit.tokens().len()
                && other.tokens().start < hit.tokens().start
                && other.tokens().contains(&head)
                && self.language.reporting[other.index()].pos == Pos::Verb
        });
        if self.is_adjective(head) || told {
            return None;
        }
        let first = self.extend_left(self.over_force(hit.first as usize, people.function));
        let end = self.extend_right(hit.end as usize, people.function);
        let class = if people.function { MentionClass::Function } else { MentionClass::People };
        let mut mention = self.plain(first..end, class, None);
        mention.head = head as u32;
        mention.kind = people.kind;
        mention.people = Some(hit.entry.index);
        mention.plural = self.is_plural(head, first);
        mention.thing = people.thing;
        mention.outcome = self.is_outcome(hit.first as usize);
        let member = self.language.grammar.member.iter().any(|w| w == doc.lemma(head));
        // A registered name inside: `rebelles du M23`, `porte-parole de la Minusma`.
        let inside = self
            .named
            .iter()
            .filter(|named| named.tokens.start >= first && named.tokens.end <= end)
            .find(|named| named.registry.is_some());
        if let Some(named) = inside {
            mention.registry = named.registry;
            mention.registry_tokens = Some((named.tokens.start as u32, named.tokens.end as u32));
            // `des membres de Boko Haram` are of its kind, and so is `un colonel du M23`.
            let theirs =
                is_group(named) || mention.kind == ActorKind::Unknown && named.kind.is_armed();
            if member && theirs || is_rank_of_group(people, named) {
                mention.kind = named.kind;
            }
            // `un volontaire du Croissant-Rouge` bears no arms.
            if named.kind == ActorKind::Humanitarian && mention.kind.is_armed() && !people.function
            {
                mention.kind = ActorKind::Humanitarian;
            }
        }
        // `des membres de gangs`, `deux éléments de la police`: what they are members of tells their
        // kind.
        let collective = self.language.grammar.collective.iter().any(|w| w == doc.lemma(head));
        let plain = doc.lemma(head) == "member";
        if member && (mention.kind == ActorKind::Unknown || collective || plain) {
            let body = self.hits.iter().find(|other| {
                other.entry.subject == Subject::People
                    && other.first as usize > head
                    && (other.end as usize) <= end
                    && self.language.people[other.index()].kind.is_armed()
            });
            if let Some(body) = body {
                mention.kind = self.language.people[body.index()].kind;
            }
        }
        // `le groupe « État islamique »`: the name in quotation marks behind a noun for a group.
        if mention.registry.is_none() && member {
            let mut at = end;
            while at < self.sent.end
                && at < end + 2
                && matches!(doc.lower(at), "«" | "“" | "\"" | "'")
            {
                at += 1;
            }
            if at > end
                && let Some(named) = self.named_at(at)
                && named.registry.is_some()
            {
                mention.registry = named.registry;
                mention.registry_tokens = Some(pair(named.tokens.clone()));
                mention.end = named.tokens.end as u32;
            }
        }
        // A person's name after the function: `le ministre de la Justice, Bekir Bozdag`.
        if people.function {
            let after = [end, end + 1].into_iter().find_map(|at| {
                let comma = at == end + 1 && end < self.sent.end && doc.lower(end) == ",";
                // `the spokesman, Mr. Ali Saidi`.
                let title = at < self.sent.end && self.is_title(at);
                let name = if title { at + 1 } else { at };
                if at == end || comma { self.person_at(name) } else { None }
            });
            // `North West Region governor`: part of the name of a place is nobody.
            let in_place = |name: &Range<usize>| {
                let holds = |of: &Range<usize>| of.start <= name.start && of.end >= name.end;
                self.named.iter().any(|named| named.place && holds(&named.tokens))
            };
            let within = (first..end)
                .find_map(|at| self.person_at(at).filter(|p| p.end <= end && !in_place(p)));
            // `West Papua Police spokesperson Adam Erwindi`: what stands before the function is whose it is.
            let whose = within.as_ref().is_some_and(|name| name.end < mention.head as usize);
            mention.person = if whose { after.or(within) } else { within.or(after) }.map(pair);
        } else if people.kind == ActorKind::Civilians && !people.thing && !mention.plural {
            // `l'habitant Moussa Kaboré`, `according to resident Peter Lokwang`.
            mention.person = self.person_at(head + 1).map(pair);
        }
        Some(mention)
    }

    /// `un village kurde`, `des sources palestiniennes et libanaises`: a word for people that only
    /// says whose something is.
    fn is_adjective(&self, head: usize) -> bool {
        let doc = self.doc;
        let token = &doc.tokens[head];
        let of_noun = |t: usize| doc.tokens[t].upos == Upos::Adj && doc.tokens[t].rel == Rel::Amod;
        token.upos == Upos::Adj
            && (token.rel == Rel::Amod
                || token.rel == Rel::Conj && doc.head(head).is_some_and(of_noun))
    }

    /// Whether a noun is plural: by its form, or by its determiner where the tagger is silent.
    fn is_plural(&self, head: usize, first: usize) -> bool {
        let feats = self.doc.tokens[head].feats;
        feats.has(Feats::PLUR)
            || !feats.has(Feats::SING)
                && first > self.sent.start
                && self.doc.tokens[first - 1].upos == Upos::Det
                && self.doc.tokens[first - 1].feats.has(Feats::PLUR)
    }

    fn plain(
        &self,
        tokens: Range<usize>,
        class: MentionClass,
        person: Option<Range<usize>>,
    ) -> Mention {
        let doc = self.doc;
        let before = tokens.start.checked_sub(1).filter(|&t| t >= self.sent.start);
        let grammar = &self.language.grammar;
        let definite = before.is_some_and(|t| {
            let word = doc.lower(t);
            grammar.definite.iter().any(|w| w == word)
                && !(word == "des" && doc.tokens[t].upos == Upos::Det && self.is_indefinite_des(t))
        });
        let head = tokens.start as u32;
        Mention {
            head,
            first: tokens.start as u32,
            end: tokens.end as u32,
            kind: ActorKind::Unknown,
            registry: None,
            registry_tokens: None,
            person: person.map(pair),
            class,
            people: None,
            thing: false,
            outcome: false,
            definite,
            plural: false,
        }
    }

    /// `des` is an indefinite article unless it is a contraction: the parser says `case`.
    fn is_indefinite_des(&self, token: usize) -> bool {
        self.doc.tokens[token].rel == Rel::Det
    }

    fn is_title(&self, at: usize) -> bool {
        self.language.grammar.title.iter().any(|title| title == self.doc.lower(at))
    }

    /// A person's name that begins at a token: two or more capitalised names in a row, or one
    /// after a title; not a place and not a registered name.
    fn person_at(&self, at: usize) -> Option<Range<usize>> {
        let doc = self.doc;
        if at >= self.sent.end || !self.is_name_word(at) {
            return None;
        }
        // `Mr. Alfred`: the name is behind it.
        if doc.lower(at).ends_with('.') && self.is_title(at) {
            return None;
        }
        let mut end = at + 1;
        while end < self.sent.end {
            if self.is_name_word(end) && self.named_at(end).is_none() {
                end += 1;
            } else if is_particle(doc.lower(end))
                && end + 1 < self.sent.end
                && (self.is_name_word(end + 1) || self.goes_on_behind_particle(end + 1))
            {
                end += 2;
            } else {
                break;
            }
        }
        let after_title = at > self.sent.start
            && (self.is_title(at - 1)
                || self.hits.iter().any(|hit| {
                    hit.entry.subject == Subject::People
                        && hit.end as usize == at
                        && self.language.people[hit.index()].function
                }));
        let n_words = end - at;
        // `a indiqué sur X Anis al-Asbahi`: where it was written.
        if doc.word(at) == "X" && at > self.sent.start && matches!(doc.lower(at - 1), "sur" | "on")
        {
            return None;
        }
        // `over state television Monday`: a day alone is nobody. `On Sunday Ibrahim Dosara said`: the day is no name
        // here, as it may be elsewhere.
        let on = doc.lang == Lang::En && at > self.sent.start && doc.lower(at - 1) == "on";
        let alone = n_words == 1 && !(at > 0 && self.is_title(at - 1));
        if (alone || on) && is_weekday(doc.lang, doc.lower(at)) {
            return None;
        }
        // `a South Sudanese official`: whose official it is, not who.
        if n_words >= 2 && longer_demonym(doc, at).is_some_and(|(stop, _)| stop == end) {
            return None;
        }
        // `Force Mixte Multinationale`: words of a name that the registry knows.
        let registered =
            |named: &Named| !named.place && named.tokens.start < at && named.tokens.end >= end;
        if self.named.iter().any(registered) {
            return None;
        }
        let all_capitals = (at..end).all(|t| doc.word(t).chars().all(|c| !c.is_lowercase()));
        (n_words >= 2 && !all_capitals || after_title && n_words >= 1).then_some(at..end)
    }

    /// Whether a name that is also one of a place ends the name of a person: `Paulo de Oliveira`. In French the same words
    /// may say where somebody comes from.
    fn goes_on_behind_particle(&self, at: usize) -> bool {
        self.doc.lang == Lang::En && self.named_at(at).is_some_and(|named| named.place)
    }

    fn is_name_word(&self, at: usize) -> bool {
        let doc = self.doc;
        let token = &doc.tokens[at];
        let word = doc.word(at);
        // Most words are small throughout: no part of them begins with a capital.
        if !matches!(token.upos, Upos::Propn | Upos::Noun | Upos::X | Upos::Adj) {
            return false;
        }
        // Arabic articles are written small: `al-Adnani`, `ash-Shaykh`.
        let bare = match word.split_once('-') {
            Some((article, rest)) if article.len() <= 3 && article.starts_with(['a', 'e']) => rest,
            _ => word,
        };
        let mut chars = bare.chars();
        chars.next().is_some_and(char::is_uppercase)
            // `A Dosso`: a letter alone is a preposition or an initial with its stop.
            && (bare.chars().nth(1).is_some() || at > self.sent.start)
            && word.chars().any(char::is_alphabetic)
            && (token.upos == Upos::Propn
                || matches!(token.upos, Upos::Noun | Upos::X | Upos::Adj) && at > self.sent.start)
            && self.named_at(at).is_none()
            && !self
                .hits
                .iter()
                .any(|hit| hit.first as usize == at && hit.entry.subject == Subject::People)
    }

    /// `Police Capt. Mohamed Hussein`: the force before a rank, where the tree takes it for the head.
    fn over_force(&self, rank: usize, function: bool) -> usize {
        let doc = self.doc;
        let force = rank.checked_sub(1).filter(|&t| {
            function
                && t >= self.sent.start
                && doc.lang == Lang::En
                && doc.tokens[rank].rel == Rel::Flat
                && doc.tokens[rank].head as usize == t
                && matches!(doc.tokens[t].upos, Upos::Noun | Upos::Propn)
        });
        force.unwrap_or(rank)
    }

    /// How far adjectives and nouns before the head belong to the name.
    fn extend_left(&self, first: usize) -> usize {
        let doc = self.doc;
        let mut at = first;
        while at > self.sent.start {
            let before = &doc.tokens[at - 1];
            let word = doc.lower(at - 1);
            let joins = match doc.lang {
                Lang::Fr => {
                    before.upos == Upos::Adj
                        && before.rel == Rel::Amod
                        && before.head as usize >= at
                        && !self.is_count_word(at - 1)
                }
                Lang::En => {
                    matches!(before.upos, Upos::Adj | Upos::Noun | Upos::Propn)
                        && before.head as usize >= at
                        && !self.is_count_word(at - 1)
                        && !self.is_time_word(at - 1)
                        // `anti-government rebels`, but not the dash of `(Reuters) - Gunmen`.
                        || before.upos == Upos::Punct
                            && word == "-"
                            && !doc.tokens[at].space_before
                        || before.upos == Upos::Part && word == "'s"
                        || word == "’s"
                        // `besieged residents`, but not `gunmen attacked villagers`.
                        || before.upos == Upos::Verb
                            && before.rel == Rel::Amod
                            && before.head as usize >= at
                            && !self.has_subject(at - 1)
                }
            };
            if !joins {
                break;
            }
            at -= 1;
        }
        // What stands before `'s` is another name.
        while at < first && matches!(doc.lower(at), "'s" | "’s") {
            at += 1;
        }
        at
    }

    /// Whether the word of an event stands right behind a noun: a verb that the tagger took for an
    /// adjective.
    fn has_subject(&self, verb: usize) -> bool {
        let noun = verb.checked_sub(1).filter(|&t| t >= self.sent.start);
        self.is_event_word(verb)
            && noun.is_some_and(|t| {
                matches!(self.doc.tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Pron)
            })
    }

    fn is_count_word(&self, at: usize) -> bool {
        let token = &self.doc.tokens[at];
        let word = self.doc.lower(at);
        token.upos == Upos::Num
            || spells_number(self.doc, at)
            || word.bytes().any(|b| b.is_ascii_digit())
            || self.language.grammar.counting.iter().any(|counting| counting == word)
    }

    /// Whether a word says when, and stands before somebody who did something then: `on Wednesday morning gunmen`, `later in the
    /// day gunmen`.
    fn is_time_word(&self, at: usize) -> bool {
        let doc = self.doc;
        let day = |t: usize| is_weekday(doc.lang, doc.lower(t));
        let part = |t: usize| self.language.grammar.part_of_day.iter().any(|w| w == doc.lower(t));
        let before = |n: usize| at.checked_sub(n).filter(|&t| t >= self.sent.start);
        let led = before(1).is_some_and(|t| day(t) || matches!(doc.lower(t), "that" | "same"))
            || before(1).is_some_and(|t| doc.lower(t) == "the")
                && before(2).is_some_and(|t| matches!(doc.lower(t), "in" | "during"));
        doc.lang == Lang::En && (day(at) || part(at) && led)
    }

    /// How far complements after the head belong to the name.
    fn extend_right(&self, end: usize, function: bool) -> usize {
        let doc = self.doc;
        // `a source close to the security services`: the form itself ends with the preposition.
        let open = doc.tokens[end - 1].upos == Upos::Adp && doc.lang == Lang::En;
        let mut at = if open { self.complement(end).unwrap_or(end) } else { end };
        let mut n_complements = 0;
        // `l'ambassadeur à Paris`, but a president who is arrested in a town.
        let posted = function
            && (end.saturating_sub(3)..end)
                .any(|t| self.language.grammar.posted.iter().any(|w| w == doc.lemma(t)));
        let armed = self.hits.iter().any(|hit| {
            hit.end as usize == end
                && hit.entry.subject == Subject::People
                && self.language.people[hit.index()].kind.is_armed()
        });
        while at < self.sent.end {
            let token = &doc.tokens[at];
            let word = doc.lower(at);
            if let Some(named) = self.named_at(at) {
                // A name directly after: `combattants shebab`, `force Barkhane`.
                if named.registry.is_some() && doc.lang == Lang::Fr {
                    at = named.tokens.end;
                    continue;
                }
                break;
            }
            let adjective = doc.lang == Lang::Fr
                && token.upos == Upos::Adj
                && !self.is_outcome(at)
                && !self.is_count_word(at)
                && (token.head as usize) < at
                && token.head as usize >= end.saturating_sub(6);
            let suspected =
                self.language.grammar.suspected.iter().any(|w| w == word) && doc.lang == Lang::Fr;
            let name = token.upos == Upos::Propn
                && word.chars().next().is_some_and(char::is_alphanumeric)
                && (doc.lang == Lang::Fr && !function);
            if adjective || suspected || name {
                at += 1;
                continue;
            }
            let grammar = &self.language.grammar;
            let preposition = grammar.of.iter().any(|of| of == word)
                || posted
                    && matches!(word, "à" | "au" | "aux" | "for" | "in")
                    && token.upos == Upos::Adp
                    && n_complements == 0
                    && self.complement_is_name(at + 1);
            if !preposition || n_complements >= 3 || token.upos == Upos::Det && word != "du" {
                break;
            }
            if armed && self.is_some_place(at + 1) {
                break;
            }
            match self.complement(at + 1) {
                Some(complement_end) => {
                    at = complement_end;
                    n_complements += 1;
                }
                None => break,
            }
        }
        at
    }

    /// Whether an indefinite article and a noun for a place stand at a token: `une attaque par des rebelles
    /// d'un village` says what was attacked.
    fn is_some_place(&self, at: usize) -> bool {
        let article = at < self.sent.end
            && self.language.grammar.indefinite.iter().any(|w| w == self.doc.lower(at));
        article
            && self.hits.iter().any(|hit| {
                hit.first as usize == at + 1
                    && hit.entry.subject == Subject::People
                    && self.language.people[hit.index()].thing
            })
    }

    /// Where the complement of a preposition ends: `(de) [article] adjective* noun+ adjective*`.
    /// None when it is not part of a name: a date, a number, an event.
    fn complement(&self, start: usize) -> Option<usize> {
        let doc = self.doc;
        let mut at = start;
        while at < self.sent.end && doc.tokens[at].upos == Upos::Det {
            if self.language.grammar.demonstrative.iter().any(|w| w == doc.lower(at)) {
                return None;
            }
            at += 1;
        }
        if at >= self.sent.end || self.is_event_word(at) {
            return None;
        }
        // Before numbers: `M23` and `3R` hold figures and are names.
        if let Some(named) = self.named_at(at) {
            return Some(named.tokens.end);
        }
        if self.is_count_word(at) || self.is_one_side(start) {
            return None;
        }
        let mut n_nouns = 0;
        while at < self.sent.end {
            let token = &doc.tokens[at];
            match token.upos {
                Upos::Noun | Upos::Propn if !self.is_event_word(at) => {
                    // Two bare nouns in a row belong together only as names or in English.
                    if n_nouns > 0 && doc.lang == Lang::Fr && token.upos == Upos::Noun {
                        break;
                    }
                    n_nouns += 1;
                    at += 1;
                }
                Upos::Adj if !self.is_outcome(at) => at += 1,
                _ => break,
            }
        }
        (n_nouns > 0).then_some(at)
    }

    /// `d'une part`, `d'autre part`, `d'un côté`: words that part two sides, and name neither.
    fn is_one_side(&self, start: usize) -> bool {
        (start..(start + 2).min(self.sent.end))
            .any(|t| self.language.grammar.one_side.iter().any(|w| w == self.doc.lemma(t)))
    }

    /// Whether what follows a preposition is a capitalised name (`ministre à la Présidence`).
    fn complement_is_name(&self, start: usize) -> bool {
        (start..(start + 2).min(self.sent.end))
            .any(|t| self.doc.word(t).chars().next().is_some_and(char::is_uppercase))
    }

    fn is_outcome(&self, at: usize) -> bool {
        self.hits
            .iter()
            .any(|hit| hit.first as usize == at && matches!(hit.entry.subject, Subject::Outcome))
    }

    fn is_event_word(&self, at: usize) -> bool {
        self.hits.iter().any(|hit| {
            hit.first as usize == at
                && matches!(hit.entry.subject, Subject::Outcome | Subject::Trigger)
        })
    }
}

/// Particles inside names of persons.
pub(crate) fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "du"
            | "d'"
            | "ben"
            | "bin"
            | "ag"
            | "ould"
            | "al"
            | "el"
            | "van"
            | "von"
            | "der"
            | "le"
            | "la"
            | "ibn"
            | "abu"
            | "da"
            | "dos"
    )
}

fn pair(range: Range<usize>) -> (u32, u32) {
    (range.start as u32, range.end as u32)
}

/// Whether a word spells a number from two on (`Twenty`), whatever the tagger makes of it.
fn spells_number(doc: &Doc<'_>, at: usize) -> bool {
    numbers(doc.lang)
        .and_then(|lex| numeral(doc, lex, at, at + 1))
        .is_some_and(|found| !found.article && found.value > 1)
}

/// Whether a name is that of those who fight a state or beside it.
fn is_group(named: &Named) -> bool {
    matches!(named.kind, ActorKind::ArmedGroup | ActorKind::Militia)
}

/// Whether a word of rank beside the name of a group is one of that group's (`a Hamas commander`, `un colonel du M23`):
/// of whom alone an army has the ranks.
fn is_rank_of_group(people: &People, named: &Named) -> bool {
    people.function && people.kind == ActorKind::StateForces && is_group(named)
}
