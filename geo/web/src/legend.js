/** The legend, drawn by the code and from the table that draw the map. */
import { el } from "./dom.js";
import { draw, standingLook, strokes } from "./flowline.js";
import { STANDING_SIGNS, symbol } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./flowline.js").Stroke} Stroke */
/** @typedef {{theme?: string, status?: string, direction?: string, width?: string, standing?: import("./flowline.js").Standing}} Sample */

const STANDINGS = /** @type {const} */ (["certainly", "possibly", "undated"]);

/** Size of a sample, in pixels. */
export const SAMPLE_PX = /** @type {const} */ ([46, 16]);

/**
 * A short sample of a line.
 *
 * @param {Model} model
 * @param {Sample} line
 * @returns {Stroke[]}
 */
export function sampleStrokes(model, { theme, status = "observed", direction = "unknown", width = "none", standing = "certainly" }) {
  const [w, h] = SAMPLE_PX;
  const { style } = model;
  const dash = style.dashes[status] ?? { strokes: [], round: false };
  const arrow = style.arrows[direction] ?? { filled: null, length: 0 };
  return strokes(
    [{ x: 4, y: h / 2 }, { x: w - 4, y: h / 2 }],
    standingLook(
      {
        colour: theme ? (style.colours[theme] ?? style.ink) : style.ink,
        paper: style.paper,
        width: style.widths.find((class_) => class_.id === width)?.px ?? 2,
        strokes: dash.strokes,
        round: dash.round,
        filled: arrow.filled,
        arrow: arrow.length - 2,
        lane: 0,
      },
      standing,
    ),
    "",
  );
}

/**
 * A short bow, as where nothing says which way goods went.
 *
 * @param {Model} model
 * @returns {Stroke[]}
 */
function curveStrokes(model) {
  const [w] = SAMPLE_PX;
  const points = [];
  for (let i = 0; i <= 20; i += 1) {
    const x = i / 20;
    points.push({ x: 4 + x * (w - 8), y: 13 - 9 * 4 * x * (1 - x) * 0.95 });
  }
  return strokes(
    points,
    { colour: model.style.ink, paper: model.style.paper, width: 2.2, strokes: [], round: false, filled: null, arrow: 0, lane: 0 },
    "",
  );
}

/**
 * @param {Stroke[]} list
 * @returns {HTMLCanvasElement}
 */
