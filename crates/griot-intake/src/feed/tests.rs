//! Feeds as publishers write them.

use super::*;
use std::fmt::Write as _;

fn parsed(text: &str) -> Feed {
    parse(text.as_bytes(), None).unwrap()
}

#[test]
fn rss_of_every_version() {
    for open in
        ["<rss version=\"2.0\"><channel>", "<rss version='0.90'><channel>", "<rss><channel>"]
    {
        let feed = parsed(&format!(
            "{open}<title>Journal</title><language>fr</language><item><title>A &amp; &lt;b&gt;B&lt;/b&gt; \
             &eacute;</title><link>https://n.example/1</link><pubDate>Mon, 06 May 2024 23:30:00 +0200\
             </pubDate><description><![CDATA[<p>r</p>]]></description></item></channel></rss>"
        ));
        assert_eq!(feed.title.as_deref(), Some("Journal"));
        assert_eq!(feed.lang.as_deref(), Some("fr"));
        let item = &feed.items[0];
        assert_eq!(item.title.as_deref(), Some("A & B é"));
        assert_eq!(item.url.as_deref(), Some("https://n.example/1"));
        assert_eq!(item.published.as_deref(), Some("2024-05-06T23:30:00+02:00"));
        assert_eq!(item.summary.as_deref(), Some("<p>r</p>"));
    }
}

#[test]
fn atom_sitemaps_and_lists() {
    let atom = parsed(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><entry><link rel='self' href='/s'/>\
         <link href='/a?x=1&amp;y=2'/><source><title>x</title></source><title>T</title>\
         <published>2024-05-06T10:00:00Z</published></entry></feed>",
    );
    assert_eq!(atom.items[0].url.as_deref(), Some("/a?x=1&y=2"));
    assert_eq!(atom.items[0].title.as_deref(), Some("T"));
    let map = parsed(
        "<?xml version='1.0'?><urlset><url><loc>https://n.example/1</loc><news:news><news:title>T\
         </news:title><news:publication_date>2024-05-06</news:publication_date></news:news></url></urlset>",
    );
    assert_eq!(map.kind, Kind::Sitemap);
    assert_eq!(map.items[0].published.as_deref(), Some("2024-05-06"));
    let list = parsed(
        "<opml><body><outline><outline xmlUrl='https://n.example/f'/></outline></body></opml>",
    );
    assert_eq!(list.items[0].url.as_deref(), Some("https://n.example/f"));
}

#[test]
fn what_is_broken_is_read_as_far_as_it_goes() {
    let feed = parsed("<rss><channel><item><link>https://n.example/1</link></item><item><link <<");
    assert_eq!(feed.items.len(), 1);
    assert_eq!(feed.notes[0].code, "feed-broken");
    // Cut off in its last item, whose address stands there.
    let cut = parsed("<rss><channel><item><link>https://n.example/1</link><description>Douze sol");
    assert_eq!(cut.items[0].url.as_deref(), Some("https://n.example/1"));
    assert_eq!(cut.items[0].summary, None);
    assert_eq!(cut.notes[0].code, "feed-broken");
}

#[test]
fn authors_of_every_kind_of_feed() {
    let rss = |author: &str| {
        let item = format!("<item><link>https://n.example/1</link>{author}</item>");
        parsed(&format!("<rss><channel>{item}</channel></rss>")).items[0].authors.clone()
    };
    assert_eq!(rss("<dc:creator><![CDATA[Awa Diallo]]></dc:creator>"), ["Awa Diallo"]);
    assert_eq!(rss("<author>awa@n.example (Awa Diallo)</author>"), ["Awa Diallo"]);
    assert_eq!(rss("<author>awa@n.example</author>"), [""; 0]);
    let two = "<dc:creator>Awa Diallo</dc:creator><dc:creator>Moussa Traoré</dc:creator>";
    assert_eq!(rss(two), ["Awa Diallo", "Moussa Traoré"]);
    let atom = parsed(
        "<feed><entry><link href='/a'/><author><name>Awa Diallo</name><email>a@n.example</email>\
         </author></entry></feed>",
    );
    assert_eq!(atom.items[0].authors, ["Awa Diallo"]);
    for json in [r#""authors":[{"name":"Awa Diallo"}]"#, r#""author":{"name":"Awa Diallo"}"#] {
        let version = r#""version":"https://jsonfeed.org/version/1.1""#;
        let text = format!(r#"{{{version},"items":[{{"url":"https://n.example/1",{json}}}]}}"#);
        assert_eq!(parsed(&text).items[0].authors, ["Awa Diallo"]);
    }
}

#[test]
fn declared_entities_are_not_expanded() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel>\
                <item><title>&b;</title><link>https://n.example/1</link></item></channel></rss>";
    assert_eq!(parsed(bomb).items[0].title.as_deref(), Some("&b;"));
}

