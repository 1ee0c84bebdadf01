//! Any text is coded in both languages, and every span of every claim cuts the text at characters.
#![no_main]

use griot::model::{Article, Lang};
use griot::pipeline::{Resources, code};
use griot::span::Span;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let resources = Resources::builtin();
    let mut article = Article::from_text(text);
    for lang in [Lang::Fr, Lang::En] {
        article.lang = Some(lang);
        let claims = code(&article, &resources);
        let lies_in = |span: Span| assert!(text.get(span.range()).is_some(), "{span:?}");
        for report in &claims.reports {
            lies_in(report.trigger);
            lies_in(report.evidence);
            for name in report.initiators.iter().chain(&report.targets).chain(&report.sources) {
                lies_in(name.span);
            }
            for toll in &report.tolls {
                lies_in(toll.span);
            }
        }
        for aggregate in &claims.aggregates {
            lies_in(aggregate.toll.span);
        }
        for statement in &claims.statements {
            lies_in(statement.evidence);
        }
        for considered in &claims.considered {
            lies_in(considered.span);
        }
    }
});
