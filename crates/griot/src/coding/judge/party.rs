//! Features of a party: where it stands in the sentences of an event, and what it is.

use super::{Features, Half, Question, Value, class_of, family};
use crate::annotate::{Rel, grammar};
use crate::coding::context::Context;
use crate::coding::events::Draft;
use crate::coding::parties::Party;
use crate::coding::roles::{Candidate, Roles, is_vague, kind_of, same_party};
use crate::coding::statements::Said;
use crate::lexicon::schema::WordList;
use crate::model::{EventType, Outcome};

/// The event that parties are asked about.
pub(crate) struct Scene<'a, 'c> {
    cx: &'a Context<'c>,
    draft: &'a Draft,
    event_type: EventType,
    event: usize,
    all: &'a [Roles],
    rules: &'a Roles,
    /// Whether each mention is of somebody who says something, or who carries it.
    speaks: Vec<bool>,
    n: usize,
    /// The heads of the triggers.
    heads: Vec<usize>,
    armed: usize,
    /// How often the armed actor that is named most often is named.
    most: usize,
}

/// What is known of a candidate, whatever role is asked for.
#[derive(Debug)]
pub(crate) struct Facts<'t> {
    shared: Features<'t>,
    /// What is told together with whether the rules have somebody in the role.
    beside_rival: Vec<Half>,
}

impl<'a, 'c> Scene<'a, 'c> {
    pub(crate) fn new(
        cx: &'a Context<'c>,
        draft: &'a Draft,
        event_type: EventType,
        event: usize,
        all: &'a [Roles],
        candidates: &[Candidate],
        said: &[Said],
    ) -> Self {
        let heads = draft.sightings.iter().flat_map(|s| &s.triggers).map(|t| t.head).collect();
        let armed = candidates.iter().filter(|c| kind_of(cx, &c.party).is_armed()).count();
        let most = candidates
            .iter()
            .filter(|c| kind_of(cx, &c.party).is_armed())
            .map(|c| c.named)
            .max()
            .unwrap_or(0);
        let mut speaks = vec![false; cx.mentions.len()];
        for speaker in said.iter().flat_map(|said| said.speakers.iter().chain(&said.carriers)) {
            if let Some(speaks) = speaker.mention.and_then(|m| speaks.get_mut(m)) {
                *speaks = true;
            }
        }
        Self {
            cx,
            draft,
            event_type,
            event,
            all,
            rules: &all[event],
            speaks,
            n: candidates.len(),
            heads,
            armed,
            most,
        }
    }

