//! Events and articles as the pages show them: everything in words, nothing to be decided by a template.

use std::collections::BTreeSet;

use griot::fusion::{Merged, Party, Policy, TollFigure};
use griot::gazetteer::fold;
use griot::model::{Certainty, Lang, Outcome, PlacePrecision, VictimKind};
use griot_record::{ArticleRow, Bounds, EventRow, Field, Gist, ReviewState, figures_of};
use jiff::civil::Date;

use crate::asked::segment;
use crate::chrome::Chrome;
use crate::words::Words;

mod evidence;
pub(crate) use evidence::{Evidence, Texts};

mod facts;
pub(crate) use facts::{Fact, facts, of_name, said};

mod tolls;
pub(crate) use tolls::{Range, ranges};

/// An event in a line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) href: String,
    /// ISO day, for the reader of the markup.
    pub(crate) day: String,
    pub(crate) when: String,
    pub(crate) event_type: &'static str,
    pub(crate) place: String,
    pub(crate) country: String,
    /// How well the place is known, when it is less than a place.
    pub(crate) vague: Option<&'static str>,
    pub(crate) did: String,
    pub(crate) suffered: String,
    /// Figures by outcome: their name, and how many.
    pub(crate) tolls: Vec<(&'static str, String)>,
    pub(crate) n_reports: usize,
    pub(crate) n_independent: usize,
    /// A headline.
    pub(crate) headline: String,
    pub(crate) headline_lang: String,
    pub(crate) review: &'static str,
    pub(crate) review_words: String,
    pub(crate) certainty: Option<String>,
    pub(crate) is_disputed: bool,
    /// What is withheld of it from whoever looks, in words.
    pub(crate) withheld: Vec<&'static str>,
}

/// `Gao`, or that it is not known.
pub(crate) fn place_name(merged: &Merged, words: &Words) -> String {
    merged.place.as_ref().map_or_else(|| words.t("no_place").to_owned(), |one| one.name.clone())
}

/// `A; B`, as a correction is written.
pub(crate) fn names_of(parties: &[Party]) -> String {
    parties.iter().map(|party| party.name.as_str()).collect::<Vec<_>>().join("; ")
}

/// Whether a place is a country, by its name in either language.
pub(crate) fn is_country(name: &str, code: &str) -> bool {
    let called = |lang| fold(&Words::of(lang).of_brief.country(code));
    let name = fold(name);
    [Lang::Fr, Lang::En].into_iter().any(|lang| called(lang) == name)
}

/// The country of an event, unless that is all that is known of the place: nobody reads it twice.
pub(crate) fn country_beside(merged: &Merged, words: &Words) -> Option<String> {
    let code = merged.country.as_deref()?;
    let is_it = merged.place.as_ref().is_some_and(|place| is_country(&place.name, code));
    (!is_it).then(|| words.of_brief.country(code))
}

pub(crate) fn names(parties: &[Party], words: &Words) -> String {
    let all: Vec<String> = parties.iter().map(|party| party.name.clone()).collect();
    words.of_brief.list(&all)
}

/// `12`, `12 to 15`, `≥ 12`; with the one number of policies that give one.
pub(crate) fn figure(low: u64, high: Option<u64>) -> String {
    use crate::words::number;
    match high {
        Some(high) if high == low => number(low),
        Some(high) => format!("{}–{}", number(low), number(high)),
        None => format!("≥ {}", number(low)),
    }
}

pub(crate) fn toll_figure(toll: &TollFigure) -> String {
    match toll.best.filter(|_| toll.high != Some(toll.low)) {
        Some(best) => format!("{best} ({})", figure(toll.low, toll.high)),
        None => figure(toll.low, toll.high),
    }
}

/// Whether only the area around an event is known.
pub(crate) fn is_vague(precision: PlacePrecision) -> bool {
    matches!(precision, PlacePrecision::Centroid | PlacePrecision::Region)
}