#[test]
fn a_declared_charset_that_is_wrong_does_no_harm() {
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><item><title>Sévaré</title>\
                <link>https://n.example/1</link></item></channel></rss>";
    assert_eq!(parsed(text).items[0].title.as_deref(), Some("Sévaré"));
    let latin = |text: &str| text.chars().map(|char| char as u8).collect::<Vec<u8>>();
    let feed = parse(&latin(text), None).unwrap();
    assert_eq!(feed.items[0].title.as_deref(), Some("Sévaré"));
    assert!(feed.of_charset.is_empty());
    // It says UTF-8 and is none.
    let feed = parse(&latin(&text.replace("ISO-8859-1", "UTF-8")), Some("utf-8")).unwrap();
    assert_eq!(feed.items[0].title.as_deref(), Some("Sévaré"));
    assert_eq!(feed.of_charset[0].code, "charset-guessed");
    // A few bad bytes in UTF-8 are no other charset.
    let title = "Sévaré : l'armée déplore des tués à la mosquée, a-t-on précisé";
    let mut bytes = text.replace("ISO-8859-1", "UTF-8").replace("Sévaré", title).into_bytes();
    let at = bytes.windows(6).position(|six| six == b"</item").unwrap();
    bytes.insert(at, 0xe9);
    let feed = parse(&bytes, None).unwrap();
    assert_eq!(feed.items[0].title.as_deref(), Some(title));
    assert_eq!(feed.of_charset[0].code, "charset-damage");
}

#[test]
fn pages_are_no_feeds() {
    for text in ["<!DOCTYPE html><html><head></head></html>", "{\"a\":1}", "text", "", "<!--"] {
        assert!(sniff(text.as_bytes()).is_none(), "{text}");
    }
    let page = b"<html><link rel=alternate type='application/rss+xml' href='/feed?a&amp;b'>";
    assert_eq!(alternate::alternates(page), ["/feed?a&b"]);
}

#[test]
fn whole_articles_become_pages() {
    let text = "Douze civils ont perdu la vie. ".repeat(30);
    let feed = parsed(&format!(
        "<rss><channel><item><link>https://n.example/1</link><content:encoded>&lt;p&gt;{text}&lt;/p&gt;\
         </content:encoded></item><item><link>https://n.example/2</link><content:encoded>court\
         </content:encoded></item></channel></rss>"
    ));
    let split = split(&feed, "f.xml", None);
    assert_eq!(split.pages.len(), 1);
    assert_eq!(split.links[0].url.as_deref(), Some("https://n.example/2"));
}

#[test]
fn rss_1_has_its_items_beside_the_channel() {
    let feed = parsed(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel rdf:about='x'><title>J\
         </title><dc:language>fr</dc:language></channel><item rdf:about='https://n.example/1'><title>A</title>\
         <link>https://n.example/1</link><dc:date>2024-05-06T08:00:00+01:00</dc:date></item></rdf:RDF>",
    );
    assert_eq!((feed.title.as_deref(), feed.lang.as_deref()), (Some("J"), Some("fr")));
    assert_eq!(feed.items.len(), 1);
    assert_eq!(feed.items[0].url.as_deref(), Some("https://n.example/1"));
    assert_eq!(feed.items[0].published.as_deref(), Some("2024-05-06T08:00:00+01:00"));
}

