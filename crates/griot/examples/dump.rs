//! Shows how a text is annotated: `dump fr|en [published]`, text on standard input.
use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{Resources, with_context};
use std::io::Read;

fn main() {
    let mut args = std::env::args().skip(1);
    let lang: Lang = args.next().unwrap().parse().unwrap();
    let published = args.next();
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let mut article = Article::from_text(text.trim());
    article.lang = Some(lang);
    article.published =
        published.map(|p| DateFound { date: p.parse().unwrap(), found_in: "input", raw: p });
    let r = Resources::builtin();
    with_context(&article, lang, &r, |cx| {
        for (s, sent) in cx.doc.sents.iter().enumerate() {
            println!("--- {s} p{} {:?}", sent.paragraph, sent.span.of(cx.doc.text));
            for t in sent.tokens() {
                let k = &cx.doc.tokens[t];
                println!(
                    "{t:3} {:18} {:14} {:?} <- {} {:?} f{:b}",
                    cx.doc.word(t),
                    cx.doc.lemma(t),
                    k.upos,
                    k.head,
                    k.rel,
                    k.feats.0
                );
            }
            for h in cx.hits.iter().filter(|h| sent.tokens().contains(&(h.first as usize))) {
                let id = match h.entry.subject {
                    griot::lexicon::Subject::Trigger => &cx.language.triggers[h.index()].id,
                    griot::lexicon::Subject::Outcome => &cx.language.outcomes[h.index()].id,
                    griot::lexicon::Subject::People => &cx.language.people[h.index()].id,
                    griot::lexicon::Subject::Document => &cx.language.documents[h.index()].id,
                    griot::lexicon::Subject::Reporting => &cx.language.reporting[h.index()].id,
                    griot::lexicon::Subject::Hedge => &cx.language.hedges[h.index()].id,
                    griot::lexicon::Subject::Support => &cx.language.supports[h.index()].id,
                };
                println!("  hit {id} {}..{}", h.first, h.end);
            }
            for (i, m) in cx.mentions_in(sent.tokens()) {
                println!(
                    "  mention {i} {:?} head={} {:?} {:?} reg={:?} def={} pl={} thing={} out={}",
                    m.span(cx.doc).of(cx.doc.text),
                    m.head,
                    m.class,
                    m.kind,
                    m.registry,
                    m.definite,
                    m.plural,
                    m.thing,
                    m.outcome
                );
            }
            for (_, q) in cx.quantities_in(sent.tokens()) {
                println!(
                    "  qty {:?} {:?}..{:?} {} {:?} noun={:?} indef={}",
                    q.span.of(cx.doc.text),
                    q.low,
                    q.high,
                    q.approx,
                    q.kind,
                    q.head_noun,
                    q.indefinite
                );
            }
            for t in cx.times_in(sent.tokens()) {
                println!(
                    "  time {:?} {:?} {:?} {:?}",
                    t.span.of(cx.doc.text),
                    t.dates,
                    t.role,
                    t.precision
                );
            }
            for p in cx.places_in(sent.tokens()) {
                println!(
                    "  place {:?} {:?} {:?} {:?} {:?} within={:?} metonym={} row={:?} site={}",
                    p.name,
                    p.kind,
                    p.country,
                    p.admin,
                    p.relation,
                    p.within,
                    p.metonym,
                    p.row,
                    p.site
                );
            }
        }
        println!("dateline {:?} country {:?}", cx.dateline, cx.main_country);
        let claims = griot::coding::code(cx);
        for r in &claims.reports {
            println!(
                "EVENT {} {:?} {:?} {:?} -> {:?} {:?}",
                r.event_type,
                r.date,
                r.place.as_ref().map(|p| &p.name),
                r.initiators.iter().map(|n| &n.text).collect::<Vec<_>>(),
                r.targets.iter().map(|n| &n.text).collect::<Vec<_>>(),
                r.because
            );
            for t in &r.tolls {
                println!(
                    "   {} {:?} {:?} {:?} {:?}",
                    t.outcome,
                    t.low,
                    t.high,
                    t.victims.as_ref().map(|v| &v.text),
                    t.because
                );
            }
        }
        for a in &claims.aggregates {
            println!("AGG {} {:?} {:?} {:?}", a.toll.outcome, a.toll.low, a.toll.high, a.window);
        }
        for s in &claims.statements {
            println!(
                "SAID {:?}: {}",
                s.speaker.iter().map(|n| &n.text).collect::<Vec<_>>(),
                s.evidence.of(cx.doc.text)
            );
        }
    });
}
