// What the walk through the pages and the screenshots of the documentation share: a browser, and a record
// that is served.

import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = resolve(fileURLToPath(import.meta.url), "../../../..");
const GRIOT = process.env.GRIOT ?? join(ROOT, "target/debug/griot");
/** The examples, and articles that are awkward on purpose. */
export const EXAMPLES = join(ROOT, "examples");
export const AWKWARD = join(ROOT, "crates/griot-web/browser/pages");

function onPath(...names) {
  for (const name of names) {
    for (const dir of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(dir, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not in this folder.
      }
    }
  }
  return null;
}

const browserPath = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
let chromium;
/** The text of axe-core. */
export let axeSource = "";
try {
  const require = createRequire(import.meta.url);
  ({ chromium } = await import("playwright-core"));
  axeSource = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
} catch {
  chromium = null;
}

/** Ends the process when there is no browser to be driven, and says so. */
export function mustHaveBrowser(what) {
  if (browserPath && chromium) return;
  const missing = browserPath ? "playwright-core and axe-core are not installed" : "no Chromium is on the PATH";
  console.log(`${what}: SKIPPED, ${missing}`);
  process.exit(0);
}

/** A browser that draws WebGL without a graphics card. */
export function launch() {
  return chromium.launch({
    executablePath: browserPath,
    args: [
      "--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--use-angle=swiftshader",
      "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Runs griot to its end. */
export function griot(...args) {
  execFileSync(GRIOT, args, { stdio: "ignore" });
}

/** Runs griot to its end with something to read; gives what it says. */
export function told(input, ...args) {
  return execFileSync(GRIOT, args, { input: `${input}\n`, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });
}

/** Serves a record on a free port; gives its address once it answers. */
export function serve(dir) {
  const server = spawn(GRIOT, ["serve", dir, "--address", "127.0.0.1:0", "--by", "Awa"], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = new Promise((found, failed) => {
    let told = "";
    server.stderr.on("data", (bytes) => {
      told += bytes;
      const at = told.match(/http:\/\/[0-9.:]+\//);
      if (at) found(at[0]);
    });
    server.on("exit", (code) => failed(new Error(`griot serve ended with ${code}: ${told}`)));
  });
  return { server, address };
}

/** Waits until the map of a page moves; says whether it does. */
export async function moving(page) {
  if ((await page.locator("figure[data-map]").count()) === 0) return false;
  await page.waitForSelector("figure[data-ready]", { timeout: 60_000 });
  return (await page.getAttribute("figure[data-map]", "data-ready")) === "yes";
}
