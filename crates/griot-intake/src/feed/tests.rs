//! Feeds as publishers write them.

use super::*;

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
    let latin: Vec<u8> = text.chars().map(|char| char as u8).collect();
    assert_eq!(parse(&latin, None).unwrap().items[0].title.as_deref(), Some("Sévaré"));
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
