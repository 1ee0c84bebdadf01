//! What may stand in `<lang>/places.toml`: the words around places.
//!
//! Forms here are written as the text has them in lower case, with accents and straight
//! apostrophes; plurals and feminines are listed, because these words are looked up before and
//! whether or not a tagger has read the sentence.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::schema::About;

/// The whole file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFile {
    /// The head of the file.
    pub about: About,
    /// Closed lists.
    pub lists: PlaceLists,
    /// Nouns that say what a named place is.
    #[serde(default)]
    pub head: Vec<PlaceHead>,
    /// Prepositions and prepositional phrases before a place.
    #[serde(default)]
    pub relation: Vec<PlaceRelation>,
    /// Names that look like places and are none.
    #[serde(default)]
    pub stop: Vec<PlaceStop>,
    /// Letters that stand for each other in names from other scripts, the most usual first.
    #[serde(default)]
    pub spelling: Vec<Spelling>,
}

/// Letters of the newspapers of this language, and those that tables write instead.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spelling {
    /// As in the text, folded.
    pub from: String,
    /// As in a table, folded.
    pub to: String,
    /// Only at the end of the name.
    #[serde(default)]
    pub at_end: bool,
}

/// Closed lists of words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceLists {
    /// Passed over between a preposition and a place.
    pub articles: Vec<String>,
    /// What stands between a noun and its name: `de`, `of`.
    pub linkers: Vec<String>,
    /// Contracted and elided forms, and the word that they stand for.
    pub contractions: BTreeMap<String, String>,
    /// Words in small letters that may stand inside a name.
    pub joiners: Vec<String>,
    /// Words of coordination.
    pub and: Vec<String>,
    /// Points of the compass, as nouns (`nord`, `centre`).
    pub directions: Vec<String>,
    /// Points of the compass, as adjectives before a name (`northern`).
    pub direction_adjectives: Vec<String>,
    /// Nouns that stand for the country that the article is about (`pays`).
    pub this_country: Vec<String>,
    /// Words that may stand between a head and its name (`rural`, `voisin`).
    pub modifiers: Vec<String>,
    /// Units of distance.
    pub distances: Vec<String>,
    /// Titles and functions before a person's name.
    pub titles: Vec<String>,
    /// Lemmas of verbs that a government does: the place that is their subject is one.
    pub government_verbs: Vec<String>,
    /// Lemmas of verbs of war and policy: the capital that is their subject is its government.
    pub state_verbs: Vec<String>,
    /// Nouns of what is a state's: the capital that they are of, or that stands before them, is its
    /// government (`les forces de Damas`, `New Delhi forces`).
    pub state_owns: Vec<String>,
    /// Words, in a row, behind which a capital is the government that says something: `selon`, `according to`.
    pub state_cited: Vec<String>,
    /// Lemmas of verbs whose object is often a place: `attaquer`, `seize`.
    pub taking_verbs: Vec<String>,
    /// Lemmas of verbs of a reporter who spoke with somebody far away: `joint à Kinshasa`.
    #[serde(default)]
    pub reached: Vec<String>,
    /// Those of people who heard of it: where they did is not where it was (`a-t-on appris à Kinshasa`).
    #[serde(default)]
    pub learnt: Vec<String>,
    /// Those of what flies off: the place it is from is not where it came down (`launched from Kursk`).
    #[serde(default)]
    pub loosed: Vec<String>,
    /// Words before a clause that tells the same moment: `wounded on Tuesday when gunmen ambushed a convoy`.
    #[serde(default)]
    pub while_done: Vec<String>,
    /// Those whose object is a place where it is no person, so that a name no table knows is one: `pilonner`, `shell`.
    #[serde(default)]
    pub ruining_verbs: Vec<String>,
    /// Those that do so to what `de` leads in: `s'emparer de`.
    #[serde(default)]
    pub ruining_of_verbs: Vec<String>,
    /// Verbs of motion whose preposition proves a place that it does not prove elsewhere: `rode into`.
    #[serde(default)]
    pub motion_verbs: Vec<String>,
    /// The second halves of adjectives that say who holds a place: `Kurdish-held` names none.
    #[serde(default)]
    pub held: Vec<String>,
    /// Those of them that say to which country it belongs in practice: `Indian-administered Kashmir`.
    #[serde(default)]
    pub administered: Vec<String>,
    /// Words that begin sentences and titles with a capital and name nothing.
    pub common: Vec<String>,
    /// Words after which `à` or `to` gives something to somebody (`grâce à`, `remettre à`), as
    /// lemmas or as written.
    pub dative: Vec<String>,
    /// Capitalised nouns that begin names of organisations (`Front`, `Union`).
    pub organisations: Vec<String>,
    /// Words that say what kind of an institution bears a name, and are none themselves: a name of nothing
    /// else is no place (`Federal Government College`, `Forward Operating Base`).
    #[serde(default)]
    pub generic: Vec<String>,
    /// Adjectives of continents and the like: `the West African state` names no state.
    #[serde(default)]
    pub wide_adjectives: Vec<String>,
    /// Lemmas of nouns for what acts for a state outside of it as well: whose army or whose strikes it is says not
    /// where they were (`Israeli strikes`, `l'armée turque`).
    #[serde(default)]
    pub doers: Vec<String>,
    /// Nouns for a border: `the Afghan border` speaks of the country on this side of it no less.
    #[serde(default)]
    pub frontiers: Vec<String>,
    /// What stands behind an owner, as a token of its own: `Kenya's Garissa county`.
    #[serde(default)]
    pub possessives: Vec<String>,
}