impl Line {
    pub(crate) fn of(event: &EventRow, policy: Policy, words: &Words) -> Option<Self> {
        let merged = event.merged()?;
        let of_all = |(outcome, kind, toll): (Outcome, Option<VictimKind>, TollFigure)| {
            kind.is_none().then(|| (leaked(words, outcome), toll_figure(&toll)))
        };
        let first = event.reports.first();
        let headline = first.and_then(|first| first.row.article.title.clone());
        let lang = first.and_then(|first| first.row.article.lang.clone());
        Some(Self {
            tolls: figures_of(event, policy, &[]).into_iter().filter_map(of_all).collect(),
            n_reports: event.reports.len(),
            n_independent: usize::try_from(event.n_independent).unwrap_or(usize::MAX),
            headline: headline.unwrap_or_default(),
            headline_lang: lang.unwrap_or_default(),
            review: event.review.state.as_str(),
            review_words: words.of_group("review", event.review.state.as_str()).to_owned(),
            is_disputed: !griot_record::disputes(event).is_empty(),
            ..Self::of_merged(&event.id, &merged, words)
        })
        .map(|line: Self| line.without(&event.withheld, words))
    }

    /// The line of an event out of a digest, whose figures are those of the `range` policy.
    pub(crate) fn of_gist(gist: &Gist, words: &Words) -> Self {
        let tolls = gist
            .tolls
            .iter()
            .map(|(outcome, (low, high))| (leaked(words, *outcome), figure(*low, *high)));
        Self {
            tolls: tolls.collect(),
            n_reports: gist.n_reports,
            n_independent: usize::try_from(gist.n_independent).unwrap_or(usize::MAX),
            headline: gist.headline.clone(),
            headline_lang: gist.headline_lang.clone(),
            review: gist.review.as_str(),
            review_words: words.of_group("review", gist.review.as_str()).to_owned(),
            is_disputed: gist.is_disputed,
            ..Self::of_merged(&gist.id, &gist.merged, words)
        }
        .without(&gist.withheld, words)
    }

    /// What is withheld is not unknown.
    fn without(mut self, fields: &BTreeSet<Field>, words: &Words) -> Self {
        for field in fields {
            let said = withheld(*field, words);
            match field {
                Field::Date => said.clone_into(&mut self.when),
                Field::Place => said.clone_into(&mut self.place),
                Field::Initiators => said.clone_into(&mut self.did),
                Field::Targets => said.clone_into(&mut self.suffered),
                Field::Tolls => self.tolls = vec![(said, String::new())],
                Field::Sources => {}
            }
            self.withheld.push(said);
        }
        self
    }

    /// When, where, what and who.
    fn of_merged(id: &str, merged: &Merged, words: &Words) -> Self {
        let precision = merged.place.as_ref().map(|place| place.precision);
        let vague = precision
            .filter(|precision| is_vague(*precision) || *precision == PlacePrecision::NameOnly);
        Self {
            id: id.to_owned(),
            href: format!("/events/{}", segment(id)),
            day: merged.date.map(|days| days.from.to_string()).unwrap_or_default(),
            when: merged
                .date
                .map_or_else(|| words.t("undated").to_owned(), |days| words.of_brief.days(days)),
            event_type: words.of_brief.event_type(merged.event_type),
            place: place_name(merged, words),
            country: country_beside(merged, words).unwrap_or_default(),
            vague: vague.map(|precision| words.of_group("precision", precision.as_str())),
            did: names(&merged.initiators, words),
            suffered: names(&merged.targets, words),
            certainty: (merged.certainty != Certainty::Reported)
                .then(|| words.of_group("certainty", merged.certainty.as_str()).to_owned()),
            tolls: Vec::new(),
            n_reports: 0,
            n_independent: 0,
            headline: String::new(),
            headline_lang: String::new(),
            review: "",
            review_words: String::new(),
            is_disputed: false,
            withheld: Vec::new(),
        }
    }

    /// Whether a field of it is withheld from whoever looks.
    pub(crate) fn hides(&self, field: &str, c: &Chrome) -> bool {
        self.withheld.contains(&c.g("withheld_field", field))
    }

    pub(crate) fn is_reviewed(&self) -> bool {
        self.review != ReviewState::Unreviewed.as_str()
    }

    /// `Air strike, Gao, Mali`.
    pub(crate) fn title(&self) -> String {
        let mut letters = self.event_type.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        let mut title = format!("{first}{}, {}", letters.as_str(), self.place);
        if !self.country.is_empty() {
            title.push_str(", ");
            title.push_str(&self.country);
        }
        title
    }
}

/// What stands in the place of a value that is withheld.
pub(crate) fn withheld(field: Field, words: &Words) -> &'static str {
    words.of_group("withheld_field", field.as_str())
}

fn leaked(words: &Words, outcome: Outcome) -> &'static str {
    words.of_group("outcome_short", outcome.as_str())
}

