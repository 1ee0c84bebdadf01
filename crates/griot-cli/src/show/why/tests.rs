//! What an explanation looks like.

use super::*;
use crate::show::fixture::{article, claims, plain};

#[test]
fn the_words_of_each_value_are_underlined() {
    let shown = plain(&explanation(&article(), &claims(), Part::Event(0), 72));
    assert_eq!(
        shown,
        "\
Onze gendarmes tués à Kourtéla
Le Fil · 5 May 2024 · French · page.html

1  Armed clash
  │ Au moins onze gendarmes ont été tués samedi à Kourtéla, a dit le
  │ e^^^^^^^^^^^^ d^^^^^^^^         a^^^ b^^^^^   c^^^^^^^
  │ maire. Il a plu sur la vallée ce jour-là, et les pistes étaient
  │ f^^^^
  a  type        Armed clash
  b  date        4 May 2024
  c  place       Kourtéla (ML)
  d  target      gendarmes
  e  killed      ≥ 11
  d    victims   gendarmes (state forces)
  f  source      maire
  ·  certainty   alleged
     because     fr.trigger.tuer, fr.outcome.tuer

"
    );
}

#[test]
fn everything_includes_totals_statements_and_what_lost() {
    let shown = plain(&explanation(&article(), &claims(), Part::Everything, 100));
    assert!(shown.contains("\nTotal over a period or an area\n"), "{shown}");
    assert!(shown.contains("\nStatement\n"), "{shown}");
    assert!(
        shown.ends_with(
            "\
Considered and not taken
     place       “vallée”: a place in another sentence is nearer
                 fr.place.nature

"
        ),
        "{shown}"
    );
}

#[test]
fn lines_without_a_mark_are_left_out_between_others() {
    let mut claims = claims();
    let far = claims.aggregates[0].sources[0].clone();
    claims.reports[0].sources.push(far);
    let shown = plain(&explanation(&article(), &claims, Part::Event(0), 44));
    assert!(shown.contains("\n  │ …\n"), "{shown}");
    assert!(!shown.contains("coupées"), "{shown}");
}
