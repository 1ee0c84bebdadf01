//! How long each stage takes, and how the whole compares with merely cutting the text into words.
//!
//! The texts stand beside this file; what each stage finds in them is asserted, so that a stage
//! that finds nothing cannot look fast. `segment/uax29` is the yardstick: the word boundaries of
//! UAX #29 of the same text, by `unicode-segmentation`.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{Resources, code};
use jiff::civil::date;
use unicode_segmentation::UnicodeSegmentation;

const FRENCH: &str = include_str!("article.fr.txt");
const ENGLISH: &str = include_str!("article.en.txt");

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
        let claims = code(&article, &resources);
        assert!(claims.reports.len() >= 3, "{lang}: {} reports", claims.reports.len());
        assert!(claims.statements.len() >= 5, "{lang}: {} statements", claims.statements.len());

        let mut group = c.benchmark_group(format!("article-{lang}"));
        group.throughput(Throughput::Elements(1));
        group.bench_function("segment/uax29", |b| {
            b.iter(|| black_box(text).unicode_words().map(str::len).sum::<usize>());
        });
        group.bench_function("annotate/syntax", |b| {
            b.iter(|| {
                griot::annotate::syntax::annotate_syntax(black_box(&article.text), lang)
                    .tokens
                    .len()
            });
        });
        group.bench_function("text-to-claims", |b| {
            b.iter(|| code(black_box(&article), &resources).reports.len());
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
