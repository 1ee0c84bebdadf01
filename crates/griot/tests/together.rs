//! What holds of articles that are coded together: each has the claims that it has alone.

use std::sync::OnceLock;

use griot::model::{Article, DateFound, Lang};
use griot::pipeline::{Resources, code, code_all};
use jiff::civil::date;
use proptest::prelude::*;

use crate::claims::examples;

const FRENCH: &str = "Douze soldats ont été tués samedi dans une embuscade près de Gao, au Mali.";
const ENGLISH: &str = "Gunmen killed twelve farmers in an attack on the market of Gao on Saturday.";
const SPANISH: &str = "Hombres armados mataron el sábado a doce campesinos en un ataque contra el \
    mercado de la ciudad, según el gobernador de la región.";

/// Articles of all sorts, each with its claims when it is coded alone.
fn pool() -> &'static [(Article, String)] {
    static POOL: OnceLock<Vec<(Article, String)>> = OnceLock::new();
    POOL.get_or_init(|| {
        // Nearly as many bytes as go together, more than those, and more than are coded at all: blanks,
        // so that they are coded in no time.
        let long = [250, 300, 600].map(|kib| format!("{FRENCH}\n\n{}", " ".repeat(kib << 10)));
        let mut texts: Vec<(&str, Option<Lang>)> = vec![
            ("", None),
            ("", Some(Lang::En)),
            (" \n", None),
            ("12", None),
            (SPANISH, None),
            (SPANISH, Some(Lang::Fr)),
            (FRENCH, None),
            (ENGLISH, None),
            (FRENCH, Some(Lang::En)),
        ];
        texts.extend(long.iter().map(|text| (text.as_str(), Some(Lang::Fr))));
        texts.extend(examples().iter().map(|text| (text.as_str(), None)));
        let article = |(text, lang): (&str, Option<Lang>)| {
            let published =
                DateFound { date: date(2022, 4, 10), found_in: "input", raw: "2022-04-10".into() };
            Article { lang, published: Some(published), ..Article::from_text(text) }
        };
        let with_claims = |article: Article| {
            let alone = format!("{:?}", code(&article, &Resources::builtin()));
            (article, alone)
        };
        texts.into_iter().map(article).map(with_claims).collect()
    })
}

/// Codes some of the pool together, and compares.
fn check(numbers: impl IntoIterator<Item = usize>) {
    let of_pool = |number: usize| {
        let (article, alone) = &pool()[number];
        (article, alone)
    };
    let (articles, alone): (Vec<&Article>, Vec<&String>) = numbers.into_iter().map(of_pool).unzip();
    let together = code_all(&articles, &Resources::builtin());
    assert_eq!(together.len(), articles.len());
    for (claims, alone) in together.iter().zip(alone) {
        assert_eq!(&format!("{claims:?}"), alone);
    }
}

#[test]
fn each_sort_of_article_has_its_claims() {
    check([]);
    check(0..pool().len());
    check((0..pool().len()).rev());
    for note in ["unsupported-language", "coding-capped"] {
        assert!(pool().iter().any(|(_, alone)| alone.contains(note)), "{note}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn articles_coded_together_have_the_claims_that_each_has_alone(
        picks in proptest::collection::vec(any::<prop::sample::Index>(), 0..50),
    ) {
        check(picks.into_iter().map(|pick| pick.index(pool().len())));
    }
}
