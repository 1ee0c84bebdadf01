// Walks through a record that has accounts: who comes in and how, what each role sees and may, what is withheld
// from whom, the log, and the way out; in both languages, wide and on a phone.

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { join } from "node:path";

import { AWKWARD, EXAMPLES, griot, serve, told } from "./common.mjs";
import { NARROW, WIDE } from "./look.mjs";

const PASSWORD = "one sentence is long enough";
/** Names of accounts, what they are, and the window of each. Between them they cover all of it. */
const PEOPLE = {
  reader: { name: "Rokia", locale: "fr-FR", colorScheme: "light", viewport: NARROW },
  reviewer: { name: "Moussa", locale: "en-GB", colorScheme: "dark", viewport: WIDE },
  editor: { name: "Awa", locale: "fr-FR", colorScheme: "dark", viewport: WIDE },
  admin: { name: "Zeinab", locale: "en-GB", colorScheme: "light", viewport: NARROW },
};
/** What stands on the page of an event for whom. */
const REVIEWS = ["confirm", "assign", "question", "note"];
const EDITS = ["correct", "merge", "reject", "withhold"];
/** A code holds for so many seconds. */
const STEP = 30;

/** The code of an app at this moment (RFC 6238). */
function code(secret) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP)));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

export async function walkWithAccounts(browser, work, { open, look, check }, shots) {
  const record = join(work, "with-accounts");
  griot("init", record, "--name", "Sahel");
  griot("add", "--quiet", record, EXAMPLES, AWKWARD);
  for (const [role, { name }] of Object.entries(PEOPLE)) {
    told(PASSWORD, "account", "add", record, name, "--role", role);
  }
  const secret = told("", "account", "totp", record, PEOPLE.editor.name).match(/^secret\s+([A-Z2-7]+)/m)[1];
  const { server, address } = serve(record);
  try {
    const root = await address;
    const at = (path) => new URL(path, root).href;
    const shot = async (page, name) => {
      if (shots) await page.screenshot({ path: join(shots, `people-${name}.png`), fullPage: true });
    };
    const windows = {};

    async function fill(page, { name }, password, digits = "") {
      await page.fill("#name", name);
      await page.fill("#password", password);
      await page.fill("#code", digits);
      await page.locator("form[action='/login'] button").click();
    }

    // Nobody sees anything without logging in, and what is wrong is not told.
    for (const [role, person] of Object.entries(PEOPLE)) {
      const window = await open(browser, person);
      windows[role] = window.page;
      const { page } = window;
      await page.goto(at("/review?queue=disputed"));
      assert.match(page.url(), /\/login\?to=/, "everybody logs in");
      assert.equal(await page.getAttribute("html", "lang"), person.locale.slice(0, 2));
      assert.equal(await page.locator("nav.nav").count(), 0, "a login tells nothing of the record");
      await check(page, true);
      await shot(page, `login-${role}`);
      await fill(page, person, "a sentence that is wrong");
      const problem = await page.locator(".problem").innerText();
      await check(page, true);
      if (role === "editor") {
        await shot(page, "login-refused");
        // The password alone is not enough, and nothing says that it was right.
        await fill(page, person, PASSWORD);
        assert.equal(await page.locator(".problem").innerText(), problem);
      }
      await fill(page, person, PASSWORD, role === "editor" ? code(secret) : "");
      await page.waitForURL(/\/review\?queue=disputed$/);
      assert.match(await page.locator("form.leave").innerText(), new RegExp(person.name));
    }
    const { reader, reviewer, editor, admin } = windows;

    // Each sees what they may, on every page.
    const ids = async (page) => {
      const { events, n_withheld } = await (await page.request.get(at("/events.json?limit=1000"))).json();
      return { all: events.map(({ id }) => id), events, n_withheld };
    };
    const { events } = await ids(admin);
    const event = events.find((one) => one.n_reports > 1) ?? events[0];
    const hidden = events.find((one) => one.id !== event.id && one.n_reports === 1);
    const forms = (page) =>
      page.locator("form.act input[name=verb]").evaluateAll((all) => all.map((one) => one.value));
    const pages = ["/", `/events/${event.id}`, "/review", "/stories", "/statements", "/totals", "/actors", "/places", "/history", "/brief"];
    for (const [role, page] of Object.entries(windows)) {
      for (const path of pages) await look(page, at(path));
      await page.goto(at(`/events/${event.id}`));
      const there = await forms(page);
      for (const verb of REVIEWS) assert.equal(there.includes(verb), role !== "reader", `${role}: ${verb}`);
      const edits = role === "editor" || role === "admin";
      for (const verb of EDITS) assert.equal(there.includes(verb), edits, `${role}: ${verb}`);
      await shot(page, `event-${role}`);
      const log = await page.goto(at("/log"));
      assert.equal(log.status(), role === "admin" ? 200 : 403, `${role}: the log`);
      await check(page, true);
      if (role === "reader") await shot(page, "log-refused");
      assert.equal((await page.request.get(at("/log.json"))).status(), role === "admin" ? 200 : 403);
    }

    /** Fills in a form of an event and sends it. */
    async function decide(page, id, verb, fields) {
      await page.goto(at(`/events/${id}`));
      const box = page.locator("details.act-box", { has: page.locator(`input[name=verb][value=${verb}]`) });
      await box.locator("summary").click();
      for (const [name, value] of Object.entries(fields)) {
        const field = box.locator(`[name=${name}]`);
        if ((await field.evaluate((one) => one.tagName)) === "SELECT") await field.selectOption(value);
        else await field.fill(value);
      }
      await box.locator("button[type=submit]").click();
      await page.waitForURL(/done=de-/);
    }
    const step = (page) => page.locator(".steps [aria-current]").innerText();

    // A review between people, each signed with the name of their account.
    await decide(reviewer, event.id, "assign", { to: PEOPLE.editor.name });
    await editor.goto(at("/review?queue=mine"));
    assert.equal(await editor.locator(`a[href*="${event.id}"]`).count(), 1, "what is assigned is in the queue of mine");
    await check(editor, true);
    await shot(editor, "queue-mine");
    await decide(editor, event.id, "correct", { slot: "killed", value: "12-15", why: "Liste de l’hôpital" });
    assert.match(await editor.locator(".toll-block .figure").first().innerText(), /12–15/);
    await check(editor, true);
    await shot(editor, "corrected");
    await decide(reviewer, event.id, "confirm", {});
    assert.equal(await step(reviewer), "confirmed");
    await decide(editor, event.id, "peer_review", {});
    await decide(editor, event.id, "finalise", {});
    assert.equal(await step(editor), "clos");
    await check(editor, true);
    await shot(editor, "finalised");
    // The others see it at once, whoever looked before.
    for (const page of [reader, reviewer, admin]) {
      await page.goto(at(`/events/${event.id}`));
      assert.match(await page.locator(".toll-block .figure").first().innerText(), /12–15/);
      const history = await page.locator("#history + ol").innerText();
      assert.match(history, /Awa/);
      assert.match(history, /Moussa/);
    }

    // What is withheld is nowhere for those below, and others are told that it is.
    const before = (await ids(reader)).all;
    assert.ok(before.includes(hidden.id));
    await decide(editor, hidden.id, "withhold", { below: "editor", why: "Quelqu’un est en danger" });
    for (const [role, page] of Object.entries(windows)) {
      const sees = role === "editor" || role === "admin";
      const { all, n_withheld } = await ids(page);
      assert.equal(all.includes(hidden.id), sees, `${role}: the list`);
      assert.equal(n_withheld > 0, !sees, `${role}: how many are withheld`);
      const answer = await page.goto(at(`/events/${hidden.id}`));
      assert.equal(answer.status(), sees ? 200 : 404, `${role}: the event`);
      await check(page, true);
      await shot(page, `withheld-${role}`);
      if (sees) assert.ok((await page.locator(".page-head .b-doubt").count()) > 0, "it is told to be withheld");
      else {
        await look(page, root);
        assert.match(await page.locator(".hint").first().innerText(), /pas montré|withheld/i);
        await page.goto(at("/history"));
        assert.equal(await page.locator(`main a[href*="${hidden.id}"]`).count(), 0, `${role}: the history`);
      }
    }
    await shot(reader, "withheld-told");

    // The log, wide and on a phone: whole words, nothing cut off, nothing to be moved sideways.
    await look(admin, at("/log"), { name: "people-log-phone" });
    const text = await admin.locator("table.logged").innerText();
    const told = ["refused", "logged in", "Second factor of Awa turned on", "Peer-reviewed"];
    for (const word of [...told, ...Object.values(PEOPLE).map(({ name }) => name)]) {
      assert.ok(text.includes(word), `the log tells of ${word}`);
    }
    assert.ok(!text.includes(PASSWORD));
    assert.doesNotMatch(text, /login-failed|peer_review|totp|verb |taken/, "sentences, not names of fields");
    const sideways = await admin.locator(".scroll").evaluateAll((all) => all.map((one) => one.scrollWidth - one.clientWidth));
    assert.ok(Math.max(...sideways) <= 1, `the log is ${Math.max(...sideways)} pixels wider than a phone`);
    const smallest = await admin
      .locator("table.logged td")
      .evaluateAll((all) => Math.min(...all.map((one) => parseFloat(getComputedStyle(one).fontSize))));
    assert.ok(smallest >= 14, `letters of ${smallest} pixels`);
    await look(admin, at("/history"), { name: "people-history-phone" });
    await admin.setViewportSize(WIDE);
    await look(admin, at("/log"), { name: "people-log-wide" });

    // Out: the session is over, also for what was open before.
    for (const [role, page] of Object.entries(windows)) {
      await page.goto(at(`/events/${event.id}`));
      await page.locator("form.leave button").click();
      await page.waitForURL(/\/login$/);
      await check(page, true);
      await page.goto(at(`/events/${event.id}`));
      assert.match(page.url(), /\/login\?to=/, `${role} is out`);
      assert.equal((await page.request.get(at("/events.json"))).status(), 401);
      await page.context().close();
    }
  } finally {
    server.removeAllListeners("exit");
    server.kill("SIGTERM");
  }
}
