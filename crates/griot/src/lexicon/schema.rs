//! What may stand in a lexicon file. `docs/lexicon.md` is the guide for a person who writes one.
//!
//! Unknown keys are refused, so a misspelt key is an error and not a word that never fires.

use serde::Deserialize;

use super::word_list::Membership;
pub use super::word_list::WordList;
use crate::model::{ActorKind, EventType, Outcome};

/// The head of every file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// ISO 639-1 of the words, or `shared`.
    pub language: String,
    /// What the file holds; its file name without the ending.
    pub subject: String,
    /// Where the words come from, with a date.
    pub origin: String,
    /// Licence of the words.
    pub licence: String,
    /// What belongs elsewhere, and how forms are written.
    pub note: String,
}

/// Whether a form is matched as a verb, a noun, or anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pos {
    /// The first word of the form is a verb (in any inflection).
    Verb,
    /// The form is a noun, or a noun with its complements.
    Noun,
    /// Adjectives and participles used as such.
    Adj,
    /// Adverbs and adverbial phrases.
    Adv,
    /// Prepositions and prepositional phrases (`selon`, `according to`).
    Prep,
    /// Whatever part of speech the tagger gives.
    #[default]
    Any,
}

/// Where the parties of an event stand around the words that tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// Verb: the subject does it to the object. Noun: `de` or `par` X does it, `contre` or `sur` Y suffers it.
    Acts,
    /// Verb: the subject suffers it. Noun: `de` X suffers it, `par` Y does it.
    Suffers,
    /// Verb: the subject was attacked, by its object, and fought back (`repousser`, `repel`).
    Answers,
    /// Verb: the subject does it, and its object is not a party. Noun: `de` X does it.
    Does,
    /// Verb: the subject takes a place, which is the object. Noun: `de` is the place.
    Takes,
    /// Verb: the subject is the place, and who stands behind the form takes it (`tomber aux mains de`).
    Falls,
    /// Two sides: the subject (or `entre` A `et` B) and `avec`, `contre`, or the object.
    Mutual,
    /// Nobody is named around it: an explosion happens.
    Happens,
}

/// How sure a trigger is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// Fires only beside a toll, an armed actor or another trigger of the sentence.
    Weak,
    /// Fires by itself.
    #[default]
    Strong,
}

/// Words that tell an event: `triggers.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// `<lang>.trigger.<slug>`
    pub id: String,
    /// What they tell.
    #[serde(rename = "type")]
    pub event_type: EventType,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// Part of speech of the first word.
    pub pos: Pos,
    /// Where the parties stand.
    pub frame: Frame,
    /// How sure it is.
    #[serde(default)]
    pub strength: Strength,
    /// Fires only when one of these words stands in the sentence.
    #[serde(default)]
    pub needs: Vec<String>,
    /// Does not fire when one of these words stands in the sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Sentences in which it fires.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which it does not.
    #[serde(default)]
    pub no: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// How a number attaches to an outcome word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// The word itself is counted: `12 morts`.
    Itself,
    /// Its object is counted: `tuer 12 civils`; in the passive, its subject.
    Object,
    /// Its subject is counted: `12 civils ont péri`.
    Subject,
    /// Its `de` complement is counted: `la mort de 12 civils`.
    Of,
}

