// The map that moves, over the one that the server has drawn. What it shows is asked of the server, part by
// part: discs, however many events there are, and the names of places. Where the reader moves it, the list
// follows, and the address says which part is shown.

/** Points from the middle to the edge of a disc. */
const radius = (n) => Math.min(6 + Math.log(Math.max(n, 1)) * 3.4, 22);
/** An area is never drawn smaller than this, in points. */
const LEAST_AREA = 17;
const EARTH_KM = 40_075;
/** Names are drawn in these fonts of the reader's machine: none is loaded. */
const FONT = ["system-ui", "Noto Sans", "Liberation Sans"];
const BOLD = ["Noto Sans Bold", "Liberation Sans Bold"];

/** The lines and the faces of a TopoJSON of countries: coasts belong to one of them, borders to two. */
function earth(topology) {
  const { scale, translate } = topology.transform;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      x += dx;
      y += dy;
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  });
  const owners = new Uint8Array(arcs.length);
  const ring = (indices) => {
    const line = [];
    for (const index of indices) {
      const at = index < 0 ? ~index : index;
      owners[at] += 1;
      const arc = index < 0 ? [...arcs[at]].reverse() : arcs[at];
      // Arcs meet in one point.
      line.push(...(line.length ? arc.slice(1) : arc));
    }
    return line;
  };
  const faces = [];
  for (const one of topology.objects.countries.geometries) {
    const polygons = one.type === "MultiPolygon" ? one.arcs : one.type === "Polygon" ? [one.arcs] : [];
    faces.push(...polygons.map((rings) => rings.map(ring)));
  }
  const lines = (n) => arcs.filter((_, at) => (n === 1 ? owners[at] === 1 : owners[at] > 1));
  const feature = (type, coordinates) => ({ type: "Feature", properties: {}, geometry: { type, coordinates } });
  return {
    land: feature("MultiPolygon", faces),
    coast: feature("MultiLineString", lines(1)),
    border: feature("MultiLineString", lines(2)),
  };
}

/** A circle on the earth. */
function circle(lat, lon, km) {
  const up = (km / EARTH_KM) * 360;
  const aside = up / Math.max(Math.cos((lat * Math.PI) / 180), 0.05);
  const points = [];
  for (let at = 0; at <= 72; at += 1) {
    const turn = (at / 36) * Math.PI;
    points.push([lon + aside * Math.cos(turn), Math.max(-85, Math.min(85, lat + up * Math.sin(turn)))]);
  }
  return [points];
}

const collection = (features) => ({ type: "FeatureCollection", features });

/** The colours of the page, which has two sets of them. */
function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  return Object.fromEntries(
    ["sea", "land", "coast", "land-line", "pin", "area", "ink", "dim", "sheet"].map((name) => [name, of(name)]),
  );
}

