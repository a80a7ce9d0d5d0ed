/** The page: the map, the panel beside it, and what is open in it. */
import L from "./leaflet.js";
import { latLngs } from "./data.js";
import { append, el } from "./dom.js";
import { Drawn } from "./flowline.js";
import { Layers } from "./layers.js";
import { Pages } from "./panel.js";
import { Sites } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("leaflet").Map} Map_ */

const KINDS = ["line", "flow", "leg", "site", "vessel", "claim"];
const COARSE = matchMedia("(pointer: coarse)").matches;
const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;
const NARROW = matchMedia("(max-width: 700px)");

export class App {
  /**
   * @param {Map_} map
   * @param {Model} model
   */
  constructor(map, model) {
    this.map = map;
    this.model = model;
    /** @type {{kind: string, id: string} | null} */
    this.current = null;
    /** @type {HTMLElement | null} */
    this.opener = null;
    this.lines = new Map(model.lines.map((line) => [line.id, line]));
    /** @type {Map<string, Drawn>} */
    this.drawn = new Map();
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", t("map"));
    const pane = map.createPane("tumen-lines");
    pane.style.zIndex = "390";
    this.renderer = L.canvas({ pane: "tumen-lines", padding: 0.4, tolerance: COARSE ? 14 : 7 });
    this.pages = new Pages(model, (kind, id, from) => this.open(kind, id, from, true));
    this.layers = new Layers(model, () => this.redraw());
    this.homePage = this.pages.home(this.layers.root);
    this.root = /** @type {HTMLElement} */ (document.getElementById("tumen"));
    this.panel = el("section", { class: "t-panel", id: "tumen-panel", "aria-label": t("panel"), tabindex: -1 });
    this.title = el("h2", { class: "t-panel-title", tabindex: -1 });
    this.closer = el(
      "button",
      { type: "button", class: "t-close", "aria-label": t("close"), title: t("close"), onclick: () => this.close() },
      "×",
    );
    this.note = el("p", { class: "t-note", hidden: true });
    this.content = el("div", { class: "t-panel-body" });
    this.status = el("p", { class: "t-hidden", role: "status" });
    this.sites = new Sites(
      map,
      model,
      (site, from) => this.open("site", site.id, from),
      () => this.strokes(),
    );
    this.stage();
    this.tip = el("div", { class: "t-tip", hidden: true, "aria-hidden": "true" });
    map.getContainer().append(this.tip);
    this.makeLines();
    this.fit(model.view, false);
    this.redraw();
    this.home(false);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && (this.current || this.root.classList.contains("t-open"))) {
        event.preventDefault();
        this.close();
      }
    });
    window.addEventListener("hashchange", () => this.fromHash());
    this.fromHash();
  }

  /** Fill the frame that `geo/page.py` writes: head, bar, panel. */
  stage() {
    const { model } = this;
    this.panel.append(el("div", { class: "t-panel-head" }, this.title, this.closer), this.note, this.content);
    /** @param {string} kind @param {string} id @param {string} text @param {string} [extra] */
    const opener = (kind, id, text, extra = "") => {
      const button = el(
        "button",
        { type: "button", class: `t-bar-button ${extra}`, onclick: () => this.open(kind, id, button) },
        text,
      );
      return button;
    };
    const legend = el(
      "button",
      { type: "button", class: "t-bar-button t-phone", onclick: () => this.showHome(legend) },
      t("home"),
    );
    const bar = el(
      "nav",
      { class: "t-bar", "aria-label": t("lists") },
      legend,
      opener("list", "flows", t("all-flows")),
      opener("list", "places", t("all-places")),
      opener("list", "unmapped", t("unmapped", { n: model.counts.unmapped })),
    );
    const jump = el("nav", { class: "t-jump", "aria-label": t("jump") });
    for (const view of model.views) {
      jump.append(el("button", { type: "button", "data-view": view.id, onclick: () => this.fit(view.id) }, view.label));
    }
    const stage = /** @type {HTMLElement} */ (this.root.querySelector(".t-stage"));
    stage.before(bar, this.panel);
    append(stage, [jump, this.status]);
    L.DomEvent.disableClickPropagation(jump);
  }

  makeLines() {
    const { style } = this.model;
    const themes = Object.keys(style.colours);
    const order = [...this.model.lines].sort(
      (a, b) => themes.indexOf(b.theme) - themes.indexOf(a.theme) || (a.id < b.id ? -1 : 1),
    );
    for (const line of order) {
      const dash = style.dashes[line.status] ?? { strokes: [], round: false };
      const arrow = style.arrows[line.direction] ?? { filled: null, length: 0 };
      const width = style.widths.find((class_) => class_.id === line.width)?.px ?? 2;
      const path = new Drawn(
        this.stretches(line),
        {
          colour: style.colours[line.theme] ?? style.ink,
          paper: style.paper,
          width,
          strokes: dash.strokes,
          round: dash.round,
          filled: arrow.filled,
          arrow: arrow.length,
          lane: line.lane,
        },
        // A railway from afar is calmer without its every bend; a curve wants all its points.
        { renderer: this.renderer, pane: "tumen-lines", smoothFactor: line.curved ? 0.4 : 1.6 },
      );
      path.on("click", (/** @type {any} */ event) => this.pick(event.layerPoint));
      path.on("mousemove", (/** @type {any} */ event) => this.hint(line, event.containerPoint));
      path.on("mouseout", () => this.hint(null));
      this.drawn.set(line.id, path);
    }
    this.map.on("movestart zoomstart", () => this.hint(null));
  }

  /**
   * The points of a line from end to end, cut where a stretch is in no data.
   *
   * @param {Line} line
   * @returns {{points: [number, number][], missing: boolean}[]}
   */
  stretches(line) {
    /** @type {{points: [number, number][], missing: boolean}[]} */
    const stretches = [];
    const along = line.pieces.some((piece) => "path" in piece);
    for (const piece of line.pieces) {
      /** @type {[number, number][]} */
      let points;
      let missing = along; // a joint between a path and its site is no data either
      if ("path" in piece) {
        const back = piece.path.startsWith("-");
        const path = this.model.paths[back ? piece.path.slice(1) : piece.path];
        points = latLngs(path.c);
        if (back) points.reverse();
        missing = path.missing;
      } else points = latLngs(piece.c);
      const last = stretches[stretches.length - 1];
      if (last && last.missing === missing) last.points.push(...points);
      else {
        const before = last?.points[last.points.length - 1];
        stretches.push({ points: before ? [before, ...points] : points, missing });
      }
    }
    return stretches;
  }

  /**
   * @param {Line | null} line
   * @param {{x: number, y: number}} [at]
   */
  hint(line, at) {
    this.tip.hidden = !line || COARSE;
    if (!line || !at) return;
    this.tip.textContent = this.pages.lineTitle(line);
    const wide = this.map.getSize().x;
    const left = Math.min(at.x + 14, wide - this.tip.offsetWidth - 8);
    this.tip.style.transform = `translate(${Math.max(4, left)}px, ${at.y + 16}px)`;
  }

  /**
   * Open the line nearest to a point, and name the others that pass there.
   *
   * @param {import("leaflet").Point} point
   */
  pick(point) {
    const hits = [...this.drawn]
      .filter(([, path]) => path.shown)
      .map(([id, path]) => ({ id, far: path.far(point), reach: path.reach() }))
      .filter(({ far, reach }) => far <= reach)
      .sort((a, b) => a.far - b.far);
    const [first] = hits;
    if (first) this.open("line", first.id, null, false, hits.map(({ id }) => id));
  }

  /** Show what the layers ask for, and whatever is open. */
  redraw() {
    const chosen = new Set(this.chosenLines());
    const ends = new Set(this.layers.sites);
    for (const [id, path] of this.drawn) {
      const line = /** @type {Line} */ (this.lines.get(id));
      const wanted = this.layers.lines.has(id) || chosen.has(id);
      if (wanted) {
        ends.add(line.from);
        ends.add(line.to);
      }
      path.show(this.map, wanted);
      path.mark(chosen.has(id));
    }
    this.sites.want(ends);
    this.sites.mark(this.current?.kind === "site" ? this.current.id : null);
  }

  /** What is drawn now, in pixels of the map's frame, so that names can keep clear of it. */
  strokes() {
    const shift = this.map.layerPointToContainerPoint(L.point(0, 0));
    /** @type {{x: number, y: number}[][]} */
    const parts = [];
    for (const path of this.drawn.values()) {
      for (const stroke of path.strokes()) {
        parts.push(stroke.map((p) => ({ x: p.x + shift.x, y: p.y + shift.y })));
      }
    }
    return parts;
  }

  /** @returns {string[]} */
  chosenLines() {
    const { current, model } = this;
    if (!current) return [];
    if (current.kind === "line") return [current.id];
    if (current.kind === "leg") return [model.legs[current.id]?.line ?? ""];
    if (current.kind === "flow") {
      return model.lines.filter((line) => line.flows.includes(current.id)).map((line) => line.id);
    }
    if (current.kind === "claim") {
      const flows = new Set(model.claims[current.id]?.about ?? []);
      const about = model.lines.filter(
        (line) => line.flows.some((id) => flows.has(`flow:${id}`)) || line.legs.some((id) => flows.has(`leg:${id}`)),
      );
      const own = about.filter((line) => line.claims.includes(current.id));
      return (own.length ? own : about).map((line) => line.id);
    }
    return [];
  }

  /**
   * @param {string} kind
   * @param {string} id
   * @param {HTMLElement | null} from what had the focus, to give it back
   * @param {boolean} [look] move the map so that the thing can be seen
   * @param {string[]} [beside]
   * @returns {boolean}
   */
  open(kind, id, from, look = false, beside = []) {
    const page = this.pages.make(kind, id, beside);
    if (!page) return false;
    if (!this.current && from) this.opener = from;
    else if (from && !this.panel.contains(from)) this.opener = from;
    this.current = { kind, id };
    this.show(page);
    this.redraw();
    if (look || NARROW.matches) this.see();
    if (KINDS.includes(kind) && !this.arrived(kind, id)) this.hash(`#${kind}=${encodeURIComponent(id)}`);
    this.title.focus({ preventScroll: true });
    return true;
  }

  /** @param {import("./panel.js").Page} page */
  show(page) {
    this.title.textContent = page.title;
    this.note.hidden = true;
    this.content.replaceChildren(page.body);
    this.content.scrollTop = 0;
    this.closer.hidden = false;
    this.root.classList.add("t-open");
    this.sized();
  }

  /** @param {HTMLElement} from */
  showHome(from) {
    this.opener = from;
    this.home(true);
    this.title.focus({ preventScroll: true });
  }

  /** @param {boolean} open on a phone the panel is a sheet that covers part of the map */
  home(open) {
    this.current = null;
    this.note.hidden = true;
    this.title.textContent = this.homePage.title;
    this.content.replaceChildren(this.homePage.body);
    this.closer.hidden = !NARROW.matches;
    this.root.classList.toggle("t-open", open);
    this.sized();
  }

  close() {
    this.shut();
    this.hash("");
  }

  shut() {
    this.home(false);
    this.redraw();
    const back = this.opener;
    this.opener = null;
    if (back?.isConnected && back.offsetParent !== null) back.focus({ preventScroll: true });
    else this.map.getContainer().focus({ preventScroll: true });
  }

  /** The sheet changes the map's size on a phone. */
  sized() {
    this.map.invalidateSize({ animate: false, pan: false });
  }

  /** Bring what is open into sight, moving no more than needed. */
  see() {
    const bounds = L.latLngBounds([]);
    for (const id of this.chosenLines()) {
      const path = this.drawn.get(id);
      if (path) bounds.extend(path.bounds());
    }
    if (this.current?.kind === "site") {
      const site = this.model.sites.find(({ id }) => id === this.current?.id);
      if (site?.at) bounds.extend([site.at[1], site.at[0]]);
    }
    if (!bounds.isValid()) return;
    const corner = this.map.latLngToContainerPoint(bounds.getNorthWest());
    const other = this.map.latLngToContainerPoint(bounds.getSouthEast());
    const size = Math.max(other.x - corner.x, other.y - corner.y);
    const site = this.current?.kind === "site";
    if (this.map.getBounds().contains(bounds) && (site || size > 60)) return;
    if (site) this.map.panTo(bounds.getCenter(), { animate: !CALM });
    else this.map.fitBounds(bounds, { padding: [50, 50], maxZoom: 12, animate: !CALM });
  }

  /**
   * @param {string} id
   * @param {boolean} [animate]
   */
  fit(id, animate = !CALM) {
    const view = this.model.views.find((one) => one.id === id) ?? this.model.views[0];
    if (!view) return;
    const [[west, south], [east, north]] = view.bounds;
    this.map.fitBounds([[south, west], [north, east]], { animate, padding: [6, 6] });
    this.status.textContent = view.label;
  }

  /**
   * Whether the address names this already, so that opening it is no further step.
   *
   * @param {string} kind
   * @param {string} id
   */
  arrived(kind, id) {
    try {
      const text = decodeURIComponent(location.hash.slice(1));
      return text === `${kind}=${id}` || (kind === "claim" && text === id);
    } catch {
      return false;
    }
  }

  /**
   * Tell the address what is open, as a step that the Back button takes back. This fires no
   * event, so nothing is opened twice.
   *
   * @param {string} hash
   */
  hash(hash) {
    if (location.hash === hash) return;
    try {
      history.pushState(null, "", hash || "#");
    } catch {
      // A sandboxed notebook frame has no address to change.
    }
  }

  /** Open what the address names: `#kind=id`, or a claim's bare id. */
  fromHash() {
    const text = location.hash.slice(1);
    if (!text) {
      if (this.current && KINDS.includes(this.current.kind)) this.shut();
      else this.note.hidden = true;
      return;
    }
    const named = /^(\w+)=(.+)$/.exec(text);
    const kind = named?.[1] ?? "claim";
    let key = named?.[2] ?? text;
    try {
      key = decodeURIComponent(key);
    } catch {
      this.missing(key);
      return;
    }
    if (this.current?.kind === kind && this.current.id === key) return;
    if (!KINDS.includes(kind) || !this.open(kind, key, null, true)) this.missing(key);
  }

  /**
   * Say that the address names nothing of this atlas.
   *
   * @param {string} id
   */
  missing(id) {
    if (this.current) this.shut();
    this.home(true);
    this.note.textContent = t("no-such-id", { id: id.slice(0, 80) });
    this.note.hidden = false;
    this.status.textContent = this.note.textContent;
  }

  /**
   * Where a line or site is on the screen, for tests.
   *
   * @param {string} kind
   * @param {string} id
   */
  where(kind, id) {
    const frame = this.map.getContainer().getBoundingClientRect();
    let at = null;
    if (kind === "line") {
      const middle = this.drawn.get(id)?.middle();
      if (middle) at = this.map.layerPointToContainerPoint(L.point(middle.x, middle.y));
    } else {
      const mark = this.sites.marks.get(id);
      if (mark) at = this.map.latLngToContainerPoint(mark.marker.getLatLng());
    }
    return at && { x: frame.x + at.x, y: frame.y + at.y };
  }
}
