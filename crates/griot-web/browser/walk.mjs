// Walks through the pages of a record in a real browser: every page in both languages, wide and narrow,
// light and dark, with and without scripts; and the whole review of an event.
//
//   GRIOT=path/to/griot node walk.mjs [FOLDER FOR SCREENSHOTS]
//
// Fails when a page has an error of its own, logs anything to the console, loads anything from
// elsewhere, is wider than the window, or when axe-core finds a serious violation. Without a browser
// it says that it was skipped.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { AWKWARD, EXAMPLES, griot, launch, moving, mustHaveBrowser, serve } from "./common.mjs";
import { NARROW, SMALLEST, WIDE, watcher } from "./look.mjs";
import { walkWithAccounts } from "./people.mjs";

const SHOTS = process.argv[2];
/** Bytes that the first look at a page may cost. */
const MOST_BYTES = 1_500_000;

mustHaveBrowser("browser tests");

const work = mkdtempSync(join(tmpdir(), "griot-walk-"));
const record = join(work, "record");
griot("init", record, "--name", "Sahel");
griot("add", "--quiet", record, EXAMPLES, AWKWARD);

const { open, look, check, faults, seen } = watcher(SHOTS);
const { server, address } = serve(record);
let browser;
try {
  const root = await address;
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
  browser = await launch();
  const get = async (path) => (await fetch(new URL(path, root))).json();
  const { events } = await get("/events.json");
  const event = events.find((one) => one.n_reports > 1) ?? events[0];
  const article = event.reports[0].article.key;
  const { rows: actors } = await get("/actors.json");
  const { rows: places } = await get("/places.json");
  const { rows: outlets } = await get("/outlets.json");
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
    outlet: `/outlets/${encodeURIComponent(outlets.find((one) => one.name).name)}`,
    "actors-filtered": "/actors?country=ML",
    unknown: "/?contry=ML",
    brief: "/brief",
    exports: "/exports?country=ML",
    review: "/review",
    doubtful: "/review?queue=doubtful",
    disputed: "/review?queue=disputed",
    mine: "/review?queue=mine",
    asked: "/review?queue=asked",
    unchecked: "/review?queue=unchecked",
    checked: "/review?queue=checked",
    then: "/?as_of=2999-01-01",
    "event-then": `/events/${event.id}?as_of=2999-01-01`,
    within: "/?within=-6,10,4,18",
    compare: `/compare?a=${events[0].id}&b=${events[1].id}`,
    reports: `/compare?a=${event.reports[0].key}&b=${event.reports[event.reports.length - 1].key}`,
    history: "/history",
    runs: "/runs",
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

  // On the smallest screen nothing has to be moved sideways.
  {
    const { context, page } = await open(browser, { locale: "fr-FR", viewport: SMALLEST });
    for (const path of Object.values(pages)) await look(page, new URL(path, root).href, { axe: false });
    await context.close();
  }

  // A filter that is not understood is given back as it was filled in; each slot has its own field.
  {
    const { context, page } = await open(browser, { locale: "fr-FR", javaScriptEnabled: false });
    await page.goto(new URL("/?near=Nulleparville&actor=Awa&country=ML", root).href);
    assert.match(await page.locator("[role=alert]").innerText(), /aucun lieu de ce nom/);
    assert.equal(await page.inputValue("#f-near"), "Nulleparville");
    assert.equal(await page.inputValue("#f-country"), "ML");
    await page.fill("#f-near", "");
    await page.fill("#f-actor", "");
    await page.locator("#filter button").click();
    assert.ok((await page.locator("table.events tbody tr").count()) > 0);
    await page.goto(new URL(pages.event, root).href);
    await page.locator("details[data-key=e] > summary").click();
    for (const [slot, field] of [["type", "#value-type"], ["date", "#value-from"], ["killed", "#value"]]) {
      await page.selectOption("#slot", slot);
      assert.equal(await page.locator(field).isVisible(), true, slot);
      assert.equal(await page.locator("#value-country").isVisible(), false, slot);
    }
    await context.close();
  }

  // Without scripts: values open, filters work, an event is confirmed.
  {
    const { context, page } = await open(browser, { locale: "en-GB", javaScriptEnabled: false });
    for (const path of Object.values(pages)) {
      const answer = await page.goto(new URL(path, root).href);
      assert.equal(answer.status(), 200, path);
      seen.n += 1;
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
    assert.match(await rival.page.locator(".problem").innerText(), /faster[^]*Awa[^]*Corrected[^]*12–15/);
    assert.equal(await rival.page.evaluate(() => document.activeElement.className), "problem", "what happened is read first");
    assert.equal(await rival.page.inputValue("#why-reject"), "a rehearsal");
    await check(rival.page, true);
    if (SHOTS) await rival.page.screenshot({ path: join(SHOTS, "conflict.png"), fullPage: true });
    // A value that cannot be taken: one is back in its field, which says what is wrong. Escape closes the form.
    await page.goto(at);
    await page.keyboard.press("m");
    await page.fill("#other", "ev-none");
    await page.fill("#why-merge", "one market");
    await page.keyboard.press("Enter");
    await page.locator(".problem").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "other");
    assert.equal(await page.getAttribute("#other", "aria-invalid"), "true");
    assert.match(await page.getAttribute("#other", "aria-describedby"), /problem/);
    const seenFrom = await page.locator("#other").boundingBox();
    assert.ok(seenFrom.y >= 0 && seenFrom.y < WIDE.height, "the field is in the window");
    await check(page, true);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("details[data-key=m]").getAttribute("open"), null);
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

  // The map: it comes after the page and weighs little, the list follows it, and it is the still one where a
  // browser cannot draw it.
  {
    const { context, page } = await open(browser, { locale: "en-GB" });
    const protocol = await context.newCDPSession(page);
    let bytes = 0;
    await protocol.send("Network.enable");
    protocol.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
    await page.goto(root);
    assert.equal(await page.locator("svg.map").isVisible(), true, "the still map is there at once");
    if (await moving(page)) {
      assert.ok(bytes > 0 && bytes < MOST_BYTES, `the first load costs ${bytes} bytes`);
      console.log(`browser tests: the first load costs ${bytes} bytes, the map that moves among them`);
      assert.equal(await page.locator("svg.map").isVisible(), false);
      assert.ok(Number(await page.getAttribute("figure[data-map]", "data-shown")) > 0);
      const inWords = () => page.locator(".sum b").first().innerText();
      const all = await inWords();
      // The first move brings the filters in force onto the page: the map stays where it is.
      const top = async () => Math.round((await page.locator("figure[data-map]").boundingBox()).y);
      await page.evaluate(() => scrollTo(0, 200));
      const stood = await top();
      await page.getByRole("button", { name: "Closer" }).click();
      await page.waitForURL(/within=/);
      assert.ok(Math.abs((await top()) - stood) <= 1, `the map stood at ${stood} and stands at ${await top()}`);
      assert.match(await page.locator(".map-moves [role=status]").innerText(), /\d+ events?/);
      // The way back leads to where the map was.
      await page.goBack();
      await page.waitForURL((address) => !address.search.includes("within"));
      await page.waitForFunction((all) => document.querySelector(".sum b").textContent === all, all);
      assert.equal(await page.locator("figure[data-ready=yes]").count(), 1, "the page is the same");
      await page.getByRole("button", { name: "Larger map" }).click();
      for (let n = 0; n < 3; n += 1) {
        await page.getByRole("button", { name: "Closer" }).click();
        await page.waitForTimeout(700);
      }
      await page.waitForURL(/within=/);
      await page.waitForFunction((all) => document.querySelector(".sum b").textContent !== all, all);
      // The map comes to rest, and the list after it.
      await page.waitForLoadState("networkidle");
      await page.waitForTimeout(1_500);
      const within = new URL(page.url()).searchParams.get("within");
      const { total } = await get(`/events.json?within=${within}`);
      assert.match(await inWords(), new RegExp(`^${total} event`), "the list holds what the address says");
      assert.equal(await page.locator("table.events tbody tr").count(), total);
      assert.match(await page.locator(".chips").innerText(), /Part of the map/);
      assert.equal(await page.inputValue("#f-within"), within, "the form keeps the part of the map");
      await check(page, true);
      if (SHOTS) await page.screenshot({ path: join(SHOTS, "map-closer.png"), fullPage: true });
      // What the address says is what another reader sees.
      await page.reload();
      await moving(page);
      assert.match(await inWords(), new RegExp(`^${total} event`));
      const narrow = page.url();
      await page.getByLabel("The list follows the map").uncheck();
      await page.getByRole("button", { name: "Everything" }).click();
      await page.waitForTimeout(1_500);
      assert.equal(page.url(), narrow, "the list stays where it was");
      // An event is opened from its disc.
      await page.goto(root);
      await moving(page);
      const box = await page.locator(".maplibregl-canvas").boundingBox();
      const { spots } = await get("/map.json?zoom=12");
      const lone = spots.find((one) => one.n === 1 && !one.area);
      await page.goto(new URL(`/?within=${lone.lon - 0.3},${lone.lat - 0.3},${lone.lon + 0.3},${lone.lat + 0.3}`, root).href);
      await moving(page);
      await page.waitForTimeout(500);
      await page.mouse.click(box.x + box.width / 2, (await page.locator(".maplibregl-canvas").boundingBox()).y + box.height / 2);
      await page.waitForURL(/\/events\/ev-/);
      assert.ok(page.url().includes(lone.href), `${page.url()} is ${lone.href}`);
    } else {
      assert.equal(await page.locator("figure[data-map]").count(), 0, "the map that is embedded moves");
      console.log("browser tests: the map that moves is not embedded (`make assets`); its tests were skipped");
    }
    await context.close();
    // On a phone one finger moves the page, and two the map.
    const phone = await open(browser, { locale: "en-GB", viewport: NARROW, hasTouch: true, isMobile: true });
    await phone.page.goto(root);
    if (await moving(phone.page)) {
      const touch = await phone.page.locator(".maplibregl-canvas").evaluate((canvas) => getComputedStyle(canvas).touchAction);
      assert.match(touch, /pan-y/, "the page can be moved by the map");
    }
    await phone.context.close();
    const poor = await open(browser, { locale: "en-GB" });
    await poor.page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await poor.page.goto(root);
    await poor.page.waitForTimeout(500);
    assert.equal(await poor.page.locator("svg.map").isVisible(), true, "the still map stays without WebGL");
    await poor.context.close();
  }

  // Days are dragged over in the chart, from where nothing happened to where nothing happened.
  {
    const { context, page } = await open(browser, { locale: "en-GB" });
    await page.goto(root);
    const bars = page.locator("svg.bars");
    await bars.scrollIntoViewIfNeeded();
    const starts = (await bars.getAttribute("data-starts")).split(",");
    const { x, y, width } = await bars.boundingBox();
    const middle = (index) => x + ((index + 0.5) / starts.length) * width;
    const isBar = (index) => page.evaluate(([at, up]) => document.elementFromPoint(at, up).closest("a") !== null, [middle(index), y + 20]);
    let gap = 0;
    while (await isBar(gap)) gap += 1;
    await page.mouse.move(middle(gap), y + 20);
    await page.mouse.down();
    await page.mouse.move(middle(starts.length - 2), y + 20, { steps: 4 });
    const band = await page.locator("svg.bars .band").boundingBox();
    assert.ok(Math.abs(band.width - (width / starts.length) * (starts.length - 1 - gap)) < 2, "one band holds the days");
    await page.mouse.up();
    await page.waitForURL(/since=.*until=/);
    const chosen = new URL(page.url()).searchParams;
    assert.equal(chosen.get("since"), starts[gap]);
    assert.ok(chosen.get("until") < starts[starts.length - 1] && chosen.get("until") >= starts[starts.length - 2]);
    // A bar that is only pressed leads to its days.
    await page.goto(root);
    await page.locator("svg.bars a").first().click();
    await page.waitForURL(/since=/);
    await context.close();
  }

  // Moments are told in the zone of the reader, and days stay days.
  {
    const moments = [];
    const days = [];
    for (const timezoneId of ["America/Los_Angeles", "Asia/Tokyo"]) {
      const { context, page } = await open(browser, { locale: "en-GB", timezoneId });
      await page.goto(new URL("/history", root).href);
      const one = page.locator("time[datetime*='T']").first();
      const at = new Date(await one.getAttribute("datetime"));
      const expected = at.toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: timezoneId });
      assert.equal(await one.innerText(), expected);
      moments.push(await one.innerText());
      await page.goto(root);
      days.push(await page.locator("table.events time").allInnerTexts());
      await context.close();
    }
    assert.notEqual(moments[0], moments[1], "a moment is another hour elsewhere");
    assert.deepEqual(days[0], days[1], "a day is the same everywhere");
  }

  // The record as it stood: told on the page, kept by its links, and without forms.
  {
    const { context, page } = await open(browser, { locale: "en-GB", javaScriptEnabled: false });
    await page.goto(new URL("/?as_of=2999-01-01", root).href);
    assert.match(await page.locator(".then").innerText(), /1 January 2999/);
    await page.locator("table.events a").first().click();
    await page.waitForURL(/events\/ev-.*as_of=2999-01-01/);
    assert.equal(await page.locator(".then").count(), 1);
    assert.equal(await page.locator("form[method=post]").count(), 0, "what was is not decided about");
    await page.locator(".then a").click();
    await page.waitForURL((address) => !address.search.includes("as_of"));
    assert.ok((await page.locator("form[method=post]").count()) > 0);
    await page.goto(new URL("/?as_of=1999-01-01", root).href);
    assert.equal(await page.locator("table.events").count(), 0, "nothing was there then");
    await context.close();
  }

  // How figures came one after the other, as a picture and as a table.
  {
    const { context, page } = await open(browser, { locale: "fr-FR" });
    const told = events.find((one) => one.tolls.some((toll) => toll.said?.length > 1)) ?? event;
    await page.goto(new URL(`/events/${told.id}`, root).href);
    const curve = page.locator(".curve-box").first();
    assert.equal(await curve.locator("svg.curve").isVisible(), true);
    await curve.locator("summary").click();
    assert.ok((await curve.locator("tbody tr").count()) > 1);
    await check(page, true);
    await context.close();
  }

  // A review goes its whole way, between two people.
  {
    const third = events.find((one) => one.id !== event.id && one.id !== events.find((two) => two.id !== event.id).id);
    const { context, page } = await open(browser, { locale: "en-GB" });
    const at = new URL(`/events/${third.id}`, root).href;
    const decide = async (key, fields) => {
      await page.goto(at);
      await page.keyboard.press(key);
      for (const [name, value] of Object.entries(fields)) {
        await page.locator(`details[data-key=${key}] [name=${name}]`).fill(value);
      }
      await page.locator(`details[data-key=${key}] button`).click();
    };
    const step = () => page.locator(".steps [aria-current]").innerText();
    await decide("a", { to: "Moussa", by: "Awa" });
    await page.waitForURL(/done=/);
    assert.equal(await step(), "assigned");
    await decide("c", { by: "Moussa" });
    await page.waitForURL(/done=/);
    assert.equal(await step(), "confirmed");
    await decide("p", { by: "moussa" });
    await page.locator(".problem").waitFor();
    assert.match(await page.locator(".problem").innerText(), /somebody else/);
    await decide("p", { by: "Awa" });
    await page.waitForURL(/done=/);
    await decide("f", { by: "Awa" });
    await page.waitForURL(/done=/);
    assert.equal(await step(), "finalised");
    await decide("q", { why: "which list?", by: "Zeinab" });
    await page.waitForURL(/done=/);
    assert.match(await page.locator(".ask").innerText(), /Zeinab[^]*which list/);
    await check(page, true);
    if (SHOTS) await page.screenshot({ path: join(SHOTS, "questioned.png"), fullPage: true });
    await decide("a", { to: "Zeinab", by: "Zeinab" });
    await page.waitForURL(/done=/);
    for (const queue of ["asked", "mine"]) {
      await page.goto(new URL(`/review?queue=${queue}`, root).href);
      assert.ok((await page.locator(`a[href*="${third.id}"]`).count()) > 0, queue);
      await check(page, true);
    }
    await context.close();
  }

  // A decision goes by what it is about, and the page of a name shows when and where.
  {
    const { context, page } = await open(browser, { locale: "en-GB", viewport: NARROW });
    await page.goto(new URL("/history", root).href);
    const about = page.locator(`.log a[href*="${event.id}"]`).first();
    assert.match(await about.innerText(), /, .*\d{4}$/, "an event is told by what, where and when");
    await page.goto(new URL(pages.actor, root).href);
    assert.equal(await page.locator("svg.map").isVisible(), true);
    const bar = page.locator("svg.bars a").first();
    assert.match(await bar.getAttribute("href"), /actor=.*since=/);
    await page.goto(new URL(pages.compare, root).href);
    assert.equal(await page.locator(".side-by-side > section").count(), 2);
    assert.ok((await page.locator(".side-by-side .articles blockquote").count()) >= 2, "reports in their words");
    await check(page, true);
    await context.close();
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

  await walkWithAccounts(browser, work, { open, look, check }, SHOTS);

  assert.deepEqual(faults, []);
  console.log(`browser tests: ${seen.n} pages looked at, all as they must be`);
} finally {
  await browser?.close();
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(work, { recursive: true, force: true });
}
