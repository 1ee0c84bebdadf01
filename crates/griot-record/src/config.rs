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
    /// What lies under the events on the map of the browser.
    #[serde(default)]
    pub map: Option<Tiles>,
}

/// Pictures of the earth, of a server that the user names: the one thing that a page loads of another.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Tiles {
    /// Their address, with `{z}`, `{x}` and `{y}` for their place (Web Mercator, 256 points wide).
    pub tiles: String,
    /// Whose they are, as their licence asks to say.
    pub attribution: String,
}

impl Tiles {
    /// What is wrong with them.
    fn problem(&self) -> Option<String> {
        let Self { tiles, attribution } = self;
        let is_of_web = tiles.starts_with("https://") || tiles.starts_with("http://");
        let is_plain =
            tiles.chars().all(|one| one.is_ascii_graphic() && !"\"'<>;,\\".contains(one));
        // The server has one name: browsers are told to load of that alone.
        let is_one = tiles.split('/').nth(2).is_some_and(|host| !host.contains('{'));
        if !(is_of_web
            && is_plain
            && is_one
            && ["{z}", "{x}", "{y}"].iter().all(|one| tiles.contains(one)))
        {
            return Some(format!(
                "`map.tiles`: `{tiles}` is no address of tiles, expected one such as \
                 https://tiles.example/{{z}}/{{x}}/{{y}}.png"
            ));
        }
        let is_said = !attribution.trim().is_empty();
        (!is_said).then(|| "`map.attribution` must say whose the tiles are".to_owned())
    }
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
        match config.map.as_ref().and_then(Tiles::problem) {
            Some(problem) => Err(problem),
            None => Ok(config),
        }
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
             # [[feeds]]\n# url = \"https://news.example/rss.xml\"\n# publisher = \"The Example\"\n\n\
             # What lies under the events on the map of `griot serve`, instead of outlines:\n\
             # [map]\n# tiles = \"https://tiles.example/{{z}}/{{x}}/{{y}}.png\"\n\
             # attribution = \"© The Example\"\n",
            languages.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_have_an_address_and_an_owner() {
        let of = |tiles: &str, of: &str| {
            let text = format!("name = \"a\"\n[map]\ntiles = {tiles:?}\nattribution = {of:?}\n");
            Config::parse(&text)
        };
        let good = of("https://tiles.example/{z}/{x}/{y}.png", "© Example").unwrap();
        assert_eq!(good.map.unwrap().attribution, "© Example");
        for (tiles, owner) in [
            ("https://tiles.example/{z}/{x}.png", "© Example"),
            ("file:///{z}/{x}/{y}", "© Example"),
            ("https://{s}.tiles.example/{z}/{x}/{y}.png", "© Example"),
            ("https://tiles.example/{z}/{x}/{y}.png; script-src *", "© Example"),
            ("https://tiles.example/{z}/{x}/{y}.png", " "),
        ] {
            assert!(of(tiles, owner).is_err(), "{tiles}");
        }
        assert_eq!(Config::parse(&Config::template("a")).unwrap().map, None);
    }
}
