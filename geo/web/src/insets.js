/**
 * Small maps in the corner of the whole: the ends of the corridor, where everything lies
 * within a few pixels when Eurasia fills the screen. They show the same lines by the same
 * code, and a press goes there.
 */
import L from "./leaflet.js";
import { COLOURS, outlines } from "./basemap.js";
import { el } from "./dom.js";
import { draw } from "./flowline.js";
import { NAME_PX, FAMILY } from "./labels.js";
import { projector, scene } from "./scene.js";
import { symbolParts } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */

const VIEWS = ["tikhoretsk", "far-east"];
const SIZE = { x: 272, y: 160 };
/** Lines are thinner here than on the map. */
const THIN = 0.7;
/** A slider in motion does not wait for the small maps: they follow when it rests. */
const SETTLE_MS = 120;
/** Insets are shown up to this zoom, and on a map at least so large. */
const LARGEST_ZOOM = 4.6;
const LEAST = { x: 780, y: 560 };

export class Insets {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.waiting = undefined;
    this.root = el("nav", { class: "t-insets", "aria-label": t("insets-nav") });
    /** @type {{view: import("./types.js").View, frame: import("./scene.js").Frame, canvas: HTMLCanvasElement, ground: HTMLCanvasElement | null}[]} */
    this.maps = [];
    for (const id of VIEWS) {
      const view = app.model.views.find((one) => one.id === id);
      if (!view) continue;
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      const canvas = el("canvas", { width: SIZE.x * ratio, height: SIZE.y * ratio, "aria-hidden": "true" });
      const button = el(
        "button",
        { type: "button", class: "t-inset", "data-inset": id, onclick: () => this.go(id) },
        canvas,
        el("span", {}, view.label),
      );
      button.setAttribute("aria-label", t("inset", { view: view.label }));
      this.root.append(button);
      this.maps.push({ view, frame: frameOf(app, view), canvas, ground: null });
    }
    L.DomEvent.disableClickPropagation(this.root);
    /** @type {HTMLElement} */ (app.root.querySelector(".t-stage")).append(this.root);
    app.map.on("zoomend resize", this.update, this);
    this.update();
  }

  /** @param {string} id */
  go(id) {
    /** @type {HTMLElement | null} */ (this.app.root.querySelector(`.t-jump [data-view="${id}"]`))?.click();
    this.app.map.getContainer().focus({ preventScroll: true });
  }

  /** Show and draw them, if this is the zoom for it; not in the middle of anything. */
  update() {
    const { map } = this.app;
    const size = map.getSize();
    const shown = map.getZoom() <= LARGEST_ZOOM && size.x >= LEAST.x && size.y >= LEAST.y && this.maps.length > 0;
    const before = !this.root.hidden;
    this.root.hidden = !shown;
    if (shown !== before) this.app.sites.soon();
    clearTimeout(this.waiting);
    if (!shown) return;
    this.waiting = setTimeout(() => {
      for (const one of this.maps) this.paint(one);
    }, SETTLE_MS);
  }

  /** @param {Insets["maps"][number]} one */
  paint(one) {
    const { app } = this;
    const ctx = one.canvas.getContext("2d");
    if (!ctx) return;
    const ratio = one.canvas.width / SIZE.x;
    if (!one.ground && app.ground) one.ground = groundOf(app, one.frame, ratio);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = COLOURS.sea;
    ctx.fillRect(0, 0, one.canvas.width, one.canvas.height);
    if (one.ground) ctx.drawImage(one.ground, 0, 0);
    ctx.scale(ratio, ratio);
    const shot = scene(app, one.frame, { small: true, taken: [{ x0: 0, y0: 0, x1: 120, y1: 20 }] });
    for (const { strokes } of shot.lines) draw(ctx, strokes.map((one) => ({ ...one, width: one.width * THIN })));
    const { style } = app.model;
    for (const { site, at } of shot.sites) {
      const shape = style.symbols[site.kind];
      if (!shape) continue;
      const loose = site.precision === "area" || site.precision === "proxy";
      const scale = (shape.size * 0.75) / 24;
      ctx.save();
      ctx.translate(at.x - 12 * scale, at.y - 12 * scale);
      ctx.scale(scale, scale);
      for (const part of symbolParts(shape, style, loose)) {
        const path = new Path2D(String(part.d));
        ctx.fillStyle = String(part.fill);
        ctx.strokeStyle = String(part.stroke);
        ctx.lineWidth = Number(part["stroke-width"]);
        ctx.fill(path);
        ctx.stroke(path);
      }
      ctx.restore();
    }
    ctx.font = `600 12px ${FAMILY}`;
    ctx.lineJoin = "round";
    ctx.lineWidth = 3;
    ctx.strokeStyle = style.paper;
    ctx.fillStyle = style.ink;
    for (const { site, label } of shot.sites) {
      if (!label) continue;
      ctx.strokeText(site.label, label.x, label.y + NAME_PX - 3);
      ctx.fillText(site.label, label.x, label.y + NAME_PX - 3);
    }
  }

  destroy() {
    clearTimeout(this.waiting);
    this.app.map.off("zoomend resize", this.update, this);
    this.root.remove();
  }
}

/**
 * @param {App} app
 * @param {import("./types.js").View} view
 * @returns {import("./scene.js").Frame}
 */
function frameOf({ map }, { bounds }) {
  const [[west, south], [east, north]] = bounds;
  const a = map.project([north, west], 0);
  const b = map.project([south, east], 0);
  const zoom = Math.log2(Math.min(SIZE.x / (b.x - a.x), SIZE.y / (b.y - a.y)));
  const { lat, lng } = map.unproject([(a.x + b.x) / 2, (a.y + b.y) / 2], 0);
  return { centre: [lat, lng], zoom, size: SIZE };
}

/**
 * Land and coast of an inset, drawn once.
 *
 * @param {App} app
 * @param {import("./scene.js").Frame} frame
 * @param {number} ratio
 * @returns {HTMLCanvasElement}
 */
function groundOf(app, frame, ratio) {
  const canvas = el("canvas", { width: frame.size.x * ratio, height: frame.size.y * ratio });
  const ctx = canvas.getContext("2d");
  if (!ctx || !app.ground) return canvas;
  ctx.scale(ratio, ratio);
  const project = projector(app.map, frame);
  for (const { part, rings, width, dash } of outlines(L, app.ground, { project, ...frame }, { insetZoom: Infinity })) {
    ctx.beginPath();
    for (const ring of rings) ring.forEach((p, i) => (i ? ctx.lineTo(p.x, p.y) : ctx.moveTo(p.x, p.y)));
    ctx.fillStyle = part === "land" ? COLOURS.land : COLOURS.sea;
    if (part === "land" || part === "lakes") ctx.fill("evenodd");
    if (part === "land") continue;
    ctx.strokeStyle = part === "boundaries" ? COLOURS.boundary : COLOURS.coast;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.stroke();
  }
  return canvas;
}