function picture(list) {
  const [w, h] = SAMPLE_PX;
  const canvas = el("canvas", { class: "t-sample", width: w * 2, height: h * 2, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;
  ctx.scale(2, 2);
  draw(ctx, list);
  return canvas;
}

/**
 * @param {Model} model
 * @param {Sample} line
 * @returns {HTMLCanvasElement}
 */
export function sample(model, line) {
  return picture(sampleStrokes(model, line));
}

/**
 * One row of the legend: what is drawn (strokes, a symbol, or the ring of a location error),
 * its words, and what they mean.
 *
 * @typedef {object} Key
 * @property {Stroke[]} [strokes]
 * @property {import("./types.js").SymbolStyle} [symbol]
 * @property {boolean} [loose]
 * @property {boolean} [ring]
 * @property {string} [sign] standing of a site whose sign it is
 * @property {string} label
 * @property {string} [about]
 */

/**
 * What a picture shows, so that its legend explains that and no more.
 *
 * @typedef {object} Used
 * @property {Set<string>} themes
 * @property {Set<string>} statuses
 * @property {Set<string>} directions
 * @property {Set<string>} widths
 * @property {Set<string>} kinds of sites
 * @property {Set<string>} events ids of the symbols of events
 * @property {boolean} curved
 * @property {boolean} loose
 * @property {boolean} ring
 * @property {Set<string>} standings to the window of time
 * @property {Set<string>} signs standings of sites
 */

/**
 * The rows of the legend, part by part.
 *
 * @param {Model} model
 * @param {Used | null} [used] null: everything that the map can show, but the themes
 * @returns {{title: string, rows: Key[]}[]}
 */
export function keys(model, used = null) {
  const { style, words } = model;
  const terms = (/** @type {string} */ name) => Object.entries(words[name] ?? {});
  const kinds = used?.kinds ?? new Set(model.sites.filter((site) => site.at).map((site) => site.kind));
  /** @type {Map<string, string[]>} */
  const shapes = new Map();
  for (const [kind, shape] of Object.entries(style.symbols)) {
    if (!kinds.has(kind)) continue;
    shapes.set(shape.id, [...(shapes.get(shape.id) ?? []), words.Place?.[kind]?.label ?? kind]);
  }
  const byShape = new Map(Object.values(style.symbols).map((shape) => [shape.id, shape]));
  const marks = new Map(Object.values(style.events).map((shape) => [shape.id, shape]));
  /** @type {(set: Set<string> | undefined, id: string) => boolean} */
  const has = (set, id) => !set || set.has(id);
  /** @type {{title: string, rows: Key[]}[]} */
  const all = [
    {
      title: t("layers-lines"),
      rows: (used ? model.themes : [])
        .filter(({ id }) => has(used?.themes, id))
        .map(({ id, label }) => ({ strokes: sampleStrokes(model, { theme: id, width: "other" }), label })),
    },
    {
      title: t("legend-dash"),
      rows: terms("LegStatus")
        .filter(([status]) => has(used?.statuses, status))
        .map(([status, { label, about }]) => ({ strokes: sampleStrokes(model, { status, width: "other" }), label, about })),
    },
    {
      title: t("legend-time"),
      rows: [
        ...STANDINGS
          .filter((standing) => (used ? used.standings.size > Number(used.standings.has("certainly")) : true) && has(used?.standings, standing))
          .map((standing) => ({ strokes: sampleStrokes(model, { width: "containers-2", standing }), label: t(`legend-${standing}`) })),
        ...STANDINGS
          .filter((standing) => STANDING_SIGNS[standing] && has(used?.signs, standing))
          .map((standing) => ({ sign: standing, label: t(`legend-site-${standing}`) })),
      ],
    },
    {
      title: t("legend-arrow"),
      rows: terms("Direction")
        .filter(([direction]) => has(used?.directions, direction))
        .map(([direction, { label, about }]) => ({
          strokes: sampleStrokes(model, { direction, width: "other" }), label, about,
        })),
    },
    {
      title: t("legend-width"),
      rows: style.widths
        .filter(({ id }) => has(used?.widths, id))
        .map(({ id }) => ({ strokes: sampleStrokes(model, { width: id }), label: t(`width-${id}`) })),
    },
    {
      title: t("legend-shape"),
      rows: [
        ...(!used || used.curved ? [{ strokes: curveStrokes(model), label: t("legend-curve") }] : []),
        ...[...shapes].map(([id, labels]) => ({ symbol: byShape.get(id), label: labels.join(", ") })),
        ...(!used || used.loose ? [{ symbol: style.symbols.depot, loose: true, label: t("legend-loose") }] : []),
        ...[...marks]
          .filter(([id]) => has(used?.events, id))
          .map(([id, shape]) => ({ symbol: shape, label: t(`events-${id}`) })),
        ...(!used || used.ring ? [{ ring: true, label: t("legend-halo") }] : []),
      ],
    },
  ];
  return all.filter(({ rows }) => rows.length);
}

/**
 * @param {Model} model
 * @returns {HTMLElement}
 */
export function legend(model) {
  const swatch = (/** @type {Key} */ key) => {
    if (key.strokes) return picture(key.strokes);
    if (key.sign) return el("span", { class: `t-sign-sample t-sign-${key.sign}`, "aria-hidden": "true" }, STANDING_SIGNS[key.sign]);
    if (key.symbol) return symbol(key.symbol, model.style, key.loose);
    return el("span", { class: "t-halo-sample" });
  };
  return el(
    "div",
    { class: "t-legend" },
    keys(model).flatMap(({ title, rows }) => [
      el("h3", {}, title),
      el(
        "ul",
        { class: "t-legend-rows" },
        rows.map((key) =>
          el(
            "li",
            {},
            el("span", { class: "t-swatch" }, swatch(key)),
            el("span", {}, key.label, key.about ? el("span", { class: "t-quiet" }, ` ${key.about}`) : ""),
          ),
        ),
      ),
    ]),
  );
}
