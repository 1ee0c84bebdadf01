//! Exports: events in the shape of ACLED, of UCDP GED, of HXL and of `GeoJSON`.
//!
//! Takes events; writes rows, and gives what the format could not express, event by event. Nothing is
//! filled in to please a format: a column for which a record knows nothing stays empty, and the
//! codebook of the format says so. Figures are made by the policy whose shape it is.

use std::io::{self, Write};
use std::str::FromStr;

use griot::fusion::tolls::{self, TollClaim};
use griot::fusion::{Merged, Party, Policy, TollFigure};
use griot::gazetteer::{Countries, Country};
use griot::lexicon::registry::Registry;
use griot::model::{ActorKind, Certainty, Outcome, VictimKind};

use crate::merged::EventRow;
use crate::withheld::Field;

mod acled;
mod geojson;
mod hxl;
mod ucdp;

/// A shape in which events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The columns of ACLED, CSV.
    Acled,
    /// The columns of UCDP GED, CSV.
    Ucdp,
    /// Tagged with HXL in the second row, CSV.
    Hxl,
    /// A collection of features (RFC 7946).
    GeoJson,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [Self::Acled, Self::Ucdp, Self::Hxl, Self::GeoJson];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acled => "acled",
            Self::Ucdp => "ucdp",
            Self::Hxl => "hxl",
            Self::GeoJson => "geojson",
        }
    }

    /// What each column means, and by which rule it is made: Markdown.
    pub fn codebook(self) -> &'static str {
        match self {
            Self::Acled => include_str!("export/codebook/acled.md"),
            Self::Ucdp => include_str!("export/codebook/ucdp.md"),
            Self::Hxl => include_str!("export/codebook/hxl.md"),
            Self::GeoJson => include_str!("export/codebook/geojson.md"),
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // UCDP's own name for its events.
        let text = if text == "ged" { "ucdp" } else { text };
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no format: expected acled, ucdp, hxl or geojson"))
    }
}

/// Something that a format could not express.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The event.
    pub event: String,
    /// What kind of thing: `left-out`, `withheld`, `wounded`, `interval`, …
    pub what: &'static str,
    /// What it was, for a person.
    pub detail: String,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Events that were asked for.
    pub asked: usize,
    /// Rows that were written.
    pub rows: usize,
    /// What the format could not express.
    pub lost: Vec<Lost>,
}

/// Writes events in a format, one after the other: a million are no more at once than one.
#[derive(Debug)]
pub struct Exporter<W: Write> {
    format: Format,
    sink: Sink<W>,
    written: Written,
}

#[derive(Debug)]
enum Sink<W: Write> {
    Table(Box<Table<W>>),
    Features(W),
}

impl<W: Write> Exporter<W> {
    /// Begins with the names of the columns.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written.
    pub fn new(format: Format, mut out: W) -> io::Result<Self> {
        let sink = match format {
            Format::Acled => Sink::Table(Box::new(Table::new(out, &acled::COLUMNS)?)),
            Format::Ucdp => Sink::Table(Box::new(Table::new(out, &ucdp::COLUMNS)?)),
            Format::Hxl => {
                let mut table = Table::new(out, &hxl::COLUMNS.map(|[name, _]| name))?;
                table.tags(&hxl::COLUMNS.map(|[_, tag]| tag))?;
                Sink::Table(Box::new(table))
            }
            Format::GeoJson => {
                out.write_all(geojson::HEAD)?;
                Sink::Features(out)
            }
        };
        Ok(Self { format, sink, written: Written::default() })
    }

    /// What the format could not express since this was asked last; it is kept until then.
    pub fn take_lost(&mut self) -> Vec<Lost> {
        std::mem::take(&mut self.written.lost)
    }

    /// Writes one event.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn put(&mut self, event: &EventRow) -> io::Result<()> {
        let written = &mut self.written;
        written.asked += 1;
        let Some(facts) = Facts::of(event) else {
            written.lose(event.id.clone(), LEFT_OUT, "none of its reports can be read");
            return Ok(());
        };
        match (self.format, &mut self.sink) {
            (Format::Acled, Sink::Table(table)) => acled::put(&facts, table, written),
            (Format::Ucdp, Sink::Table(table)) => ucdp::put(&facts, table, written),
            (_, Sink::Table(table)) => hxl::put(&facts, table, written),
            (_, Sink::Features(out)) => geojson::put(&facts, out, written),
        }
    }

    /// Ends the file; gives what was written.
    ///
    /// # Errors
    ///
    /// When its end cannot be written.
    pub fn finish(self) -> io::Result<Written> {
        match self.sink {
            Sink::Table(table) => table.finish()?,
            Sink::Features(mut out) => {
                out.write_all(geojson::FOOT)?;
                out.flush()?;
            }
        }
        Ok(self.written)
    }
}

/// The code of events that a format has no row for.
const LEFT_OUT: &str = "left-out";

impl Written {
    fn lose(&mut self, event: impl Into<String>, what: &'static str, detail: impl Into<String>) {
        self.lost.push(Lost { event: event.into(), what, detail: detail.into() });
    }
}

/// What is known of an event, as formats ask for it.
struct Facts<'e> {
    row: &'e EventRow,
    merged: Merged,
    claims: Vec<TollClaim>,
}

impl<'e> Facts<'e> {
    fn of(row: &'e EventRow) -> Option<Self> {
        Some(Self { row, merged: row.merged()?, claims: row.toll_claims() })
    }

