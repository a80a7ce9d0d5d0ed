/**
 * The map as a picture to keep: one SVG with title, legend, scale and credits inside, and the
 * same rasterised to PNG. Nothing is fetched; every word is escaped; the same state and size
 * give the same text.
 */
import L from "./leaflet.js";
import { COLOURS, outlines } from "./basemap.js";
import { svg } from "./dom.js";
import { metresPerPixel, scaleBar } from "./earth.js";
import { FAMILY, badgeAt, signAt, widthOf } from "./labels.js";
import { wordOf } from "./filterpanel.js";
import { keys, SAMPLE_PX } from "./legend.js";
import { scene } from "./scene.js";
import { FACETS } from "./state.js";
import { STANDING_SIGNS, symbolParts } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./flowline.js").Stroke} Stroke */
/** @typedef {import("./labels.js").Point} Point */
/** @typedef {{tree: Tree, width: number, height: number}} Picture */

const MARGIN = 16;
const LEGEND = 236; // pixels across the legend's column
const ROW = 16; // pixels from one line of the legend to the next
/** From this width of the map on, the legend stands at its side, else below. */
const SIDE_FROM = 640;

/**
 * Text as XML: escaped, and without what XML cannot hold.
 *
 * @param {unknown} text
 */
export function xml(text) {
  let clean = "";
  for (const letter of String(text)) {
    const code = letter.codePointAt(0) ?? 0;
    const valid =
      code === 9 || code === 10 || code === 13 || (code >= 32 && code < 0xd800) || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
    if (!valid) continue;
    // Marks that turn the direction of writing could make a name read as another.
    if ((code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)) continue;
    clean += { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }[letter] ?? letter;
  }
  return clean;
}

/** @param {number} value */
const n1 = (value) => String(Math.round(value * 10) / 10 + 0);

/**
 * A piece of the picture: it becomes text for a file, or elements of the page for print.
 *
 * @typedef {{tag: string, attributes: Record<string, string>, inside: (Tree | string)[]}} Tree
 */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} attributes those that are null are left out
 * @param {...(Tree | string | null | (Tree | null)[])} inside text is text
 * @returns {Tree}
 */
function node(tag, attributes, ...inside) {
  /** @type {Record<string, string>} */
  const kept = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    kept[name] = typeof value === "number" ? n1(value) : String(value);
  }
  return { tag, attributes: kept, inside: inside.flat().filter((one) => one !== null) };
}

/**
 * @param {Tree | string} tree
 * @returns {string}
 */
function markup(tree) {
  if (typeof tree === "string") return xml(tree);
  const { tag, attributes, inside } = tree;
  const start = Object.entries(attributes).map(([name, value]) => ` ${name}="${xml(value)}"`).join("");
  return inside.length ? `<${tag}${start}>${inside.map(markup).join("")}</${tag}>` : `<${tag}${start}/>`;
}

/**
 * @param {Tree} tree
 * @returns {Element}
 */
function elements({ tag, attributes, inside }) {
  const { xmlns, ...own } = attributes;
  const made = svg(tag, own);
  void xmlns; // an element of the page has it already
  for (const one of inside) made.append(typeof one === "string" ? one : elements(one));
  return made;
}

/**
 * Points as the data of an SVG path, in tenths of a pixel, each from the one before.
 *
 * @param {Point[]} points
 * @param {boolean} closed
 */
function d(points, closed) {
  let text = "";
  let [lastX, lastY] = [0, 0];
  points.forEach(({ x, y }, i) => {
    const [tenX, tenY] = [Math.round(x * 10), Math.round(y * 10)];
    if (i && tenX === lastX && tenY === lastY) return;
    text += `${i ? "l" : "M"}${(tenX - lastX) / 10} ${(tenY - lastY) / 10}`;
    [lastX, lastY] = [tenX, tenY];
  });
  return closed ? `${text}Z` : text;
}

