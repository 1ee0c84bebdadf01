//! What is made piece by piece is what is made whole.

use std::collections::BTreeSet;

use griot::json::{self, Coder};
use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{self, Resources};

use super::Near;
use crate::layer::{self, Layer};
use crate::{About, Act, Filter, NewPage, Record, Writer};

fn coder() -> Coder {
    Coder { version: "0.0.0".to_owned(), lexicon: "0000000000000000".to_owned() }
}

fn writer(record: &Record) -> Writer {
    writer_on(record, "2024-06-30")
}

pub(crate) fn writer_on(record: &Record, day: &str) -> Writer {
    let at = format!("{day}T08:00:00Z").parse().unwrap();
    Writer::open(&record.layout.dir, "test", &coder(), at).unwrap()
}

pub(crate) fn page(name: &str, day: &str, publisher: &str, text: &str) -> NewPage {
    let mut article = Article::from_text(text);
    article.id = name.to_owned();
    article.lang = Some(Lang::Fr);
    article.publisher = Some(publisher.to_owned());
    if let Ok(date) = day.parse() {
        article.published = Some(DateFound { date, found_in: "input", raw: day.to_owned() });
    }
    let claims = pipeline::code(&article, &Resources::builtin());
    NewPage {
        about: About { name: name.to_owned(), ..About::default() },
        bytes: format!("{name} {publisher}: {text}").into_bytes(),
        documents: vec![json::document(&article, &claims, coder())],
        place: None,
    }
}

/// Numbers that look like chance and are the same in every run.
pub(crate) struct Dice(fastrand::Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0.usize(..n)
    }

    pub(crate) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        self.0.choice(list).unwrap()
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        self.0.shuffle(list);
    }
}

/// Articles that tell of few places and days, so that many of them tell one event or nearly so; some
/// print the text of another, whole, cut or enlarged; some have no day.
pub(crate) fn articles(n: usize, dice: &mut Dice) -> Vec<NewPage> {
    const PLACES: [&str; 4] = ["Gao", "Kaduna", "Gorgadji", "Djibo"];
    const WHO: [&str; 3] = ["des hommes armés", "l'État islamique", "l'armée malienne"];
    const DEAD: [&str; 4] =
        ["Douze civils", "Dix civils", "Au moins quinze civils", "Deux soldats"];
    const DAYS: [&str; 5] = ["lundi", "mardi", "samedi", "dimanche", "le 3 mai 2024"];
    const SAYS: [&str; 3] = ["le maire de la ville", "une source sécuritaire", "un témoin"];
    const PUBLISHED: [&str; 4] = ["2024-05-06", "2024-05-07", "2024-05-08", ""];
    const OUTLETS: [&str; 4] = ["Le Fleuve", "Le Courrier", "Radio Dune", "AFP"];
    const REST: [&str; 6] = [
        "Les habitants ont fui vers le chef-lieu de la région en emportant peu de choses.",
        "Le marché de la ville est resté fermé pendant toute la journée du lendemain.",
        "Aucun groupe n'a dit jusqu'ici qu'il était l'auteur de ces violences.",
        "Le gouverneur a promis que des renforts arriveraient dans les jours suivants.",
        "La route qui mène au fleuve est coupée depuis plusieurs semaines par les pluies.",
        "Les écoles du cercle ne rouvriront pas avant la fin du mois de juin.",
    ];
    let mut texts: Vec<String> = Vec::new();
    let mut found = Vec::new();
    for at in 0..n {
        let of = texts.get(dice.below(2 * texts.len().max(1))).cloned();
        let text = match (of, dice.below(3)) {
            (Some(text), 0) => text,
            (Some(text), 1) => format!("{text} {}", dice.of(&REST)),
            (Some(text), _) => {
                text.rsplit_once(". ").map_or(text.clone(), |(cut, _)| format!("{cut}."))
            }
            (None, _) => format!(
                "{} ont été tués {} à {} dans une attaque menée par {}, selon {}. {} {}",
                dice.of(&DEAD),
                dice.of(&DAYS),
                dice.of(&PLACES),
                dice.of(&WHO),
                dice.of(&SAYS),
                dice.of(&REST),
                dice.of(&REST)
            ),
        };
        let (day, outlet) = (dice.of(&PUBLISHED), dice.of(&OUTLETS));
        found.push(page(&format!("p{at}"), day, outlet, &text));
        texts.push(text);
    }
    found
}

/// The layer as it is written, without what depends on the numbers of rows.
fn written(record: &Record) -> Layer {
    let mut layer = layer::load(&record.db).unwrap();
    layer.near.clear();
    layer
}

