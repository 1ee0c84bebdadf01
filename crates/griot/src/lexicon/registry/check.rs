//! What must hold of files of actors beyond their schema.
//!
//! Takes parsed files and the actors that they are laid over; gives every problem, in the order of
//! the files. Repairs nothing.

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::is_nfc;

use super::{ActorFile, RegistryError, fold, names_of};
use crate::lexicon::schema::Actor;
use crate::model::ActorKind;

/// Everything that is wrong.
pub(super) fn problems(files: &[(&str, ActorFile)], below: &[Actor]) -> Vec<RegistryError> {
    let mut found = Vec::new();
    let mut tell = |file: &str, entry: &str, problem: String| {
        found.push(RegistryError { file: file.to_owned(), entry: entry.to_owned(), problem });
    };
    let own: FxHashSet<&str> =
        files.iter().flat_map(|(_, file)| &file.actor).map(|actor| actor.id.as_str()).collect();
    let mut ids: FxHashSet<&str> = below.iter().map(|actor| actor.id.as_str()).collect();
    ids.extend(&own);
    let mut names: FxHashMap<String, &Actor> = FxHashMap::default();
    for actor in below.iter().filter(|actor| !own.contains(actor.id.as_str())) {
        for name in names_of(actor) {
            names.entry(key(name)).or_insert(actor);
        }
    }
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    for (file, content) in files {
        if file.strip_suffix(".toml").is_some_and(|stem| stem != content.about.subject) {
            tell(file, "file", format!("its subject is `{}`", content.about.subject));
        }
        let mut last = "";
        for actor in &content.actor {
            let id = actor.id.as_str();
            if !is_id(id) {
                tell(file, id, "an id is `actor.` and a slug of a-z, 0-9 and hyphens".to_owned());
            }
            if !seen.insert(id) {
                tell(file, id, "the id is used twice".to_owned());
            } else if id < last {
                tell(file, id, format!("stands after `{last}`: ids are sorted"));
            }
            last = id;
            if actor.kind == ActorKind::Unknown {
                tell(file, id, "an actor has a kind".to_owned());
            }
            for iso in &actor.countries {
                if iso.len() != 2 || !iso.bytes().all(|b| b.is_ascii_uppercase()) {
                    tell(file, id, format!("`{iso}` is not a country code"));
                }
            }
            for other in actor.part_of.iter().chain(&actor.allies) {
                if !ids.contains(other.as_str()) || other == id {
                    tell(file, id, format!("`{other}` is not the id of another actor"));
                }
            }
            if let (Some(since), Some(until)) = (actor.since, actor.until)
                && since > until
            {
                tell(file, id, format!("ends in {until}, before it begins in {since}"));
            }
            for name in names_of(actor) {
                if let Some(problem) = spelling(name) {
                    tell(file, id, format!("`{name}` {problem}"));
                }
                match names.get(&key(name)) {
                    Some(other) if other.id != actor.id => {
                        if !(marks(actor, name) && marks(other, name)) {
                            tell(file, id, format!("`{name}` also names `{}`", other.id));
                        }
                    }
                    _ => {
                        names.insert(key(name), actor);
                    }
                }
            }
        }
    }
    found
}

/// Whether the note of an actor says that a name is shared: `ambiguous: FDS, PNC.`
fn marks(actor: &Actor, name: &str) -> bool {
    let Some((_, list)) = actor.note.split_once("ambiguous: ") else { return false };
    let list = list.split_once(". ").map_or(list, |(list, _)| list);
    list.trim_end_matches('.').split(", ").any(|one| key(one) == key(name))
}

/// What is wrong with how a name is written.
fn spelling(name: &str) -> Option<&'static str> {
    if key(name).is_empty() {
        Some("has no letter")
    } else if !is_nfc(name) {
        Some("is not in normal form C")
    } else if name.trim() != name || name.contains("  ") || name.contains(['\u{a0}', '\t', '\n']) {
        Some("has stray white space")
    } else if name.contains('’') {
        Some("has a curly apostrophe")
    } else if key(name).split(' ').count() > 20 {
        Some("has more than twenty words")
    } else {
        None
    }
}

fn is_id(id: &str) -> bool {
    id.strip_prefix("actor.").is_some_and(|slug| {
        !slug.is_empty()
            && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}

/// A name as it is compared.
fn key(name: &str) -> String {
    let mut key = String::new();
    fold::pieces(name, &mut String::new(), |piece, _| {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(piece);
    });
    key
}
