//! The coder with its words, as the command line loads it.
//!
//! Takes the folder that the user lays over the built-in lexicon, if any; gives claims of articles.
//! The files are read here, because the library reads none.

use std::path::Path;

use anyhow::{Context, Result, bail};
use griot::gazetteer::Gazetteer;
use griot::json;
use griot::lexicon::registry::Registry;
use griot::lexicon::{Lexicon, Overlay};
use griot::model::{Article, Claims};
use griot::pipeline::{self, Resources};

/// What coding stands on.
#[derive(Debug)]
pub(crate) struct Coder {
    /// The lexicon, when it is not the built-in one alone.
    overlaid: Option<Lexicon>,
}

impl Coder {
    pub(crate) fn new(lexicon: Option<&Path>) -> Result<Self> {
        let overlaid = match lexicon {
            Some(dir) => Some(Lexicon::with_overlay(&overlay(dir)?)?),
            None => None,
        };
        Ok(Self { overlaid })
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        self.overlaid.as_ref().unwrap_or_else(|| Lexicon::builtin())
    }

    pub(crate) fn code(&self, article: &Article) -> Claims {
        let resources = Resources {
            lexicon: self.lexicon(),
            registry: Registry::builtin(),
            gazetteer: Gazetteer::builtin(),
        };
        pipeline::code(article, &resources)
    }

    /// What the published format says of the coder.
    pub(crate) fn signature(&self) -> json::Coder {
        json::Coder {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lexicon: self.lexicon().hash().to_owned(),
        }
    }
}

/// The TOML files of a folder, by their path below it.
pub(crate) fn overlay(dir: &Path) -> Result<Overlay> {
    let mut files = Overlay::new();
    let mut waiting = vec![dir.to_owned()];
    while let Some(folder) = waiting.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("cannot read the lexicon folder `{}`", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_some_and(|ending| ending == "toml") {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("cannot read `{}`", path.display()))?;
                let below = path.strip_prefix(dir).unwrap_or(&path);
                let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                files.insert(parts.join("/"), text);
            }
        }
    }
    if files.is_empty() {
        bail!("no lexicon files (*.toml) below `{}`", dir.display());
    }
    Ok(files)
}