/** @param {Stroke} one */
function stroke({ points, closed, fill, stroke: colour, width, dash, cap, alpha }) {
  return node("path", {
    d: d(points, closed),
    fill: fill ?? "none",
    stroke: colour,
    "stroke-width": colour ? width : null,
    "stroke-dasharray": dash.length ? dash.map(n1).join(" ") : null,
    "stroke-linecap": colour && cap === "round" ? cap : null,
    "stroke-linejoin": colour ? "round" : null,
    opacity: alpha === 1 ? null : String(alpha),
  });
}

/**
 * @param {string} text
 * @param {number} x
 * @param {number} y of its foot
 * @param {Record<string, unknown>} [more]
 */
function say(text, x, y, more = {}) {
  return node("text", { x, y, ...more }, text);
}

/**
 * A text broken into lines no wider than `room` pixels.
 *
 * @param {string} text
 * @param {number} room
 * @param {string} font
 * @returns {string[]}
 */
function wrap(text, room, font) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ").flatMap((one) => cutTo(one, room, font))) {
    const longer = line ? `${line} ${word}` : word;
    // Letters of another computer may be wider than these.
    if (line && widthOf(longer, font) * 1.06 > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/**
 * A word in pieces that have room: whole, unless it is longer than a line.
 *
 * @param {string} word
 * @param {number} room
 * @param {string} font
 * @returns {string[]}
 */
function cutTo(word, room, font) {
  if (widthOf(word, font) * 1.06 <= room) return [word];
  const pieces = [""];
  for (const letter of word) {
    const piece = pieces[pieces.length - 1] + letter;
    if (piece !== letter && widthOf(piece, font) * 1.06 > room) pieces.push(letter);
    else pieces[pieces.length - 1] = piece;
  }
  return pieces;
}

/** Digits of the hash on a picture: enough to tell two states of the data apart. */
const SEAL = 16;

/**
 * What the picture says of itself: where it comes from and what was chosen.
 *
 * @param {App} app
 * @returns {{title: string, lines: string[], foot: string[]}}
 */
export function facts(app) {
  const { model } = app;
  const shown = [...app.drawn.values()].filter((path) => path.shown).length;
  const key = model.recorded ? "version" : "version-undated";
  const version = t(key, { version: model.version, date: model.recorded });
  const held = [
    model.data_version === "unversioned" ? "" : model.data_version,
    model.sha256 ? `SHA-256 ${model.sha256.slice(0, SEAL)}…` : "",
  ].filter(Boolean);
  const data = held.length ? ` (${held.join(", ")})` : "";
  return {
    title: model.title,
    lines: [
      ...(app.current && app.current.kind !== "list" ? [t("picture-open", { name: app.title.textContent ?? "" })] : []),
      ...chosen(app),
      [t("picture-shown", { n: shown, all: model.lines.length }), ...(app.narrowed ? [app.tally()] : [])].join(" · "),
    ],
    foot: [
      `${t("no-wrongdoing")} ${t("picture-claims")}`,
      model.attribution,
      [model.stamp, `${version}${data}`, address()].filter(Boolean).join(" · "),
    ],
  };
}

/**
 * The window of time and the filters in force, in words.
 *
 * @param {App} app
 * @returns {string[]}
 */
function chosen(app) {
  const { window, clock, filters } = app.store.get();
  const { sites } = app.model;
  const lines = [];
  if (clock === "known") {
    if (window?.to) lines.push(t("picture-known", { day: window.to }));
  } else if (window) lines.push(t("picture-window", { from: window.from ?? "…", to: window.to ?? "…" }));
  /** @type {string[]} */
  const said = [];
  for (const facet of FACETS) {
    const named = filters[facet].map((word) => wordOf(app.model, facet, word));
    if (named.length) said.push(t("named", { name: t(`filter-${facet}`), words: named.join(", ") }));
  }
  if (filters.site) {
    const name = (/** @type {string | undefined} */ id) => sites.find((site) => site.id === id)?.name ?? id ?? "";
    said.push(t(`picture-${filters.site.way}`, { site: name(filters.site.id), other: name(filters.site.other) }));
  }
  if (said.length) lines.push(t("picture-filters", { words: said.join(t("time-colon")) }));
  return lines;
}

/** The address of this state; of a local file, only what names the state in it. */
export function address() {
  const hash = location.hash.length > 1 ? decoded(location.hash) : "";
  return /^https?:$/.test(location.protocol) ? `${location.origin}${location.pathname}${hash}` : hash;
}

/** @param {string} hash */
function decoded(hash) {
  try {
    return decodeURI(hash);
  } catch {
    return hash;
  }
}

/**
 * The frame of a picture: what the screen shows, or a size that shows at least that.
 *
 * @param {App} app
 * @param {Point} [size]
 * @returns {import("./scene.js").Frame}
 */
function frameOf(app, size) {
  const now = app.map.getSize();
  const centre = app.map.getCenter();
  const zoom = app.map.getZoom();
  if (!size) return { centre: [centre.lat, centre.lng], zoom, size: { x: now.x, y: now.y } };
  const more = Math.log2(Math.min(size.x / now.x, size.y / now.y));
  return { centre: [centre.lat, centre.lng], zoom: Math.min(12.5, zoom + more), size };
}

/**
 * The map as an SVG document.
 *
 * @param {App} app
 * @param {{size?: Point, name?: string}} [options] `size` of the map in it; `name` keeps ids
 *   apart where the picture is put into a page
 * @returns {Picture}
 */
export function pictureOf(app, { size, name = "tumen" } = {}) {
  const { model } = app;
  const frame = frameOf(app, size);
  const wide = frame.size.x >= SIDE_FROM;
  const width = MARGIN * 2 + Math.max(frame.size.x, 300) + (wide ? LEGEND + MARGIN : 0);
  const room = width - MARGIN * 2;
  const said = facts(app);
  const ink = model.style.ink;
  const quiet = "#55616b";
  /** @type {Tree[]} */
  const parts = [];
  let y = MARGIN;
  for (const line of wrap(said.title, room, "600 22px")) {
    y += 24;
    parts.push(say(line, MARGIN, y, { "font-size": 22, "font-weight": 600, class: "t-title" }));
  }
  y += 4;
  for (const fact of said.lines) {
    for (const line of wrap(fact, room, "13px")) {
      y += 17;
      parts.push(say(line, MARGIN, y, { "font-size": 13, fill: quiet }));
    }
  }
  y += 12;
  const top = y;
  const bar = [0, 1].map((i) => ({
    ...scaleBar(metresPerPixel(app.map, L.latLng(frame.centre), frame.zoom), 110, i ? "nmi" : "km", model.locale),
  }));
  const scaleBox = { x0: frame.size.x - 130, y0: frame.size.y - 48, x1: frame.size.x, y1: frame.size.y };
  const shot = scene(app, frame, { taken: [scaleBox] });
  const clip = `${name}-frame`;
  parts.push(
    node(
      "g",
      { class: "t-map", transform: `translate(${MARGIN} ${n1(top)})` },
      node("clipPath", { id: clip }, node("rect", { width: frame.size.x, height: frame.size.y })),
      node("g", { "clip-path": `url(#${clip})` }, ground(app, shot, name), above(app, shot), scaleOf(bar, frame.size, ink)),
        node("rect", { x: 0.5, y: 0.5, width: frame.size.x - 1, height: frame.size.y - 1, fill: "none", stroke: "#8fa1ab" }),
    ),
  );
  const legend = legendOf(app, shot, wide ? LEGEND : room, wide ? 1 : Math.max(1, Math.floor(room / LEGEND)));
  const beside = wide ? { x: MARGIN * 2 + frame.size.x, y: top } : { x: MARGIN, y: top + frame.size.y + 14 };
  parts.push(node("g", { class: "t-legend", transform: `translate(${n1(beside.x)} ${n1(beside.y)})` }, legend.parts));
  y = Math.max(top + frame.size.y, beside.y + legend.height) + 6;
  for (const fact of said.foot) {
    for (const line of wrap(fact, room, "11px")) {
      y += 15;
      parts.push(say(line, MARGIN, y, { "font-size": 11, fill: quiet }));
    }
  }
  const height = Math.ceil(y + MARGIN);
  const tree = node(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      lang: model.lang,
      "xml:lang": model.lang,
      width,
      height,
      viewBox: `0 0 ${n1(width)} ${n1(height)}`,
      role: "img",
      "aria-labelledby": `${name}-title ${name}-desc`,
      "font-family": FAMILY,
      fill: ink,
    },
    node("title", { id: `${name}-title` }, said.title),
    node("desc", { id: `${name}-desc` }, [...said.lines, ...said.foot].join(" ")),
    node("rect", { width, height, fill: model.style.paper }),
    parts,
  );
  return { tree, width, height };
}