#[test]
fn a_guid_is_an_address_unless_it_says_otherwise() {
    let feed = parsed(
        "<rss><channel><item><guid>https://n.example/1</guid></item><item><title>B</title>\
         <guid isPermaLink='false'>https://n.example/?p=2</guid></item><item><link>https://n.example/3</link>\
         <feedburner:origLink>https://origin.example/3</feedburner:origLink></item></channel></rss>",
    );
    let urls: Vec<_> = feed.items.iter().map(|item| item.url.as_deref()).collect();
    assert_eq!(urls, [Some("https://n.example/1"), None, Some("https://origin.example/3")]);
}

#[test]
fn atom_texts_may_be_markup() {
    let feed = parsed(
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>J</title><entry><link href='https://n.example/1'/>\
         <title type='html'>A &amp;amp; B</title><summary>s</summary><content type='xhtml'><div>\
         <p>Un <b>mot</b></p></div></content><updated>2024-05-06T10:00:00Z</updated></entry></feed>",
    );
    let item = &feed.items[0];
    assert_eq!(item.title.as_deref(), Some("A & B"));
    assert!(item.content.as_deref().unwrap().contains("<b>mot"), "{item:?}");
    assert_eq!(item.updated, Some("2024-05-06T10:00:00Z".parse().unwrap()));
}

#[test]
fn json_feeds_carry_html_or_text() {
    let text = "Premier.\\n\\nDeux < trois. ".repeat(40);
    let feed = parsed(&format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"J\", \"language\": \"fr\", \"items\": [\
         {{\"url\": \"https://n.example/1\", \"title\": \"A\", \"date_published\": \"2024-05-06T10:00:00Z\", \
         \"content_text\": \"{text}\"}}, {{\"external_url\": \"https://n.example/2\"}}, 7]}}"
    ));
    assert_eq!(feed.lang.as_deref(), Some("fr"));
    assert_eq!(feed.items[1].url.as_deref(), Some("https://n.example/2"));
    let split = split(&feed, "f.json", None);
    let page = String::from_utf8(split.pages[0].bytes.clone()).unwrap();
    assert!(page.contains("<p>Deux &lt; trois. Premier.</p>"), "{page}");
    let broken = parsed("{\"version\": \"https://jsonfeed.org/version/1\", \"items\": [");
    assert_eq!(broken.notes[0].code, "feed-broken");
}

#[test]
fn an_index_names_sitemaps_and_a_list_nested_feeds() {
    let index = parsed(
        "<sitemapindex><sitemap><loc> https://n.example/a.xml </loc><lastmod>2024-05-06T10:00:00Z</lastmod>\
         </sitemap><sitemap><loc>https://n.example/b.xml</loc></sitemap></sitemapindex>",
    );
    assert_eq!(index.kind, Kind::SitemapIndex);
    assert_eq!(index.items[0].url.as_deref(), Some("https://n.example/a.xml"));
    assert!(index.items[0].updated.is_some() && index.items.len() == 2);
    let list = parsed(
        "<opml version='2.0'><head><title>Mes flux</title></head><body><outline text='Mali'><outline \
         text='J &amp; K' type='rss' xmlUrl='https://n.example/f?a=1&amp;b=2'/></outline><outline \
         text='rien'/></body></opml>",
    );
    assert_eq!((list.kind, list.title.as_deref()), (Kind::Opml, Some("Mes flux")));
    assert_eq!(list.items.len(), 1);
    assert_eq!(list.items[0].url.as_deref(), Some("https://n.example/f?a=1&b=2"));
    assert_eq!(list.items[0].title.as_deref(), Some("J & K"));
}

#[test]
fn a_feed_says_what_its_bytes_are() {
    let feed = |declared: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\"{declared}?><rss><channel><item><title>{text}</title></item></channel></rss>"
        )
    };
    let title = |bytes: &[u8], charset: Option<&str>| {
        parse(bytes, charset).unwrap().items[0].title.clone().unwrap()
    };
    let utf_16: Vec<u8> = feed("", "Sévaré").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title(&utf_16, Some("utf-8")), "Sévaré");
    // Declared nowhere but by the server; and by nobody.
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Киев");
    let bytes: Vec<u8> = feed("", "@").replace('@', "\u{1}").into_bytes();
    let at = bytes.iter().position(|byte| *byte == 1).unwrap();
    let bytes = [&bytes[..at], &cyrillic, &bytes[at + 1..]].concat();
    assert_eq!(title(&bytes, Some("windows-1251")), "Киев");
    let latin: Vec<u8> = feed("", "Sévaré").chars().map(|char| char as u8).collect();
    assert_eq!(title(&latin, None), "Sévaré");
    assert_eq!(charset("text/xml; boundary=x; Charset=\"ISO-8859-1\""), Some("ISO-8859-1"));
    assert_eq!(charset("text/xml"), None);
}

