//! Rules for one outlet's pages, as a user writes them.
//!
//! Takes TOML files; gives, for the address of a page, where its article stands, what on the page is
//! none of it, and where its headline, author and day are. What an outlet's rules do not
//! tell is found as on any page. A rule carries pages in small that show it, and a file whose pages
//! do not come out as it says is refused. Ships none: an outlet changes its pages when it likes, and
//! a rule that was true last year is worse than none.
//!
//! ```
//! use griot::extract::sites::Sites;
//!
//! let mut sites = Sites::default();
//! sites.add("exemple.toml", r#"
//!     [[site]]
//!     host = "exemple.bf"
//!     text = ["div.corps"]
//!     cut = ["p.a-lire", "aside"]
//!
//!     [[site.example]]
//!     html = """<div class="corps"><p>Deux gendarmes ont été blessés.</p>
//!         <p class="a-lire">Le marché a rouvert.</p></div><p>Nous écrire</p>"""
//!     text = "Deux gendarmes ont été blessés."
//! "#)?;
//! assert!(sites.of_url("https://www.exemple.bf/2022/04/attaque").is_some());
//! assert!(sites.of_url("https://autre-exemple.bf/").is_none());
//! # Ok::<(), griot::extract::sites::SiteError>(())
//! ```

mod selector;

use serde::Deserialize;

use crate::extract::dates::day_of_value;
use crate::extract::metadata::Metadata;
use crate::extract::sites::selector::Selector;
use crate::extract::tree::{Id, Kind, Tree};
use crate::lexicon::pages::Pages;
use crate::model::{Cut, CutReason, DateFound};
use crate::note::Note;
use crate::read::Hint;

/// The rules of all outlets that a user has written some for.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    sites: Vec<Site>,
}

/// Why a file of rules was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{path}`: {message}")]
pub struct SiteError {
    /// The file.
    pub path: String,
    /// What is wrong, with the line or the host.
    pub message: String,
}

/// What is wrong with a text of TOML, on one line.
fn fault_of_toml(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().lines().collect::<Vec<_>>().join(" ");
    match error.span().and_then(|span| text.get(..span.start)) {
        Some(before) => format!("line {}: {message}", before.matches('\n').count() + 1),
        None => message,
    }
}

/// A file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SitesFile {
    #[serde(default)]
    site: Vec<Site>,
}

/// The rules of one outlet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The host that the rules are for, with all hosts below it: `exemple.bf` is also
    /// `www.exemple.bf`.
    pub host: String,
    /// Where the text of the article stands. Nothing else is then taken for it.
    #[serde(default)]
    pub(crate) text: Vec<Selector>,
    /// What is none of the article, wherever it stands.
    #[serde(default)]
    pub(crate) cut: Vec<Selector>,
    /// Where the headline stands.
    pub(crate) title: Option<Selector>,
    /// Where the authors stand.
    pub(crate) author: Option<Selector>,
    /// Where the day of publication stands: in `datetime`, in `content`, or as text.
    pub(crate) published: Option<Selector>,
    /// Pages in small, and what must come out of them.
    #[serde(default)]
    example: Vec<Example>,
}

/// A page in small, and what must come out of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    html: String,
    text: String,
    title: Option<String>,
    published: Option<String>,
}

impl Sites {
    /// Adds the rules of a file; `path` is for messages.
    ///
    /// # Errors
    ///
    /// When the text is no TOML of this shape, a selector cannot be read, a host stands there
    /// twice, or an example does not come out as it says. Nothing of the file is then added.
    pub fn add(&mut self, path: &str, text: &str) -> Result<(), SiteError> {
        let refused = |message: String| SiteError { path: path.to_owned(), message };
        let file: SitesFile =
            toml::from_str(text).map_err(|error| refused(fault_of_toml(text, &error)))?;
        let mut sites = self.sites.clone();
        for mut site in file.site {
            site.host = site.host.trim().trim_start_matches("www.").to_ascii_lowercase();
            if site.host.is_empty() || site.host.contains(['/', ':', ' ']) {
                let host = &site.host;
                return Err(refused(format!("`{host}` is no host: write it like `exemple.bf`")));
            }
            if sites.iter().any(|other| other.host == site.host) {
                return Err(refused(format!("`{}` has rules already", site.host)));
            }
            sites.push(site);
        }
        let added = Self { sites };
        for site in &added.sites[self.sites.len()..] {
            added.check(site).map_err(refused)?;
        }
        *self = added;
        Ok(())
    }