/// Words that tell what became of people: `outcomes.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutcomeWord {
    /// `<lang>.outcome.<slug>`
    pub id: String,
    /// What became of them.
    pub outcome: Outcome,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// Part of speech of the first word.
    pub pos: Pos,
    /// How the number attaches.
    pub counted: Counted,
    /// Does not count when one of these words stands in the sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Sentences in which a number is linked to it.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which none is.
    #[serde(default)]
    pub no: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// Nouns for people, forces and groups: `people.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct People {
    /// `<lang>.people.<slug>`
    pub id: String,
    /// What they are.
    pub kind: ActorKind,
    /// Lemma sequences, singular.
    pub forms: Vec<String>,
    /// Titles and functions that stand before or after a person's name, and people who speak for others.
    #[serde(default)]
    pub function: bool,
    /// A thing or a building that can be struck and stands for the people in it (`camp`, `convoi`).
    #[serde(default)]
    pub thing: bool,
    /// Names of peoples, which may also be those of where they live.
    #[serde(default)]
    pub peoples: bool,
    /// How many people one of them is (`couple`), where that is more than one.
    pub each: Option<u64>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// Things that say or count: `documents.toml` (a report, a communiqué, a tally, a video).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentWord {
    /// `<lang>.document.<slug>`
    pub id: String,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// What a reporting word does with the words it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    /// Says, announces, explains, writes, estimates, counts.
    Says,
    /// Confirms.
    Confirms,
    /// Denies, disputes.
    Denies,
    /// Accuses, blames.
    Accuses,
    /// Claims to have done it.
    Claims,
    /// Calls for, demands, warns, threatens.
    Calls,
    /// Condemns, welcomes, regrets: takes what happened as known.
    Judges,
}

/// Words that attribute: `reporting.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reporting {
    /// `<lang>.reporting.<slug>`
    pub id: String,
    /// What it does.
    pub speech: Speech,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// `verb`: its subject speaks. `prep`: its complement speaks (`selon X`). `noun`: its `de` complement does.
    pub pos: Pos,
    /// Verb whose complement speaks, not its subject (`a-t-on appris auprès de X`).
    #[serde(default)]
    pub complement: bool,
    /// Needs a clause, an infinitive or a quotation beside it to count (`estimer`, `ajouter`, `find`).
    #[serde(default)]
    pub needs_clause: bool,
    /// Counts only beside a quotation or in an aside (`…, espère-t-il`).
    #[serde(default)]
    pub needs_quote: bool,
    /// Does not count when one of these words stands in the sentence.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Sentences in which it attributes.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which it does not.
    #[serde(default)]
    pub no: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// What a hedge makes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HedgeClass {
    /// It may happen, or would if: no event.
    Hypothetical,
    /// Somebody plans, wishes, fears, threatens, demands it: no event.
    Plan,
    /// It did not happen: no event.
    Negation,
    /// It is in general so: no event.
    General,
    /// It is remembered, marked, mourned, tried in court: not a new event.
    Anniversary,
    /// It is said to have happened, unverified: alleged.
    Unverified,
    /// It was prevented: no event.
    Foiled,
}

/// Words that change how an event is told: `certainty.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hedge {
    /// `<lang>.certainty.<slug>`
    pub id: String,
    /// What it does.
    pub class: HedgeClass,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// `verb`: holds for what it governs. `noun`: for its complement. `adv` and `any`: for the clause.
    pub pos: Pos,
    /// Sentences that it changes.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences that it does not.
    #[serde(default)]
    pub no: Vec<String>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// An actor or an institution: `shared/registry/*.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// `actor.<slug>`
    pub id: String,
    /// Names by language; the first of each is the usual one.
    pub name: Names,
    /// Other names, acronyms, spellings, in any language. Matched without accents; an alias in capitals only as capitals.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What it is.
    pub kind: ActorKind,
    /// ISO 3166 alpha-2 of the country it belongs to, or in which it acts.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Ids of the actor that it is part of.
    #[serde(default)]
    pub part_of: Vec<String>,
    /// Ids of allies.
    #[serde(default)]
    pub allies: Vec<String>,
    /// First year of activity.
    #[serde(default)]
    pub since: Option<i16>,
    /// Last year of activity.
    #[serde(default)]
    pub until: Option<i16>,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// The usual names of an actor.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// How a verb ties parties to an event that a noun tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// Its subject does the event that is its object: `mener une attaque`, `carry out a raid`.
    Launches,
    /// The event is its subject, and its object suffers it: `l'attaque a visé un camp`.
    Hits,
    /// The event is its subject or the noun it qualifies, and its complement is who is said to
    /// have done it: `attribuée à`, `blamed on`.
    Attributed,
    /// Its subject says that it did the event: `revendiquer`.
    Claimed,
    /// Its subject suffers the event that is its complement: `être victime de`, `être la cible de`.
    Undergoes,
    /// The event is its subject and its object is a toll: `faire douze morts`, `coûter la vie à`.
    Costs,
    /// Its object is one side and its complement the other: `opposer l'armée à des rebelles`.
    Opposes,
    /// It only says that the event took place: `avoir lieu`, `se produire`.
    TakesPlace,
}