/**
 * The picture as an SVG file.
 *
 * @param {Picture} picture
 */
export function fileOf({ tree }) {
  return `${markup(tree)}\n`;
}

/**
 * The picture as an element of the page, as large as its place.
 *
 * @param {Picture} picture
 */
export function elementOf({ tree }) {
  const drawn = elements(tree);
  drawn.removeAttribute("width");
  drawn.removeAttribute("height");
  return drawn;
}

/**
 * Sea, land, coast, lakes and boundaries.
 *
 * @param {App} app
 * @param {import("./scene.js").Scene} shot
 * @param {string} name
 */
function ground(app, { project, frame }, name) {
  const { size, zoom } = frame;
  const parts = [node("rect", { width: size.x, height: size.y, fill: COLOURS.sea })];
  let boxes = 0;
  let box = "";
  for (const one of app.ground ? outlines(L, app.ground, { project, zoom, size }) : []) {
    const data = one.rings.map((ring) => d(ring, one.part === "land" || one.part === "lakes")).join("");
    if (one.part === "sea" && one.box) {
      const [x, y, w, h] = one.box;
      boxes += 1;
      box = `${name}-box-${boxes}`;
      parts.push(
        node("clipPath", { id: box }, node("rect", { x, y, width: w, height: h })),
        node("rect", { x, y, width: w, height: h, fill: COLOURS.sea }),
      );
      continue;
    }
    const line = {
      stroke: one.part === "boundaries" ? COLOURS.boundary : COLOURS.coast,
      "stroke-width": String(one.width),
      "stroke-linejoin": "round",
      "stroke-dasharray": one.dash.length ? one.dash.join(" ") : null,
    };
    const fill = one.part === "land" ? COLOURS.land : one.part === "lakes" ? COLOURS.sea : "none";
    const drawn = node("path", {
      d: data, fill, "fill-rule": fill === "none" ? null : "evenodd", ...(one.part === "land" ? {} : line),
    });
    parts.push(one.box ? node("g", { "clip-path": `url(#${box})` }, drawn) : drawn);
  }
  return node("g", { class: "t-ground" }, parts);
}