    /// Notes what speaks for and against a candidate in a role.
    pub(crate) fn features<'t>(
        &self,
        candidate: &Candidate,
        facts: &Facts<'t>,
        question: Question,
    ) -> Features<'t> {
        let others = |mine: bool, list: usize| match (mine, list) {
            (true, 1) => "alone",
            (true, _) => "among",
            (false, 0) => "nobody",
            (false, _) => "another",
        };
        let rival = match question {
            Question::Initiator => others(candidate.initiator, self.rules.initiators.len()),
            _ => others(candidate.target, self.rules.targets.len()),
        };
        let rival = Value::from(rival);
        let mut out = facts.shared.clone();
        out.add("rival", rival);
        for half in &facts.beside_rival {
            out.complete(half, rival);
        }
        out
    }

    /// What is known of a candidate; `out` is an empty list.
    pub(crate) fn facts<'t>(&self, candidate: &Candidate, mut out: Features<'t>) -> Facts<'t> {
        let cx = self.cx;
        let party = &candidate.party;
        let kind = Value::from(kind_of(cx, party).as_str());
        let event_type = Value::from(self.event_type.as_str());
        let family = Value::from(family(self.event_type));
        let rule = Value::from(part((candidate.initiator, candidate.target)));
        let mut beside = Vec::with_capacity(16);
        beside.push(Half::new("rule+rival", rule));
        beside.push(Half::new("type+rival", event_type));
        beside.push(Half::new("kind+rival", kind));
        out.add("rule", rule);
        out.add("kind", kind);
        out.pair("kind+family", kind, family);
        out.pair("kind+rule", kind, rule);
        out.pair("kind+type", kind, event_type);
        out.pair("rule+type", rule, event_type);
        let first = candidate.mentions.first().map(|&m| &cx.mentions[m]);
        let mention = party.mention.map(|m| &cx.mentions[m]).or(first);
        let class = if party.person { "person" } else { class_of(mention) };
        let class = Value::from(class);
        out.add("class", class);
        out.pair("class+rule", class, rule);
        out.pair("class+family", class, family);
        out.flag("thing", party.thing);
        out.pair("thing+rule", if party.thing { "thing" } else { "people" }, rule);
        let vague = is_vague(cx, party);
        out.flag("vague", vague);
        beside.push(Half::new("vague+rival", if vague { "vague" } else { "named" }));
        let head = mention.map(|m| m.head as usize);
        let words = &cx.language.grammar;
        if let Some(mention) = mention {
            out.flag("plural", mention.plural);
            out.flag("definite", mention.definite);
        }
        if let Some(head) = head {
            let attacker = cx.is_one_of(head, &words.attacker);
            out.flag("attacker", attacker);
            beside.push(Half::new("attacker+rival", if attacker { "attacker" } else { "other" }));
            out.flag("vehicle", cx.is_one_of(head, &words.vehicle));
        }
        self.place(candidate, rule, &mut out, &mut beside);
        self.casualty(candidate, rule, &mut out);
        let speaks = candidate.mentions.iter().any(|&m| self.speaks[m]);
        let speaks = Value::from(if speaks { "speaks" } else { "silent" });
        let claims = self
            .draft
            .sightings
            .iter()
            .flat_map(|s| &s.claimants)
            .any(|p| same_party(cx, p, party));
        out.flag("claims", claims);
        out.add("speaks", speaks);
        out.pair("speaks+rule", speaks, rule);
        out.pair("speaks+kind", speaks, kind);
        out.pair("speaks+class", speaks, class);
        beside.push(Half::new("speaks+rival", speaks));
        if party.registry.is_some() {
            let n = candidate.named;
            out.count("in-document", n.div_ceil(2), 4);
            out.flag("most-named", n >= self.most);
        }
        self.elsewhere(candidate, rule, &mut out, &mut beside);
        out.count("candidates", self.n.div_ceil(2), 4);
        out.count("armed-candidates", self.armed, 3);
        Facts { shared: out, beside_rival: beside }
    }

    /// What part it has in the document outside the event.
    fn elsewhere(
        &self,
        candidate: &Candidate,
        rule: Value,
        out: &mut Features<'_>,
        beside: &mut Vec<Half>,
    ) {
        let cx = self.cx;
        let has = |list: &[Party]| list.iter().any(|p| same_party(cx, p, &candidate.party));
        let mut other = (false, false);
        let mut before = (false, false);
        for (i, roles) in self.all.iter().enumerate().filter(|(i, _)| *i != self.event) {
            let (initiator, target) = (has(&roles.initiators), has(&roles.targets));
            other = (other.0 || initiator, other.1 || target);
            if i + 1 == self.event {
                before = (initiator, target);
            }
        }
        let inside = candidate.mentions.iter().any(|&m| {
            let sent = cx.doc.sent_of(cx.mentions[m].head as usize);
            self.draft.sightings.iter().any(|s| s.sent == sent)
        });
        let in_event = Value::from(if inside { "inside" } else { "outside" });
        let kind = Value::from(kind_of(cx, &candidate.party).as_str());
        let other = Value::from(part(other));
        out.pair("elsewhere+in", other, in_event);
        out.pair("before+in", part(before), in_event);
        out.pair("elsewhere+rule", other, rule);
        beside.push(Half::new("elsewhere+rival", other));
        beside.push(Half::new("in+rival", in_event));
        out.pair("in+kind", in_event, kind);
        beside.push(if inside {
            Half::new("inside+kind+rival", kind)
        } else {
            Half::new("outside+kind+rival", kind)
        });
        let near = candidate.mentions.iter().map(|&m| {
            let sent = cx.doc.sent_of(cx.mentions[m].head as usize);
            self.draft.sightings.iter().map(|s| s.sent.abs_diff(sent)).min().unwrap_or(99)
        });
        let near = near.min().unwrap_or(99);
        out.add(
            "sentences",
            match near {
                0 => "0",
                1 => "1",
                2..=3 => "3",
                4..=8 => "8",
                _ => "far",
            },
        );
        let n = candidate.mentions.len();
        out.count("named", n, 4);
        let headline = candidate
            .mentions
            .iter()
            .any(|&m| cx.headline[cx.doc.sent_of(cx.mentions[m].head as usize)]);
        out.pair("headline+in", if headline { "headline" } else { "body" }, in_event);
    }

    /// Where it stands towards the triggers, at its nearest mention.
    fn place(
        &self,
        candidate: &Candidate,
        rule: Value,
        out: &mut Features<'_>,
        beside: &mut Vec<Half>,
    ) {
        let cx = self.cx;
        let doc = cx.doc;
        let nearest =
            candidate.mentions.iter().map(|&m| cx.mentions[m].head as usize).min_by_key(|&t| {
                self.heads.iter().map(|h| h.abs_diff(t)).min().unwrap_or(usize::MAX)
            });
        let Some(token) = nearest else {
            out.add("at", "elsewhere");
            return;
        };
        let trigger = self.heads.iter().copied().min_by_key(|h| h.abs_diff(token));
        let rel = match doc.tokens[token].rel {
            Rel::Nsubj | Rel::Csubj => "subject",
            Rel::NsubjPass => "passive-subject",
            Rel::Obj => "object",
            Rel::OblAgent => "agent",
            Rel::Obl | Rel::Iobj => "oblique",
            Rel::Nmod => "complement",
            Rel::Appos => "apposition",
            Rel::Conj => "conjunct",
            Rel::Root => "root",
            _ => "other",
        };
        let case = doc.case(token).map_or("none", |t| {
            let words = &cx.language.grammar;
            let is = |list: &WordList| cx.is_one_of(t, list);
            if is(&words.agent) {
                "by"
            } else if is(&words.of) {
                "of"
            } else if is(&words.between) {
                "between"
            } else if matches!(doc.lower(t), "contre" | "against") {
                "against"
            } else if is(&words.patient) {
                "on"
            } else if is(&words.with) {
                "with"
            } else {
                "other"
            }
        });
        let link = match trigger {
            None => "no-trigger",
            Some(h) if doc.sent_of(h) != doc.sent_of(token) => "other-sentence",
            Some(h) if doc.tokens[token].head as usize == h => "of-trigger",
            Some(h)
                if grammar::governing_verb(doc, token).is_some()
                    && grammar::governing_verb(doc, token) == grammar::governing_verb(doc, h) =>
            {
                "same-verb"
            }
            Some(h) if grammar::is_below(doc, token, h) => "below",
            Some(h) if grammar::is_below(doc, h, token) => "above",
            Some(_) => "same-sentence",
        };
        let side = match trigger {
            Some(h) if token < h => "before",
            Some(_) => "behind",
            None => "none",
        };
        let far = match trigger.map_or(99, |h| h.abs_diff(token)) {
            0..=2 => "beside",
            3..=6 => "near",
            7..=14 => "off",
            _ => "far",
        };
        let (rel, link) = (Value::from(rel), Value::from(link));
        out.add("at", rel);
        out.add("case", case);
        out.add("link", link);
        out.add("far", far);
        out.pair("at+link", rel, link);
        out.pair("case+link", case, link);
        out.pair("at+rule", rel, rule);
        beside.push(Half::new("at+rival", rel));
        out.pair("side+at", side, rel);
        out.pair("link+rule", link, rule);
        beside.push(Half::new("link+rival", link));
        out.flag("headline", cx.headline[doc.sent_of(token)]);
        let told = self
            .draft
            .sightings
            .iter()
            .position(|s| s.sent == doc.sent_of(token))
            .unwrap_or(usize::MAX);
        out.add(
            "sighting",
            match told {
                0 => "first",
                1 => "second",
                2..=9 => "later",
                _ => "none",
            },
        );
    }

    /// Whether it is counted among the victims.
    fn casualty(&self, candidate: &Candidate, rule: Value, out: &mut Features<'_>) {
        let victim = self.draft.tolls().find(|toll| candidate.is_counted(self.cx, toll));
        let victim = match victim {
            None => "no",
            Some(toll) if toll.high == Some(0) => "nobody",
            Some(toll) if toll.part => "part",
            Some(toll) => match toll.outcome {
                Outcome::Killed => "killed",
                Outcome::Wounded => "wounded",
                Outcome::Abducted => "abducted",
                Outcome::Detained => "detained",
                _ => "other",
            },
        };
        let victim = Value::from(victim);
        out.add("victim", victim);
        out.pair("victim+rule", victim, rule);
        out.pair("victim+type", victim, self.event_type.as_str());
    }
}

/// On which sides somebody is: as initiator, as target.
fn part(roles: (bool, bool)) -> &'static str {
    match roles {
        (true, true) => "both",
        (true, false) => "initiator",
        (false, true) => "target",
        (false, false) => "none",
    }
}
