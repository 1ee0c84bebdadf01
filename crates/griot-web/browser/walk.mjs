// Walks through the pages of a record in a real browser: every page in both languages, wide and narrow,
// light and dark, with and without scripts; and the whole review of an event.
//
//   GRIOT=path/to/griot node walk.mjs [FOLDER FOR SCREENSHOTS]
//
// Fails when a page has an error of its own, logs anything to the console, loads anything from
// elsewhere, is wider than the window, or when axe-core finds a serious violation. Without a browser
// it says that it was skipped.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../../..");
const GRIOT = process.env.GRIOT ?? join(ROOT, "target/debug/griot");
const SHOTS = process.argv[2];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 390, height: 844 };

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
let axePath;
try {
  const require = createRequire(import.meta.url);
  ({ chromium } = await import("playwright-core"));
  axePath = require.resolve("axe-core/axe.min.js");
} catch {
  chromium = null;
}
if (!browserPath || !chromium) {
  const missing = browserPath ? "playwright-core and axe-core are not installed" : "no Chromium is on the PATH";
  console.log(`browser tests: SKIPPED, ${missing}`);
  process.exit(0);
}

const work = mkdtempSync(join(tmpdir(), "griot-walk-"));
const record = join(work, "record");
execFileSync(GRIOT, ["init", record, "--name", "Sahel"], { stdio: "ignore" });
execFileSync(GRIOT, ["add", "--quiet", record, join(ROOT, "examples"), join(ROOT, "crates/griot-web/browser/pages")], { stdio: "ignore" });