#[test]
fn piece_by_piece_is_whole_in_any_order_and_any_pieces() {
    let mut dice = Dice::new(7);
    let mut pages = articles(48, &mut dice);
    let mut expected: Option<Layer> = None;
    for round in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let record = Record::init(dir.path(), "a test").unwrap();
        dice.shuffle(&mut pages);
        let mut left = pages.as_slice();
        while !left.is_empty() {
            let mut writer = writer(&record);
            // Some pieces are put together by one writer, which keeps what it has read.
            for _ in 0..=dice.below(3) {
                let n = left.len().min(1 + dice.below(9));
                let (piece, rest) = left.split_at(n);
                writer.add(piece).unwrap();
                writer.fuse_now().unwrap();
                left = rest;
            }
            writer.finish().unwrap();
            // What check computes is the whole.
            assert_eq!(record.check(|_, _| {}).unwrap().faults, [], "round {round}");
        }
        let layer = written(&record);
        assert!(layer.reprints.len() > 10 && !layer.suggestions.is_empty());
        assert!(layer.events.values().any(|event| event.members.len() > 2));
        match &expected {
            None => expected = Some(layer),
            Some(expected) => assert_eq!(&layer, expected, "round {round}"),
        }
    }
}

#[test]
fn a_new_article_leaves_what_is_far_from_it_unread() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let near =
        "Douze civils ont été tués samedi à Gao dans une attaque, selon le maire de la ville.";
    let far = "Dix civils ont été tués lundi à Djibo dans une attaque, selon un témoin.";
    let mut first = writer(&record);
    first.add(&[page("a", "2024-05-06", "Le Fleuve", near)]).unwrap();
    first.add(&[page("b", "2021-03-02", "Le Fleuve", far)]).unwrap();
    first.finish().unwrap();
    // Whatever reads this event fails.
    let breaking = writer(&record);
    let sql = "UPDATE events SET voices = 'not JSON' WHERE first_day < '2022'";
    assert_eq!(breaking.db.execute(sql, []).unwrap(), 1);
    drop(breaking);
    let mut second = writer(&record);
    second.add(&[page("c", "2024-05-07", "Radio Dune", near)]).unwrap();
    let fused = second.finish().unwrap();
    assert_eq!((fused.created.len(), fused.changed.len(), fused.gone.len()), (0, 1, 0));
    assert!(layer::load(&record.db).is_err());
}

#[test]
fn decisions_hold_when_articles_come() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let told = |who: &str, n: &str| {
        format!("{n} civils ont été tués samedi à Gao dans une attaque menée par {who}.")
    };
    let mut first = writer(&record);
    first.add(&[page("a", "2024-05-06", "Le Fleuve", &told("des hommes armés", "Douze"))]).unwrap();
    let far = "Dix civils ont été tués lundi à Djibo dans une attaque, selon un témoin.";
    first.add(&[page("b", "2021-03-02", "Le Fleuve", far)]).unwrap();
    first.finish().unwrap();
    let ids: Vec<String> = layer::load(&record.db).unwrap().events.into_keys().collect();
    let [a, b] = ids.as_slice() else { panic!("two events, and not {ids:?}") };
    let mut second = writer(&record);
    second.decide(a, &Act::Merge(b.clone()), "Awa", "one and the same").unwrap();
    second
        .add(&[page("c", "2024-05-07", "Radio Dune", &told("des hommes armés", "Treize"))])
        .unwrap();
    second.fuse_now().unwrap();
    second.finish().unwrap();
    assert_eq!(record.check(|_, _| {}).unwrap().faults, []);
    let layer = written(&record);
    let accounts: BTreeSet<usize> =
        layer.events.values().map(|event| event.members.len()).collect();
    assert!(accounts.contains(&2), "{accounts:?}");
}

#[test]
fn without_an_index_to_ask_the_whole_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let mut pages = articles(8, &mut Dice::new(3));
    let rest = pages.split_off(4);
    let mut one = writer(&record);
    one.add(&pages).unwrap();
    one.finish().unwrap();
    let mut two = writer(&record);
    two.add(&rest).unwrap();
    let broken = Box::new(|| Err(crate::Error::Index("it is broken".to_owned())));
    layer::bring_into_step(&mut two.db, Some(broken), &mut Near::default(), &BTreeSet::new())
        .unwrap();
    two.finish().unwrap();
    assert_eq!(record.check(|_, _| {}).unwrap().faults, []);
}

