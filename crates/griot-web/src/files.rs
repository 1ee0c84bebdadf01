//! The style and the scripts of the pages, and what the map is made of. They are named by what is in them,
//! so that a browser may keep them for ever and still never shows an old one.
//!
//! The parts of the map come of npm packages and are embedded where they were built (`build.rs`); without
//! them there is no map that moves, and no page speaks of one.

use std::io::Write as _;
use std::sync::{Arc, LazyLock, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use crate::answer::{TEXT, reply};
use crate::state::App;

/// What `assets/build.mjs` has made: name and bytes. Empty where nobody has run it.
static EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";
const STYLE_KIND: &str = "text/css; charset=utf-8";

/// A file that a page loads.
#[derive(Debug)]
pub(crate) struct Kept {
    /// Where it is.
    pub(crate) at: String,
    kind: &'static str,
    bytes: &'static [u8],
    /// Compressed, once somebody has asked for it.
    packed: OnceLock<Vec<u8>>,
}

impl Kept {
    fn new(name: &str, kind: &'static str, bytes: &'static [u8]) -> Self {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "txt"));
        let hash = Sha256::digest(bytes);
        let at = match hash.as_slice() {
            [a, b, c, d, ..] => format!("/static/{stem}-{a:02x}{b:02x}{c:02x}{d:02x}.{ending}"),
            _ => format!("/static/{name}"),
        };
        Self { at, kind, bytes, packed: OnceLock::new() }
    }

    fn packed(&self) -> &[u8] {
        self.packed.get_or_init(|| {
            let mut out = GzEncoder::new(Vec::new(), Compression::best());
            // Nothing can go wrong in memory; an empty answer would be told by the tests.
            let written = out.write_all(self.bytes).and_then(|()| out.finish());
            written.unwrap_or_default()
        })
    }

    fn sent(&self, is_packed: bool) -> Response {
        let body =
            if is_packed { Body::from(self.packed().to_vec()) } else { Body::from(self.bytes) };
        let mut response = reply(StatusCode::OK, self.kind, body);
        let headers = response.headers_mut();
        let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
        headers.insert(CACHE_CONTROL, kept);
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if is_packed {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response
    }
}

/// The style of the pages.
pub(crate) static STYLE: LazyLock<Kept> =
    LazyLock::new(|| Kept::new("style.css", STYLE_KIND, include_bytes!("../static/style.css")));
/// The script of the pages.
pub(crate) static SCRIPT: LazyLock<Kept> =
    LazyLock::new(|| Kept::new("griot.js", SCRIPT_KIND, include_bytes!("../static/griot.js")));
static ICON: LazyLock<Kept> =
    LazyLock::new(|| Kept::new("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg")));

/// What the map that moves is made of.
#[derive(Debug)]
pub(crate) struct MapFiles {
    /// What draws the map of a page.
    pub(crate) script: Kept,
    /// `MapLibre` GL.
    pub(crate) library: Kept,
    /// Its worker.
    pub(crate) worker: Kept,
    /// Its licences.
    pub(crate) licence: Kept,
    /// The countries of Natural Earth, as `TopoJSON`.
    pub(crate) world: Kept,
}

/// The map that moves, where its parts were built.
pub(crate) static MAP: LazyLock<Option<MapFiles>> = LazyLock::new(|| {
    let part = |name: &str, kind| {
        let (_, bytes) = EMBEDDED.iter().find(|(known, _)| *known == name)?;
        Some(Kept::new(name, kind, bytes))
    };
    Some(MapFiles {
        script: Kept::new("map.mjs", SCRIPT_KIND, include_bytes!("../static/map.mjs")),
        library: part("maplibre-gl.mjs", SCRIPT_KIND)?,
        worker: part("maplibre-gl-worker.mjs", SCRIPT_KIND)?,
        licence: part("maplibre-gl-licence.txt", TEXT)?,
        world: part("countries-50m.json", "application/json")?,
    })
});

fn all() -> impl Iterator<Item = &'static Kept> {
    let map =
        MAP.as_ref().map(|map| [&map.script, &map.library, &map.worker, &map.licence, &map.world]);
    [&*STYLE, &*SCRIPT, &*ICON].into_iter().chain(map.into_iter().flatten())
}

/// Whether whoever asks reads gzip.
fn reads_gzip(headers: &HeaderMap) -> bool {
    let header = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    header.unwrap_or_default().split(',').any(|one| {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        name.trim() == "gzip" && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let path = format!("/static/{name}");
    match all().find(|kept| kept.at == path) {
        Some(kept) => kept.sent(reads_gzip(&headers)),
        None => reply(StatusCode::NOT_FOUND, TEXT, "there is no such file\n".into()),
    }
}

pub(crate) fn routes() -> Router<Arc<App>> {
    let icon = || async { ICON.sent(false) };
    Router::new()
        .route("/static/icon.svg", get(icon))
        .route("/favicon.ico", get(icon))
        .route("/static/{name}", get(file))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn what_is_embedded_is_what_was_checked() {
        let sums = include_str!("../assets/SHA256SUMS");
        let known: Vec<(&str, &str)> =
            sums.lines().filter_map(|line| line.split_once("  ")).collect();
        assert_eq!(known.len(), 4);
        for (name, bytes) in EMBEDDED {
            let sum = crate::guard::hex(&Sha256::digest(bytes));
            assert!(known.contains(&(sum.as_str(), name)), "{name}: {sum}");
        }
        assert_eq!(MAP.is_some(), EMBEDDED.len() == known.len());
    }

    #[test]
    fn what_is_packed_is_the_same_unpacked() {
        for kept in all() {
            let mut out = Vec::new();
            flate2::read::GzDecoder::new(kept.packed()).read_to_end(&mut out).unwrap();
            assert_eq!(out, kept.bytes, "{}", kept.at);
        }
    }

    #[test]
    fn gzip_goes_to_those_who_read_it() {
        let reads = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, text.parse().unwrap());
            reads_gzip(&headers)
        };
        assert!(reads("gzip, deflate, br") && reads("br;q=1.0, gzip;q=0.8"));
        assert!(!reads("br") && !reads("gzip;q=0") && !reads(""));
    }
}