function layers(c, tiles) {
  const halo = { "text-halo-color": tiles ? c.sheet : c.land, "text-halo-width": 1.4 };
  const kind = (name) => ["==", ["get", "kind"], name];
  return [
    { id: "sea", type: "background", paint: { "background-color": c.sea } },
    ...(tiles
      ? [{ id: "tiles", type: "raster", source: "tiles" }]
      : [
          { id: "land", type: "fill", source: "land", paint: { "fill-color": c.land, "fill-antialias": false } },
          { id: "coast", type: "line", source: "coast", paint: { "line-color": c.coast, "line-width": 1 } },
          { id: "border", type: "line", source: "border", paint: { "line-color": c["land-line"], "line-width": ["interpolate", ["linear"], ["zoom"], 2, 0.6, 8, 1.6] } },
        ]),
    { id: "area-face", type: "fill", source: "areas", paint: { "fill-color": c.area, "fill-opacity": 0.12 } },
    { id: "area-line", type: "line", source: "areas", paint: { "line-color": c.area, "line-width": 1.6, "line-dasharray": [3, 2.2] } },
    {
      id: "names", type: "symbol", source: "names", filter: ["!", kind("country")],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT,
        "text-size": ["match", ["get", "kind"], "city", 12.5, "town", 11.5, 10.5],
        "text-padding": 6, "symbol-sort-key": ["get", "rank"], "text-max-width": 8,
      },
      paint: { "text-color": c.dim, ...halo },
    },
    {
      id: "countries", type: "symbol", source: "names", filter: kind("country"),
      layout: { "text-field": ["get", "name"], "text-font": BOLD, "text-size": 12, "text-letter-spacing": 0.14, "text-transform": "uppercase", "text-padding": 10, "text-max-width": 7 },
      paint: { "text-color": c.dim, ...halo },
    },
    {
      id: "area-count", type: "symbol", source: "area-tops",
      layout: { "text-field": ["get", "count"], "text-font": BOLD, "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true },
      paint: { "text-color": c.ink, ...halo },
    },
    {
      id: "spots", type: "circle", source: "spots",
      paint: { "circle-color": c.pin, "circle-opacity": 0.86, "circle-radius": ["get", "radius"], "circle-stroke-color": c.sheet, "circle-stroke-width": 1.4 },
    },
    {
      id: "spot-names", type: "symbol", source: "spots",
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": 12.5, "text-max-width": 9,
        "text-variable-anchor": ["left", "right", "top", "bottom"], "text-radial-offset": ["get", "offset"], "text-justify": "auto",
        "symbol-sort-key": ["-", 0, ["get", "n"]],
      },
      paint: { "text-color": c.ink, ...halo },
    },
    {
      // Placed first: no name stands on a disc, whether it has a number or not.
      id: "spot-counts", type: "symbol", source: "spots",
      layout: {
        "text-field": ["case", [">", ["get", "n"], 1], ["get", "count"], "·"], "text-font": BOLD, "text-size": 11.5,
        "text-padding": 5, "text-allow-overlap": true,
      },
      paint: { "text-color": c.sheet, "text-opacity": ["case", [">", ["get", "n"], 1], 1, 0] },
    },
  ];
}