/// An article, as a list names it.
#[derive(Clone, Debug)]
pub(crate) struct Printed {
    pub(crate) href: String,
    pub(crate) title: String,
    pub(crate) outlet: String,
    /// The page of the outlet, where it has a name.
    pub(crate) outlet_href: Option<String>,
    /// ISO day.
    pub(crate) day: String,
    pub(crate) when: String,
    pub(crate) lang: String,
}

impl Printed {
    pub(crate) fn of(article: &ArticleRow, words: &Words) -> Self {
        let day: Option<Date> = article.published.as_deref().and_then(|day| day.parse().ok());
        // One without a headline goes by its first words.
        if article.is_withheld() {
            return Self {
                href: String::new(),
                title: words.t("article_withheld").to_owned(),
                outlet: outlet(article, words),
                outlet_href: None,
                day: day.map(|day| day.to_string()).unwrap_or_default(),
                when: day.map_or_else(String::new, |day| words.of_brief.day(day)),
                lang: words.lang.as_str().to_owned(),
            };
        }
        let untitled = || match opening(article.opening.as_deref().unwrap_or_default()) {
            first if first.is_empty() => words.t("untitled").to_owned(),
            first => first,
        };
        Self {
            href: format!("/articles/{}", segment(&article.key)),
            title: article.title.clone().filter(|title| !title.is_empty()).unwrap_or_else(untitled),
            outlet: outlet(article, words),
            outlet_href: (article.publisher.as_deref())
                .map(|name| format!("/outlets/{}", segment(name))),
            day: day.map(|day| day.to_string()).unwrap_or_default(),
            when: day.map_or_else(|| words.t("undated").to_owned(), |day| words.of_brief.day(day)),
            lang: article.lang.clone().unwrap_or_default(),
        }
    }
}

/// The first words of a text: those of its first line, or as many as a headline has.
fn opening(text: &str) -> String {
    const MOST: usize = 80;
    let line = text.trim().lines().next().unwrap_or_default().trim();
    if line.chars().count() <= MOST {
        return line.to_owned();
    }
    let begins: String = line.chars().take(MOST).collect();
    let at_word =
        begins.rsplit_once(char::is_whitespace).map_or(begins.as_str(), |(whole, _)| whole);
    format!("{}…", at_word.trim_end_matches([',', ';', ':', '.', ' ']))
}

pub(crate) fn outlet(article: &ArticleRow, words: &Words) -> String {
    let none = if article.is_withheld() { "outlet_withheld" } else { "no_outlet" };
    article.publisher.clone().unwrap_or_else(|| words.t(none).to_owned())
}

/// `7 mai 2024, 08:00 UTC`, and the time for programs.
pub(crate) fn when(at: &str, words: &Words) -> String {
    let Ok(time) = at.parse::<jiff::Timestamp>() else { return at.to_owned() };
    let time = time.to_zoned(jiff::tz::TimeZone::UTC);
    format!("{}, {:02}:{:02} UTC", words.of_brief.day(time.date()), time.hour(), time.minute())
}

/// From how many to how many, summed over events; open when one of them is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    pub(crate) n: usize,
    pub(crate) low: u64,
    pub(crate) high: u64,
    pub(crate) is_open: bool,
}

impl Sum {
    pub(crate) fn add(&mut self, (low, high): Bounds) {
        self.n += 1;
        self.low = self.low.saturating_add(low);
        self.high = self.high.saturating_add(high.unwrap_or(low));
        self.is_open |= high.is_none();
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.n += other.n;
        self.low = self.low.saturating_add(other.low);
        self.high = self.high.saturating_add(other.high);
        self.is_open |= other.is_open;
    }

    pub(crate) fn figure(&self) -> String {
        if self.n == 0 {
            return String::new();
        }
        figure(self.low, (!self.is_open).then_some(self.high))
    }
}

#[cfg(test)]
mod tests {
    use super::opening;

    #[test]
    fn an_article_without_a_headline_goes_by_its_first_words() {
        assert_eq!(opening("  Douze civils tués.\n\nA Gao."), "Douze civils tués.");
        let long = "Douze civils ont été tués samedi, ".repeat(9);
        let first = opening(&long);
        assert!(first.ends_with('…') && first.chars().count() <= 81, "{first}");
        assert!(long.starts_with(first.trim_end_matches('…')));
        assert_eq!(opening(""), "");
    }
}
