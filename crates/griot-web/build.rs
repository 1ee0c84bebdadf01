//! Embeds what the map of the browser is made of, where `assets/build.mjs` has put it.
//!
//! Takes `assets/dist`; writes the list of its files for `files.rs`. Without that folder (no npm, or
//! nobody has run `make assets`) there is no list, and the pages draw the map without scripts alone.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

/// The files, as `assets/build.mjs` names them.
const FILES: [&str; 4] =
    ["maplibre-gl.mjs", "maplibre-gl-worker.mjs", "maplibre-gl-licence.txt", "countries-50m.json"];

fn main() -> io::Result<()> {
    let missing = |name| io::Error::other(format!("{name} is not set"));
    let root = env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| missing("CARGO_MANIFEST_DIR"))?;
    let out = env::var_os("OUT_DIR").ok_or_else(|| missing("OUT_DIR"))?;
    let assets = Path::new(&root).join("assets");
    let dist = assets.join("dist");
    println!("cargo::rerun-if-changed=build.rs");
    // A folder that is not there yet would make every build begin anew: its parent tells when it comes.
    println!("cargo::rerun-if-changed={}", if dist.is_dir() { "assets/dist" } else { "assets" });
    let is_whole = FILES.iter().all(|name| dist.join(name).is_file());
    let mut list = String::new();
    for name in FILES.iter().filter(|_| is_whole) {
        let path = dist.join(name).display().to_string();
        let _ = writeln!(list, "    ({name:?}, include_bytes!({path:?})),");
    }
    fs::write(Path::new(&out).join("assets.rs"), format!("&[\n{list}]\n"))
}
