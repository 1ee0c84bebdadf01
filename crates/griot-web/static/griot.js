// What makes the pages better where scripts run; nothing needs it.
"use strict";

// Times in the reader's zone: days stay days.
const lang = document.documentElement.lang;
const locale = navigator.languages.find((one) => one.startsWith(lang)) ?? lang;
function zoned() {
  for (const time of document.querySelectorAll("time[datetime*='T']:not([title])")) {
    const at = new Date(time.getAttribute("datetime"));
    if (Number.isNaN(at.getTime())) continue;
    time.title = time.textContent;
    time.textContent = at.toLocaleString(locale, {
      dateStyle: "medium",
      timeStyle: "short",
    });
  }
}

// Fields that were left empty do not stand in the address.
for (const form of document.querySelectorAll("form:not([method])")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

// Dragging over the bars asks for the days from the first to the last of them.
function brush(bars) {
  const all = [...bars.querySelectorAll("a[data-since]")];
  let from = -1;
  let to = -1;
  const at = (event) => all.indexOf(event.target.closest("a[data-since]"));
  const show = () => {
    const [low, high] = from < to ? [from, to] : [to, from];
    all.forEach((bar, index) => bar.classList.toggle("chosen", from >= 0 && low <= index && index <= high));
  };
  bars.addEventListener("pointerdown", (event) => {
    from = to = at(event);
  });
  bars.addEventListener("pointermove", (event) => {
    if (from < 0 || at(event) < 0) return;
    to = at(event);
    show();
  });
  bars.addEventListener("dragstart", (event) => event.preventDefault());
  bars.addEventListener("click", (event) => {
    if (from >= 0 && to >= 0 && from !== to) {
      event.preventDefault();
      const [low, high] = from < to ? [from, to] : [to, from];
      const address = new URL(all[low].href.baseVal, location.href);
      address.searchParams.set("until", all[high].dataset.until);
      location.assign(address);
    }
    from = to = -1;
    show();
  });
  document.addEventListener("pointerup", (event) => {
    if (from < 0 || from === to || bars.contains(event.target)) return;
    from = to = -1;
    show();
  });
}

// What is on the page now, and what comes onto it when the list follows the map.
function renewed() {
  zoned();
  document.querySelectorAll("svg.bars:not([data-brushed])").forEach((bars) => {
    bars.dataset.brushed = "";
    brush(bars);
  });
}
renewed();

// The map moves where the browser can draw it; it comes after the page, and the still one stays until then.
const figure = document.querySelector("figure[data-map]");
if (figure && document.createElement("canvas").getContext("webgl2")) {
  const begin = () => {
    const late = window.requestIdleCallback ?? setTimeout;
    late(() => {
      import(figure.dataset.script)
        .then((map) => map.start(figure, renewed))
        .catch(() => {
          // The still map is as good a map, and stays.
          figure.dataset.ready = "no";
        });
    });
  };
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
}

// Keys of the review; whoever does not want them turns them off.
const acts = document.querySelectorAll("[data-key]");
const note = document.querySelector(".keys-note");
if (note) {
  const are = () => {
    try {
      return localStorage.getItem("griot-keys") !== "off";
    } catch {
      return true;
    }
  };
  const button = note.querySelector("[data-keys]");
  const told = () => button.setAttribute("aria-pressed", String(are()));
  note.hidden = false;
  told();
  button.addEventListener("click", () => {
    try {
      localStorage.setItem("griot-keys", are() ? "off" : "on");
    } catch {
      // Without storage they stay on.
    }
    told();
  });
  document.addEventListener("keydown", (event) => {
    const writes = event.target.closest("input, select, textarea");
    if (writes || event.ctrlKey || event.metaKey || event.altKey || !are()) return;
    const act = [...acts].find((one) => one.dataset.key === event.key.toLowerCase());
    if (!act) return;
    event.preventDefault();
    if (act.tagName === "A") {
      act.click();
      return;
    }
    act.open = true;
    const first = act.querySelector("select, input:not([type=hidden])");
    if (first) first.focus();
  });
}
