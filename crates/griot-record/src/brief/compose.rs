//! What a brief says, part by part.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use griot::fusion::tolls;
use griot::fusion::{Merged, Party, TollFigure};
use griot::model::{Certainty, Family, Outcome, PlacePrecision, VictimKind};
use jiff::civil::Date;

use super::apart::disputes;
use super::changes::{Change, changes};
use super::chart::{self, bars};
use super::map::{self, Pin};
use super::words::Words;
use super::{Brief, BriefAsked, Part, Source, Span};
use crate::ask::{ArticleRow, Row};
use crate::correction::{Bounds, Correction};
use crate::decisions::Decision;
use crate::error::Result;
use crate::merged::{EventRow, TollRow};
use crate::record::Record;
use crate::withheld::Field;

/// An event with what it says together.
pub(super) struct Told<'e> {
    pub(super) row: &'e EventRow,
    pub(super) merged: Merged,
    figures: Vec<(Outcome, Option<VictimKind>, TollFigure)>,
}

impl Told<'_> {
    fn figure(&self, outcome: Outcome) -> Option<&TollFigure> {
        let of =
            |one: &&(Outcome, Option<VictimKind>, TollFigure)| one.0 == outcome && one.1.is_none();
        self.figures.iter().find(of).map(|(.., figure)| figure)
    }
}

/// What is being written.
pub(super) struct Writing<'w> {
    pub(super) words: Words,
    pub(super) asked: &'w BriefAsked,
    pub(super) parts: Vec<Part>,
    sources: Vec<Source>,
    /// By key of the article.
    notes: HashMap<String, usize>,
}

pub(super) fn brief(
    record: &Record,
    asked: &BriefAsked,
    before: Option<(&Record, Date)>,
) -> Result<Brief> {
    let rows = record.events(&asked.filter, None)?.rows;
    let told: Vec<Told<'_>> = rows
        .iter()
        .filter_map(|row| {
            let figures = tolls::figures(&row.toll_claims(), asked.policy);
            Some(Told { row, merged: row.merged()?, figures })
        })
        .collect();
    let changed = before
        .map(|(then, day)| Ok((changes(record, &rows, then, &asked.filter, asked.policy)?, day)))
        .transpose()?;
    let totals: Vec<Row> = record
        .toll_rows(&asked.filter, None)?
        .rows
        .into_iter()
        .filter_map(|row| match row {
            TollRow::Aggregate(row) => Some(*row),
            TollRow::Event(_) => None,
        })
        .collect();
    let words = Words::of(asked.lang);
    let mut writing =
        Writing { words, asked, parts: Vec::new(), sources: Vec::new(), notes: HashMap::new() };
    let title = words.fill("title", &[("scope", &writing.scope())]);
    writing.beginning(&told);
    if told.is_empty() && totals.is_empty() {
        writing.paragraph(words.text("nothing").to_owned());
    } else {
        writing.essentials(&told, changed.as_ref());
        writing.pictures(&told);
        writing.events(&told);
        writing.disputes(&told);
        writing.totals(record, &totals)?;
    }
    if let Some((changes, day)) = &changed {
        writing.changes(&told, changes, *day);
    }
    writing.method();
    Ok(Brief {
        lang: asked.lang,
        title,
        parts: writing.parts,
        sources: writing.sources,
        sources_title: words.text("sources"),
        n_events: told.len(),
    })
}

pub(super) fn text(text: impl Into<String>) -> Vec<Span> {
    vec![Span::Text(text.into())]
}

fn names(parties: &[Party]) -> Vec<String> {
    parties.iter().map(|party| party.name.clone()).collect()
}

