//! Pages that are kept: one that was made for somebody is given to everybody who would be given the same.
//!
//! Takes requests for a page that costs more to make than to keep; gives it out of memory while the record
//! is what it was. A page is kept for a role, a language and an address. What differs between two who ask
//! (the tokens of their forms, their names) stands in it as marks, which are filled in for each. When
//! somebody has written, a kept page is looked at again before it is given: it stays where nothing that it
//! is made of was touched. So many bytes are kept; those that nobody asks for go.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::HeaderValue;
use axum::response::Response;
use griot::model::Lang;
use griot_record::{Record, Role, escape};

use crate::answer::{self, Answer, Kind, Page, kind_of};
use crate::asked::Asked;
use crate::guard;
use crate::state::{App, lock};

/// Bytes of pages that are kept at the most.
const MOST_BYTES: usize = 128 << 20;
/// Pages of longer addresses are not kept.
const MOST_ASKED: usize = 300;
/// What a page takes besides its text.
const OVERHEAD: usize = 400;

/// For whom a page was made, and which.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    path: String,
    /// What the address asks for, in its order.
    fields: Vec<(String, String)>,
    lang: Lang,
    role: Role,
    /// Whether they are logged in, and whether their name is known otherwise.
    names: [bool; 2],
}

impl Key {
    /// Nothing for an address that asks for something of its own: `may` says of which fields pages are kept.
    fn of(page: &Asked, by: bool, may: fn(&str) -> bool) -> Option<Self> {
        // The language says which words are taken, and those are part of the key.
        let fields = || page.fields.iter().filter(|(name, _)| name != "lang");
        let n_bytes: usize = fields().map(|(name, value)| name.len() + value.len()).sum();
        if n_bytes > MOST_ASKED || !fields().all(|(name, _)| may(name)) {
            return None;
        }
        Some(Self {
            path: page.path.clone(),
            fields: fields().cloned().collect(),
            lang: page.lang,
            role: page.who.role,
            names: [page.who.name.is_some(), by],
        })
    }
}

/// What stands in a kept page in the place of what is told to one person alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    Token,
    Name,
}

/// A page with holes.
#[derive(Debug)]
struct Kept {
    text: String,
    /// Where something is filled in, in their order.
    holes: Vec<(usize, Hole)>,
    /// Of everything that it is made of.
    print: u64,
    /// How many events are withheld from whoever sees it.
    n_withheld: u64,
}

impl Kept {
    fn of(marked: &str, marks: &[(&str, Hole)], print: u64, n_withheld: u64) -> Self {
        let mut text = String::with_capacity(marked.len());
        let mut holes = Vec::new();
        let mut rest = marked;
        loop {
            let next =
                marks.iter().filter_map(|(mark, hole)| Some((rest.find(mark)?, mark, *hole)));
            let Some((at, mark, hole)) = next.min_by_key(|(at, ..)| *at) else { break };
            let (before, behind) = rest.split_at(at);
            text.push_str(before);
            holes.push((text.len(), hole));
            rest = behind.strip_prefix(mark).unwrap_or_default();
        }
        text.push_str(rest);
        Self { text, holes, print, n_withheld }
    }

    fn filled(&self, token: &str, name: &str) -> String {
        let longest = token.len().max(name.len());
        let mut out = String::with_capacity(self.text.len() + longest * self.holes.len());
        let mut done = 0;
        for (at, hole) in &self.holes {
            out.push_str(self.text.get(done..*at).unwrap_or_default());
            out.push_str(match hole {
                Hole::Token => token,
                Hole::Name => name,
            });
            done = *at;
        }
        out.push_str(self.text.get(done..).unwrap_or_default());
        out
    }
}

/// A kept page with the state of the record in which it was last found to hold.
type Slot = (u64, Arc<Kept>);

/// All kept pages: those that were asked for lately, and those before them. When the first are half of what
/// may be kept, the second go.
#[derive(Debug, Default)]
struct Shelves {
    fresh: HashMap<Key, Slot>,
    n_bytes: usize,
    older: HashMap<Key, Slot>,
}

impl Shelves {
    fn get(&mut self, key: &Key) -> Option<Slot> {
        if let Some(slot) = self.fresh.get(key) {
            return Some(slot.clone());
        }
        let slot = self.older.remove(key)?;
        self.put(key.clone(), slot.clone());
        Some(slot)
    }

