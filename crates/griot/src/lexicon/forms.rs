//! Forms that stand for several: `withdraw|pull|recall troop|soldier|contingent` is nine.
//!
//! Takes the forms of an entry as its file has them; gives each in full. Verbs and nouns of a subject combine
//! freely, and a list of all pairs is longer than anybody reads.

/// The forms, each in full, in the order in which they stand: of `a|b c|d` first `a c`, then `a d`.
///
/// ```
/// use griot::lexicon::spelled_out;
///
/// let forms = ["lift|ease curfew", "truce"].map(str::to_owned);
/// assert_eq!(spelled_out(&forms), ["lift curfew", "ease curfew", "truce"]);
/// ```
pub fn spelled_out(forms: &[String]) -> Vec<String> {
    let mut all = Vec::with_capacity(forms.len());
    for form in forms {
        if !form.contains('|') {
            all.push(form.clone());
            continue;
        }
        let mut begun = vec![String::new()];
        for word in form.split(' ') {
            begun = begun
                .iter()
                .flat_map(|form| word.split('|').map(move |word| join(form, word)))
                .collect();
        }
        all.extend(begun);
    }
    all
}

fn join(form: &str, word: &str) -> String {
    if form.is_empty() { word.to_owned() } else { format!("{form} {word}") }
}