/** Serves a record on a free port; gives its address once it answers. */
function serve(dir) {
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

const faults = [];
let nPages = 0;

/** A window whose every page is watched. */
async function open(browser, options) {
  const context = await browser.newContext({ viewport: WIDE, ...options });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  page.on("console", (message) => {
    // A browser logs the status of a page that is refused; those are looked at one by one.
    if (/Failed to load resource.* status of 4\d\d/.test(message.text())) return;
    faults.push(`${page.url()}: console: ${message.text()}`);
  });
  page.on("response", (answer) => {
    const isPage = answer.request().resourceType() === "document";
    if (answer.status() >= 400 && !isPage) faults.push(`${answer.url()}: ${answer.status()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("request", (request) => {
    const { hostname } = new URL(request.url());
    if (hostname !== "127.0.0.1") faults.push(`${page.url()}: loads ${request.url()}`);
  });
  return { context, page };
}

/** Goes to a page and looks at everything that must hold on all of them. */
async function look(page, address, { status = 200, axe = true, name } = {}) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, address);
  await check(page, axe);
  if (SHOTS && name) await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: true });
}

async function check(page, axe) {
  nPages += 1;
  const at = page.url();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (wide > 1) faults.push(`${at}: ${wide} pixels wider than the window`);
  if (!axe) return;
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }),
  );
  for (const one of violations.filter(({ impact }) => impact === "serious" || impact === "critical")) {
    faults.push(`${at}: axe: ${one.id}: ${one.nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3).join(" | ")}`);
  }
}

const axeSource = (await import("node:fs")).readFileSync(axePath, "utf8");

const { server, address } = serve(record);
let browser;
try {
  const root = await address;
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  browser = await chromium.launch({
    executablePath: browserPath,
    args: [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ],
  });
  const get = async (path) => (await fetch(new URL(path, root))).json();
  const { events } = await get("/events.json");
  const event = events.find((one) => one.n_reports > 1) ?? events[0];
  const article = event.reports[0].article.key;
  const { rows: actors } = await get("/actors.json");
  const { rows: places } = await get("/places.json");
  const pages = {
    overview: "/",
    filtered: `/?country=${event.country}&outcome=killed`,
    nothing: "/?since=1901-01-01&until=1901-01-02",
    event: `/events/${event.id}`,
    article: `/articles/${article}`,
    original: `/articles/${article}/original`,
    related: `/articles/${article}/related`,
    search: "/search?q=attaque",
    stories: "/stories",
    story: `/stories/${event.id}`,
    statements: "/statements",
    totals: "/totals",
    actors: "/actors",
    actor: `/actors/${encodeURIComponent(actors[0].key)}`,
    places: "/places",
    place: `/places/${encodeURIComponent(places[0].name)}`,
    sources: "/sources",
    outlets: "/outlets",
    brief: "/brief",
    review: "/review",
    doubtful: "/review?queue=doubtful",
    disputed: "/review?queue=disputed",
    compare: `/compare?a=${events[0].id}&b=${events[1].id}`,
    history: "/history",
  };

  // Every page, in both languages, wide and narrow, light and dark.
  const windows = [
    ["fr-wide-light", { locale: "fr-FR", colorScheme: "light", viewport: WIDE }],
    ["en-wide-dark", { locale: "en-GB", colorScheme: "dark", viewport: WIDE }],
    ["fr-narrow-dark", { locale: "fr-FR", colorScheme: "dark", viewport: NARROW }],
    ["en-narrow-light", { locale: "en-GB", colorScheme: "light", viewport: NARROW }],
  ];
  for (const [window, options] of windows) {
    const { context, page } = await open(browser, options);
    for (const [name, path] of Object.entries(pages)) {
      await look(page, new URL(path, root).href, { name: `${name}-${window}` });
      const lang = await page.getAttribute("html", "lang");
      assert.equal(lang, options.locale.slice(0, 2), `${name}: its language`);
    }
    await look(page, new URL("/nowhere", root).href, { status: 404, name: `lost-${window}` });
    await look(page, new URL("/?type=picnic", root).href, { status: 400 });
    await context.close();
  }

  // Without scripts: values open, filters work, an event is confirmed.
  {
    const { context, page } = await open(browser, { locale: "en-GB", javaScriptEnabled: false });
    for (const path of Object.values(pages)) {
      const answer = await page.goto(new URL(path, root).href);
      assert.equal(answer.status(), 200, path);
      nPages += 1;
    }
    await page.goto(new URL(pages.event, root).href);
    const fact = page.locator(".facts details").first();
    assert.equal(await fact.locator("blockquote").first().isVisible(), false);
    await fact.locator("summary").first().click();
    assert.equal(await fact.locator("blockquote mark").first().isVisible(), true);
    await page.locator(".act-box summary", { hasText: "Confirm" }).click();
    await page.locator("form.act", { has: page.locator("input[value=confirm]") }).locator("button").click();
    await page.waitForURL(/done=de-/);
    assert.match(await page.locator("header.page-head .badge").first().innerText(), /confirmed/);
    await page.goto(root);
    await page.locator("details.filter summary").click();
    await page.selectOption("#f-country", event.country);
    await page.locator("#filter button").click();
    await page.waitForURL(new RegExp(`country=${event.country}`));
    assert.ok((await page.locator("table.events tbody tr").count()) > 0);
    await context.close();
  }

  // The evidence of a value, and the way from there into the article and back.
  {
    const { context, page } = await open(browser, { locale: "fr-FR" });
    await page.goto(new URL(pages.event, root).href);
    const said = page.locator(".said details").first();
    await said.locator("summary").first().click();
    await page.locator(".facts details").nth(2).locator("summary").first().click();
    await check(page, true);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, "evidence.png"), fullPage: true });
    const words = await said.locator("mark").first().innerText();
    await said.locator("figcaption > a").first().click();
    await page.waitForURL(/articles\/.*#s\d+/);
    const target = page.locator("mark:target");
    assert.equal(await target.count(), 1);
    assert.ok(words.startsWith((await target.innerText()).trim()), "the words of the value are marked in the article");
    await context.close();
  }

  // A review with the keyboard; somebody else is faster; it is taken back.
  {
    const other = events.find((one) => one.id !== event.id);
    const { context, page } = await open(browser, { locale: "en-GB" });
    const rival = await open(browser, { locale: "en-GB" });
    const at = new URL(`/events/${other.id}?queue=new`, root).href;
    await page.goto(at);
    await rival.page.goto(at);
    await page.keyboard.press("e");
    assert.equal(await page.evaluate(() => document.activeElement.id), "slot");
    await page.selectOption("#slot", "killed");
    await page.fill("#value", "12-15");
    await page.fill("#why-correct", 'list of the hospital <script>alert("x")</script>');
    await page.keyboard.press("Enter");
    await page.waitForURL(/done=de-/);
    assert.match(await page.locator(".toll-block .figure").first().innerText(), /12–15/);
    await check(page, true);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, "corrected.png"), fullPage: true });
    // The rival saw the event as it was before.
    await rival.page.keyboard.press("x");
    await rival.page.fill("#why-reject", "a rehearsal");
    await rival.page.keyboard.press("Enter");
    await rival.page.locator(".problem").waitFor();
    assert.match(await rival.page.locator(".problem").innerText(), /faster/);
    assert.equal(await rival.page.inputValue("#why-reject"), "a rehearsal");
    await check(rival.page, true);
    if (SHOTS) await rival.page.screenshot({ path: join(SHOTS, "conflict.png"), fullPage: true });
    // It is taken back in the history.
    await page.goto(new URL("/history", root).href);
    const decision = page.locator(".log > li").first();
    await decision.locator(".undo summary").click();
    await decision.locator("input[name=why]").fill("wrong list");
    await decision.locator(".undo button").click();
    await page.waitForURL(/history\?done=de-/);
    assert.equal(await page.locator(".log > li.gone").count(), 1);
    await check(page, true);
    // The keys can be turned off.
    await page.goto(at);
    await page.locator("[data-keys]").click();
    await page.locator("h1").click();
    await page.keyboard.press("x");
    assert.equal(await page.locator("details[data-key=x]").getAttribute("open"), null);
    await context.close();
    await rival.context.close();
  }

  // The brief has a policy of its own, and its style is the one that the policy names.
  {
    const { context, page } = await open(browser, { locale: "fr-FR" });
    await page.goto(new URL("/brief", root).href);
    await page.locator("form[action='/brief/page'] button").click();
    await page.waitForURL(/brief\/page/);
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).fontFamily), "");
    if (SHOTS) await page.screenshot({ path: join(SHOTS, "brief-page.png"), fullPage: true });
    await context.close();
  }

  assert.deepEqual(faults, []);
  console.log(`browser tests: ${nPages} pages looked at, all as they must be`);
} finally {
  await browser?.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(work, { recursive: true, force: true });
}