/**
 * Everything of the atlas: outlines, lines, symbols, names.
 *
 * @param {App} app
 * @param {import("./scene.js").Scene} shot
 */
function above(app, shot) {
  const { style } = app.model;
  const lines = shot.lines.map(({ line, strokes, standing }) =>
    node(
      "g",
      { class: "t-line", "data-line": line.id, "data-time": standing },
      node("title", {}, app.lineName(line)),
      strokes.map(stroke),
    ),
  );
  const sites = shot.sites.map(({ site, at, marked, badges, standing }) => {
    const shape = style.symbols[site.kind];
    if (!shape) return null;
    const loose = site.precision === "area" || site.precision === "proxy";
    const ring = marked ? node("circle", { cx: at.x, cy: at.y, r: 14, fill: "#ffcf3f", stroke: style.ink }) : null;
    return node(
      "g",
      { class: "t-site", "data-site": site.id },
      node("title", {}, site.name),
      ring,
      mark(shape, at, shape.size, style, loose),
      badges.map((badge, i) => mark(badge, badgeAt(at, i), 12, style)),
      sign(standing, signAt(at), style),
    );
  });
  const names = shot.sites.flatMap(({ site, label, leader }) => {
    if (!label) return [];
    const area = style.symbols[site.kind]?.area;
    const line = leader
      ? [
          node("path", { d: d(leader, false), stroke: style.paper, "stroke-width": 3 }),
          node("path", { d: d(leader, false), stroke: style.ink, "stroke-width": "1.2" }),
        ]
      : [];
    const look = { "font-size": 12, "font-weight": area ? 500 : 600, "letter-spacing": area ? "0.7" : null };
    // A stroke under the letters and then the letters: some programs ignore `paint-order`.
    const edge = { "aria-hidden": "true", fill: "none", stroke: style.paper, "stroke-width": 3.2, "stroke-linejoin": "round" };
    const foot = label.y + 12;
    return [
      ...line,
      say(site.label, label.x, foot, { ...look, ...edge }),
      say(site.label, label.x, foot, { ...look, class: "t-name", fill: area ? "#3c4953" : null }),
    ];
  });
  return [
    node("g", { class: "t-outlines" }, shot.outlines.map(stroke)),
    node("g", { class: "t-lines" }, lines),
    node("g", { class: "t-sites" }, sites),
    node("g", { class: "t-names" }, names),
  ];
}

