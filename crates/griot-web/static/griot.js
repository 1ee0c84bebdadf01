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

// Dragging over the chart asks for the days from where it began to where it ended, whether bars stand there
// or not. One band shows them.
function brush(bars) {
  const starts = bars.dataset.starts?.split(",") ?? [];
  if (starts.length < 2) return;
  const [, , width, height] = bars.getAttribute("viewBox").split(" ").map(Number);
  const band = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  band.setAttribute("class", "band");
  band.setAttribute("y", "0");
  band.setAttribute("height", String(Math.min(Number(bars.dataset.base), height)));
  bars.prepend(band);
  const step = width / starts.length;
  let from = -1;
  let to = -1;
  // What a drag ends on is not followed.
  let isDragged = false;
  const at = (event) => {
    const { left, width: wide } = bars.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / wide) * starts.length);
    return Math.max(0, Math.min(starts.length - 1, index));
  };
  const ends = () => (from < to ? [from, to] : [to, from]);
  const show = () => {
    const [low, high] = isDragged ? ends() : [0, -1];
    band.setAttribute("x", String(low * step));
    band.setAttribute("width", String((high - low + 1) * step));
  };
  const stop = () => {
    from = to = -1;
    isDragged = false;
    show();
  };
  show();
  bars.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    from = to = at(event);
    isDragged = false;
  });
  bars.addEventListener("dragstart", (event) => event.preventDefault());
  document.addEventListener("pointermove", (event) => {
    if (from < 0) return;
    to = at(event);
    isDragged ||= from !== to;
    show();
  });
  document.addEventListener("pointercancel", stop);
  document.addEventListener("pointerup", () => {
    if (from < 0 || !isDragged) {
      from = -1;
      return;
    }
    const [low, high] = ends();
    const address = new URL(bars.dataset.page, location.href);
    address.searchParams.set("since", starts[low]);
    // To the day before the period that follows.
    const next = starts[high + 1];
    const last = next ? new Date(Date.parse(`${next}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10) : bars.dataset.until;
    address.searchParams.set("until", last);
    from = -1;
    setTimeout(stop);
    location.assign(address);
  });
  bars.addEventListener("click", (event) => {
    if (isDragged) event.preventDefault();
  }, true);
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

// A form that was given back: where it goes on, and what is wrong with it. What somebody else did meanwhile is
// read first.
const problem = document.querySelector(".problem[data-verb]");
if (problem) {
  const named = (name) => `[name="${name}"]:not([type=hidden])`;
  const verb = [...document.querySelectorAll("form.act input[name=verb]")].find((one) => one.value === problem.dataset.verb);
  const form = verb?.form;
  const field = problem.dataset.field && form && (form.querySelector(named(problem.dataset.field)) ?? form.querySelector("select, input:not([type=hidden])"));
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), "problem"].filter(Boolean).join(" "));
  }
  const begin = field || problem;
  begin.focus();
  begin.scrollIntoView({ block: "center", behavior: "instant" });
}

// Escape closes the form that one is in.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const form = event.target.closest?.("details.act-box[open], details.undo[open]");
  if (!form) return;
  form.open = false;
  form.querySelector("summary").focus();
});
