//! Pages and texts that a person could write to stop a reader.
//!
//! Takes how large they are to be; gives their bytes. All of it is invented; the kinds are those on
//! which readers of pages were seen to hang, to abort, or to lose the article. The tests of the
//! program take this file in as it is: it needs nothing but the standard library.

use std::fmt::Write as _;

/// The words that come out of every page from which the article can be had.
pub(crate) const MARK: &str = "Douze soldats ont été tués jeudi";

/// The article that stands in every page.
pub(crate) const ARTICLE: &str = "<article><h1>Attaque à Tessit : douze morts</h1>\
<p>Douze soldats ont été tués jeudi dans une attaque contre le camp de Tessit, a annoncé l'état-major dans un communiqué.</p>\
<p>Les assaillants, arrivés à moto, se sont repliés vers la frontière après deux heures de combats, selon un élu de la commune.</p>\
<p>Un précédent bilan faisait état de sept morts. Les blessés ont été évacués vers Gao par la route et par hélicoptère.</p></article>";

/// One input.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    /// Whether the article can still be had.
    pub(crate) readable: bool,
}

/// All inputs, `scale` hundredths of their full size.
pub(crate) fn inputs(scale: usize) -> Vec<Input> {
    let mut inputs = pages(scale);
    inputs.extend(charsets());
    inputs.extend(other_formats(scale));
    inputs
}

/// A page that holds the article, with something before it and something after it.
fn page(name: &'static str, before: &str, after: &str) -> Input {
    let html = format!("<!doctype html><html><body>{before}{ARTICLE}{after}</body></html>");
    Input { name, bytes: html.into_bytes(), readable: true }
}

/// Pages whose markup is too deep, too wide or too long, or never ends.
fn pages(scale: usize) -> Vec<Input> {
    let around = |name, open: &str, close: &str, n: usize| {
        page(name, &open.repeat(n * scale), &close.repeat(n * scale))
    };
    let before = |name, piece: &str, n: usize| page(name, &piece.repeat(n * scale), "");
    let after = |name, piece: &str, n: usize| page(name, "", &piece.repeat(n * scale));
    let attributes = numbered(2_000 * scale, " a", "=x");
    let names = numbered(3_000 * scale, "<i", ">");
    vec![
        after("div-unclosed.html", "<div>", 20_000),
        around("div-closed.html", "<div>", "</div>", 200),
        around("span-closed.html", "<span>", "</span>", 1_000),
        around("bold.html", "<b>", "</b>", 1_000),
        around("tables.html", "<table><tr><td>", "</td></tr></table>", 200),
        around("lists.html", "<ul><li>", "</li></ul>", 300),
        around("quotes.html", "<blockquote>", "</blockquote>", 500),
        before("svg.html", "<svg><foreignObject><math>", 300),
        before("fonts-unclosed.html", "<font size=1><p>", 300),
        before("forms.html", "<form><button><select>", 300),
        before("templates.html", "<template>", 300),
        before("frames.html", "<iframe></iframe><object>", 300),
        page("attributes.html", &format!("<div{attributes}>"), ""),
        page("same-attribute.html", &format!("<div{}>", " class=x".repeat(2_000 * scale)), ""),
        page("long-attribute.html", &format!("<div title='{}'>", "x".repeat(50_000 * scale)), ""),
        page("names.html", "", &names),
        after("paragraphs.html", "<p>", 5_000),
        after("links.html", "<a href=x>y</a>", 3_000),
        after("options.html", "<option>x", 2_000),
        after("breaks.html", "<br>", 5_000),
        after("entities.html", "&eacute;", 14_000),
        after("ends.html", "</div>", 5_000),
        after("brackets.html", "<", 50_000),
        after("comments.html", "<!-- ", 5_000),
        after("comment-ends.html", "<!--->", 5_000),
        after("scripts.html", "<script>", 5_000),
        after("titles.html", "<title>", 5_000),
        after("textareas.html", "<textarea>", 5_000),
        after("plaintext.html", "<plaintext>", 300),
        after("cdata.html", "<![CDATA[", 5_000),
        after("declarations.html", "<!doctype ", 5_000),
        after("quotes-unclosed.html", "<a href='", 5_000),
        after("json-ld.html", "<script type='application/ld+json'>{\"a\":", 500),
        page(
            "json-ld-deep.html",
            &format!("<script type='application/ld+json'>{}</script>", "[".repeat(10_000 * scale)),
            "",
        ),
        page("one-paragraph.html", "", &format!("<p>{}</p>", "mot ".repeat(25_000 * scale))),
        page("one-word.html", "", &format!("<p>{}</p>", "m".repeat(100_000 * scale))),
        page("one-number.html", "", &format!("<p>{} morts.</p>", "9".repeat(10_000 * scale))),
        page("combining.html", "", &format!("<p>e{}</p>", "\u{301}".repeat(10_000 * scale))),
        page("nulls.html", &"\0".repeat(10_000 * scale), ""),
        page("dates.html", "", &"<p>12 mars 2022, 13/04/2022.</p>".repeat(300 * scale)),
        page("numbers.html", "", &"<p>Vingt-deux morts, dont trois.</p>".repeat(300 * scale)),
        page(
            "speakers.html",
            "",
            &"<p>« Non », a dit le maire, selon lui.</p>".repeat(300 * scale),
        ),
    ]
}

