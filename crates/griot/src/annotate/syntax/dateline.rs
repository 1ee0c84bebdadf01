//! Where and when the news was written, in front of its first sentence.
//!
//! Takes the tokens of a sentence; says where its dateline ends (`NAIROBI, Kenya, May 20 (Reuters) -`).
//! The two are parsed apart, since no tree holds both: the parser would make one clause of them.
//! A dateline is names, figures and marks up to a dash, and something in it must be of a dateline:
//! a name in capitals, brackets, a figure, a comma. A name before an aside (`Boko Haram – un groupe
//! djihadiste – a`) is none.

use super::tokenize::{Gap, RawToken};

/// A dateline has no more tokens than this.
const MOST_TOKENS: usize = 24;

/// How many tokens a name in capitals before a colon may have, with its agency.
const NAME_TOKENS: usize = 6;

/// Small words that stand in datelines: of names, of dates.
const SMALL: [&str; 46] = [
    "le",
    "la",
    "les",
    "de",
    "du",
    "des",
    "d'",
    "l'",
    "en",
    "et",
    "à",
    "sur",
    "près",
    "the",
    "of",
    "and",
    "in",
    "near",
    "al",
    "el",
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "janv",
    "févr",
    "sept",
    "oct",
    "nov",
    "déc",
    "er",
];

/// One past the dash of the dateline that the tokens from `first` to `end` begin with.
pub(super) fn end_of(text: &str, tokens: &[RawToken], first: usize, end: usize) -> Option<usize> {
    let word = |token: &RawToken| text.get(token.start as usize..token.end as usize);
    let (mut brackets, mut figure, mut comma, mut shouted) = (false, false, false, false);
    let mut in_capitals = true;
    let limit = end.min(first + MOST_TOKENS);
    for at in first..limit {
        let token = tokens.get(at)?;
        let word = word(token)?;
        let start = word.chars().next()?;
        if matches!(word, "–" | "—" | "-" | "--" | "―") && (token.gap != Gap::None || brackets)
        {
            // `Maputo — Insurgents`: a town alone, and a sentence of its own behind the dash.
            let opens = || {
                tokens.get(at + 1).and_then(|next| {
                    text.get(next.start as usize..next.end as usize)?.chars().next()
                })
            };
            let alone = word != "-" && at - first <= 2 && opens().is_some_and(char::is_uppercase);
            let is_dateline = at > first && (brackets || figure || comma || shouted || alone);
            // Another dash behind it closes an aside, unless a date or an agency says otherwise.
            let closes = !figure
                && !brackets
                && tokens.get(at + 1..end.min(at + MOST_TOKENS)).is_some_and(|rest| {
                    rest.iter().any(|token| {
                        let text = text.get(token.start as usize..token.end as usize);
                        token.gap != Gap::None && matches!(text, Some("–" | "—" | "-" | "--"))
                    })
                });
            return (is_dateline && !closes && at + 1 < end).then_some(at + 1);
        }
        // `RAWALPINDI: A vehicle`: a name in capitals and a colon.
        let colon = word == ":" && at > first && shouted && !comma && at - first <= NAME_TOKENS;
        let next = || {
            tokens.get(at + 1).filter(|_| at + 1 < end).and_then(|token| {
                text.get(token.start as usize..token.end as usize)?.chars().next()
            })
        };
        if colon && in_capitals && next().is_some_and(char::is_uppercase) {
            return Some(at + 1);
        }
        // `DEIR AL BALAH, Gaza Strip (AP) Gaza's civil defence said`: without a dash, behind the agency.
        let agency = word == ")" && brackets && shouted && at + 3 < end;
        if agency && next().is_some_and(char::is_uppercase) {
            return Some(at + 1);
        }
        match word {
            "(" | ")" | "[" | "]" => brackets = true,
            "," => comma |= at > first,
            "." | "/" | ":" | "'" | "’" | "&" => {}
            _ if start.is_ascii_digit() => figure = true,
            _ if start.is_uppercase() => {
                let long = word.chars().nth(2).is_some();
                let small = word.chars().any(char::is_lowercase);
                shouted |= long && !small;
                in_capitals &= !small || brackets;
            }
            _ => {
                let lower = word.to_lowercase();
                let known = SMALL.contains(&lower.as_str());
                // Inside brackets an agency may be written small.
                if at == first || !known && !brackets {
                    return None;
                }
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::end_of;
    use crate::annotate::syntax::tokenize::tokenize;
    use crate::model::Lang;

    fn dateline(text: &str) -> Option<&str> {
        let tokens = tokenize(text, Lang::En);
        let end = end_of(text, &tokens, 0, tokens.len())?;
        text.get(..tokens[end - 1].end as usize)
    }

    #[test]
    fn datelines_end_at_their_dash() {
        for text in [
            "BAMAKO, May 20 (Reuters) -",
            "NAIROBI, Kenya, May 20 -",
            "BAMAKO (AFP) –",
            "Bamako, 20 mai 2024 (Xinhua) --",
            "Bamako, le 20 mai 2024 –",
            "BUNIA -",
            "UNITED NATIONS (AP) —",
            "RAWALPINDI:",
            "PESHAWAR (Reuters):",
        ] {
            let whole = format!("{text} Ten civilians were killed.");
            assert_eq!(dateline(&whole), Some(text));
        }
    }

    #[test]
    fn names_before_asides_are_no_datelines() {
        for text in [
            "Boko Haram – un groupe djihadiste – a attaqué la ville.",
            "Le président – réélu en 2020 – a démissionné.",
            "Ten soldiers - all from Kati - were killed.",
            "– Dix soldats ont été tués.",
            "MINUSMA – the UN mission – left.",
            "Dix soldats ont été tués.",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }
}
