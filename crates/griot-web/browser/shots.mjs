// Makes the pictures of docs/serve.md, of a record of the examples: invented pages, so that nothing in them
// is anybody's.
//
//   GRIOT=path/to/griot node shots.mjs FOLDER

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { EXAMPLES, griot, launch, moving, mustHaveBrowser, serve } from "./common.mjs";

const FOLDER = process.argv[2];
/** A picture of more bytes is told: the documentation is read on slow lines as well. */
const MOST_BYTES = 60 * 1024;

mustHaveBrowser("screenshots");
if (!FOLDER) throw new Error("expected the folder for the pictures");

const WIDE = { width: 1180, height: 860 };
const PHONE = { width: 390, height: 844 };

const work = mkdtempSync(join(tmpdir(), "griot-shots-"));
const record = join(work, "record");
griot("init", record, "--name", "Sahel");
griot("add", "--quiet", record, EXAMPLES);
const { server, address } = serve(record);
let browser;
try {
  const root = await address;
  mkdirSync(FOLDER, { recursive: true });
  browser = await launch();
  const { events } = await (await fetch(new URL("/events.json", root))).json();
  // The event of which most figures are told.
  const figures = (event) => Math.max(0, ...event.tolls.map((toll) => toll.said?.length ?? 0));
  const told = [...events].sort((a, b) => figures(b) - figures(a))[0];
  griot("decide", record, told.id, "assign", "Moussa", "--by", "Awa");
  griot("decide", record, told.id, "confirm", "--by", "Moussa", "--why", "Liste de l’hôpital, lue au téléphone");

  /** A picture of what a window shows, once `ready` has been done. */
  async function shot(name, path, options, ready = async () => {}) {
    const context = await browser.newContext({ locale: "fr-FR", viewport: WIDE, deviceScaleFactor: 1, ...options });
    const page = await context.newPage();
    await page.goto(new URL(path, root).href);
    await moving(page);
    await ready(page);
    // Names fade in.
    await page.waitForTimeout(2_500);
    const protocol = await context.newCDPSession(page);
    const { data } = await protocol.send("Page.captureScreenshot", { format: "webp", quality: 62 });
    const bytes = Buffer.from(data, "base64");
    writeFileSync(join(FOLDER, `${name}.webp`), bytes);
    console.log(`${name}.webp: ${bytes.length} bytes${bytes.length > MOST_BYTES ? ", TOO LARGE" : ""}`);
    if (bytes.length > MOST_BYTES) process.exitCode = 1;
    await context.close();
  }

  const to = (selector) => (page) => page.locator(selector).first().evaluate((one) => one.scrollIntoView());
  await shot("overview", "/", { colorScheme: "light" });
  await shot("overview-dark", "/", { colorScheme: "dark", locale: "en-GB" });
  await shot("event", `/events/${told.id}`, { colorScheme: "light" }, async (page) => {
    await page.locator(".said details").first().locator("summary").first().click();
  });
  await shot("review", `/events/${told.id}`, { colorScheme: "dark", locale: "en-GB" }, async (page) => {
    await page.locator("details[data-key=p] summary").click();
    await to("#decide")(page);
  });
  await shot("phone", "/", { colorScheme: "light", viewport: PHONE, deviceScaleFactor: 1.5 }, to("figure[data-map], .pictures"));
} finally {
  await browser?.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(work, { recursive: true, force: true });
}