/** Turns over from the map of a figure to the one that moves; `renewed` is called when the list has. */
export async function start(figure, renewed) {
  const { dataset } = figure;
  const texts = JSON.parse(dataset.texts);
  const still = figure.querySelector(".map-still");
  const [library, topology] = await Promise.all([
    import(dataset.library),
    dataset.tiles ? null : fetch(dataset.world).then((answer) => answer.json()),
  ]);
  library.setWorkerUrl(new URL(dataset.worker, location.href).href);

  const box = document.createElement("div");
  box.className = "map-moves";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", texts.map_of);
  const canvas = document.createElement("div");
  canvas.className = "map-canvas";
  box.append(canvas);
  still.after(box);

  const c = colours();
  const empty = { type: "geojson", data: collection([]) };
  const sources = { areas: empty, "area-tops": empty, spots: empty, names: empty };
  if (dataset.tiles) {
    sources.tiles = { type: "raster", tiles: [dataset.tiles], tileSize: 256, maxzoom: 19 };
  } else {
    for (const [name, data] of Object.entries(earth(topology))) {
      sources[name] = { type: "geojson", data, maxzoom: 9, tolerance: 0.5 };
    }
  }
  const numbers = (text) => text.split(",").map(Number);
  const [west, south, east, north] = numbers(dataset.bounds);
  const home = [[west, south], [east, north]];
  const within = new URL(location.href).searchParams.get("within");
  const seen = within ? numbers(within) : null;
  const bounds = seen?.length === 4 && seen[0] < seen[2] ? [[seen[0], seen[1]], [seen[2], seen[3]]] : home;
  const isTouched = matchMedia("(pointer: coarse)").matches;
  let map;
  try {
    map = new library.Map({
      container: canvas, attributionControl: false, renderWorldCopies: false, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, maxZoom: 15, minZoom: 0.5, bounds, fitBoundsOptions: { padding: 0 },
      style: { version: 8, sources, layers: layers(c, dataset.tiles) },
      // One finger moves the page, two the map: nobody is caught in it.
      cooperativeGestures: isTouched, locale: { "CooperativeGesturesHandler.MobileHelpText": texts.map_fingers },
      scrollZoom: true, fadeDuration: 150,
    });
  } catch (wrong) {
    box.remove();
    throw wrong;
  }
  map.touchZoomRotate.disableRotation();
  // The wheel belongs to the page until the reader has touched the map.
  map.scrollZoom.disable();
  const wake = () => map.scrollZoom.enable();
  canvas.addEventListener("pointerdown", wake, { once: true });
  canvas.addEventListener("focusin", wake, { once: true });

  const button = (text, sign, act) => {
    const one = document.createElement("button");
    one.type = "button";
    one.title = text;
    one.setAttribute("aria-label", text);
    one.textContent = sign;
    one.addEventListener("click", act);
    return one;
  };
  let isMoved = false;
  const byReader = (act) => () => {
    isMoved = true;
    act();
  };
  const tools = document.createElement("div");
  tools.className = "map-tools";
  const large = button(texts.map_large, "⤢", () => {
    const is = figure.closest(".pictures").classList.toggle("large");
    large.title = is ? texts.map_small : texts.map_large;
    large.setAttribute("aria-label", large.title);
    map.resize();
  });
  tools.append(
    button(texts.map_in, "+", byReader(() => map.zoomIn())),
    button(texts.map_out, "−", byReader(() => map.zoomOut())),
    button(texts.map_whole, "⌂", byReader(() => map.fitBounds(home))),
    large,
  );
  box.append(tools);
  const told = document.createElement("p");
  told.className = "map-told";
  told.hidden = true;
  box.append(told);
  // The list changes without a look at it: whoever hears the page is told how many it holds.
  const heard = document.createElement("p");
  heard.className = "hide";
  heard.setAttribute("role", "status");
  box.append(heard);
  const owner = document.createElement("p");
  owner.className = "map-owner";
  const licence = document.createElement("a");
  licence.href = dataset.licence;
  licence.textContent = "MapLibre";
  owner.append(licence, ` · ${dataset.owner || texts.map_outlines}`);
  const follow = document.createElement("label");
  follow.className = "map-follow check";
  const follows = document.createElement("input");
  follows.type = "checkbox";
  follows.checked = true;
  follow.append(follows, texts.map_follow);
  box.after(follow, owner);

  const frame = () => {
    const edges = map.getBounds();
    const degrees = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(3).replace(/\.?0+$/, "") || "0";
    return [
      degrees(edges.getWest(), 180), degrees(edges.getSouth(), 90),
      degrees(edges.getEast(), 180), degrees(edges.getNorth(), 90),
    ].join(",");
  };

  let asking;
  async function show() {
    asking?.abort();
    asking = new AbortController();
    const address = new URL(dataset.spots, location.href);
    address.searchParams.set("frame", frame());
    address.searchParams.set("zoom", map.getZoom().toFixed(2));
    let found;
    try {
      const answer = await fetch(address, { signal: asking.signal });
      if (!answer.ok) return;
      found = await answer.json();
    } catch {
      // Another move asks for more, or the server is gone: what is there stays.
      return;
    }
    const point = (one, properties) => ({
      type: "Feature", properties, geometry: { type: "Point", coordinates: [one.lon, one.lat] },
    });
    const spots = found.spots.filter((one) => !one.area);
    const areas = found.spots.filter((one) => one.area);
    const isNamed = new Set(found.spots.map((one) => one.name));
    map.getSource("spots").setData(collection(spots.map((one) => {
      const wide = one.n > 1 ? Math.max(radius(one.n), 6 + String(one.count).length * 3) : 6;
      return point(one, { ...one, radius: wide, offset: (wide + 4) / 12.5, bounds: JSON.stringify(one.bounds) });
    })));
    const perPoint = (lat) => (EARTH_KM * Math.cos((lat * Math.PI) / 180)) / (512 * 2 ** map.getZoom());
    const wide = (one) => Math.max(one.km, LEAST_AREA * perPoint(one.lat));
    map.getSource("areas").setData(collection(areas.map((one) => ({
      type: "Feature", properties: { ...one, bounds: JSON.stringify(one.bounds) },
      geometry: { type: "Polygon", coordinates: circle(one.lat, one.lon, wide(one)) },
    }))));
    // The number of an area stands on its edge: its middle is no place.
    map.getSource("area-tops").setData(collection(areas.filter((one) => one.n > 1).map((one) => {
      const [, top] = circle(one.lat, one.lon, wide(one))[0][18];
      return point({ lat: top, lon: one.lon }, { count: one.count });
    })));
    map.getSource("names").setData(collection(
      found.labels.filter((one) => one.kind === "country" || !isNamed.has(one.name)).map((one, rank) => point(one, { ...one, rank })),
    ));
    figure.dataset.shown = String(found.n);
  }

  // The list, its sums and the chart become those of an address. The map stays where it is in the window,
  // whatever comes to stand above it.
  let renewing;
  async function renew(address) {
    renewing?.abort();
    renewing = new AbortController();
    try {
      const answer = await fetch(address, { signal: renewing.signal });
      if (!answer.ok) return false;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const stood = figure.getBoundingClientRect().top;
      for (const old of document.querySelectorAll("[data-live]")) {
        const fresh = page.querySelector(`[data-live="${old.dataset.live}"]`);
        if (fresh) old.replaceWith(document.adoptNode(fresh));
      }
      window.scrollBy({ top: figure.getBoundingClientRect().top - stood, behavior: "instant" });
      heard.textContent = document.querySelector(".sum b")?.textContent ?? "";
      const field = document.getElementById("f-within");
      if (field) field.value = address.searchParams.get("within") ?? "";
      renewed();
      return true;
    } catch {
      // Another move asks for more, or the server is gone: what is there stays.
      return false;
    }
  }

  // Where the reader moves the map, the list follows, and the way back leads to where the map was before.
  async function narrow() {
    if (!follows.checked) return;
    const address = new URL(dataset.page, location.href);
    address.searchParams.set("within", frame());
    if (!(await renew(address)) || address.search === shown) return;
    shown = address.search;
    history.pushState(null, "", address);
  }
  let shown = location.search;
  addEventListener("popstate", () => {
    const address = new URL(location.href);
    // A link within the page is no way back.
    if (address.search === shown) return;
    shown = address.search;
    const edges = numbers(address.searchParams.get("within") ?? dataset.bounds);
    isMoved = false;
    clearTimeout(later);
    map.fitBounds([[edges[0], edges[1]], [edges[2], edges[3]]], { padding: 0, animate: false });
    renew(address);
  });

  let later;
  map.on("movestart", (event) => {
    if (event.originalEvent) isMoved = true;
  });
  map.on("moveend", () => {
    if (!figure.dataset.ready) return;
    show();
    clearTimeout(later);
    // After the way back the map moves, and the list is already that of the address.
    if (isMoved) later = setTimeout(narrow, 250);
  });
  follows.addEventListener("change", () => {
    if (follows.checked && isMoved) narrow();
  });

  for (const layer of ["spots", "area-face"]) {
    map.on("mousemove", layer, (event) => {
      map.getCanvas().style.cursor = "pointer";
      told.textContent = event.features[0].properties.title;
      told.hidden = false;
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
      told.hidden = true;
    });
  }
  map.on("click", (event) => {
    const [spot] = map.queryRenderedFeatures(event.point, { layers: ["spots", "spot-names", "area-face"] });
    if (!spot) return;
    const { n, href, bounds: edges } = spot.properties;
    const [w, s, e, nn] = JSON.parse(edges);
    // Several places in one disc come apart when one looks closer.
    if (n > 1 && (e - w > 0.02 || nn - s > 0.02) && map.getZoom() < 13) {
      isMoved = true;
      map.fitBounds([[w, s], [e, nn]], { padding: 60, maxZoom: 13 });
    } else {
      location.assign(href);
    }
  });

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    const now = layers(colours(), dataset.tiles);
    for (const { id, paint } of now) {
      for (const [name, value] of Object.entries(paint ?? {})) map.setPaintProperty(id, name, value);
    }
  });

  await new Promise((done, failed) => {
    map.once("load", done);
    map.once("error", ({ error }) => failed(error));
  }).catch((wrong) => {
    map.remove();
    for (const one of [box, follow, owner]) one.remove();
    throw wrong;
  });
  await show();
  // It comes when it is drawn; what is slow to come (a server of tiles) is not waited for.
  await Promise.race([map.once("idle"), new Promise((done) => setTimeout(done, 4_000))]);
  still.hidden = true;
  box.classList.add("ready");
  figure.dataset.ready = "yes";
}