/// Verbs that stand between an event noun and its parties: `roles.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Support {
    /// `<lang>.role.<slug>`
    pub id: String,
    /// What it ties.
    pub tie: Tie,
    /// Lemma sequences.
    pub forms: Vec<String>,
    /// Part of speech of the first word.
    pub pos: Pos,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// Declares [`Grammar`] and numbers its lists, so that a new list is one line.
macro_rules! grammar {
    (
        $(#[$about:meta])*
        pub struct Grammar {
            $(#[$flag_about:meta])*
            pub contractions: bool,
            $($(#[$list_about:meta])* pub $list:ident: WordList,)*
        }
    ) => {
        $(#[$about])*
        pub struct Grammar {
            $(#[$flag_about])*
            pub contractions: bool,
            $($(#[$list_about])* pub $list: WordList,)*
        }

        impl Grammar {
            /// Numbers the lists and gives which words stand in which; once all files are read.
            pub(super) fn index(&mut self) -> Membership {
                let mut membership = Membership::default();
                $(membership.add(&mut self.$list);)*
                membership
            }

            #[cfg(test)]
            fn lists(&self) -> Vec<&WordList> {
                vec![$(&self.$list),*]
            }
        }
    };
}

grammar! {
/// Closed classes of words that the grammar rules ask for: `grammar.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grammar {
    /// Whether the language contracts prepositions with articles and elides (`du`, `aux`, `d'`).
    pub contractions: bool,
    /// Prepositions before who does it.
    pub agent: WordList,
    /// Prepositions before who suffers it.
    pub patient: WordList,
    /// Prepositions of belonging.
    pub of: WordList,
    /// Prepositions before the other side.
    pub with: WordList,
    /// The preposition before two sides.
    pub between: WordList,
    /// Negations of a verb.
    pub negation: WordList,
    /// Words that open a part of a total (`dont`, `including`).
    pub part: WordList,
    /// `autre`, `other`.
    pub other: WordList,
    /// Pronouns that refer back to a party.
    pub pronoun: WordList,
    /// Definite determiners and demonstratives.
    pub definite: WordList,
    /// Demonstratives alone.
    pub demonstrative: WordList,
    /// Indefinite determiners.
    pub indefinite: WordList,
    /// Nouns that name a tally (`bilan`, `toll`).
    pub tally: WordList,
    /// Verbs of finding the dead (`retrouver`, `find`).
    pub find: WordList,
    /// Words that mark a figure as superseded (`premier`, `précédent`, `earlier`).
    pub superseded: WordList,
    /// Nouns for members of a group, which a group's own name replaces (`membre`, `combattant`).
    pub member: WordList,
    /// Nouns for an armed force that a demonym makes into a name (`armée`, `army`).
    pub force: WordList,
    /// Adjectives that mark an actor as suspected or unknown (`présumé`, `non identifié`).
    pub suspected: WordList,
    /// Civil titles before a person's name (`M.`, `Mme`, `Mr`).
    pub title: WordList,
    /// Verbs of the copula.
    pub copula: WordList,
    /// Conjunctions that open a condition.
    pub condition: WordList,
    /// Verbs whose infinitive complement happened (`réussir`, `commencer`, `manage`).
    pub implicative: WordList,
    /// Documents that speak for whoever issued them (`communiqué`, `statement`, `tally`).
    pub issued: WordList,
    /// Nouns for a number of people that its complement names (`groupe`, `foule`).
    pub collective: WordList,
    /// Words that make an article one about political violence rather than ordinary crime.
    pub political: WordList,
    /// Words that do so only in a country of conflict (`attaque`, `village`, `hostage`).
    pub violence: WordList,
    /// Words for the police and guards, who kill in ordinary crime too (`policier`, `officer`).
    pub police: WordList,
    /// Words of crashes, fires and disasters, which kill without anybody's doing.
    pub accident: WordList,
    /// Those of them that nature does alone (`séisme`, `avalanche`).
    pub disaster: WordList,
    /// Words before the day of somebody's birth.
    pub born: WordList,
    /// Words before the day of a paper or a letter: `paru le 19 août`.
    pub printed: WordList,
    /// Words of time that stand between a verb and its complement: `s'emparer mardi de`.
    pub gap: WordList,
    /// Vehicles and weapons, which act for somebody and are nobody.
    pub vehicle: WordList,
    /// What vehicles do with those aboard: `transporter`, `carry`.
    pub carry: WordList,
    /// Aircraft: what they do to those below is an air strike.
    pub aircraft: WordList,
    /// Guns and what they fire: what they do is a shelling.
    pub artillery: WordList,
    /// Words that set an event behind another: `quatre jours après`, `consécutif à`, `a day after`.
    pub behind: WordList,
    /// Verbs whose subject keeps a coup from happening, or condemns it: `déjouer`.
    pub foil: WordList,
    /// Nouns for the day after another event: `au lendemain de`.
    pub next_day: WordList,
    /// Words for one of two or more told of before: `l'un`, `l'autre`, `the other`.
    pub one_of_two: WordList,
    /// Words for what is done in return: `en représailles à`.
    pub retaliation: WordList,
    /// Participles that part a number from what became of those it counts: `quatre autres portés
    /// disparus`, `deux faits prisonniers`.
    pub made_out: WordList,
    /// Verbs that carry a number to a new height: `porter à 14 le nombre de`.
    pub brings: WordList,
    /// Nouns for a stretch of time that the text has named: `during that period`.
    pub period: WordList,
    /// Verbs that only say that something happened: `survenir`, `to come`.
    pub happens: WordList,
    /// Words that open what went on meanwhile: `alors que`, `as`.
    pub meanwhile: WordList,
    /// Participles that tell when something happened: `survenue lundi`.
    pub occurred: WordList,
    /// Words that set an event beside another one: `rappelant l'enlèvement de 2014`.
    pub comparison: WordList,
    /// Words of a tally that adds up many events: `le bilan annuel`.
    pub yearly: WordList,
    /// Ordinals that tell one event from that before it: `une deuxième attaque`.
    pub next_one: WordList,
    /// Ordinals and superlatives that rank an event among those of a stretch of time, which is not its
    /// own: `the second massacre in a week`, `l'attaque la plus meurtrière en deux ans`.
    pub ranking: WordList,
    /// Words that tell one event from those before it: `une autre attaque`, `a separate attack`.
    pub another: WordList,
    /// Words at the head of a sentence that take the reader to another place: `Elsewhere`, `Au Mali voisin`.
    pub elsewhere: WordList,
    /// Nouns for an occurrence of any kind (`incident`).
    pub incident: WordList,
    /// Verbs of a tally that goes from one figure to another (`s'alourdir de 11 à 15`, `rise from`).
    pub rise: WordList,
    /// Nouns that part two sides: `d'une part`, `d'un côté`, `on the one hand`.
    pub one_side: WordList,
    /// Nouns for those who rule: `raids du régime` are theirs.
    pub rulers: WordList,
    /// What forces hold: whoever holds it suffers an attack on it (`une base des rebelles`).
    pub holding: WordList,
    /// Goods that are taken, where only places count: `s'emparer d'un navire`.
    pub goods: WordList,
    /// What is signed by several together (`conjoint`, `joint`).
    pub joint: WordList,
    /// Nouns for a town, which refer to one named before when they are definite.
    pub town: WordList,
    /// What is made for war or sport, whose complement tells its use: `avion de combat`.
    pub gear: WordList,
    /// Words of sport, which speaks of attacks, battles and shots.
    pub sport: WordList,
    /// Possessive determiners.
    pub possessive: WordList,
    /// Nouns that count the dead and the wounded together (`victime`, `casualty`).
    pub casualty: WordList,
    /// Words that deny a casualty noun that follows (`aucune`, `sans`, `no`).
    pub nobody: WordList,
    /// Nouns that number those whom their complement names (`nombre`, `number`).
    pub amount: WordList,
    /// Words for a share of so many: `moitié`, `third`.
    pub share: WordList,
    /// Words that say that acts are more than one: `plusieurs`, `various`.
    pub several: WordList,
    /// Words for whoever is held to have done something, once or often: `responsable`, `blamed`.
    pub answerable: WordList,
    /// Words between the dead and the body of people that they were of (`parmi`, `rangs`).
    pub ranks: WordList,
    /// Words that say what most or all of those counted before were (`tous`, `mostly`).
    pub mostly: WordList,
    /// Verbs and adverbs of a state that goes on (`rester`, `remain`, `now`).
    pub ongoing: WordList,
    /// Nouns for whoever carried out an attack (`assaillant`, `gunman`).
    pub attacker: WordList,
    /// Verbs that free people and take places: `libérer`.
    pub liberate: WordList,
    /// Verbs of a siege or of holding a place, which last: `la ville qu'ils assiègent`.
    pub besiege: WordList,
    /// Words that say that something came from the air: `aérien`, `airstrike`.
    pub aerial: WordList,
    /// Nouns for violence in general, where they are singular and definite: `endiguer la violence`.
    pub general: WordList,
    /// Words before an event noun that say of what kind it is, not who did it: `a terrorist attack`.
    pub label: WordList,
    /// Nouns for one person whose name may follow (`homme`, `suspect`).
    pub individual: WordList,
    /// Words that give somebody a name (`identifié comme`, `du nom de`, `named`).
    pub identified: WordList,
    /// Verbs that say who is behind an event (`attribuer`).
    pub attribute: WordList,
    /// Words that say who is behind an event, under a verb of accusing: `être à l'origine de`.
    pub authorship: WordList,
    /// Words before what something fell on or went off at: `sur`, `outside`, `aux abords de`.
    pub struck: WordList,
    /// Words that take two or more together: `both`, `deux`.
    pub both: WordList,
    /// Words behind people that lead to the group they are of: `fighters from`, `combattants appartenant à`.
    pub issued_from: WordList,
    /// Prepositions before those to whom somebody surrenders.
    pub yielded_to: WordList,
    /// Nouns for what a demonstration demands of those whom it opposes: `démission`, `resignation`.
    pub ouster: WordList,
    /// Verbs whose object a demonstration opposes: `dénoncer`, `denounce`.
    pub denounce: WordList,
    /// Participles that give a group its name: `known as`, `baptisé`.
    pub dubbed: WordList,
    /// Words that count time from an event told before (`au lendemain de`, `after`).
    pub anchor: WordList,
    /// Nouns for the start of a period (`début`, `outbreak`).
    pub onset: WordList,
    /// Pronouns for one person as the subject.
    pub pronoun_single: WordList,
    /// Words that mark a figure as not final (`provisoire`).
    pub provisional: WordList,
    /// Singular nouns for a body of people (`armée`, `committee`).
    pub bodies: WordList,
    /// Words that limit a count (`n'en reconnaît que quatre`, `only four`).
    pub only: WordList,
    /// The contraction that takes some of a definite group (`28 des élèves`).
    pub some_of: WordList,
    /// Conjunctions between outcomes of which only one is true (`tués ou blessés`).
    pub either: WordList,
    /// Words that open a clause told as what came after (`avant d'être abattu`).
    pub before: WordList,
    /// Words that add people to those counted (`outre les kamikazes`).
    pub besides: WordList,
    /// Words before those among whom others are counted (`parmi les victimes`).
    pub among: WordList,
    /// Pronouns for several people told of before, behind a preposition (`parmi elles`).
    pub them: WordList,
    /// Adjectives and determiners that count or pick out people and are no part of their name (`plusieurs`, `other`).
    pub counting: WordList,
    /// Nouns for a part of the day.
    pub part_of_day: WordList,
    /// Nouns behind a number that are no victims (`des deux côtés`).
    pub uncounted: WordList,
    /// Adjectives of a number that nobody knows (`un nombre indéterminé de blessés`).
    pub unknown: WordList,
    /// Prepositions of a way, behind a verb that also tells of giving up (`se rendre à l'école`).
    pub toward: WordList,
    /// Nouns for losses, which may be things where no number stands before them (`des pertes`).
    pub losses: WordList,
    /// Nouns for a conflict that goes on for months or years (`guerre`, `insurgency`).
    pub war: WordList,
    /// Conjunctions that deny all that they join (`ni`, `neither`).
    pub neither: WordList,
    /// Words that say where somebody comes from, not where something was (`provenance`, `from`).
    pub origin: WordList,
    /// Words that say of an area that all of it is meant (`à travers`, `across`).
    pub throughout: WordList,
    /// Adverbs that say that a wound killed (`mortellement`, `fatally`).
    pub fatally: WordList,
    /// Nouns for areas wider than where one event happens (`région`, `state`).
    pub area: WordList,
    /// Points of the compass that a part of a country is named by, of each side (`nord`, `northern`).
    pub north: WordList,
    /// As for `north`.
    pub south: WordList,
    /// As for `north`.
    pub east: WordList,
    /// As for `north`.
    pub west: WordList,
    /// Words that close a sum (`total`, `all`).
    pub sum: WordList,
    /// Words that open a period from the event told before (`depuis`, `since then`).
    pub since_then: WordList,
    /// Participles that open a chain of sources (`cité par`, `quoted by`).
    pub cited: WordList,
    /// The noun that stands for the last ones named (`ces derniers`, `the latter`).
    pub latter: WordList,
    /// Prepositions before the one whose view a sentence gives (`Pour X, …`).
    pub viewpoint: WordList,
    /// Pronouns that open a relative clause.
    pub relative: WordList,
    /// Participles of media that only carry words (`rapporté par`, `relayed by`).
    pub relayed: WordList,
    /// Participles between a document and who made it (`communiqué par`, `drawn up by`).
    pub made: WordList,
    /// Documents that are no speaker without a name behind them (`chiffres`, `figures`).
    pub nameless: WordList,
    /// Nouns for a document told of before, or for those who wrote it (`texte`, `auteur`).
    pub author: WordList,
    /// Those who judge from afar what others tell (`expert`, `observer`).
    pub analyst: WordList,
    /// Nouns for an organisation that stand for the last one named (`mission`, `groupe`).
    pub body: WordList,
    /// Nouns that never speak (`plan`, `law`).
    pub mute: WordList,
    /// Verbs of deciding and announcing, for steps that count from their announcement.
    pub decide: WordList,
    /// Words for people that are none where they stand alone behind a verb: `prendre le pouvoir`.
    pub no_party: WordList,
    /// Functions that somebody holds in another place: `ambassadeur à Paris`.
    pub posted: WordList,
    /// Verbs of trying: `tenter`.
    pub attempt: WordList,
    /// Words that tell an article about events in general, not one event.
    #[serde(default)]
    pub series: WordList,
}
}

#[cfg(test)]
mod tests;