/// What a head says of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadKind {
    /// A village, a town, a city.
    Settlement,
    /// A part of a town.
    Quarter,
    /// A unit of administration.
    Admin,
    /// An informal region.
    Region,
    /// A river, an island, a forest, a mountain.
    Natural,
    /// A camp, a market, a building.
    Facility,
    /// An embassy: what it is named after says whose it is, not where.
    Diplomatic,
    /// A street, a road: what it is named after is no place of the event.
    Street,
}

/// On which side of the name a head stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadSide {
    /// `village de X`
    #[default]
    Before,
    /// `X village`
    After,
    /// Either.
    Both,
}

/// A noun that says what a named place is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceHead {
    /// `<lang>.place.<slug>`
    pub id: String,
    /// What it says.
    pub kind: HeadKind,
    /// Singular and plural, lower case.
    pub forms: Vec<String>,
    /// Where it stands.
    #[serde(default)]
    pub side: HeadSide,
    /// Whether it belongs to the name (`rivière Semuliki`).
    #[serde(default)]
    pub keep: bool,
    /// Whether it also stands behind names of peoples and faiths, so that alone it proves no place
    /// (`Nyalun community`).
    #[serde(default)]
    pub weak: bool,
    /// Whether it is where the wounded and the dead are taken, which is rarely where it happened.
    #[serde(default)]
    pub care: bool,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// What a preposition says of the place behind it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// At it or in it.
    In,
    /// Near it.
    Near,
    /// Away from it.
    From,
    /// Towards it.
    To,
    /// Between it and another.
    Between,
    /// It modifies a noun.
    Of,
    /// No preposition tells.
    #[default]
    Bare,
}

impl Relation {
    /// Whether the words say that something is located, so that a place must follow.
    pub fn locates(self) -> bool {
        !matches!(self, Self::Of | Self::Bare)
    }
}

/// A preposition or prepositional phrase.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceRelation {
    /// `<lang>.place.<slug>`
    pub id: String,
    /// What it says.
    pub relation: Relation,
    /// Words in order, contractions undone and articles left out: `à proximité de`.
    pub forms: Vec<String>,
    /// Whether it also stands before people and things, so that alone it proves no place.
    #[serde(default)]
    pub weak: bool,
    /// Whether it speaks of a border: the country behind it is the one on the other side.
    #[serde(default)]
    pub border: bool,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}

/// Names that look like places and are none.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceStop {
    /// `<lang>.place.<slug>`
    pub id: String,
    /// Names, in any case; compared without accents.
    pub forms: Vec<String>,
    /// Whether a head or a preposition that locates makes it a place all the same.
    #[serde(default)]
    pub unless_located: bool,
    /// For the reader.
    #[serde(default)]
    pub note: String,
}
