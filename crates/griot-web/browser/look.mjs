// Looks at the pages of a walk: everything that must hold on all of them.

import assert from "node:assert/strict";
import { join } from "node:path";

import { axeSource, moving } from "./common.mjs";

export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 390, height: 844 };
/** What a page of 1280 pixels is at four times its size (WCAG 1.4.10). */
export const SMALLEST = { width: 320, height: 640 };

/** Windows that are watched, what was wrong in them, and how many pages were looked at. */
export function watcher(shots) {
  const faults = [];
  const seen = { n: 0 };

  /** A window whose every page is watched. */
  async function open(browser, options) {
    const context = await browser.newContext({ viewport: WIDE, ...options });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    page.on("console", (message) => {
      // A browser logs the status of a page that is refused; those are looked at one by one.
      if (/Failed to load resource.* status of 4\d\d/.test(message.text())) return;
      // Said of a machine without a graphics card.
      if (/GL Driver Message/.test(message.text())) return;
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
    await moving(page);
    await fits(page);
    if (shots && name) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true });
    if (!axe) return void (seen.n += 1);
    // What is closed has to be good as well once somebody opens it.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll("details")) one.open = true;
    });
    await check(page, axe);
  }

  async function fits(page) {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 1) faults.push(`${page.url()}: ${wide} pixels wider than the window`);
  }

  async function check(page, axe) {
    seen.n += 1;
    const at = page.url();
    await fits(page);
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

  return { open, look, check, faults, seen };
}
