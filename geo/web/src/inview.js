/**
 * The lines and places in view, one by one: the way over a canvas for whoever uses no
 * pointer. The keys N and P step through them on the map; the list names them all.
 */
import L from "./leaflet.js";
import { el } from "./dom.js";
import { along, lengths } from "./flowline.js";
import { sample } from "./legend.js";
import { symbol } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{kind: "line" | "site", id: string, name: string}} Thing */

export class InView {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    /** @type {Thing | null} */
    this.current = null;
    this.heading = el("p", { class: "t-quiet", role: "status" });
    this.list = el("ul", { class: "t-inview" });
    this.body = el("div", {}, this.heading, this.list);
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.list.addEventListener("focusout", () => this.point(null));
  }

  /**
   * What is in view: lines first, each from the north-west to the south-east.
   *
   * @returns {Thing[]}
   */
  things() {
    const { app } = this;
    const { map } = app;
    const size = map.getSize();
    const frame = L.bounds([0, 0], [size.x, size.y]);
    const shift = map.layerPointToContainerPoint(L.point(0, 0));
    /** @type {(Thing & {at: number})[]} */
    const lines = [];
    for (const [id, path] of app.drawn) {
      const line = app.lines.get(id);
      const seen = path.strokes().some((stroke) => stroke.some((p, i) => {
        const before = stroke[i - 1];
        const here = L.point(p.x + shift.x, p.y + shift.y);
        if (frame.contains(here)) return true;
        return !!before && !!L.LineUtil.clipSegment(L.point(before.x + shift.x, before.y + shift.y), here, frame, false, false);
      }));
      const middle = path.middle();
      if (line && seen && path.shown && middle) lines.push({ kind: "line", id, name: app.lineName(line), at: middle.x + middle.y });
    }
    lines.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    /** @type {(Thing & {at: number})[]} */
    const sites = [];
    for (const mark of app.sites.marks.values()) {
      if (!mark.wanted && mark.site.id !== app.sites.marked) continue;
      const at = map.latLngToContainerPoint(mark.marker.getLatLng());
      if (!frame.contains(at)) continue;
      sites.push({ kind: "site", id: mark.site.id, name: app.sites.name(mark.site), at: at.x + at.y });
    }
    sites.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    return [...lines, ...sites].map(({ kind, id, name }) => ({ kind, id, name }));
  }

  /** Fill the list anew, keeping the focus where it is. */
  update() {
    const { model } = this.app;
    const things = this.things();
    const focused = this.list.contains(document.activeElement) ? document.activeElement?.getAttribute("data-thing") : null;
    const lines = things.filter(({ kind }) => kind === "line").length;
    this.heading.textContent = things.length
      ? t("in-view", { lines, sites: things.length - lines })
      : t("in-view-none");
    const shapes = model.style.symbols;
    const buttons = things.map((thing) => {
      const line = thing.kind === "line" ? this.app.lines.get(thing.id) : null;
      const site = thing.kind === "site" ? this.app.sites.marks.get(thing.id)?.site : null;
      const shape = site && shapes[site.kind];
      const button = el(
        "button",
        {
          type: "button",
          class: "t-row-button",
          "data-thing": `${thing.kind}:${thing.id}`,
          onclick: () => this.app.open(thing.kind, thing.id, button),
          onfocus: () => this.point(thing),
          onpointerenter: () => this.point(thing),
          onpointerleave: () => this.point(null),
        },
        line ? sample(model, { ...this.app.seen(line), standing: this.app.drawn.get(line.id)?.standing }) : shape ? el("span", { class: "t-swatch" }, symbol(shape, model.style)) : "",
        el("span", {}, thing.name),
      );
      return button;
    });
    this.list.replaceChildren(...buttons.map((button) => el("li", {}, button)));
    if (!focused) return;
    const again = buttons.find((button) => button.dataset.thing === focused) ?? buttons[0];
    if (again) again.focus({ preventScroll: true });
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const all = [...this.list.querySelectorAll("button")];
    const now = all.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 }[event.key];
    const next = to === undefined ? null : all[Math.max(0, Math.min(all.length - 1, to))];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  /**
   * The next or the previous thing in view, on the map itself.
   *
   * @param {1 | -1} way
   */
  step(way) {
    const things = this.things();
    if (!things.length) {
      this.app.status.textContent = t("in-view-none");
      return;
    }
    const now = things.findIndex(({ kind, id }) => kind === this.current?.kind && id === this.current.id);
    const next = now < 0 ? (way > 0 ? 0 : things.length - 1) : (now + way + things.length) % things.length;
    const thing = /** @type {Thing} */ (things[next]);
    this.point(thing);
    this.app.status.textContent = t("in-view-one", { n: next + 1, all: things.length, name: thing.name });
  }

  /** Open what the keys are on. */
  choose() {
    if (this.current) this.app.open(this.current.kind, this.current.id, this.app.map.getContainer());
  }

  /**
   * Show on the map which thing is meant.
   *
   * @param {Thing | null} thing
   */
  point(thing) {
    const { app } = this;
    const before = this.current;
    if (before?.kind === "line") app.drawn.get(before.id)?.point(false);
    if (before?.kind === "site") app.sites.point(null);
    this.current = thing;
    app.hint(null);
    if (thing?.kind === "line") {
      const path = app.drawn.get(thing.id);
      path?.point(true);
      const spot = path && this.spot(path);
      if (spot) this.label(thing.name, spot);
    }
    if (thing?.kind === "site") {
      app.sites.point(thing.id);
      const at = app.sites.marks.get(thing.id)?.marker.getLatLng();
      if (at) this.label(thing.name, app.map.latLngToContainerPoint(at));
    }
  }

  /**
   * The point of a line in view that is nearest to the middle of the map.
   *
   * @param {import("./flowline.js").Drawn} path
   * @returns {{x: number, y: number} | null} in pixels of the frame
   */
  spot(path) {
    const { map } = this.app;
    const size = map.getSize();
    const shift = map.layerPointToContainerPoint(L.point(0, 0));
    let best = null;
    let least = Infinity;
    for (const stroke of path.strokes()) {
      const sums = lengths(stroke);
      for (let k = 0; k <= 40 && stroke.length > 1; k += 1) {
        const p = along(stroke, sums, ((sums[sums.length - 1] ?? 0) * k) / 40);
        const [x, y] = [p.x + shift.x, p.y + shift.y];
        const far = Math.hypot(x - size.x / 2, y - size.y / 2);
        if (x < 0 || y < 0 || x > size.x || y > size.y || far >= least) continue;
        least = far;
        best = { x, y };
      }
    }
    return best;
  }

  /**
   * @param {string} name
   * @param {{x: number, y: number}} at
   */
  label(name, at) {
    const { tip, map } = this.app;
    tip.hidden = false;
    tip.textContent = name;
    const left = Math.max(4, Math.min(at.x + 14, map.getSize().x - tip.offsetWidth - 8));
    const top = Math.min(at.y + 16, map.getSize().y - tip.offsetHeight - 8);
    tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  /** The map has moved or changed: what the keys are on may be gone. */
  changed() {
    if (!this.current) return;
    const { kind, id } = this.current;
    if (!this.things().some((thing) => thing.kind === kind && thing.id === id)) this.point(null);
  }

  stop() {
    this.point(null);
  }

  clear() {
    this.point(null);
  }
}
