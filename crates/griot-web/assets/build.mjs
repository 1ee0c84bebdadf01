// Takes what the map of the browser is made of out of the npm packages beside it, and puts it into
// `dist`, from where `build.rs` embeds it. Nothing is changed on the way: each file is the one that
// SHA256SUMS names, or nothing is taken at all.
//
//   npm ci --ignore-scripts && node build.mjs

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const SUMS = join(HERE, "SHA256SUMS");
const PART = join(HERE, "dist.part");
const DIST = join(HERE, "dist");

/** What the file is called here, and where it comes from. */
const FILES = {
  "maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
  "maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
  "maplibre-gl-licence.txt": "maplibre-gl/LICENSE.txt",
  "countries-50m.json": "world-atlas/countries-50m.json",
};

const known = new Map(
  readFileSync(SUMS, "utf8").split("\n").filter(Boolean).map((line) => line.split("  ").reverse()),
);
rmSync(PART, { recursive: true, force: true });
mkdirSync(PART);
for (const [name, from] of Object.entries(FILES)) {
  const bytes = readFileSync(join(HERE, "node_modules", from));
  const sum = createHash("sha256").update(bytes).digest("hex");
  if (sum !== known.get(name)) {
    rmSync(PART, { recursive: true, force: true });
    console.error(`${from}: its SHA-256 is ${sum}, SHA256SUMS says ${known.get(name)}`);
    process.exit(1);
  }
  writeFileSync(join(PART, name), bytes);
}
rmSync(DIST, { recursive: true, force: true });
renameSync(PART, DIST);
console.log(`map of the browser: ${Object.keys(FILES).length} files in ${DIST}`);