    /// The rules for a page at this address; those of the longest host, when several fit.
    pub fn of_url(&self, url: &str) -> Option<&Site> {
        let (_, rest) = url.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or_default();
        let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let fits = |site: &&Site| {
            host.strip_suffix(&site.host)
                .is_some_and(|below| below.is_empty() || below.ends_with('.'))
        };
        self.sites.iter().filter(fits).max_by_key(|site| site.host.len())
    }

    /// How many outlets have rules.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Whether no outlet has rules.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// Reads the examples of an outlet, and says which does not come out as it should.
    fn check(&self, site: &Site) -> Result<(), String> {
        let url = format!("https://{}/", site.host);
        for (number, example) in (1..).zip(&site.example) {
            let article = crate::extract::extract_with(
                &example.html,
                &Hint { url: Some(&url), sites: Some(self), ..Hint::default() },
            );
            let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            let day = article.published.as_ref().map(|found| found.date.to_string());
            let told: [(&str, Option<&str>, Option<&str>); 3] = [
                ("text", Some(example.text.as_str()), Some(article.text.as_str())),
                ("title", example.title.as_deref(), article.title.as_deref()),
                ("published", example.published.as_deref(), day.as_deref()),
            ];
            for (what, wanted, found) in told {
                let Some(wanted) = wanted else { continue };
                let found = found.unwrap_or_default();
                if words(wanted) != words(found) {
                    return Err(format!(
                        "`{}`, example {number}: {what} came out as `{}`, and should be `{}`",
                        site.host,
                        words(found),
                        words(wanted)
                    ));
                }
            }
        }
        Ok(())
    }
}

/// What the rules of an outlet made of a page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ruled {
    /// The parts that hold the article, outermost first in reading order; none when no rule tells.
    pub(crate) parts: Vec<Id>,
    pub(crate) cut: Vec<Cut>,
    pub(crate) notes: Vec<Note>,
}

impl Site {
    /// Takes out of a tree what is none of the article, and sets right what the page tells of itself.
    pub(crate) fn apply(&self, tree: &mut Tree<'_>, about: &mut Metadata, pages: &Pages) -> Ruled {
        let mut ruled = Ruled::default();
        if let Some(title) = Self::line(tree, self.title.as_ref()) {
            about.title = Some(title);
        }
        if let Some(author) = Self::line(tree, self.author.as_ref()) {
            about.authors = vec![author];
        }
        if let Some(raw) = Self::value(tree, self.published.as_ref())
            && let Some(date) = day_of_value(&raw, about.order, pages)
        {
            about.dating.published = Some(DateFound { date, found_in: "site", raw });
        }
        for id in chosen(tree, &self.cut) {
            let text = tree.text(id, 2000);
            if !text.is_empty() {
                ruled.cut.push(Cut { reason: CutReason::Site, text });
            }
            tree.remove(id);
        }
        ruled.parts = chosen(tree, &self.text);
        if ruled.parts.is_empty() && !self.text.is_empty() {
            ruled.notes.push(Note::new(
                "site-rule-stale",
                format!("the rules for `{}` find no text on this page", self.host),
            ));
        }
        ruled
    }

    /// The first words that a selector chooses, no more than a line of them.
    pub(crate) fn line(tree: &Tree<'_>, selector: Option<&Selector>) -> Option<String> {
        let selector = selector?;
        let id = tree.inside(0).find(|id| selector.fits(tree, *id))?;
        Some(tree.text(id, 500)).filter(|text| !text.is_empty())
    }

    /// The value that an element gives to programs, or else its words.
    pub(crate) fn value(tree: &Tree<'_>, selector: Option<&Selector>) -> Option<String> {
        let chosen = selector?;
        let id = tree.inside(0).find(|id| chosen.fits(tree, *id))?;
        ["datetime", "content"]
            .iter()
            .find_map(|name| tree.attribute(id, name))
            .filter(|value| !value.is_empty())
            .or_else(|| Self::line(tree, selector))
    }
}

/// The outermost elements that one of several selectors fits, in reading order.
fn chosen(tree: &Tree<'_>, selectors: &[Selector]) -> Vec<Id> {
    let mut chosen = Vec::new();
    if selectors.is_empty() {
        return chosen;
    }
    let mut skip_until: Option<Id> = None;
    let mut skipping = false;
    for id in tree.inside(0) {
        if skipping {
            if skip_until != Some(id) {
                continue;
            }
            skipping = false;
        }
        let is_element = matches!(tree.node(id).map(|node| &node.kind), Some(Kind::Element { .. }));
        if is_element && selectors.iter().any(|selector| selector.fits(tree, id)) {
            chosen.push(id);
            skip_until = tree.after(id, 0);
            skipping = true;
            if skip_until.is_none() {
                break;
            }
        }
    }
    chosen
}

#[cfg(test)]
mod tests;
