//! Treebanks in CoNLL-U, brought to the tokens that griot has.
//!
//! Takes the files of Universal Dependencies, gives sentences of gold tokens. Contracted forms of
//! French become one token, and so do words joined by hyphens without space: each takes the place
//! in the tree of the part that stands highest. Empty nodes and enhanced dependencies are not read.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use griot::annotate::{Feats, Rel, Upos};
use griot::model::Lang;

/// A token with what annotators said of it.
#[derive(Clone, Debug)]
pub(crate) struct Gold {
    pub(crate) form: String,
    pub(crate) lower: String,
    pub(crate) lemma: String,
    pub(crate) upos: Upos,
    pub(crate) feats: Feats,
    /// Index of the head; the number of tokens stands for the root.
    pub(crate) head: u32,
    pub(crate) rel: Rel,
    pub(crate) space_after: bool,
}

/// A section of a treebank, with how much of it an epoch of training sees.
pub(crate) struct Section {
    pub(crate) share: f64,
    pub(crate) sents: Vec<Vec<Gold>>,
}

/// The sections that a language is trained on.
pub(crate) fn training(data: &Path, lang: Lang) -> Result<Vec<Section>> {
    let sections: &[(&str, f64)] = match lang {
        Lang::Fr => &[
            ("ud-fr/UD_French-Sequoia/fr_sequoia-ud-train.conllu", 1.0),
            ("ud-fr/UD_French-GSD/fr_gsd-ud-dev.conllu", 1.0),
            ("ud-fr/UD_French-FQB/fr_fqb-ud-test.conllu", 0.5),
            ("ud-fr/UD_French-Rhapsodie/fr_rhapsodie-ud-train.conllu", 0.3),
            ("ud-fr/UD_French-Rhapsodie/fr_rhapsodie-ud-dev.conllu", 0.3),
            ("ud-fr/UD_French-ParisStories/fr_parisstories-ud-train.conllu", 0.2),
            ("ud-fr/UD_French-ParisStories/fr_parisstories-ud-dev.conllu", 0.2),
        ],
        Lang::En => &[
            ("ud-en/UD_English-EWT/en_ewt-ud-train.conllu", 1.0),
            ("ud-en/GUM-open/en_gumopen-ud-train.conllu", 1.0),
        ],
    };
    sections
        .iter()
        .map(|(path, share)| Ok(Section { share: *share, sents: read(&data.join(path), lang)? }))
        .collect()
}

/// The sections that a language is measured on.
pub(crate) fn development(data: &Path, lang: Lang) -> Vec<PathBuf> {
    let sections: &[&str] = match lang {
        Lang::Fr => &["ud-fr/UD_French-Sequoia/fr_sequoia-ud-dev.conllu"],
        Lang::En => &[
            "ud-en/UD_English-EWT/en_ewt-ud-dev.conllu",
            "ud-en/GUM-open/en_gumopen-ud-dev.conllu",
        ],
    };
    sections.iter().map(|path| data.join(path)).collect()
}

/// Reads a file.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Vec<Vec<Gold>>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    sentences(&text, lang).with_context(|| format!("bad sentence in `{}`", path.display()))
}

/// The sentences of a text in CoNLL-U.
pub(crate) fn sentences(text: &str, lang: Lang) -> Result<Vec<Vec<Gold>>> {
    let mut sents = Vec::new();
    for block in text.split("\n\n") {
        let sent = sentence(block, lang)?;
        if !sent.is_empty() {
            sents.push(sent);
        }
    }
    Ok(sents)
}

/// Parts of one token: what range of words, and which part stands for all when two stand equally
/// high.
struct Group {
    from: usize,
    to: usize,
    form: String,
    last_wins: bool,
}

