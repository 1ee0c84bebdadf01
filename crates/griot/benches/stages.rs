//! How long each stage takes, and how the whole compares with merely cutting the text into words.
//!
//! The texts stand beside this file; what each stage finds in them is asserted, so that a stage
//! that finds nothing cannot look fast. `segment/uax29` is the yardstick: the word boundaries of
//! UAX #29 of the same text, by `unicode-segmentation`. `bench/README.md` tells how to read the
//! result.

#![allow(missing_docs)]

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use griot::annotate::places::{PlaceContext, PlaceWords, places};
use griot::annotate::quantities::quantities;
use griot::annotate::quotes;
use griot::annotate::syntax::annotate_syntax;
use griot::annotate::times::dateline_and_times;
use griot::json;
use griot::model::{Article, Claims, DateFound, Lang};
use griot::pipeline::{Resources, code, code_all, with_context};
use griot::read::{Hint, read_bytes};
use jiff::civil::date;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};
use unicode_segmentation::UnicodeSegmentation;

const FRENCH: &str = include_str!("article.fr.txt");
const ENGLISH: &str = include_str!("article.en.txt");

const PAGES: [(Lang, &str); 2] = [
    (Lang::Fr, include_str!("../../../examples/fr-attaque-convoi.html")),
    (Lang::En, include_str!("../../../examples/en-market-strike.html")),
];

fn article(text: &str, lang: Lang) -> Article {
    let mut article = Article::from_text(text.trim());
    article.lang = Some(lang);
    article.published =
        Some(DateFound { date: date(2022, 6, 14), found_in: "input", raw: "2022-06-14".into() });
    article
}

fn stages(c: &mut Criterion) {
    let resources = Resources::builtin();
    for (text, lang) in [(FRENCH, Lang::Fr), (ENGLISH, Lang::En)] {
        let article = article(text, lang);
        let language = resources.lexicon.language(lang);
        let claims = code(&article, &resources);
        assert!(claims.reports.len() >= 3, "{lang}: {} reports", claims.reports.len());
        assert!(claims.statements.len() >= 5, "{lang}: {} statements", claims.statements.len());

        let mut group = c.benchmark_group(format!("article-{lang}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function("segment/uax29", |b| {
            b.iter(|| black_box(text).unicode_words().map(str::len).sum::<usize>());
        });
        group.bench_function("annotate/syntax", |b| {
            b.iter(|| annotate_syntax(black_box(&article.text), lang).tokens.len());
        });
        with_context(&article, lang, &resources, |cx| {
            let doc = cx.doc;
            let words = PlaceContext {
                gazetteer: resources.gazetteer,
                words: PlaceWords::builtin(lang),
                title: None,
                hints: &[],
                blocked: &[],
            };
            let published = article.published_on();
            let hits = |doc: &griot::annotate::Doc<'_>| -> usize {
                cx.doc.sents.iter().map(|sent| language.find(doc, sent.tokens()).len()).sum()
            };
            assert!(hits(doc) > 20, "{lang}: {} forms of the lexicon", hits(doc));
            assert!(places(doc, &words).mentions.len() >= 3, "{lang}: places");
            assert!(quantities(doc).len() >= 3, "{lang}: quantities");
            assert!(dateline_and_times(doc, published).1.len() >= 2, "{lang}: times");
            group.bench_function("annotate/lexicon", |b| {
                let mut doc = doc.clone();
                b.iter(|| {
                    language.number_words(black_box(&mut doc));
                    hits(&doc)
                });
            });
            group.bench_function("annotate/registry", |b| {
                b.iter(|| resources.registry.find(black_box(doc)).len());
            });
            group.bench_function("annotate/places", |b| {
                b.iter(|| places(black_box(doc), &words).mentions.len());
            });
            group.bench_function("annotate/quantities", |b| {
                b.iter(|| quantities(black_box(doc)).len());
            });
            group.bench_function("annotate/times", |b| {
                b.iter(|| dateline_and_times(black_box(doc), published).1.len());
            });
            group.bench_function("annotate/quotes", |b| {
                b.iter(|| quotes(black_box(&article.text)).len());
            });
            group.bench_function("code", |b| {
                b.iter(|| griot::coding::code(black_box(cx)).reports.len());
            });
        });
        group.bench_function("text-to-claims", |b| {
            b.iter(|| code(black_box(&article), &resources).reports.len());
        });
        texts_to_claims(&mut group, &sixteen(&article, lang), &resources);
        let coder = json::Coder { version: "0".into(), lexicon: String::new() };
        group.bench_function("json", |b| {
            b.iter(|| {
                let document = json::document(black_box(&article), &claims, coder.clone());
                serde_json::to_string(&document).map_or(0, |text| text.len())
            });
        });
        group.finish();
    }
}