/**
 * The sign at a site that is only possibly active in the window, or of which nothing dated
 * is told.
 *
 * @param {string} standing
 * @param {Point} at its middle
 * @param {{ink: string, paper: string}} colours
 */
function sign(standing, at, { ink, paper }) {
  const text = STANDING_SIGNS[standing];
  if (!text) return null;
  return node(
    "g",
    { class: "t-sign" },
    node("rect", {
      x: n1(at.x - 6), y: n1(at.y - 6.5), width: 12, height: 13, rx: 6, fill: paper, stroke: ink, "stroke-width": 1,
      "stroke-dasharray": standing === "undated" ? "1.5 1.5" : null,
    }),
    say(text, at.x, at.y + 3.6, { "font-size": 10, "font-weight": 700, "text-anchor": "middle", fill: ink }),
  );
}

/**
 * @param {import("./types.js").SymbolStyle} shape
 * @param {Point} at
 * @param {number} size
 * @param {{ink: string, paper: string}} colours
 * @param {boolean} [loose]
 */
function mark(shape, at, size, colours, loose = false) {
  const scale = size / 24;
  return node(
    "g",
    { transform: `translate(${n1(at.x - size / 2)} ${n1(at.y - size / 2)}) scale(${Math.round(scale * 1000) / 1000})` },
    symbolParts(shape, colours, loose).map((part) =>
      node("path", part["stroke-dasharray"] === "none" ? { ...part, "stroke-dasharray": null } : part),
    ),
  );
}

/**
 * @param {{px: number, words: string}[]} bars
 * @param {Point} size
 * @param {string} ink
 */
function scaleOf(bars, size, ink) {
  const widest = Math.max(...bars.map(({ px }) => px));
  const x = size.x - widest - 14;
  const y = size.y - 26;
  const [km, nmi] = bars;
  if (!km || !nmi) return null;
  const frame = node("rect", { x: x - 6, y: y - 18, width: widest + 12, height: 40, fill: "#ffffff", "fill-opacity": "0.82" });
  const line = `M${n1(x)} ${n1(y - 4)}v4h${km.px}v-4M${n1(x)} ${n1(y + 4)}v-4h${nmi.px}v4`;
  return node(
    "g",
    { class: "t-scale" },
    frame,
    node("path", { d: line, fill: "none", stroke: ink, "stroke-width": 1.4 }),
    say(km.words, x + 4, y - 5, { "font-size": 11 }),
    say(nmi.words, x + 4, y + 14, { "font-size": 11 }),
  );
}

/**
 * The legend of what the picture shows, in columns.
 *
 * @param {App} app
 * @param {import("./scene.js").Scene} shot
 * @param {number} room
 * @param {number} columns
 * @returns {{parts: Tree[], height: number}}
 */