fn sentence(block: &str, lang: Lang) -> Result<Vec<Gold>> {
    let mut words: Vec<Gold> = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut heads: Vec<usize> = Vec::new();
    let mut tight: Vec<(usize, bool)> = Vec::new();
    for line in block.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let &[id, form, lemma, upos, _, feats, head, rel, _, misc] = fields.as_slice() else {
            continue;
        };
        if id.contains('.') {
            continue;
        }
        let space_after = !misc.split('|').any(|item| item == "SpaceAfter=No");
        if let Some((from, to)) = id.split_once('-') {
            let (from, to): (usize, usize) = (from.parse()?, to.parse()?);
            if lang == Lang::Fr {
                let form = form.to_owned();
                groups.push(Group { from: from - 1, to, form, last_wins: false });
            }
            tight.extend((from - 1..to - 1).map(|word| (word, false)));
            tight.push((to - 1, space_after));
            continue;
        }
        heads.push(head.parse::<usize>().context("head is not a number")?);
        words.push(Gold {
            form: form.to_owned(),
            lower: String::new(),
            lemma: if lemma == "_" && form != "_" { form.to_owned() } else { lemma.to_owned() },
            upos: upos_of(upos),
            feats: feats_of(feats),
            head: 0,
            rel: rel_of(rel),
            space_after,
        });
    }
    for (last, space_after) in tight {
        if let Some(word) = words.get_mut(last) {
            word.space_after = space_after;
        }
    }
    hyphenated(&words, &mut groups);
    groups.sort_by_key(|group| group.from);
    Ok(join(&words, &heads, &groups))
}

/// Words joined by hyphens without space, at least one of them with letters.
fn hyphenated(words: &[Gold], groups: &mut Vec<Group>) {
    let is_hyphen = |i: usize| words[i].form == "-";
    let mut at = 0;
    while at + 2 < words.len() {
        let mut end = at + 1;
        while end + 1 < words.len()
            && is_hyphen(end)
            && !words[end - 1].space_after
            && !words[end].space_after
            && words[end - 1].form.ends_with(char::is_alphanumeric)
            && words[end + 1].form.starts_with(char::is_alphanumeric)
        {
            end += 2;
        }
        let free = groups.iter().all(|group| group.to <= at || group.from >= end);
        let letters = words[at..end].iter().any(|word| word.form.contains(char::is_alphabetic));
        if end > at + 1 && letters && free {
            let form = words[at..end].iter().map(|word| word.form.as_str()).collect();
            groups.push(Group { from: at, to: end, form, last_wins: true });
        }
        at = end;
    }
}

fn join(words: &[Gold], heads: &[usize], groups: &[Group]) -> Vec<Gold> {
    let depth = |mut word: usize| {
        let mut depth = 0;
        while heads[word] > 0 && depth < words.len() {
            word = heads[word] - 1;
            depth += 1;
        }
        depth
    };
    // For each word, the token that it becomes; for each token, the word that stands for it.
    let mut token_of = vec![0; words.len()];
    let mut tokens: Vec<(usize, Option<&Group>)> = Vec::new();
    let mut groups = groups.iter().peekable();
    let mut at = 0;
    while at < words.len() {
        let group = groups.next_if(|group| group.from == at);
        let end = group.map_or(at + 1, |group| group.to.min(words.len()));
        let mut best = at;
        for (word, token) in token_of.iter_mut().enumerate().take(end).skip(at) {
            let higher = depth(word) < depth(best);
            let equal = depth(word) == depth(best);
            if higher || equal && group.is_some_and(|group| group.last_wins) {
                best = word;
            }
            *token = tokens.len();
        }
        tokens.push((best, group));
        at = end;
    }
    let n = tokens.len() as u32;
    tokens
        .iter()
        .map(|&(word, group)| {
            let mut token = words[word].clone();
            if let Some(group) = group {
                token.form.clone_from(&group.form);
                token.space_after = words[group.to.min(words.len()) - 1].space_after;
                if group.last_wins {
                    token.lemma = token.form.to_lowercase();
                }
            }
            token.head = match heads[word] {
                0 => n,
                head => token_of[head - 1] as u32,
            };
            griot::annotate::syntax::push_lower(&token.form, &mut token.lower);
            let mut lemma = String::new();
            griot::annotate::syntax::push_lower(&token.lemma, &mut lemma);
            token.lemma = lemma;
            token
        })
        .collect()
}

fn upos_of(name: &str) -> Upos {
    let names = [
        "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
        "PUNCT", "SCONJ", "SYM", "VERB", "X",
    ];
    names.iter().position(|&known| known == name).map_or(Upos::X, |i| Upos::ALL[i])
}