/// Articles of a language: that of the bench and the examples, in turns.
fn sixteen(article: &Article, lang: Lang) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = files.map(|file| file.path()).collect();
    let of_lang = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.split('-').next() == Some(lang.as_str())
    };
    paths.retain(of_lang);
    paths.sort();
    let read = paths.iter().filter_map(|path| {
        read_bytes(&std::fs::read(path).ok()?, &Hint::default()).ok()?.articles.pop()
    });
    let articles: Vec<Article> = std::iter::once(article.clone()).chain(read).collect();
    assert!(articles.len() >= 4, "{lang}: {} articles", articles.len());
    articles.into_iter().cycle().take(16).collect()
}

/// Sixteen articles one after the other, and the same together.
fn texts_to_claims(
    group: &mut BenchmarkGroup<'_, WallTime>,
    articles: &[Article],
    resources: &Resources<'_>,
) {
    let articles: Vec<&Article> = articles.iter().collect();
    let alone: Vec<Claims> = articles.iter().map(|article| code(article, resources)).collect();
    let together = code_all(&articles, resources);
    let n_reports: usize = together.iter().map(|claims| claims.reports.len()).sum();
    assert!(n_reports >= 16, "{n_reports} reports");
    assert_eq!(format!("{together:?}"), format!("{alone:?}"));
    group.throughput(Throughput::Elements(articles.len() as u64));
    for n_together in [1, 16] {
        group.bench_function(format!("texts-to-claims/{n_together}"), |b| {
            b.iter(|| {
                let batches = black_box(&articles).chunks(n_together);
                batches.map(|articles| code_all(articles, resources).len()).sum::<usize>()
            });
        });
    }
    group.throughput(Throughput::Elements(1));
}

/// A page from its bytes to claims, beside a library that only takes the text out of it: whoever reads
/// pages at all has to do that.
fn pages(c: &mut Criterion) {
    let resources = Resources::builtin();
    let mut options = Options::default()
        .with_fallback(true)
        .with_focus(ExtractionFocus::FavorPrecision)
        .with_exclude_comments(true)
        .with_links(true);
    options.html_date_mode = HtmlDateMode::Disabled;
    for (lang, page) in PAGES {
        let extracted = || trafilatura::extract(black_box(page), &options);
        let read = || read_bytes(black_box(page.as_bytes()), &Hint::default());
        assert!(extracted().is_ok_and(|found| found.content_text.len() > 500), "{lang}: no text");
        let article = read().map(|reading| reading.articles[0].clone()).unwrap_or_default();
        let claims = code(&article, &resources);
        assert!(!claims.reports.is_empty(), "{lang}: no report in the page");

        let mut group = c.benchmark_group(format!("page-{lang}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function("extractor", |b| {
            b.iter(|| extracted().map_or(0, |found| found.content_html.len()));
        });
        group.bench_function("read", |b| {
            b.iter(|| read().map_or(0, |reading| reading.articles.len()));
        });
        group.bench_function("html-to-claims", |b| {
            b.iter(|| {
                read().map_or(0, |reading| code(&reading.articles[0], &resources).reports.len())
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages, pages);
criterion_main!(benches);
