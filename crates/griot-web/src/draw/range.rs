//! A figure of one source beside those of others: from how many to how many.

use std::fmt::Write as _;

const WIDTH: f64 = 160.0;
const HEIGHT: f64 = 14.0;
const MARGIN: f64 = 6.0;

/// A line from the lower to the upper bound; an open one ends in an arrow. `most` is the end of the scale
/// of all sources.
pub(crate) fn range(low: u64, high: Option<u64>, most: u64) -> String {
    let x = |value: u64| {
        MARGIN + (value.min(most) as f64 / most.max(1) as f64) * (WIDTH - 2.0 * MARGIN)
    };
    let middle = HEIGHT / 2.0;
    let (from, to) = (x(low), high.map_or(WIDTH - 1.0, x));
    let mut out = format!(
        "<svg class=\"range\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" aria-hidden=\"true\">\
         <line class=\"axis\" x1=\"{MARGIN}\" x2=\"{:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>",
        WIDTH - MARGIN
    );
    if high != Some(low) {
        let class = if high.is_none() { "span open" } else { "span" };
        let _ = write!(
            out,
            "<line class=\"{class}\" x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{middle}\" y2=\"{middle}\"/>"
        );
    }
    let _ = write!(out, "<circle class=\"dot\" cx=\"{from:.1}\" cy=\"{middle}\" r=\"4\"/>");
    if let Some(high) = high.filter(|high| *high != low) {
        let _ =
            write!(out, "<circle class=\"dot\" cx=\"{:.1}\" cy=\"{middle}\" r=\"4\"/>", x(high));
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_figure_is_a_dot_and_a_range_a_line() {
        assert_eq!(range(12, Some(12), 20).matches("class=\"dot\"").count(), 1);
        let wide = range(12, Some(15), 20);
        assert_eq!(wide.matches("class=\"dot\"").count(), 2);
        assert!(wide.contains("class=\"span\""));
        assert!(range(12, None, 20).contains("span open"));
        assert!(!range(0, Some(u64::MAX), 0).contains("NaN"));
    }
}
