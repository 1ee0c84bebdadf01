//! Victims whom the tree does not join to what became of them: the subject across an apposition
//! (`Deux hommes, âgés de 20 ans, ont été arrêtés`), and the subject of the clause before
//! (`L'assaillant a tué deux gardes avant d'être abattu`).

use crate::annotate::{Feats, Upos, grammar};
use crate::lexicon::Hit;
use crate::lexicon::schema::Counted;

use super::Linker;

/// How far an apposition may push a subject from its verb.
const FAR: usize = 48;

impl Linker<'_, '_> {
    /// The head of a subject that an apposition, set off by commas or brackets, parts from its verb.
    pub(super) fn subject_across_apposition(&self, hit: &Hit) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = self.head(hit);
        let counts = match cx.language.outcomes[hit.index()].counted {
            Counted::Object => grammar::is_passive(doc, verb),
            Counted::Subject => true,
            Counted::Of | Counted::Itself => false,
        };
        let first = doc.sents[self.sent].first as usize;
        let mut aux = verb;
        while aux > first && matches!(doc.tokens[aux - 1].upos, Upos::Aux | Upos::Adv) {
            aux -= 1;
        }
        let finite = (aux..=verb).any(|t| doc.tokens[t].feats.has(Feats::FIN));
        let last = aux.checked_sub(1).filter(|&t| t > first)?;
        if !counts || !finite || !matches!(doc.lower(last), "," | ")") {
            return None;
        }
        // Back to the beginning of the clause, over what brackets hold.
        let mut depth = 0_usize;
        let mut opens = last;
        for t in (first.max(last.saturating_sub(FAR))..=last).rev() {
            match doc.lower(t) {
                ")" => depth += 1,
                "(" => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                ";" | ":" | "«" | "»" | "." | "–" | "—" => break,
                _ if doc.tokens[t].feats.has(Feats::FIN) || doc.tokens[t].upos == Upos::Sconj => {
                    break;
                }
                _ => {}
            }
            opens = t;
        }
        let (_, mention) = cx.mentions_in(opens..last).next()?;
        let led = (opens..mention.first as usize)
            .all(|t| matches!(doc.tokens[t].upos, Upos::Det | Upos::Num | Upos::Adj | Upos::Adv));
        let end = mention.end as usize;
        let parted = end < last && matches!(doc.lower(end), "," | "(");
        (led && parted).then_some(mention.head as usize)
    }

    /// Whether a noun stands in the apposition between a subject and its verb.
    pub(super) fn is_in_apposition(&self, noun: usize, hit: &Hit) -> bool {
        self.subject_across_apposition(hit)
            .is_some_and(|subject| (subject + 1..self.head(hit)).contains(&noun))
    }

    /// Whether an outcome is told as what came after: `avant d'être abattu`.
    pub(super) fn is_before_passive(&self, hit: &Hit) -> bool {
        self.opener_of_passive(hit).is_some()
    }

    /// The word that opens `avant d'être abattu`.
    fn opener_of_passive(&self, hit: &Hit) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let verb = self.head(hit);
        let first = doc.sents[self.sent].first as usize;
        if cx.language.outcomes[hit.index()].counted != Counted::Object
            || !doc.tokens[verb].feats.has(Feats::PAST_PART)
        {
            return None;
        }
        let mut at = verb;
        while at > first && matches!(doc.tokens[at - 1].upos, Upos::Aux | Upos::Adv) {
            at -= 1;
            if cx.is_one_of(at, &cx.language.grammar.before) {
                return None;
            }
        }
        let infinitive = (at..verb).any(|t| {
            doc.tokens[t].feats.has(Feats::INF)
                || doc.tokens[t].feats.has(Feats::PRES_PART)
                || doc.tokens[t].upos == Upos::Aux && !doc.tokens[t].feats.has(Feats::FIN)
        });
        let of = at.checked_sub(1).filter(|&t| t >= first)?;
        let opener = if cx.is_one_of(of, &cx.language.grammar.before) {
            of
        } else {
            of.checked_sub(1).filter(|&t| t >= first)?
        };
        (infinitive && cx.is_one_of(opener, &cx.language.grammar.before)).then_some(opener)
    }

    /// The subject of the clause before `avant d'être abattu`, when it agrees with the participle.
    pub(super) fn subject_of_clause_before(&self, hit: &Hit) -> Option<usize> {
        let cx = self.cx;
        let doc = cx.doc;
        let opener = self.opener_of_passive(hit)?;
        let first = doc.sents[self.sent].first as usize;
        let verb = doc.tokens[self.head(hit)].feats;
        let agrees = |t: usize| {
            let noun = doc.tokens[t].feats;
            !(verb.has(Feats::PLUR) && noun.has(Feats::SING)
                || verb.has(Feats::SING) && noun.has(Feats::PLUR))
        };
        (first..opener)
            .rev()
            .filter(|&t| {
                doc.tokens[t].upos == Upos::Verb
                    && (doc.tokens[t].feats.has(Feats::FIN)
                        || doc.children(t).any(|c| {
                            doc.tokens[c].upos == Upos::Aux && doc.tokens[c].feats.has(Feats::FIN)
                        }))
            })
            .find_map(|t| {
                let args = grammar::args(doc, t);
                let heads = if args.passive { args.patients } else { args.agents };
                heads.into_iter().find(|&head| {
                    head < opener && cx.mention_at(head).is_some_and(|(_, m)| !m.thing)
                })
            })
            .filter(|&head| agrees(head))
    }
}
