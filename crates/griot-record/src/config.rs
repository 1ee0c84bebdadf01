//! `griot.toml`: what the user says of a record.
//!
//! Takes the text of the file; gives its values. A key that is not known is refused, because a
//! misspelt one would be ignored in silence.

use griot::model::Lang;
use serde::Deserialize;

/// What `griot.toml` holds.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// What the record is called.
    pub name: String,
    /// The languages that its articles are expected in; for people, nothing is left out by it.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The feeds that it is fed from.
    #[serde(default)]
    pub feeds: Vec<Feed>,
}

/// A feed of news.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// Its address.
    pub url: String,
    /// The outlet, where the feed does not tell it.
    #[serde(default)]
    pub publisher: Option<String>,
}

impl Config {
    /// Reads the text of `griot.toml`.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        for lang in &config.languages {
            if lang.parse::<Lang>().is_err() {
                let known: Vec<_> = Lang::ALL.iter().map(|lang| lang.as_str()).collect();
                return Err(format!(
                    "`languages`: `{lang}` is not known, expected some of {}",
                    known.join(", ")
                ));
            }
        }
        Ok(config)
    }

    /// The file of a new record.
    pub(crate) fn template(name: &str) -> String {
        let name = toml::Value::String(name.to_owned());
        let languages: Vec<_> =
            Lang::ALL.iter().map(|lang| format!("{:?}", lang.as_str())).collect();
        format!(
            "# What this record is called.\nname = {name}\n\n\
             # The languages that its articles are expected in.\nlanguages = [{}]\n\n\
             # The feeds that it is fed from, each a block like this one:\n\
             # [[feeds]]\n# url = \"https://news.example/rss.xml\"\n# publisher = \"The Example\"\n",
            languages.join(", ")
        )
    }
}
