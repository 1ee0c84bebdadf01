//! The page of an article as it was kept, as text: nothing of it runs or loads.

use askama::Template;
use griot_record::WholeArticle;
use serde_json::json;

use super::{found, kind};
use crate::answer::{Answer, Kind, Page, html, json_page};
use crate::chrome::Chrome;
use crate::view::Printed;
use crate::words::number;

/// Bytes of a kept page that are shown: a browser is slow with more.
const MOST_SHOWN: usize = 1 << 20;

#[derive(Template)]
#[template(path = "original.html")]
struct Original<'a> {
    c: &'a Chrome,
    printed: Printed,
    about: Vec<(&'static str, String)>,
    text: String,
    left: Option<String>,
}

pub(crate) fn page(page: &Page<'_>, key: &str) -> Answer {
    let words = &page.words;
    let whole: WholeArticle = found(page.record.whole_article(key))?;
    let kept = found(page.record.page(&whole.page))?;
    let shown = kept.bytes.get(..MOST_SHOWN.min(kept.bytes.len())).unwrap_or_default();
    let left = kept.bytes.len() - shown.len();
    let text = String::from_utf8_lossy(shown).into_owned();
    if kind(page) == Kind::Json {
        return json_page(&json!({
            "article": whole.article.key, "hash": whole.page, "name": file_name(&kept.about.name),
            "bytes": kept.bytes.len(), "media_type": kept.about.media_type, "url": kept.about.url,
            "retrieved": kept.about.retrieved.map(|at| at.to_string()),
            "text": text, "bytes_left_out": left,
        }));
    }
    let printed = Printed::of(&whole.article, words);
    let mut about = vec![
        (words.t("kept_as"), file_name(&kept.about.name).to_owned()),
        (words.t("kept_hash"), whole.page.clone()),
        (words.t("kept_bytes"), number(kept.bytes.len() as u64)),
    ];
    about.extend(kept.about.media_type.clone().map(|kind| (words.t("kept_type"), kind)));
    about.extend(kept.about.url.clone().map(|url| (words.t("kept_url"), url)));
    about.extend(
        kept.about
            .retrieved
            .map(|at| (words.t("kept_at"), crate::view::when(&at.to_string(), words))),
    );
    let data = [("JSON", format!("{}/original.json", printed.href))];
    let chrome = Chrome::of(page, "", words.colon(words.t("original"), &printed.title));
    let chrome = chrome.with_data(&data);
    html(&Original {
        printed,
        about,
        text,
        left: (left > 0).then(|| number(left as u64)),
        c: &chrome,
    })
}

/// The name of a file without the folders in which it lay on somebody's machine. An address has its own line.
fn file_name(name: &str) -> &str {
    let name = name.trim_end_matches(['/', '\\']);
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn no_folder_of_a_machine_is_told() {
        for (name, file) in [
            ("/srv/incoming/2024/a b.html", "a b.html"),
            (r"C:\Users\awa\page.html", "page.html"),
            ("page.mhtml", "page.mhtml"),
            ("", ""),
        ] {
            assert_eq!(file_name(name), file);
        }
    }
}
