//! What the table looks like.

use super::*;
use crate::show::fixture::{article, claims, plain};

fn table(width: usize) -> String {
    plain(&article_table(&article(), &claims(), width))
}

#[test]
fn an_article_is_a_headline_and_blocks() {
    assert_eq!(
        table(72),
        "\
Onze gendarmes tués à Kourtéla
Le Fil · 5 May 2024 · French · page.html

  1  Armed clash · 4 May 2024 · Kourtéla (ML) · alleged
     who        ? → gendarmes
     killed     ≥ 11 gendarmes (state forces)
     source     maire
     │ Au moins onze gendarmes ont été tués samedi à Kourtéla, a dit le
     │ maire.

  Totals over a period or an area, never to be added to the events

     killed     120 civils (civilians) · 1 January – 5 May 2024
     source     Observatoire
     │ Depuis janvier, 120 civils ont péri, selon l'Observatoire.

  Who said what

     maire (reported): the words under event 1

"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [40, 55, 110] {
        for line in table(width).lines().filter(|line| !line.contains("Armed clash")) {
            assert!(crate::show::layout::width(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn an_article_without_claims_says_so() {
    let table = plain(&article_table(&article(), &Claims::default(), 80));
    assert!(table.ends_with("page.html\n\n  Nothing to code.\n"), "{table}");
}

#[test]
fn a_headline_cannot_steer_the_terminal() {
    let mut article = article();
    article.title = Some("dix\u{1b}]0;x\u{7} morts".to_owned());
    assert!(!article_table(&article, &Claims::default(), 80).contains('\u{7}'));
}