fn feats_of(feats: &str) -> Feats {
    let has = |feat: &str| feats.split('|').any(|item| item == feat);
    let mut bits = 0;
    let participle = has("VerbForm=Part");
    for (feat, bit) in [
        ("Number=Sing", Feats::SING),
        ("Number=Plur", Feats::PLUR),
        ("VerbForm=Inf", Feats::INF),
        ("VerbForm=Fin", Feats::FIN),
        ("VerbForm=Ger", Feats::PRES_PART),
        ("Mood=Cnd", Feats::COND),
        ("Mood=Sub", Feats::SUBJ),
        ("Mood=Imp", Feats::IMPER),
        ("Voice=Pass", Feats::PASSIVE),
    ] {
        if has(feat) {
            bits |= bit;
        }
    }
    if participle {
        bits |= if has("Tense=Pres") { Feats::PRES_PART } else { Feats::PAST_PART };
    } else {
        for (feat, bit) in [
            ("Tense=Fut", Feats::FUT),
            ("Tense=Past", Feats::PAST),
            ("Tense=Pres", Feats::PRES),
            ("Tense=Imp", Feats::IMPERF | Feats::PAST),
        ] {
            if has(feat) {
                bits |= bit;
            }
        }
    }
    Feats(bits)
}

fn rel_of(name: &str) -> Rel {
    match name {
        "acl:relcl" => return Rel::AclRelcl,
        "aux:pass" => return Rel::AuxPass,
        "nsubj:pass" | "csubj:pass" => return Rel::NsubjPass,
        "obl:agent" => return Rel::OblAgent,
        "obj:agent" | "iobj:agent" => return Rel::Iobj,
        "nmod:poss" => return Rel::Nmod,
        "nmod:appos" => return Rel::Appos,
        _ => {}
    }
    match name.split(':').next().unwrap_or(name) {
        "acl" => Rel::Acl,
        "advcl" => Rel::Advcl,
        "advmod" => Rel::Advmod,
        "amod" => Rel::Amod,
        "appos" => Rel::Appos,
        "aux" => Rel::Aux,
        "case" => Rel::Case,
        "cc" => Rel::Cc,
        "ccomp" => Rel::Ccomp,
        "compound" => Rel::Compound,
        "conj" => Rel::Conj,
        "cop" => Rel::Cop,
        "csubj" => Rel::Csubj,
        "det" => Rel::Det,
        "discourse" | "reparandum" => Rel::Discourse,
        "dislocated" => Rel::Dislocated,
        "expl" => Rel::Expl,
        "fixed" => Rel::Fixed,
        "flat" => Rel::Flat,
        "goeswith" => Rel::Goeswith,
        "iobj" => Rel::Iobj,
        "mark" => Rel::Mark,
        "nmod" => Rel::Nmod,
        "nsubj" => Rel::Nsubj,
        "nummod" => Rel::Nummod,
        "obj" => Rel::Obj,
        "obl" => Rel::Obl,
        "orphan" => Rel::Orphan,
        "parataxis" | "list" => Rel::Parataxis,
        "punct" => Rel::Punct,
        "root" => Rel::Root,
        "vocative" => Rel::Vocative,
        "xcomp" => Rel::Xcomp,
        _ => Rel::Dep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_and_hyphens_are_joined() {
        let block = "1-2\tDu\t_\t_\t_\t_\t_\t_\t_\t_\n\
            1\tDe\tde\tADP\t_\t_\t3\tcase\t_\t_\n\
            2\tle\tle\tDET\t_\t_\t3\tdet\t_\t_\n\
            3\tnord\tnord\tNOUN\t_\tNumber=Sing\t0\troot\t_\tSpaceAfter=No\n\
            4\t-\t-\tPUNCT\t_\t_\t5\tpunct\t_\tSpaceAfter=No\n\
            5\test\test\tNOUN\t_\t_\t3\tappos\t_\t_\n\
            6\t!\t!\tPUNCT\t_\t_\t3\tpunct\t_\t_";
        let sent = sentence(block, Lang::Fr).unwrap();
        let shown: Vec<_> = sent.iter().map(|t| (t.form.as_str(), t.head, t.rel)).collect();
        assert_eq!(shown, [("Du", 1, Rel::Case), ("nord-est", 3, Rel::Root), ("!", 1, Rel::Punct)]);
        assert_eq!(sent[0].lemma, "de");
    }
}
