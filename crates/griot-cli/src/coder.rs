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
use griot::pipeline::{self, Resources, TOGETHER};

/// Where the files of named actors stand.
const REGISTRY: &str = "shared/registry/";

/// What coding stands on.
#[derive(Debug)]
pub(crate) struct Coder {
    /// The words and the actors, when they are not the built-in ones alone.
    overlaid: Option<(Lexicon, Registry)>,
}

impl Coder {
    pub(crate) fn new(lexicon: Option<&Path>) -> Result<Self> {
        let overlaid = lexicon.map(|dir| lay_over(&overlay(dir)?)).transpose()?;
        Ok(Self { overlaid })
    }

    pub(crate) fn lexicon(&self) -> &Lexicon {
        match &self.overlaid {
            Some((lexicon, _)) => lexicon,
            None => Lexicon::builtin(),
        }
    }

    pub(crate) fn registry(&self) -> &Registry {
        match &self.overlaid {
            Some((_, registry)) => registry,
            None => Registry::builtin(),
        }
    }

    pub(crate) fn code(&self, article: &Article) -> Claims {
        pipeline::code(article, &self.resources())
    }

    /// Codes the articles of several pages together, which is faster than one after the other. Gives
    /// what `make` makes of each article and its claims, page by page.
    pub(crate) fn code_all<T>(
        &self,
        pages: &[Vec<Article>],
        make: impl Fn(&Article, &Claims) -> T,
    ) -> Vec<Vec<T>> {
        let articles: Vec<&Article> = pages.iter().flatten().collect();
        // A page can hold thousands of articles: no more claims are kept at a time than those of
        // articles that go through the stages together.
        let mut made = articles.chunks(TOGETHER).flat_map(|articles| {
            let claims = pipeline::code_all(articles, &self.resources());
            articles
                .iter()
                .zip(&claims)
                .map(|(article, claims)| make(article, claims))
                .collect::<Vec<_>>()
        });
        pages.iter().map(|articles| made.by_ref().take(articles.len()).collect()).collect()
    }

    fn resources(&self) -> Resources<'_> {
        Resources {
            lexicon: self.lexicon(),
            registry: self.registry(),
            gazetteer: Gazetteer::builtin(),
        }
    }

    /// What the published format says of the coder.
    pub(crate) fn signature(&self) -> json::Coder {
        json::Coder {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            lexicon: self.lexicon().hash().to_owned(),
        }
    }
}

/// The built-in words and actors with the files of a folder laid over them.
fn lay_over(files: &Overlay) -> Result<(Lexicon, Registry)> {
    for path in files.keys() {
        if !path.starts_with(REGISTRY) && !Lexicon::paths().any(|known| known == path) {
            let known: Vec<_> = Lexicon::paths().collect();
            bail!(
                "`{path}`: nothing is laid over by this name; a folder may hold {REGISTRY}*.toml, {}",
                known.join(", ")
            );
        }
    }
    // All of the files go to the lexicon, so that all of them count in its hash.
    let lexicon = Lexicon::with_overlay(files)?;
    let actors: Vec<(&str, &str)> = files
        .iter()
        .filter_map(|(path, text)| Some((path.strip_prefix(REGISTRY)?, text.as_str())))
        .collect();
    let registry = Registry::builtin()
        .with_overlay(&actors)
        .map_err(|error| anyhow::anyhow!("{REGISTRY}{error}"))?;
    Ok((lexicon, registry))
}

/// The TOML files of a folder, by their path below it.
fn overlay(dir: &Path) -> Result<Overlay> {
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