    fn id(&self) -> &'e str {
        &self.row.id
    }

    fn hides(&self, field: Field) -> bool {
        self.row.withheld.contains(&field)
    }

    /// Why it has no day.
    fn no_day(&self) -> &'static str {
        if self.hides(Field::Date) { "its day is withheld" } else { "its day is not known" }
    }

    fn figure(
        &self,
        policy: Policy,
        outcome: Outcome,
        kind: Option<VictimKind>,
    ) -> Option<TollFigure> {
        tolls::figure(&self.claims, policy, outcome, kind)
    }

    /// The country, when it is known and one of ISO 3166.
    fn country(&self) -> Option<&'static Country> {
        let code = self.merged.country.as_deref()?;
        Countries::builtin().all().iter().find(|country| country.code.as_str() == code)
    }

    fn admin(&self, level: usize) -> &str {
        let place = self.merged.place.as_ref();
        place.and_then(|place| place.admin.get(level)).map(String::as_str).unwrap_or_default()
    }

    fn place(&self) -> &str {
        self.merged.place.as_ref().map(|place| place.name.as_str()).unwrap_or_default()
    }

    fn lat_lon(&self) -> Option<(f64, f64)> {
        self.merged.place.as_ref()?.lat_lon
    }

    /// The sentence of the first report.
    fn evidence(&self) -> &str {
        self.row.reports.first().map(|report| report.account.evidence.as_str()).unwrap_or_default()
    }

    /// Something of each article, none twice, in the order of the reports.
    fn of_articles<'s>(
        &'s self,
        get: impl Fn(&'s crate::ask::ArticleRow) -> Option<&'s str>,
    ) -> Vec<&'s str> {
        let mut found: Vec<&str> = Vec::new();
        for value in self.row.reports.iter().filter_map(|report| get(&report.row.article)) {
            if !found.contains(&value) {
                found.push(value);
            }
        }
        found
    }

    /// Outlets; where one is not known the address.
    fn sources(&self) -> Vec<&str> {
        self.of_articles(|article| article.publisher.as_deref().or(article.url.as_deref()))
    }

    /// Who says how many, when not all say the same.
    fn dispute(&self, outcome: Outcome) -> Option<String> {
        let said = tolls::said(&self.row.machine_toll_claims(), outcome, None);
        let first = said.first()?;
        if said.iter().all(|one| (one.low, one.high) == (first.low, first.high)) {
            return None;
        }
        let outlet = |account: &str| {
            let report = self.row.reports.iter().find(|report| report.row.key == account);
            report.and_then(|report| report.row.article.publisher.clone())
        };
        let each = said.iter().map(|one| {
            let who = match one.who.as_slice() {
                [] if !self.row.withheld.is_empty() => "withheld".to_owned(),
                [] => outlet(&one.account).unwrap_or_else(|| one.account.clone()),
                who => who.join(", "),
            };
            format!("{} ({who})", bounds(one.low, one.high))
        });
        Some(each.collect::<Vec<_>>().join("; "))
    }

    /// What every format but the full one loses of an event: told the same way everywhere.
    fn lose_rest(&self, written: &mut Written) {
        if !self.row.withheld.is_empty() {
            let fields: Vec<&str> = self.row.withheld.iter().map(|one| one.as_str()).collect();
            let detail = format!("{}, and the words of the reports", fields.join(", "));
            written.lose(self.id(), "withheld", detail);
        }
        if !self.row.review.corrections.is_empty() {
            let slots: Vec<String> =
                self.row.review.corrections.iter().map(|one| one.correction.slot()).collect();
            let detail = format!("{} as corrected; what reports say is left out", slots.join(", "));
            written.lose(self.id(), "corrected", detail);
        }
        if self.row.reports.len() > 1 {
            let detail = format!("{} reports are one row", self.row.reports.len());
            written.lose(self.id(), "reports", detail);
        }
    }
}

/// `12`, `12-15`, `12+`.
fn bounds(low: u64, high: Option<u64>) -> String {
    match high {
        Some(high) if high == low => low.to_string(),
        Some(high) => format!("{low}-{high}"),
        None => format!("{low}+"),
    }
}

/// What an actor is, when the registry knows it.
fn kind(party: &Party) -> Option<ActorKind> {
    let registry = Registry::builtin();
    let known = party.id.as_deref().and_then(|id| registry.by_id(id));
    let known = known.or_else(|| registry.by_name(&party.name));
    Some(registry.actor(known?)?.kind).filter(|kind| *kind != ActorKind::Unknown)
}

fn names(parties: &[Party]) -> Vec<&str> {
    parties.iter().map(|party| party.name.as_str()).collect()
}

fn degrees(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}

/// Rows of CSV, of which no cell is a formula: a page could name somebody `=HYPERLINK(…)`, and a
/// spreadsheet would run it.
#[derive(Debug)]
struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    fn new(out: W, columns: &[&str]) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().flexible(false).from_writer(out);
        writer.write_record(columns).map_err(io::Error::from)?;
        Ok(Self(writer))
    }

    fn tags(&mut self, tags: &[&str]) -> io::Result<()> {
        self.0.write_record(tags).map_err(io::Error::from)
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        self.0.write_record(cells.iter().map(|cell| harmless(cell))).map_err(io::Error::from)
    }

    fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// A cell that no spreadsheet takes for a formula. Degrees south and west are numbers, not formulas.
pub fn harmless(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if is_formula && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether somebody denies it, and nobody tells it: formats that have no word for it leave it out.
fn is_denied(facts: &Facts<'_>) -> bool {
    facts.merged.certainty == Certainty::Denied
}

#[cfg(test)]
mod tests;
