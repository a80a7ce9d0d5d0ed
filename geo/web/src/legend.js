/** The legend, drawn by the code and from the table that draw the map. */
import { el } from "./dom.js";
import { paint } from "./flowline.js";
import { symbol } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */

/**
 * A short sample of a line.
 *
 * @param {Model} model
 * @param {{theme?: string, status?: string, direction?: string, width?: string}} line
 * @returns {HTMLCanvasElement}
 */
export function sample(model, { theme, status = "observed", direction = "unknown", width = "none" }) {
  const [w, h] = [46, 16];
  const canvas = el("canvas", { class: "t-sample", width: w * 2, height: h * 2, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;
  ctx.scale(2, 2);
  const { style } = model;
  const dash = style.dashes[status] ?? { strokes: [], round: false };
  const arrow = style.arrows[direction] ?? { filled: null, length: 0 };
  paint(
    ctx,
    [{ x: 4, y: h / 2 }, { x: w - 4, y: h / 2 }],
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
    false,
  );
  return canvas;
}

/**
 * @param {Model} model
 * @returns {HTMLElement}
 */
export function legend(model) {
  const { style, words } = model;
  const row = (/** @type {Element} */ picture, /** @type {string} */ label, /** @type {string} */ about = "") =>
    el(
      "li",
      {},
      el("span", { class: "t-swatch" }, picture),
      el("span", {}, label, about ? el("span", { class: "t-quiet" }, ` ${about}`) : ""),
    );
  const part = (/** @type {string} */ key, /** @type {HTMLElement[]} */ rows) => [
    el("h3", {}, t(key)),
    el("ul", { class: "t-legend-rows" }, rows),
  ];
  const terms = (/** @type {string} */ name) => Object.entries(words[name] ?? {});
  const kinds = new Set(model.sites.filter((site) => site.at).map((site) => site.kind));
  /** @type {Map<string, string[]>} */
  const shapes = new Map();
  for (const [kind, shape] of Object.entries(style.symbols)) {
    if (!kinds.has(kind)) continue;
    shapes.set(shape.id, [...(shapes.get(shape.id) ?? []), words.Place?.[kind]?.label ?? kind]);
  }
  const byShape = new Map(Object.values(style.symbols).map((shape) => [shape.id, shape]));
  const ring = el("span", { class: "t-halo-sample" });
  return el(
    "div",
    { class: "t-legend" },
    part(
      "legend-dash",
      terms("LegStatus").map(([status, term]) => row(sample(model, { status, width: "other" }), term.label, term.about)),
    ),
    part(
      "legend-arrow",
      terms("Direction").map(([direction, term]) => row(sample(model, { direction, width: "other" }), term.label, term.about)),
    ),
    part(
      "legend-width",
      style.widths.map(({ id }) => row(sample(model, { width: id }), t(`width-${id}`))),
    ),
    part("legend-shape", [
      row(curve(model), t("legend-curve")),
      ...[...shapes].map(([id, labels]) =>
        row(symbol(/** @type {any} */ (byShape.get(id)), style), labels.join(", ")),
      ),
      row(symbol(style.symbols.depot, style, true), t("legend-loose")),
      row(ring, t("legend-halo")),
    ]),
  );
}

/** @param {Model} model */
function curve(model) {
  const [w, h] = [46, 16];
  const canvas = el("canvas", { class: "t-sample", width: w * 2, height: h * 2, "aria-hidden": "true" });
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;
  ctx.scale(2, 2);
  const points = [];
  for (let i = 0; i <= 20; i += 1) {
    const x = i / 20;
    points.push({ x: 4 + x * (w - 8), y: 13 - 9 * 4 * x * (1 - x) * 0.95 });
  }
  paint(
    ctx,
    points,
    { colour: model.style.ink, paper: model.style.paper, width: 2.2, strokes: [], round: false, filled: null, arrow: 0, lane: 0 },
    false,
  );
  return canvas;
}