/// `n` pieces that differ only in their number.
fn numbered(n: usize, before: &str, after: &str) -> String {
    let mut text = String::new();
    for number in 0..n {
        let _ = write!(text, "{before}{number}{after}");
    }
    text
}

/// Pages in other charsets than they say, or that say none.
fn charsets() -> Vec<Input> {
    let html = |head: &str| format!("<html><head>{head}</head><body>{ARTICLE}</body></html>");
    let latin1 = |html: &str| -> Vec<u8> {
        html.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
    };
    let utf16 = |html: &str, swap: bool| -> Vec<u8> {
        let units = html.encode_utf16();
        units.flat_map(|u| if swap { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let mut bad = html("").into_bytes();
    bad.insert(60, 0xFF);
    let mut cut = html("").into_bytes();
    cut.extend("é".as_bytes().iter().take(1));
    let input = |name, bytes| Input { name, bytes, readable: true };
    vec![
        input("latin1.html", latin1(&html(""))),
        input("latin1-says-utf8.html", latin1(&html("<meta charset=utf-8>"))),
        input("utf8-says-latin1.html", html("<meta charset=iso-8859-1>").into_bytes()),
        input("utf8-says-nonsense.html", html("<meta charset=klingon>").into_bytes()),
        input("utf16-le.html", [b"\xFF\xFE".to_vec(), utf16(&html(""), false)].concat()),
        input("utf16-be.html", [b"\xFE\xFF".to_vec(), utf16(&html(""), true)].concat()),
        input("utf16-no-mark.html", utf16(&html(""), false)),
        input("one-bad-byte.html", bad),
        input("cut-character.html", cut),
    ]
}

/// Inputs that are no page, or hardly one.
fn other_formats(scale: usize) -> Vec<Input> {
    let input = |name, bytes: Vec<u8>| Input { name, bytes, readable: false };
    // A linear congruential generator: the same bytes on every machine.
    let mut state = 1_u32;
    let random: Vec<u8> = (0..10_000 * scale)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let text = format!("{}\n\nRien d'autre.", ARTICLE.replace('<', "\n<"));
    let mut line = text.replace('\n', " ");
    line.push_str(&"mot ".repeat(125_000 * scale));
    vec![
        input("nothing.html", Vec::new()),
        input("white-space.txt", b" \n".repeat(1_000 * scale)),
        input("random.html", random),
        input("png.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".repeat(100)),
        input("elf.txt", b"\x7fELF\x02\x01\x01\0".repeat(100)),
        input("pdf.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".repeat(100)),
        Input { name: "one-line.txt", bytes: line.into_bytes(), readable: true },
        input("lines.txt", "a\n".repeat(50_000 * scale).into_bytes()),
        input("deep.json", "[".repeat(10_000 * scale).into_bytes()),
        input("deep-object.jsonl", "{\"a\":".repeat(10_000 * scale).into_bytes()),
        input("no-text.jsonl", b"{\"title\":\"Attaque\"}\n".repeat(1_000 * scale)),
        input("cut.jsonl", b"{\"text\":\"Douze soldats ont".to_vec()),
        input(
            "entity-bomb.xml",
            b"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>\
<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'><!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>]><rss><channel><title>&d;</title></channel></rss>"
                .to_vec(),
        ),
        input("entity-file.xml", b"<!DOCTYPE rss [<!ENTITY f SYSTEM 'file:///etc/hostname'>]><rss><channel><item><title>&f;</title></item></channel></rss>".to_vec()),
    ]
}