impl Writing<'_> {
    pub(super) fn heading(&mut self, key: &str) {
        self.parts.push(Part::Heading(2, self.words.text(key).to_owned()));
    }

    pub(super) fn paragraph(&mut self, said: String) {
        self.parts.push(Part::Paragraph(text(said)));
    }

    /// The number of the footnote of an article.
    pub(super) fn note(&mut self, article: &ArticleRow) -> Span {
        let Self { words, sources, notes, .. } = self;
        let number = *notes.entry(article.key.clone()).or_insert_with(|| {
            let day = article.published.as_deref();
            sources.push(Source {
                outlet: outlet(article, *words).to_owned(),
                title: article.title.clone().unwrap_or_else(|| {
                    let none = if article.is_withheld() { "article_withheld" } else { "untitled" };
                    words.text(none).to_owned()
                }),
                day: day
                    .map(|day| day.parse().map_or_else(|_| day.to_owned(), |day| words.day(day))),
                url: article.url.clone(),
                key: article.key.clone(),
            });
            sources.len()
        });
        Span::Note(number)
    }

    fn scope(&self) -> String {
        let filter = &self.asked.filter;
        let mut parts = Vec::new();
        if let Some(place) = &self.asked.place {
            parts.push(self.words.fill("around", &[("place", place)]));
        }
        let countries: Vec<String> =
            filter.countries.iter().map(|code| self.words.country(code)).collect();
        if !countries.is_empty() {
            parts.push(self.words.list(&countries));
        }
        if parts.is_empty() {
            parts.push(self.words.text("everywhere").to_owned());
        }
        parts.push(self.period());
        parts.join(", ")
    }

    fn period(&self) -> String {
        let day = |day: &Option<String>| -> Option<Date> { day.as_ref()?.parse().ok() };
        let filter = &self.asked.filter;
        let words = self.words;
        match (day(&filter.since), day(&filter.until)) {
            (Some(since), Some(until)) if since == until => {
                words.fill("period_day", &[("since", &words.day(since))])
            }
            (Some(since), Some(until)) => {
                words.fill("period", &[("since", &words.day(since)), ("until", &words.day(until))])
            }
            (Some(since), None) => words.fill("period_since", &[("since", &words.day(since))]),
            (None, Some(until)) => words.fill("period_until", &[("until", &words.day(until))]),
            (None, None) => words.text("period_all").to_owned(),
        }
    }

    fn beginning(&mut self, told: &[Told<'_>]) {
        let words = self.words;
        let articles: BTreeSet<(&str, Option<&str>)> = told
            .iter()
            .flat_map(|event| &event.row.reports)
            .map(|report| (report.row.article.key.as_str(), report.withheld_key()))
            .collect();
        let outlets: BTreeSet<&str> = told
            .iter()
            .flat_map(|event| &event.row.reports)
            .filter_map(|report| report.row.article.publisher.as_deref())
            .collect();
        let is_reviewed = |event: &&Told<'_>| event.row.review.state.is_reviewed();
        let reviewed = told.iter().filter(is_reviewed).count().to_string();
        let built = words.fill(
            "built_of",
            &[
                ("articles", &words.count("articles", articles.len())),
                ("outlets", &words.count("outlets", outlets.len())),
                ("events", &words.count("events", told.len())),
                ("reviewed", &reviewed),
            ],
        );
        let then = self.asked.as_of.map(|day| words.fill("as_of", &[("day", &words.day(day))]));
        let said: Vec<String> = std::iter::once(built).chain(then).collect();
        self.paragraph(said.join(" "));
    }

    fn essentials(&mut self, told: &[Told<'_>], changed: Option<&(Vec<Change>, Date)>) {
        let words = self.words;
        self.heading("essentials");
        let mut items: Vec<Vec<Span>> = Vec::new();
        for outcome in Outcome::ALL {
            let figures: Vec<&TollFigure> =
                told.iter().filter_map(|event| event.figure(*outcome)).collect();
            if figures.is_empty() {
                continue;
            }
            let (low, high) = sum(figures.iter().copied());
            let said = words.fill(
                "sum",
                &[
                    ("outcome", words.outcome(*outcome)),
                    ("figure", &words.figure(low, high)),
                    ("events", &words.count("events", figures.len())),
                ],
            );
            let mut item = vec![Span::Strong(said)];
            // Reports that do not tell kinds may be of any: what is known of one is its least. Where
            // the kinds come to more than the total, since one source counts some and another others,
            // a reader could make nothing of both: then they stand with the events alone.
            let kinds: Vec<(VictimKind, u64)> = VictimKind::ALL
                .iter()
                .filter(|kind| **kind != VictimKind::Unknown)
                .map(|kind| {
                    let of = told.iter().flat_map(|event| &event.figures);
                    let of =
                        of.filter(|(one, of_kind, _)| one == outcome && *of_kind == Some(*kind));
                    (*kind, sum(of.map(|(.., figure)| figure)).0)
                })
                .filter(|(_, least)| *least > 0)
                .collect();
            let in_all: u64 = kinds.iter().map(|(_, least)| least).sum();
            if !kinds.is_empty() && in_all <= low {
                let kinds: Vec<String> =
                    kinds.into_iter().map(|(kind, least)| words.kind(kind, least, None)).collect();
                let said = words.fill("of_whom", &[("kinds", &words.list(&kinds))]);
                item.push(Span::Text(format!(" ({said})")));
            }
            items.push(item);
        }
        let killed =
            |event: &&Told<'_>| event.figure(Outcome::Killed).map_or(0, |figure| figure.low);
        // Of equals the latest, which stands first.
        let deadliest = told.iter().rev().max_by_key(killed).filter(|event| killed(event) > 0);
        if let Some(event) = deadliest.filter(|_| told.len() > 1)
            && let Some(figure) = event.figure(Outcome::Killed)
        {
            let said = words.fill(
                "deadliest",
                &[
                    ("event", &self.label(told, event)),
                    ("figure", &words.toll(Outcome::Killed, figure.low, figure.high)),
                ],
            );
            let mut item = text(said);
            item.extend(self.notes_of(event.row, &figure.accounts));
            items.push(item);
        }
        let mut countries: BTreeMap<&str, usize> = BTreeMap::new();
        for code in told.iter().filter_map(|event| event.merged.country.as_deref()) {
            *countries.entry(code).or_default() += 1;
        }
        if countries.len() > 1 {
            let mut all: Vec<(&str, usize)> = countries.into_iter().collect();
            all.sort_by_key(|(code, n)| (std::cmp::Reverse(*n), *code));
            let all: Vec<String> =
                all.iter().map(|(code, n)| format!("{} ({n})", words.country(code))).collect();
            items.push(text(words.fill("by_country", &[("countries", &words.list(&all))])));
        }
        let disputed = told.iter().filter(|event| !disputes(event.row).is_empty()).count();
        let alleged =
            told.iter().filter(|event| event.merged.certainty != Certainty::Reported).count();
        if disputed + alleged > 0 {
            let values =
                [("events", &*words.count("events", disputed)), ("alleged", &*alleged.to_string())];
            items.push(text(words.fill("n_disputed", &values)));
        }
        if let Some((changes, day)) = changed {
            let count = |is: fn(&Change) -> bool| {
                changes.iter().filter(|change| is(change)).count().to_string()
            };
            let revised: BTreeSet<&String> = changes
                .iter()
                .filter_map(|change| match change {
                    Change::Revised(id, ..) => Some(id),
                    _ => None,
                })
                .collect();
            let values = [
                ("day", &*words.day(*day)),
                ("new", &*count(|change| matches!(change, Change::New(_)))),
                ("revised", &*revised.len().to_string()),
                (
                    "gone",
                    &*count(|change| {
                        matches!(change, Change::Gone(_) | Change::Merged(..) | Change::Rejected(_))
                    }),
                ),
            ];
            items.push(text(words.fill("n_changed", &values)));
        }
        self.parts.push(Part::List(items));
    }

    fn pictures(&mut self, told: &[Told<'_>]) {
        let words = self.words;
        let pins: Vec<Pin> = told
            .iter()
            .enumerate()
            .filter_map(|(at, event)| {
                let place = event.merged.place.as_ref()?;
                let (lat, lon) = place.lat_lon?;
                let exact = [PlacePrecision::Exact, PlacePrecision::Approximate];
                Some(Pin {
                    number: at + 1,
                    lat,
                    lon,
                    killed: event.figure(Outcome::Killed).map_or(0, |figure| figure.low),
                    is_area: !exact.contains(&place.precision),
                    name: place.name.clone(),
                    title: self.head(event),
                })
            })
            .collect();
        if let Some(svg) = map::svg(&pins, words) {
            let title = Some(words.text("map").to_owned());
            let unplaced = words.count("events", told.len() - pins.len());
            let caption = words.fill("map_caption", &[("unplaced", &unplaced)]);
            self.parts.push(Part::Picture { title, svg, caption });
        }
        let dated: Vec<(Date, Option<Bounds>)> = told
            .iter()
            .filter_map(|event| {
                let figure = event.figure(Outcome::Killed);
                Some((event.merged.date?.from, figure.map(|figure| (figure.low, figure.high))))
            })
            .collect();
        let bars = bars(&dated);
        if let Some(svg) = chart::svg(&bars, words) {
            self.heading("chart");
            let undated = words.count("events", told.len() - dated.len());
            let caption = words.fill("chart_caption", &[("undated", &undated)]);
            self.parts.push(Part::Picture { title: None, svg, caption });
            let heads = ["column_period", "column_events", "column_killed"];
            let heads = heads.map(|key| words.text(key).to_owned()).to_vec();
            let rows = bars.iter().filter(|bar| bar.n_events > 0).map(|bar| {
                let high = (!bar.is_open).then_some(bar.high);
                vec![words.days(bar.days), bar.n_events.to_string(), words.figure(bar.low, high)]
            });
            self.parts.push(Part::Table(heads, rows.collect()));
        }
    }

    fn events(&mut self, told: &[Told<'_>]) {
        let words = self.words;
        if told.is_empty() {
            return;
        }
        self.heading("happened");
        for (at, event) in told.iter().enumerate() {
            let mut lines = Vec::new();
            match self.toll(event) {
                Some(line) => lines.push(line),
                None if matches!(
                    event.merged.event_type.family(),
                    Family::Strategic | Family::Demonstration
                ) => {}
                None => lines.push(text(words.text("no_toll"))),
            }
            let mut who = Vec::new();
            for (key, parties) in
                [("authors", &event.merged.initiators), ("targets", &event.merged.targets)]
            {
                if !parties.is_empty() {
                    who.push(words.fill(key, &[("who", &words.list(&names(parties)))]));
                }
            }
            if !who.is_empty() {
                lines.push(text(who.join(" ")));
            }
            let independent = usize::try_from(event.row.n_independent).unwrap_or(usize::MAX);
            let mut told = vec![words.fill(
                "told",
                &[
                    ("reports", &words.count("reports", event.row.reports.len())),
                    ("independent", &words.count("independent", independent)),
                ],
            )];
            match event.merged.certainty {
                Certainty::Reported => {}
                Certainty::Alleged => told.push(words.text("alleged").to_owned()),
                Certainty::Denied => told.push(words.text("denied").to_owned()),
            }
            // The least figure alone would mislead: what others say stands further down.
            if !disputes(event.row).is_empty() {
                told.push(words.text("see_disputed").to_owned());
            }
            let place = event.merged.place.as_ref().map(|place| place.precision);
            if matches!(place, Some(PlacePrecision::Centroid | PlacePrecision::Region)) {
                told.push(words.text("area").to_owned());
            }
            if !event.row.withheld.is_empty() {
                let fields: Vec<String> =
                    event.row.withheld.iter().map(|one| words.field(*one).to_owned()).collect();
                told.push(words.fill("withheld", &[("fields", &words.list(&fields))]));
            }
            lines.push(text(told.join(" ")));
            let reviewed = self.review(event.row);
            if !reviewed.is_empty() {
                lines.push(text(reviewed.join(" ")));
            }
            self.parts.push(Part::Event(at + 1, self.head(event), lines));
            let is_told = event.row.withheld.is_empty();
            if let Some(first) = event.row.reports.first().filter(|_| is_told) {
                let article = &first.row.article;
                let by = self.by(article);
                let quoted = words.quote(&first.account.evidence);
                self.parts.push(Part::Quote { words: quoted, lang: article.lang.clone(), by });
            }
        }
    }

    /// `Le Fleuve, 6 mai 2024 [1]`.
    fn by(&mut self, article: &ArticleRow) -> Vec<Span> {
        let words = self.words;
        let outlet = outlet(article, words);
        let day = article.published.as_deref().and_then(|day| day.parse().ok());
        let said = match day {
            Some(day) => words.fill("quote_by", &[("outlet", outlet), ("day", &words.day(day))]),
            None => words.fill("quote_by_undated", &[("outlet", outlet)]),
        };
        vec![Span::Text(said), self.note(article)]
    }

    /// `Bilan : de 12 à 15 tués (dont au moins 12 civils) [1][2], 6 blessés [1].`
    fn toll(&mut self, event: &Told<'_>) -> Option<Vec<Span>> {
        let words = self.words;
        let frame = words.text("toll");
        let (before, after) = frame.split_once("{tolls}").unwrap_or((frame, ""));
        let mut line = text(before);
        let mut is_first = true;
        for outcome in Outcome::ALL {
            let Some(figure) = event.figure(*outcome) else { continue };
            if !is_first {
                line.push(Span::Text(", ".to_owned()));
            }
            is_first = false;
            line.push(Span::Strong(words.toll(*outcome, figure.low, figure.high)));
            let kinds: Vec<String> = event
                .figures
                .iter()
                .filter(|(one, ..)| one == outcome)
                .filter_map(|(_, kind, figure)| Some(words.kind((*kind)?, figure.low, figure.high)))
                .collect();
            if !kinds.is_empty() {
                let said = words.fill("by_kind", &[("kinds", &words.list(&kinds))]);
                line.push(Span::Text(format!(" ({said})")));
            }
            line.extend(self.notes_of(event.row, &figure.accounts));
        }
        line.push(Span::Text(after.to_owned()));
        (!is_first).then_some(line)
    }

    /// Footnotes of the reports that give a figure: of each voice the first, since the others repeat it.
    fn notes_of(&mut self, event: &EventRow, accounts: &[String]) -> Vec<Span> {
        let mut voices = BTreeSet::new();
        let mut notes = Vec::new();
        for report in &event.reports {
            if accounts.contains(&report.row.key) && voices.insert(report.voice) {
                notes.push(self.note(&report.row.article));
            }
        }
        notes
    }

    fn review(&self, event: &EventRow) -> Vec<String> {
        let words = self.words;
        let on = |decision: &Decision| {
            let at: Option<jiff::Timestamp> = decision.at.parse().ok();
            let day = at.map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date());
            day.map_or_else(|| decision.at.clone(), |day| words.day(day))
        };
        let mut said = Vec::new();
        if let Some(decision) = &event.review.verdict
            && event.review.state.is_confirmed()
        {
            said.push(words.fill("confirmed", &[("by", &decision.by), ("day", &on(decision))]));
        }
        for one in &event.review.corrections {
            let reported = Correction::from_json(&one.correction.slot(), &one.machine);
            said.push(words.fill(
                "corrected",
                &[
                    ("slot", &words.slot(&one.correction.slot())),
                    ("by", &one.decision.by),
                    ("day", &on(&one.decision)),
                    ("why", &one.decision.why),
                    ("reported", &self.value(reported.as_ref())),
                ],
            ));
        }
        if event.review.n_newer_reports > 0 && !event.review.is_empty() {
            let reports = words.count("reports", event.review.n_newer_reports);
            said.push(words.fill("newer", &[("reports", &reports)]));
        }
        said
    }

    /// A value of a slot, as a reader says it; a dash when nothing is known.
    fn value(&self, value: Option<&Correction>) -> String {
        let words = self.words;
        let nothing = || "–".to_owned();
        match value {
            None => nothing(),
            Some(Correction::Type(value)) => words.event_type(*value).to_owned(),
            Some(Correction::Date(value)) => value.map_or_else(nothing, |days| words.days(days)),
            Some(Correction::Place(value)) => {
                value.as_ref().map_or_else(nothing, |(place, _)| place.name.clone())
            }
            Some(Correction::Country(value)) => {
                value.as_ref().map_or_else(nothing, |code| words.country(code))
            }
            Some(Correction::Initiators(parties) | Correction::Targets(parties)) => {
                if parties.is_empty() { nothing() } else { words.list(&names(parties)) }
            }
            Some(Correction::Certainty(value)) => value.as_str().to_owned(),
            Some(Correction::Toll(_, _, value)) => {
                value.map_or_else(nothing, |(low, high)| words.figure(low, high))
            }
        }
    }

    fn method(&mut self) {
        let words = self.words;
        self.heading("method");
        let policy = words.text(&format!("policy_{}", self.asked.policy));
        self.paragraph(words.fill("method_policy", &[("policy", policy)]));
        self.paragraph(words.text("method_machine").to_owned());
    }

    /// `4 mai 2024 · Gao (Mali) — attaque contre des civils`.
    fn head(&self, event: &Told<'_>) -> String {
        let words = self.words;
        let date = event.merged.date;
        let is_withheld = event.row.withheld.contains(&Field::Date);
        let undated =
            || words.text(if is_withheld { "date_withheld" } else { "undated" }).to_owned();
        let days = date.map_or_else(undated, |days| words.days(days));
        let what = words.event_type(event.merged.event_type);
        format!("{days} · {} — {what}", self.place(&event.merged))
    }

    fn place(&self, merged: &Merged) -> String {
        let country = merged.country.as_ref().map(|code| self.words.country(code));
        let place = merged.place.as_ref().map(|place| place.name.clone());
        match (place, country) {
            (Some(place), Some(country)) if place != country => format!("{place} ({country})"),
            (Some(name), _) | (None, Some(name)) => name,
            (None, None) => self.words.text("no_place").to_owned(),
        }
    }

    /// `attaque contre des civils, Gao (Mali), 4 mai 2024`.
    pub(super) fn name(&self, merged: &Merged) -> String {
        let words = self.words;
        let mut parts = vec![words.event_type(merged.event_type).to_owned(), self.place(merged)];
        parts.extend(merged.date.map(|days| words.days(days)));
        parts.join(", ")
    }

    /// The name with the number in this brief.
    pub(super) fn label(&self, told: &[Told<'_>], event: &Told<'_>) -> String {
        let at = told.iter().position(|one| one.row.id == event.row.id);
        let name = self.name(&event.merged);
        match at {
            Some(at) => {
                self.words.fill("numbered", &[("event", &name), ("n", &(at + 1).to_string())])
            }
            None => name,
        }
    }
}

pub(super) fn outlet(article: &ArticleRow, words: Words) -> &str {
    let none = if article.is_withheld() { "outlet_withheld" } else { "no_outlet" };
    article.publisher.as_deref().unwrap_or_else(|| words.text(none))
}

/// From how many to how many in all; open when one is.
fn sum<'f>(figures: impl Iterator<Item = &'f TollFigure>) -> (u64, Option<u64>) {
    figures.fold((0, Some(0)), |(low, high), figure| {
        let high = high.zip(figure.high).map(|(a, b): (u64, u64)| a.saturating_add(b));
        (low.saturating_add(figure.low), high)
    })
}
