//! Feeds, sitemaps and lists in XML.
//!
//! Takes text; gives what it names, as a stream of tags and without a tree: depth and number of the
//! tags cost nothing. Prefixes of names are taken for what nearly every publisher means by them
//! (`content:`, `dc:`, `news:`); declarations of namespaces are not looked at.

use griot::note::Note;
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Feed, Item, Kind, MAX_ITEMS, times};

/// No field of an item is longer.
const MAX_FIELD_BYTES: usize = 2 << 20;

/// What the outermost tag makes of a file.
pub(super) fn root(text: &str) -> Option<Kind> {
    let mut rest = text.trim_start();
    loop {
        let inner = rest.strip_prefix('<')?;
        if let Some(comment) = inner.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1.trim_start();
        } else if inner.starts_with('?') {
            rest = inner.split_once('>')?.1.trim_start();
        } else if inner.starts_with('!') {
            // A declaration of types may hold tags of its own between brackets.
            let end = match (inner.find('['), inner.find('>')?) {
                (Some(open), close) if open < close => open + inner.get(open..)?.find(']')?,
                (_, close) => close,
            };
            rest = inner.get(end..)?.split_once('>')?.1.trim_start();
        } else {
            let end = inner.find(|char: char| char.is_whitespace() || matches!(char, '>' | '/'))?;
            let (name, _) = inner.split_at(end);
            return match local(name) {
                "rss" | "rdf" | "feed" => Some(Kind::Feed),
                "urlset" => Some(Kind::Sitemap),
                "sitemapindex" => Some(Kind::SitemapIndex),
                "opml" => Some(Kind::Opml),
                _ => None,
            }
            .or_else(|| (name == "rdf:RDF").then_some(Kind::Feed))
            // An HTML page may not call itself a feed by a tag of its own.
            .filter(|_| !name.eq_ignore_ascii_case("html"));
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, name)| name)
}

/// A field whose text is being read.
struct Field {
    name: String,
    /// How deep in the file its tag stands.
    depth: usize,
    /// Its text, with entities resolved.
    text: String,
    /// The same as markup: what stands inside an Atom text of type `xhtml`, or where somebody forgot
    /// to escape.
    markup: String,
    has_tags: bool,
}

pub(super) fn parse(kind: Kind, text: &str) -> Feed {
    let mut feed = Feed {
        kind,
        title: None,
        lang: None,
        items: Vec::new(),
        notes: Vec::new(),
        of_charset: Vec::new(),
    };
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut state = State { depth: 0, item: None, field: None, source_depth: None };
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                state.depth += 1;
                state.start(&mut feed, &tag, false);
            }
            Ok(Event::Empty(tag)) => {
                state.depth += 1;
                state.start(&mut feed, &tag, true);
                state.end(&mut feed);
            }
            Ok(Event::End(_)) => state.end(&mut feed),
            Ok(Event::Text(text)) => state.text(&text, false),
            Ok(Event::CData(text)) => state.text(&text, true),
            Ok(Event::GeneralRef(entity)) => state.entity(&entity),
            Ok(Event::Eof) => {
                state.end_of_file(&mut feed);
                break;
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => {}
            Err(error) => {
                let text = format!(
                    "the feed is broken at byte {}, and read up to there: {error}",
                    reader.error_position()
                );
                feed.notes.push(Note::new("feed-broken", text));
                state.open_item(&mut feed);
                break;
            }
        }
        if feed.items.len() >= MAX_ITEMS {
            let text = format!("only the first {MAX_ITEMS} items of the feed were read");
            feed.notes.push(Note::new("feed-capped", text));
            break;
        }
    }
    feed
}

struct State {
    depth: usize,
    /// The item that is read, and how deep its tag stands.
    item: Option<(usize, Item)>,
    field: Option<Field>,
    /// How deep a `source` stands: what an Atom entry says of the feed that it was taken from.
    source_depth: Option<usize>,
}