/// A decision on something that is there, whatever it is.
pub(crate) fn decide(
    writer: &mut Writer,
    record: &Record,
    taken: &mut Vec<String>,
    dice: &mut Dice,
) {
    let events = record.events(&Filter::default(), None).unwrap().rows;
    let mut query = record.db.prepare("SELECT key FROM articles ORDER BY key").unwrap();
    let articles: Vec<String> =
        query.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let event = &events[dice.below(events.len())];
    let other = events[dice.below(events.len())].id.clone();
    let article = articles[dice.below(articles.len())].clone();
    let (subject, act) = match dice.below(8) {
        0 | 1 => (event.id.clone(), Act::Merge(other)),
        2 => (event.id.clone(), Act::Apart(other)),
        3 => (event.id.clone(), Act::Split(vec![event.reports[0].row.key.clone()])),
        4 => (article, Act::Reprint(articles[dice.below(articles.len())].clone())),
        5 => (article, Act::NotReprint),
        6 if !taken.is_empty() => (taken[dice.below(taken.len())].clone(), Act::Undo),
        _ => (event.id.clone(), Act::Confirm),
    };
    // Some cannot be decided: an event is not merged with itself.
    taken.extend(writer.decide(&subject, &act, "Awa", "as dice say").ok().map(|one| one.key));
}

#[test]
fn decisions_piece_by_piece_are_whole() {
    let mut dice = Dice::new(19);
    let mut seen = BTreeSet::new();
    for _ in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let record = Record::init(dir.path(), "a test").unwrap();
        let mut taken = Vec::new();
        for piece in articles(24, &mut dice).chunks(6) {
            let mut writer = writer(&record);
            writer.add(piece).unwrap();
            writer.fuse_now().unwrap();
            for _ in 0..5 {
                decide(&mut writer, &record, &mut taken, &mut dice);
                // What check computes is the whole.
                assert_eq!(record.check(|_, _| {}).unwrap().faults, [], "{taken:?}");
            }
            writer.finish().unwrap();
        }
        assert_eq!(record.check(|_, _| {}).unwrap().faults, []);
        seen.extend(
            record.history(None).unwrap().into_iter().map(|told| told.decision.verb.as_str()),
        );
    }
    assert!(seen.len() > 6, "{seen:?}");
}

#[test]
fn a_decision_leaves_what_is_far_from_it_unread() {
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let told = |n: &str, day: &str, place: &str| {
        format!("{n} civils ont été tués {day} à {place} dans une attaque, selon un témoin.")
    };
    let mut first = writer(&record);
    for (name, day, text) in [
        ("a", "2024-05-06", told("Douze", "samedi", "Gao")),
        ("b", "2024-05-06", told("Trois", "samedi", "Kaduna")),
        ("c", "2021-03-02", told("Dix", "lundi", "Djibo")),
    ] {
        first.add(&[page(name, day, "Le Fleuve", &text)]).unwrap();
    }
    first.finish().unwrap();
    let ids: Vec<String> = layer::load(&record.db).unwrap().events.into_keys().collect();
    let is_far = |id: &String| record.event(id).unwrap().unwrap().reports[0].row.article.id == "c";
    let near: Vec<&String> = ids.iter().filter(|id| !is_far(id)).collect();
    let mut second = writer(&record);
    // Whatever reads this event fails.
    let sql = "UPDATE events SET voices = 'not JSON' WHERE first_day < '2022'";
    assert_eq!(second.db.execute(sql, []).unwrap(), 1);
    second.decide(near[0], &Act::Apart(near[1].clone()), "Awa", "two places").unwrap();
    second.decide(near[0], &Act::Merge(near[1].clone()), "Awa", "one after all").unwrap();
    second.finish().unwrap();
    assert!(layer::load(&record.db).is_err());
    assert_eq!(record.n_events().unwrap(), 2);
}