function legendOf(app, shot, room, columns) {
  const { model } = app;
  const lines = shot.lines.map(({ line }) => line);
  const parts = keys(model, {
    themes: new Set(lines.map((line) => line.theme)),
    statuses: new Set(lines.map((line) => line.status)),
    directions: new Set(lines.map((line) => line.direction)),
    widths: new Set(lines.map((line) => line.width)),
    kinds: new Set(shot.sites.map(({ site }) => site.kind)),
    events: new Set(shot.sites.flatMap(({ badges }) => badges.map(({ id }) => id))),
    curved: lines.some((line) => line.curved),
    loose: shot.sites.some(({ site }) => (site.precision === "area" || site.precision === "proxy") && !model.style.symbols[site.kind]?.area),
    ring: shot.outlines.some(({ closed }) => closed),
    standings: new Set(shot.lines.map(({ standing }) => standing)),
    signs: new Set(shot.sites.map(({ standing }) => standing)),
  });
  const [w, h] = SAMPLE_PX;
  const across = room / columns;
  const blocks = parts.map(({ title, rows }) => {
    /** @type {Tree[]} */
    const drawn = [];
    let y = 0;
    for (const line of wrap(title, across - 8, "600 12px")) {
      y += ROW;
      drawn.push(say(line, 0, y - 4, { "font-size": 12, "font-weight": 600 }));
    }
    for (const key of rows) {
      const middle = y + ROW / 2;
      drawn.push(node("g", { transform: `translate(0 ${n1(middle - h / 2)})` }, swatch(key, model)));
      for (const line of wrap(key.label, across - w - 18, "12px")) {
        y += ROW;
        drawn.push(say(line, w + 8, y - 4, { "font-size": 12 }));
      }
      y += 2;
    }
    return { drawn, height: y + 8 };
  });
  const total = blocks.reduce((sum, { height }) => sum + height, 0);
  let column = 0;
  let y = 0;
  let tallest = 0;
  /** @type {Tree[]} */
  const placed = [];
  for (const block of blocks) {
    if (column < columns - 1 && y > 0 && y + block.height / 2 > total / columns) {
      column += 1;
      y = 0;
    }
    placed.push(node("g", { transform: `translate(${n1(column * across)} ${n1(y)})` }, block.drawn));
    y += block.height;
    tallest = Math.max(tallest, y);
  }
  return { parts: placed, height: tallest };
}

/**
 * @param {import("./legend.js").Key} key
 * @param {import("./types.js").Model} model
 */
function swatch(key, { style }) {
  const [w, h] = SAMPLE_PX;
  if (key.strokes) return key.strokes.map(stroke);
  const middle = { x: w / 2, y: h / 2 };
  if (key.sign) return sign(key.sign, middle, style);
  if (key.symbol) return mark(key.symbol, middle, Math.min(15, key.symbol.size), style, key.loose);
  return node("circle", {
    cx: middle.x, cy: middle.y, r: 7, fill: style.halo.colour, "fill-opacity": String(style.halo.fill),
    stroke: style.halo.colour, "stroke-dasharray": style.halo.strokes.join(" "),
  });
}

/**
 * The picture as PNG, twice as many pixels across as on the screen.
 *
 * @param {Picture} picture
 * @returns {Promise<Blob>}
 */
export async function pngOf(picture) {
  const { width, height } = picture;
  const image = new Image();
  // A data: address, since a blob: of a frame without an origin may not be read back.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(fileOf(picture))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = 2;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("no canvas");
  ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

/**
 * Give a file to the reader.
 *
 * @param {Blob} blob
 * @param {string} name
 */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/**
 * A file name that says what is on the picture: `tumen-flow-munitions-rajin-dunai.svg`.
 *
 * @param {App} app
 * @param {string} suffix
 */
export function fileName(app, suffix) {
  const open = app.current && app.current.kind !== "list" ? `-${app.current.kind}-${app.current.id}` : "-map";
  return `tumen${open.replace(/[^\w.-]+/g, "-").slice(0, 80)}.${suffix}`;
}