#[test]
fn feeds_without_end_are_bounded() {
    let mut text = String::from("<rss><channel>");
    for n in 0..=MAX_ITEMS {
        let _ = write!(text, "<item><link>https://n.example/{n}</link></item>");
    }
    let feed = parsed(&text);
    assert_eq!(feed.items.len(), MAX_ITEMS);
    assert_eq!(feed.notes[0].code, "feed-capped");
    // Tags in tags in tags take no stack.
    let deep = format!("<rss><channel><item><title>{}", "<b>".repeat(200_000));
    assert!(parsed(&deep).items.is_empty());
    let long = format!("<rss><channel><item><title>{}</title></item>", "a".repeat(50 << 20));
    assert!(
        parsed(&long)
            .items
            .iter()
            .all(|item| item.title.as_ref().is_none_or(|t| t.len() < 9 << 20))
    );
}

#[test]
fn a_feed_on_its_own_gives_articles_or_says_where_they_are() {
    let read = |text: String, is_crawled| {
        let page = crate::Page {
            name: "f.xml".to_owned(),
            bytes: text.into_bytes(),
            ..Default::default()
        };
        page.read(crate::Known::default(), is_crawled)
    };
    let text = "Douze civils ont été tués samedi à Gao, selon le maire de la ville. ".repeat(15);
    let whole = format!(
        "<rss><channel><title>Journal</title><item><title>Attaque à Gao</title><link>https://n.example/1</link>\
         <pubDate>Mon, 06 May 2024 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{text}</p>]]>\
         </content:encoded></item><item><link>https://n.example/2</link></item></channel></rss>"
    );
    let articles = read(whole, false);
    assert!(articles.failures.is_empty(), "{:?}", articles.failures);
    let article = &articles.articles[0];
    assert_eq!(article.title.as_deref(), Some("Attaque à Gao"));
    assert_eq!(article.url.as_deref(), Some("https://n.example/1"));
    assert_eq!(article.published.as_ref().unwrap().date.to_string(), "2024-05-06");
    assert_eq!(article.text.trim(), text.trim());
    assert_eq!(articles.passed.len(), 1);
    let links = "<rss><channel><item><link>https://n.example/2</link></item></channel></rss>";
    let told = read(links.to_owned(), false);
    assert!(
        told.failures[0].contains("`f.xml`") && told.failures[0].contains("https://n.example/2")
    );
    let crawled = read(links.to_owned(), true);
    assert!(crawled.failures.is_empty() && crawled.passed.len() == 1);
}

proptest::proptest! {
    /// Whatever the bytes, reading ends; and what is a feed by its beginning is parsed as one.
    #[test]
    fn any_feed_is_read(
        root in 0..5_usize,
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "<item>", "</item>", "<entry>", "<title>", "</title>", "<link href='/a'/>", "<link>", "&amp;",
                "&x;", "&", "<![CDATA[", "]]>", "<!--", "-->", "<url>", "<loc>", "</loc>", "<", ">", "'", "\"",
                "\u{0}", "é", "<outline xmlUrl='b'/>", "</rss>", "<content:encoded>", "<source>", "</source>",
            ]),
            0..40,
        ),
    ) {
        let root = ["<rss><channel>", "<feed>", "<urlset>", "<sitemapindex>", "<opml>"][root];
        let text = format!("{root}{}", parts.concat());
        let feed = parse(text.as_bytes(), None);
        proptest::prop_assert!(feed.is_some());
        split(&feed.unwrap(), "f", None);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        parse(&bytes, Some("utf-16"));
        alternate::alternates(&bytes);
    }
}