    fn put(&mut self, key: Key, slot: Slot) {
        let size = slot.1.text.len() + key.path.len() + OVERHEAD;
        if self.n_bytes + size > MOST_BYTES / 2 {
            self.older = std::mem::take(&mut self.fresh);
            self.n_bytes = 0;
        }
        if let Some((_, old)) = self.fresh.insert(key, slot) {
            self.n_bytes = self.n_bytes.saturating_sub(old.text.len());
            self.n_bytes += size - OVERHEAD;
        } else {
            self.n_bytes += size;
        }
    }
}

/// Who has written last, as far as the server has seen.
#[derive(Debug)]
struct Watch {
    record: Record,
    last: i64,
    n: u64,
}

/// The pages of a server that are kept.
#[derive(Debug)]
pub(crate) struct Pages {
    shelves: Mutex<Shelves>,
    watch: Mutex<Watch>,
    /// What stands in the place of a session and of a name while a page is made. Nobody can guess them, so
    /// that nothing that was read holds them.
    marks: [String; 2],
}

impl Pages {
    pub(crate) fn new(record: Record, secret: [u8; 32]) -> Self {
        let mark = |of: &str| guard::keyed(secret, of);
        Self {
            shelves: Mutex::default(),
            watch: Mutex::new(Watch { record, last: 0, n: 0 }),
            marks: [mark("the session of kept pages"), mark("the name in kept pages")],
        }
    }

    /// The state of the record: another number follows whenever anybody has written.
    pub(crate) fn state(&self) -> griot_record::Result<u64> {
        let mut watch = lock(&self.watch);
        let now = watch.record.generation()?;
        if now != watch.last || watch.n == 0 {
            watch.last = now;
            watch.n += 1;
        }
        Ok(watch.n)
    }

    fn get(&self, key: &Key) -> Option<Slot> {
        lock(&self.shelves).get(key)
    }

    fn put(&self, key: Key, slot: Slot) {
        lock(&self.shelves).put(key, slot);
    }
}

/// Fills a page in for whoever asks.
fn given(app: &App, kept: &Kept, asked: &Asked, session: &str) -> Response {
    let name = escape(named(app, asked));
    let text = kept.filled(&guard::token(app, session), &name);
    let mut response = answer::reply(axum::http::StatusCode::OK, answer::HTML, Body::from(text));
    if kept.n_withheld > 0 {
        response.headers_mut().insert(answer::WITHHELD, HeaderValue::from(kept.n_withheld));
    }
    response
}

/// Whoever decides, unless a form says otherwise.
fn named<'a>(app: &'a App, asked: &'a Asked) -> &'a str {
    let by = asked.who.name.as_deref().or(asked.by.as_deref());
    by.or(app.options.analyst.as_deref()).unwrap_or_default()
}

/// A page of a list, which is made of all events: see [`kept`]. Nothing in it may be of whoever asks.
pub(crate) async fn kept_list(
    app: Arc<App>,
    asked: Asked,
    make: impl FnOnce(&Page<'_>) -> Answer + Send + 'static,
) -> Response {
    if kind_of(&asked.path).1 != Kind::Html {
        return answer::answer(app, asked, make).await;
    }
    let print = |page: &Page<'_>| {
        let mark = page.record.mark()?;
        let role = page.asked.who.role;
        let digest = page.app.digest(role, page.record)?;
        // One that is behind the record is not kept.
        let is_behind = digest.mark != mark
            || page.asked.path == "/stories" && page.app.are_threads_behind(role, page.record)?;
        if is_behind {
            return Ok(None);
        }
        let mut hasher = DefaultHasher::new();
        (mark, page.record.n_withheld()?).hash(&mut hasher);
        Ok(Some(hasher.finish()))
    };
    // The record as it stood is put together by itself.
    kept(app, asked, |field| field != "as_of", print, make).await
}