impl State {
    fn start(&mut self, feed: &mut Feed, tag: &BytesStart<'_>, empty: bool) {
        if let Some(field) = &mut self.field {
            field.has_tags = true;
            let close = if empty { "/" } else { "" };
            push(&mut field.markup, &format!("<{}{close}>", &**tag));
            return;
        }
        let name = tag.name().as_ref().to_owned();
        let name = name.to_ascii_lowercase();
        let name = ["atom:", "a10:", "rss:", "sitemap:", "sm:"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(&name);
        let Some((item_depth, item)) = &mut self.item else {
            self.outside(feed, tag, name);
            return;
        };
        if self.source_depth.is_some() {
            return;
        }
        let is_child = self.depth == *item_depth + 1;
        match (feed.kind, name) {
            (Kind::Feed, "source") if is_child => self.source_depth = Some(self.depth),
            (Kind::Feed, "link") if is_child && attribute(tag, "href").is_some() => {
                let rel = attribute(tag, "rel");
                if rel.is_none_or(|rel| rel == "alternate") && item.url.is_none() {
                    item.url = attribute(tag, "href");
                }
            }
            (Kind::Feed, _) if is_child => {
                let name = match name {
                    // A guid is an address unless it says that it is none.
                    "guid" if attribute(tag, "ispermalink").is_some_and(|is| is == "false") => {
                        return;
                    }
                    "title"
                    | "link"
                    | "guid"
                    | "pubdate"
                    | "published"
                    | "issued"
                    | "dc:date"
                    | "updated"
                    | "modified"
                    | "dcterms:modified"
                    | "description"
                    | "summary"
                    | "content:encoded"
                    | "content"
                    | "dc:creator"
                    | "author"
                    | "feedburner:origlink" => name,
                    _ => return,
                };
                self.open(name);
            }
            // `news:news` stands between, so that what matters stands one deeper.
            (Kind::Sitemap, "loc" | "lastmod") if is_child => self.open(name),
            (Kind::Sitemap, "news:title" | "news:publication_date") => self.open(name),
            (Kind::Sitemap, "news:language") if feed.lang.is_none() => self.open(name),
            (Kind::SitemapIndex, "loc" | "lastmod") if is_child => self.open(name),
            _ => {}
        }
    }

    fn outside(&mut self, feed: &mut Feed, tag: &BytesStart<'_>, name: &str) {
        if let (1 | 2, Some(lang)) = (self.depth, attribute(tag, "xml:lang"))
            && feed.lang.is_none()
        {
            feed.lang = Some(lang);
        }
        let begins = match feed.kind {
            Kind::Feed => matches!(name, "item" | "entry"),
            Kind::Sitemap => name == "url",
            Kind::SitemapIndex => name == "sitemap",
            Kind::Opml => false,
        };
        if begins {
            self.item = Some((self.depth, Item::default()));
        } else if feed.kind == Kind::Opml && name == "outline" {
            if let Some(url) = attribute(tag, "xmlurl") {
                let title = attribute(tag, "title").or_else(|| attribute(tag, "text"));
                feed.items.push(Item { url: Some(url), title, ..Item::default() });
            }
        } else if self.depth <= 3
            && (name == "title" && feed.title.is_none()
                || matches!(name, "language" | "dc:language") && feed.lang.is_none())
        {
            self.open(name);
        }
    }

    fn open(&mut self, name: &str) {
        self.field = Some(Field {
            name: name.to_owned(),
            depth: self.depth,
            text: String::new(),
            markup: String::new(),
            has_tags: false,
        });
    }

    fn end(&mut self, feed: &mut Feed) {
        match self.field.take() {
            Some(field) if field.depth >= self.depth => self.close(feed, field),
            Some(mut field) => {
                // Names are not checked against each other, and need not be for reading text.
                push(&mut field.markup, " ");
                self.field = Some(field);
            }
            None => {}
        }
        if self.source_depth.is_some_and(|depth| depth >= self.depth) {
            self.source_depth = None;
        }
        if let Some((depth, _)) = &self.item
            && *depth >= self.depth
            && let Some((_, item)) = self.item.take()
            && item != Item::default()
        {
            feed.items.push(item);
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// A file that was cut off may end in the middle of an item, whose address is worth having.
    fn end_of_file(&mut self, feed: &mut Feed) {
        if self.open_item(feed) {
            let text = "the feed breaks off in the middle of an item";
            feed.notes.push(Note::new("feed-broken", text));
        }
    }

    /// Takes what is known of an item that does not end; says whether there is one.
    fn open_item(&mut self, feed: &mut Feed) -> bool {
        let Some((_, item)) = self.item.take() else { return false };
        if item != Item::default() {
            feed.items.push(item);
        }
        true
    }

    fn close(&mut self, feed: &mut Feed, field: Field) {
        if matches!(field.name.as_str(), "author" | "dc:creator") {
            if let (Some((_, item)), Some(name)) = (&mut self.item, author(&field))
                && !item.authors.contains(&name)
            {
                item.authors.push(name);
            }
            return;
        }
        let raw = if field.has_tags { field.markup } else { field.text };
        let value = raw.trim();
        if value.is_empty() {
            return;
        }
        let Some((_, item)) = &mut self.item else {
            match field.name.as_str() {
                "title" => feed.title = Some(plain(value)),
                _ => feed.lang = Some(value.to_owned()),
            }
            return;
        };
        let is_address = value.starts_with("http://") || value.starts_with("https://");
        match field.name.as_str() {
            "title" | "news:title" if item.title.is_none() => item.title = Some(plain(value)),
            "link" if item.url.is_none() => item.url = Some(value.to_owned()),
            "loc" => item.url = Some(value.to_owned()),
            "feedburner:origlink" if is_address => item.url = Some(value.to_owned()),
            "guid" if is_address && item.url.is_none() => item.url = Some(value.to_owned()),
            "pubdate" | "published" | "issued" | "dc:date" | "news:publication_date" => {
                item.published = item.published.take().or_else(|| times::iso(value));
            }
            "updated" | "modified" | "dcterms:modified" | "lastmod" => {
                item.updated = times::moment(value);
            }
            "description" | "summary" => item.summary = Some(value.to_owned()),
            "content:encoded" | "content" => item.content = Some(value.to_owned()),
            "news:language" => feed.lang = Some(value.to_owned()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str, is_cdata: bool) {
        let Some(field) = &mut self.field else { return };
        push(&mut field.text, text);
        if is_cdata {
            push(&mut field.markup, &quick_xml::escape::escape(text));
        } else {
            push(&mut field.markup, text);
        }
    }

    /// An entity: of a character, or one of those that HTML knows. One that the file declares stays
    /// as it is written.
    fn entity(&mut self, entity: &BytesRef<'_>) {
        let Some(field) = &mut self.field else { return };
        let written = format!("&{};", &**entity);
        push(&mut field.markup, &written);
        push(&mut field.text, &html_escape::decode_html_entities(&written));
    }
}

/// Whom an element names: Atom in an element of its own, RSS behind the address of a mailbox.
fn author(field: &Field) -> Option<String> {
    let name = if field.has_tags {
        let (_, rest) = field.markup.split_once("name>")?;
        plain(rest.split('<').next().unwrap_or_default())
    } else {
        let name = plain(&field.text);
        match name.split_once('(') {
            Some((mailbox, name)) if mailbox.contains('@') => {
                name.trim_end().trim_end_matches(')').trim().to_owned()
            }
            _ => name,
        }
    };
    (!name.is_empty() && !name.contains('@')).then_some(name)
}

fn push(to: &mut String, text: &str) {
    if to.len().saturating_add(text.len()) <= MAX_FIELD_BYTES {
        to.push_str(text);
    }
}

/// The value of an attribute, whatever the case of its name.
fn attribute(tag: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let mut attributes = tag.html_attributes();
    let attributes = attributes.with_checks(false).filter_map(Result::ok);
    let mut values =
        attributes.filter(|attribute| attribute.key.as_ref().eq_ignore_ascii_case(wanted));
    let value = values.next()?.value;
    let value = html_escape::decode_html_entities(value.as_ref()).trim().to_owned();
    (!value.is_empty()).then_some(value)
}

/// A headline: tags and entities out of it.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        out.push_str(before);
        let is_tag = tag.starts_with(|char: char| char.is_ascii_alphabetic() || char == '/');
        match tag.split_once('>').filter(|_| is_tag) {
            Some((_, after)) => rest = after,
            None => {
                out.push('<');
                rest = tag;
            }
        }
    }
    out.push_str(rest);
    let decoded = html_escape::decode_html_entities(&out);
    decoded.split_whitespace().collect::<Vec<_>>().join(" ")
}