#[test]
fn as_it_stood_is_the_whole_of_then() {
    let mut dice = Dice::new(5);
    let (mut by_parts, mut by_whole) = (0, 0);
    for _ in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        let record = Record::init(dir.path(), "a test").unwrap();
        let mut taken = Vec::new();
        let days = ["2024-06-10", "2024-06-11", "2024-06-12", "2024-06-13", "2024-06-14"];
        for (piece, day) in articles(40, &mut dice).chunks(8).zip(days) {
            let mut writer = writer_on(&record, day);
            writer.add(piece).unwrap();
            writer.fuse_now().unwrap();
            for _ in 0..4 {
                decide(&mut writer, &record, &mut taken, &mut dice);
            }
            writer.finish().unwrap();
        }
        for day in days {
            let then = Record::open(dir.path()).unwrap().as_of(day.parse().unwrap()).unwrap();
            let mut whole = crate::fuse::compute(&then.db).unwrap();
            whole.near.clear();
            assert_eq!(written(&then), whole, "{day}");
            assert_eq!(crate::facets::wrong(&then.db).unwrap(), [0_i64; 0], "{day}");
            assert_eq!(crate::review::wrong(&then.db).unwrap(), [""; 0], "{day}");
            assert!(then.is_fused().unwrap());
            let tables = "SELECT count(*) FROM temp.sqlite_master WHERE name = ";
            let is_hidden = then.one(&format!("{tables}'seen'")).unwrap() > 0;
            let is_whole = then.one(&format!("{tables}'near'")).unwrap() > 0;
            by_parts += usize::from(is_hidden && !is_whole);
            by_whole += usize::from(is_whole);
        }
    }
    assert!(by_parts > 3 && by_whole > 3, "{by_parts} and {by_whole}");
}

#[test]
fn related_are_those_of_the_whole_record() {
    use griot::fusion::{self, Happening, Piece, Strand};
    let dir = tempfile::tempdir().unwrap();
    let record = Record::init(dir.path(), "a test").unwrap();
    let mut dice = Dice::new(29);
    let mut first = writer(&record);
    first.add(&articles(40, &mut dice)).unwrap();
    first.fuse_now().unwrap();
    let mut taken = Vec::new();
    for _ in 0..4 {
        decide(&mut first, &record, &mut taken, &mut dice);
    }
    let events = record.events(&Filter::default(), None).unwrap().rows;
    first.decide(&events[0].id, &Act::Reject, "Awa", "it never was").unwrap();
    let moved = Act::Correct("place".to_owned(), "Djibo@14.1,-1.6".to_owned());
    first.decide(&events[1].id, &moved, "Awa", "it was there").unwrap();
    first.finish().unwrap();

    // Everything, read as it is shown.
    let (mut pieces, mut strands) = (std::collections::BTreeMap::new(), Vec::new());
    let rows = record.ask(crate::Kind::Events, &Filter::default(), None).unwrap().rows;
    let said = record.ask(crate::Kind::Statements, &Filter::default(), None).unwrap().rows;
    let mut query = record
        .db
        .prepare("SELECT a.key, a.published, p.first FROM articles a LEFT JOIN reprints p ON p.article = a.key")
        .unwrap();
    let mut all = query.query([]).unwrap();
    while let Some(row) = all.next().unwrap() {
        let (id, day): (String, Option<String>) = (row.get(0).unwrap(), row.get(1).unwrap());
        let published = day.map(|day| day.parse().unwrap());
        let prints = row.get(2).unwrap();
        pieces.insert(id.clone(), Piece { id, published, prints, ..Piece::default() });
    }
    for row in said {
        let said: json::Statement = serde_json::from_value(row.claim).unwrap();
        let speakers = said.speaker.iter().zip(&said.speaker_ids);
        let speakers = speakers
            .map(|(name, id)| fusion::Party { name: name.clone(), id: id.clone() })
            .collect();
        let utterance = fusion::Utterance { speakers, words: said.evidence };
        pieces.get_mut(&row.article.key).unwrap().statements.push(utterance);
    }
    for event in record.events(&Filter::default(), None).unwrap().rows {
        let merged = event.merged().unwrap();
        for report in &event.reports {
            let piece = pieces.get_mut(&report.row.article.key).unwrap();
            piece.sources.extend(report.account.sources.iter().cloned());
        }
        let articles = event.reports.iter().map(|one| one.row.article.key.clone()).collect();
        strands.push(Strand::of(&Happening { id: event.id, merged, tolls: Vec::new(), articles }));
    }
    let pieces: Vec<Piece> = pieces.into_values().collect();
    let stories = fusion::stories(&strands);
    let mut reasons = BTreeSet::new();
    for piece in &pieces {
        let found = record.related(&piece.id, &Filter::default(), None).unwrap();
        let found: Vec<_> = found.rows.into_iter().map(|row| row.related).collect();
        assert_eq!(found, fusion::related(&piece.id, &pieces, &strands, &stories));
        reasons.extend(found.iter().flat_map(|one| one.reasons.keys().copied()));
    }
    assert!(reasons.len() >= 4 && rows.len() > 20, "{reasons:?}");
    let told = record.stories(None, &Filter::default(), None).unwrap().unwrap().rows;
    assert!(!told.is_empty());
    assert_eq!(told.into_iter().map(|row| row.story).collect::<Vec<_>>(), stories);
}