/// The page of something, out of memory where that holds; else it is made, and kept. `may` says of which
/// fields of the address, and `print` what the page is made of.
pub(crate) async fn kept(
    app: Arc<App>,
    asked: Asked,
    may: fn(&str) -> bool,
    print: impl FnOnce(&Page<'_>) -> griot_record::Result<Option<u64>> + Send + 'static,
    make: impl FnOnce(&Page<'_>) -> Answer + Send + 'static,
) -> Response {
    let key = Key::of(&asked, !named(&app, &asked).is_empty(), may);
    let Some(key) = key.filter(|_| asked.who.is_known()) else {
        return answer::answer(app, asked, make).await;
    };
    // Before the page is looked at: what is written meanwhile makes it be looked at again.
    let state = app.pages.state().ok();
    let found = app.pages.get(&key);
    if let Some((held, page)) = &found
        && Some(*held) == state
    {
        let new = if asked.session.is_none() { guard::new_session() } else { None };
        let session = asked.session.as_deref().or(new.as_deref()).unwrap_or_default();
        let mut response = given(&app, page, &asked, session);
        answer::add_cookies(&mut response, &app, &asked, new.as_deref());
        return response;
    }
    answer::answer(app, asked, move |page| {
        let Some(state) = state else { return make(page) };
        let app = page.app;
        let Some(print) = print(page)? else { return make(page) };
        let page_then = found.filter(|(_, kept)| kept.print == print).map(|(_, kept)| kept);
        let kept = match page_then {
            Some(kept) => kept,
            None => match marked(page, make, print)? {
                Made::Whole(kept) => Arc::new(kept),
                Made::Other(response) => return Ok(response),
            },
        };
        app.pages.put(key, (state, Arc::clone(&kept)));
        Ok(given(app, &kept, page.asked, page.session))
    })
    .await
}

enum Made {
    Whole(Kept),
    /// It leads elsewhere.
    Other(Response),
}

/// Makes a page for nobody in particular.
fn marked(
    page: &Page<'_>,
    make: impl FnOnce(&Page<'_>) -> Answer,
    print: u64,
) -> Result<Made, answer::Failed> {
    let [session, name] = &page.app.pages.marks;
    let mut asked = page.asked.clone();
    let is_named = !named(page.app, &asked).is_empty();
    asked.session = Some(session.clone());
    asked.by = is_named.then(|| name.clone());
    asked.who.name = asked.who.name.map(|_| name.clone());
    let blank = Page { asked: &asked, session, then: None, ..*page };
    let response = make(&blank)?;
    let (head, body) = response.into_parts();
    if head.status != axum::http::StatusCode::OK {
        return Ok(Made::Other(Response::from_parts(head, body)));
    }
    let text = answer::text_of(body)?;
    let token = guard::token(page.app, session);
    let marks = [(token.as_str(), Hole::Token), (name.as_str(), Hole::Name)];
    Ok(Made::Whole(Kept::of(&text, &marks, print, page.record.n_withheld()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(path: &str) -> Key {
        Key {
            path: path.to_owned(),
            fields: Vec::new(),
            lang: Lang::En,
            role: Role::Reader,
            names: [false; 2],
        }
    }

    #[test]
    fn what_is_told_to_one_alone_is_filled_in() {
        let marks = [("<T>", Hole::Token), ("<N>", Hole::Name)];
        let kept = Kept::of("a<T>b<N><T>é", &marks, 1, 0);
        assert_eq!(kept.text, "abé");
        assert_eq!(kept.filled("12", "Awa"), "a12bAwa12é");
        assert_eq!(kept.filled("", ""), "abé");
        assert_eq!(Kept::of("", &marks, 1, 0).filled("12", "Awa"), "");
    }

    #[test]
    fn so_many_bytes_are_kept_and_what_is_asked_for_stays() {
        let page = || Arc::new(Kept::of(&"x".repeat(1 << 20), &[], 1, 0));
        let mut shelves = Shelves::default();
        shelves.put(key("/often"), (1, page()));
        for n in 0..500 {
            shelves.put(key(&format!("/{n}")), (1, page()));
            assert!(shelves.get(&key("/often")).is_some(), "{n}");
            let bytes: usize = shelves
                .fresh
                .values()
                .chain(shelves.older.values())
                .map(|(_, page)| page.text.len())
                .sum();
            assert!(bytes <= MOST_BYTES, "{bytes}");
        }
        assert!(shelves.get(&key("/0")).is_none());
        // What is put in the place of another counts once.
        let mut shelves = Shelves::default();
        for _ in 0..500 {
            shelves.put(key("/one"), (1, page()));
        }
        assert!(shelves.n_bytes < 2 << 20);
    }
}
