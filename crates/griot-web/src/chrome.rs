//! What stands around every page: its name, the way to the others, the language, the forms of its data.

use askama::Template;
use griot::model::Lang;
use griot_record::{Role, Verb};

use crate::answer::Page;
use crate::asked::{Asked, known};
use crate::guard;
use crate::people::Who;
use crate::people::gate::least_of;
use crate::state::App;
use crate::words::Words;

/// Everything that the frame of a page shows.
#[derive(Clone, Debug)]
pub(crate) struct Chrome {
    pub(crate) words: Words,
    pub(crate) lang: &'static str,
    /// The record's name.
    pub(crate) name: String,
    pub(crate) title: String,
    /// Which of the pages of [`NAV`] this is.
    pub(crate) here: &'static str,
    /// What is searched for.
    pub(crate) query: String,
    /// This page in the languages that there are.
    pub(crate) langs: Vec<Link>,
    /// This page as data.
    pub(crate) data: Vec<Link>,
    /// The day at whose end the record is shown, in words, and this page as it is now.
    pub(crate) then: Option<Link>,
    /// The fields of the address that every page of the record as it stood has.
    kept: String,
    /// Names in the address that this page knows nothing of.
    pub(crate) unknown: String,
    /// The token of forms; empty on pages without, and where the record is shown as it stood.
    pub(crate) csrf: String,
    /// Whoever decides.
    pub(crate) by: String,
    /// Who asks: what they may, and the token of the form by which they log out.
    pub(crate) who: Who,
    pub(crate) leave: String,
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) text: String,
    pub(crate) href: String,
    /// Whether it leads to where the reader is.
    pub(crate) is_here: bool,
}

impl Link {
    pub(crate) fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), is_here: false }
    }
}

/// The pages of the navigation: the key of their name, and their path.
pub(crate) const NAV: [(&str, &str); 10] = [
    ("overview", "/"),
    ("review", "/review"),
    ("stories", "/stories"),
    ("statements", "/statements"),
    ("totals", "/totals"),
    ("actors", "/actors"),
    ("places", "/places"),
    ("sources", "/sources"),
    ("brief", "/brief"),
    ("history", "/history"),
];

impl Chrome {
    pub(crate) fn new(
        app: &App,
        asked: &Asked,
        words: Words,
        here: &'static str,
        title: String,
    ) -> Self {
        let lang = |text: &str, lang: Lang| Link {
            text: text.to_owned(),
            href: asked.in_lang(lang),
            is_here: asked.lang == lang,
        };
        Self {
            lang: words.lang.as_str(),
            name: app.name.clone(),
            title,
            here,
            query: String::new(),
            langs: vec![lang("Français", Lang::Fr), lang("English", Lang::En)],
            data: Vec::new(),
            then: asked.as_of().ok().flatten().map(|day| {
                let text = words.fill("as_of_banner", &[("day", &words.of_brief.day(day))]);
                Link::new(text, asked.now())
            }),
            kept: asked.kept(""),
            unknown: known::unknown(asked).join(", "),
            csrf: String::new(),
            by: (asked.who.name.clone())
                .or_else(|| asked.by.clone())
                .or_else(|| app.options.analyst.clone())
                .unwrap_or_default(),
            leave: match (&asked.who.name, &asked.session) {
                (Some(_), Some(session)) => guard::token(app, session),
                _ => String::new(),
            },
            who: asked.who.clone(),
            words,
        }
    }

    pub(crate) fn of(page: &Page<'_>, here: &'static str, title: impl Into<String>) -> Self {
        Self::new(page.app, page.asked, page.words, here, title.into())
    }

    /// With what this page is as data: names of forms, and addresses.
    pub(crate) fn with_data(mut self, data: &[(&str, String)]) -> Self {
        self.data = data.iter().map(|(name, href)| Link::new(*name, href.as_str())).collect();
        self
    }

    /// With the token that forms carry.
    pub(crate) fn with_forms(mut self, page: &Page<'_>) -> Self {
        // What was is not decided about.
        if self.then.is_none() {
            self.csrf = guard::token(page.app, page.session);
        }
        self
    }

    /// Whether whoever asks may take a decision: pages show no form that would be refused.
    pub(crate) fn may(&self, verb: &str) -> bool {
        let verb = Verb::ALL.into_iter().find(|one| one.as_str() == verb);
        verb.is_some_and(|verb| self.who.role >= least_of(verb))
    }

    /// Whether they may take any.
    pub(crate) fn may_any(&self) -> bool {
        Verb::ALL.into_iter().any(|verb| self.who.role >= least_of(verb))
    }

    /// The roles that something can be withheld from and that whoever asks has or stands below, and
    /// their words: the least that then still sees it.
    pub(crate) fn levels(&self) -> Vec<(&'static str, String)> {
        let all = Role::ALL.into_iter().filter(|role| *role > Role::Reader).rev();
        all.map(|role| (role.as_str(), self.words.of_group("role", role.as_str()).to_owned()))
            .collect()
    }

    pub(crate) fn t<'k>(&self, key: &'k str) -> &'k str {
        self.words.t(key)
    }

    /// A text with one value filled in.
    pub(crate) fn t_with(&self, key: &str, name: &str, value: &str) -> String {
        self.words.t_with(key, name, value)
    }

    pub(crate) fn g<'k>(&self, group: &str, key: &'k str) -> &'k str {
        self.words.of_group(group, key)
    }

    // Templates hand over fields, and what they count themselves.
    pub(crate) fn n(&self, key: &str, n: impl std::borrow::Borrow<usize>) -> String {
        self.words.count(key, *n.borrow() as u64)
    }

    /// A page of the record as it stood when this one does.
    pub(crate) fn kept(&self, path: &str) -> String {
        format!("{path}{}", self.kept)
    }

    /// The way to the other pages.
    pub(crate) fn nav(&self) -> Vec<Link> {
        let link = |(key, path): (&'static str, &str)| Link {
            text: self.words.of_group("nav", key).to_owned(),
            href: if key == "overview" { self.kept(path) } else { path.to_owned() },
            is_here: self.here == key,
        };
        NAV.into_iter().map(link).collect()
    }
}

/// Where people land when there is no such page, or it cannot be made.
#[derive(Template)]
#[template(path = "wrong.html")]
pub(crate) struct Wrong<'a> {
    pub(crate) c: &'a Chrome,
    pub(crate) message: &'a str,
    /// Which field of the address is wrong, in words; empty where none is.
    pub(crate) field: String,
    pub(crate) status: u16,
    /// What was asked for, to be asked for again.
    pub(crate) form: Option<crate::pages::Form>,
}
