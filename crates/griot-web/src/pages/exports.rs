//! Exports: the events that meet a filter in the columns that others use, what each column means, and what
//! the format could not express.

use std::io;

use askama::Template;
use griot_record::{Exporter, Format, harmless};
use serde_json::json;

use super::kind;
use crate::answer::{Answer, Failed, Kind, Page, file, html, json_page};
use crate::chrome::{Chrome, Link};
use crate::streamed::{self, Stopped};

/// A format as its links name it: its key, what it is called, its file, what is lost, what its columns mean.
struct Offered {
    key: &'static str,
    name: &'static str,
    about: &'static str,
    file: Link,
    lost: Link,
    codebook: Link,
}

#[derive(Template)]
#[template(path = "exports.html")]
struct Exports<'a> {
    c: &'a Chrome,
    chips: Vec<Link>,
    n: usize,
    n_withheld: usize,
    n_partly: usize,
    list: String,
    offered: Vec<Offered>,
}

/// The name of the file of a format.
fn file_of(format: Format) -> &'static str {
    match format {
        Format::Acled => "acled.csv",
        Format::Ucdp => "ucdp-ged.csv",
        Format::Hxl => "hxl.csv",
        Format::GeoJson => "events.geojson",
    }
}

pub(crate) fn page(page: &Page<'_>) -> Answer {
    let filter = page.asked.filter()?.filter;
    let digest = page.digest()?;
    let n = page.record.digested(&filter, &digest)?.len();
    let words = &page.words;
    let offered = Format::ALL.map(|format| {
        let key = format.as_str();
        let link = |text: &str, name: &str| {
            Link::new(text, page.asked.link(&format!("/exports/{name}"), &[]))
        };
        Offered {
            key,
            name: words.of_group("export", key),
            about: words.of_group("export_about", key),
            file: link(file_of(format), file_of(format)),
            lost: link(words.t("exports_lost"), &format!("{key}-lost.csv")),
            // What columns mean depends on no filter.
            codebook: Link::new(words.t("exports_codebook"), format!("/exports/{key}.md")),
        }
    });
    if kind(page) == Kind::Json {
        let formats = offered.iter().map(|one| {
            json!({
                "format": one.key, "file": one.file.href, "lost": one.lost.href,
                "codebook": one.codebook.href,
            })
        });
        let n_withheld = page.record.n_withheld()?;
        return json_page(&json!({
            "total": n, "n_withheld": n_withheld,
            "n_partly_withheld": page.record.n_partly_withheld()?, "formats": formats.collect::<Vec<_>>(),
        }));
    }
    let data = [("JSON", page.asked.link("/exports.json", &[]))];
    let chrome = Chrome::of(page, "exports", page.t("exports_title")).with_data(&data);
    html(&Exports {
        chips: super::claims::chips(page, "/exports"),
        n,
        n_withheld: usize::try_from(page.record.n_withheld()?).unwrap_or(usize::MAX),
        n_partly: usize::try_from(page.record.n_partly_withheld()?).unwrap_or(usize::MAX),
        list: page.asked.link("/", &[]),
        offered: offered.into(),
        c: &chrome,
    })
}

/// One of the files.
pub(crate) fn one(page: &Page<'_>, name: &str) -> Answer {
    if let Some(format) = name.strip_suffix(".md").and_then(|key| key.parse::<Format>().ok()) {
        let bytes = format.codebook().as_bytes().to_vec();
        return file(
            "text/markdown; charset=utf-8",
            &format!("{}-codebook.md", format.as_str()),
            bytes,
        );
    }
    let lost = name.strip_suffix("-lost.csv").and_then(|key| key.parse::<Format>().ok());
    let format = lost.or_else(|| Format::ALL.into_iter().find(|one| file_of(*one) == name));
    let format = format.ok_or_else(Failed::not_found)?;
    let kind = match (format, lost) {
        (Format::GeoJson, None) => "application/geo+json",
        _ => "text/csv; charset=utf-8",
    };
    streamed::file_of(page, kind, name, move |record, filter, out| {
        if lost.is_none() {
            let mut exporter = Exporter::new(format, out)?;
            record.each_event(filter, |event| {
                exporter.put(&event)?;
                // Nobody asked for it here, and of a million events it is more than is written.
                drop(exporter.take_lost());
                Ok::<(), Stopped>(())
            })?;
            return exporter.finish().map(drop);
        }
        let mut table = csv::Writer::from_writer(out);
        table.write_record(["event", "what", "detail"])?;
        let mut exporter = Exporter::new(format, io::sink())?;
        record.each_event(filter, |event| {
            exporter.put(&event)?;
            for one in exporter.take_lost() {
                let cells = [&one.event, one.what, &one.detail];
                table.write_record(cells.map(harmless))?;
            }
            Ok::<(), Stopped>(())
        })?;
        table.flush()
    })
}
