/**
 * The page: the map, the panel beside it, and what is open in it. All of it is drawn from
 * the model and the state in the store, and drawn again when the state changes.
 */
import L from "./leaflet.js";
import { latLngs } from "./data.js";
import { append, el, focusIn, foldsOf, NARROW } from "./dom.js";
import { CERTAINLY, indexOf, POSSIBLY, UNDATED } from "./filters.js";
import { CROWDED, Drawn } from "./flowline.js";
import { nearest } from "./names.js";
import { Layers, layerKeys } from "./layers.js";
import { LISTS, Pages } from "./panel.js";
import { PARTS } from "./parts.js";
import { Sites } from "./sites.js";
import { asOf } from "./then.js";
import { timesOf } from "./time.js";
import { tombstone } from "./tombstone.js";
import { tray } from "./tray.js";
import { results } from "./results.js";
import { decode, FACETS, filtered, WORDS_OF } from "./state.js";
import { number, t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").State} State */
/** @typedef {import("leaflet").Map} Map_ */

/** How things stand, as `filters.js` numbers it. @type {readonly import("./flowline.js").Standing[]} */
const STANDING = ["out", "possibly", "certainly", "undated"];

/** Milliseconds for which the window has to rest before the panel follows it. */
const REFRESH_MS = 120;
/** Lists whose rows the window and the filters choose. */
const SIFTED_LISTS = ["passing", "undated", "undated-sources"];
const COARSE = matchMedia("(pointer: coarse)").matches;
const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;

export class App {
  /**
   * @param {Map_} map
   * @param {Model} model
   * @param {import("./state.js").Store} store
   * @param {readonly string[]} langs languages that the page can be read in, its own first
   * @param {boolean} place put the map where the state says; else it stays where it is
   */
  constructor(map, model, store, langs, place) {
    this.map = map;
    this.model = model;
    /** The basemap's data, once it is read. @type {import("./basemap.js").BasemapData | null} */
    this.ground = null;
    this.store = store;
    this.langs = langs;
    /** Ends listeners when the page is made anew in another language. */
    this.gone = new AbortController();
    /** @type {HTMLElement | null} */
    this.opener = null;
    /** The page of the panel for what is just being opened. @type {import("./panel.js").Page | null} */
    this.made = null;
    /** The reader has touched the map since the page last moved it. */
    this.touched = false;
    /** The address has changed the language, and is yet to be taken over. */
    this.awaited = false;
    /** The state is being set by the map itself, which need not follow it. */
    this.own = false;
    this.lines = new Map(model.lines.map((line) => [line.id, line]));
    this.index = indexOf(model);
    this.index.when = (window, clock) => timesOf(model).states(window, clock);
    /** Numbers of the lines in the order in which they are drawn, the first theme on top. */
    this.order = drawingOrder(model);
    this.passing = this.index.pass(store.get());
    /** Lines that are open and therefore on top. */
    this.raised = "";
    /** Passing claims that stand behind something drawn now. */
    this.behind = 0;
    /** The page in the panel. @type {import("./panel.js").Page | null} */
    this.shown = null;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.refreshing = undefined;
    /** Lines that have been drawn at some time. @type {Map<string, Drawn>} */
    this.drawn = new Map();
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", t("map"));
    const pane = map.getPane("tumen-lines") ?? map.createPane("tumen-lines");
    pane.style.zIndex = "390";
    /** @type {any} Leaflet's canvas, which knows whether it draws very many lines */
    this.renderer = L.canvas({ pane: "tumen-lines", padding: 0.4, tolerance: COARSE ? 14 : 7 });
    this.pages = new Pages(model, (claim) => this.passes(claim), () => this.day);
    this.layers = new Layers(model, store);
    this.homePage = this.pages.home(this.layers.root, () => (this.narrowed ? this.tally() : ""));
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
    /** Regions for what stands around the map; see `parts.js`. */
    this.bar = el("nav", { class: "t-bar", "aria-label": t("lists") });
    this.finder = el("div", { class: "t-finder" });
    this.deck = el("div", { class: "t-deck" });
    this.stage = /** @type {HTMLElement} */ (this.root.querySelector(".t-stage"));
    this.jump = el("nav", { class: "t-jump", "aria-label": t("jump") });
    this.frame();
    this.tip = el("div", { class: "t-tip", hidden: true, "aria-hidden": "true" });
    map.getContainer().append(this.tip);
    this.listen();
    if (place) this.place(store.get());
    /** @type {import("./types.js").Part[]} */
    this.parts = PARTS.map((make) => make(this));
    this.sized(); // what stands under the map leaves it less room
    this.place(store.get());
    this.unsubscribe = store.subscribe((state, changed) => this.update(state, changed));
    this.update(store.get(), new Set(["open", "filters", "layers", "query", "lang"]));
  }

  /** What is open, as the state says. */
  get current() {
    return this.store.get().open;
  }

  /** Take everything off the map and the page that this has put there. */
  destroy() {
    this.unsubscribe();
    clearTimeout(this.refreshing);
    this.gone.abort();
    for (const part of this.parts) part.destroy?.();
    for (const path of this.drawn.values()) path.show(this.map, false);
    this.sites.destroy();
    this.renderer.remove();
    this.map.off("moveend", this.moved, this);
    this.map.off("movestart zoomstart", this.unhint, this);
    for (const one of [this.bar, this.finder, this.deck, this.panel, this.jump, this.status, this.tip]) one.remove();
  }

  listen() {
    const { signal } = this.gone;
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.defaultPrevented || event.key !== "Escape") return;
        if (!this.current && !this.root.classList.contains("t-open")) return;
        event.preventDefault();
        this.close();
      },
      { signal },
    );
    // A link to something of this page opens it; the rest of the state stays as it is.
    document.addEventListener(
      "click",
      (event) => {
        const link = /** @type {Element} */ (event.target).closest?.('a[href^="#"]');
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        const { open } = decode(link.getAttribute("href") ?? "", { lang: this.model.lang }).state;
        if (!open) return;
        event.preventDefault();
        if (!this.open(open.kind, open.id, /** @type {HTMLElement} */ (link), true)) this.missing(open);
      },
      { signal },
    );
    const touch = () => {
      this.touched = true;
    };
    for (const type of ["pointerdown", "wheel", "keydown"]) {
      this.map.getContainer().addEventListener(type, touch, { signal, passive: true });
    }
    this.map.on("movestart zoomstart", this.unhint, this);
    this.map.on("moveend", this.moved, this);
  }

  unhint() {
    this.hint(null);
  }

  /** Where the reader has moved the map goes into the state. */
  moved() {
    if (!this.touched) return;
    const zoom = Math.round(this.map.getZoom() * 100) / 100;
    const digits = 10 ** Math.max(1, Math.min(5, Math.ceil(zoom / 2)));
    const { lat, lng } = this.map.getCenter();
    this.own = true;
    this.store.set({
      view: null,
      at: { zoom, lat: Math.round(lat * digits) / digits, lon: Math.round(lng * digits) / digits },
    });
    this.own = false;
  }

  /**
   * Move the map without taking that for the reader's doing.
   *
   * @param {() => void} move
   */
  steer(move) {
    this.touched = false;
    move();
  }

  /**
   * Put the map where the state says.
   *
   * @param {Readonly<State>} state
   */
  place({ at, view }) {
    if (at) this.map.setView([at.lat, at.lon], at.zoom, { animate: false });
    else this.fit(view ?? this.model.view, false);
  }

  /**
   * Follow the state.
   *
   * @param {Readonly<State>} state
   * @param {ReadonlySet<string>} changed
   */
  update(state, changed) {
    if (state.lang !== this.model.lang) return; // the page is about to be made anew
    if (changed.has("layers")) {
      this.layers.update();
      this.refresh();
    }
    if (changed.has("filters") || changed.has("window") || changed.has("clock")) {
      this.passing = this.index.pass(state);
      this.refresh();
    }
    const listed = this.current?.kind === "list" && SIFTED_LISTS.includes(this.current.id);
    const sifted = changed.has("filters") || changed.has("window") || changed.has("clock");
    if (changed.has("open")) this.turn();
    else if (listed && sifted) this.sift();
    if (["layers", "filters", "window", "clock", "undated", "open"].some((key) => changed.has(key))) this.redraw();
    if (!this.own && ((changed.has("view") && state.view) || (changed.has("at") && state.at))) {
      this.steer(() => this.place(state));
    }
    for (const part of this.parts) part.update?.(state, changed);
  }

  /**
   * How a claim stands to the window and the filters, null for one that does not pass.
   *
   * @param {string} claim
   * @returns {import("./claims.js").Passing}
   */
  passes(claim) {
    const at = this.index.at.get(claim);
    const how = at === undefined ? CERTAINLY : this.passing.mask[at];
    if (how === CERTAINLY) return "certainly";
    if (how === POSSIBLY) return "possibly";
    return how === UNDATED ? "undated" : null;
  }

  /** How many claims pass, of how many, and how many of those are not on the map now. */
  tally() {
    const { passing, index, behind, model } = this;
    const say = (/** @type {number} */ n) => number(n, model.locale);
    if (!index.n) return t("no-claims-yet");
    const words = passing.n
      ? t("tally", { n: passing.n, some: say(passing.n), all: say(index.n), off: say(passing.n - behind) })
      : t("tally-none", { all: say(index.n) });
    const key = passing.clock === "known" ? "tally-undated-known" : "tally-undated";
    return passing.undated ? `${words} ${t(key, { n: passing.undated, some: say(passing.undated) })}` : words;
  }

  /** Something is left out by the filters or by a window of time. */
  get narrowed() {
    return filtered(this.store.get().filters) || this.passing.clock !== null;
  }

  /** Let the page in the panel follow, once the slider rests: long lists take their time. */
  refresh() {
    clearTimeout(this.refreshing);
    this.refreshing = setTimeout(() => {
      const had = this.content.contains(document.activeElement) ? document.activeElement : null;
      const claim = had?.closest("[data-claim]")?.getAttribute("data-claim");
      (this.shown ?? this.homePage).update?.();
      // Else what had the focus has been made anew, and nothing like it took the focus.
      if (!had || had.isConnected || this.content.contains(document.activeElement)) return;
      const again = claim && this.content.querySelector(`[data-claim="${CSS.escape(claim)}"]`);
      /** @type {HTMLElement} */ (again || this.title).focus({ preventScroll: true });
    }, REFRESH_MS);
  }

  /** Show in the panel what the state says is open. */
  turn() {
    const { current } = this;
    const page = current && (this.made ?? this.page(current.kind, current.id));
    if (page) this.show(page);
    else this.home(false);
  }

  /** Make a list of what passes anew; folds that are open stay so, and the reader where they are. */
  sift() {
    const { content } = this;
    const reopen = foldsOf(content);
    const held = content.contains(document.activeElement) ? document.activeElement?.closest("[data-claim]") : null;
    const back = held && focusIn(held);
    const from = content.scrollTop;
    this.turn();
    reopen(content);
    content.scrollTop = from;
    const like = held && content.querySelector(`[data-claim="${CSS.escape(held.getAttribute("data-claim") ?? "")}"]`);
    if (like) back?.(like);
    else if (held) this.title.focus({ preventScroll: true });
  }

  /**
   * The page of the panel for a thing, or the tombstone of one that was withdrawn.
   *
   * @param {string} kind
   * @param {string} id
   * @param {string[]} [beside]
   * @returns {import("./panel.js").Page | null}
   */
  page(kind, id, beside = []) {
    if (kind === "list" && id === "passing") return results(this);
    if (kind === "list" && id.startsWith("undated")) return tray(this, id);
    return this.pages.make(kind, id, beside) ?? tombstone(this.model, kind, id);
  }

  /** Fill the frame that `geo/page.py` writes: bar, finder, panel, map, deck. */
  frame() {
    const { model, stage, jump } = this;
    this.panel.append(el("div", { class: "t-panel-head" }, this.title, this.closer), this.note, this.content);
    for (const view of model.views) {
      jump.append(
        el(
          "button",
          {
            type: "button",
            "data-view": view.id,
            onclick: () => {
              this.own = true;
              this.store.set({ view: view.id === model.view ? null : view.id, at: null });
              this.own = false;
              this.fit(view.id);
            },
          },
          view.label,
        ),
      );
    }
    // The map and what lies under it are one column, whose height the words beside it do not move.
    let column = stage.parentElement;
    if (!column?.classList.contains("t-column")) {
      column = el("div", { class: "t-column" });
      stage.before(column);
      column.append(stage);
    }
    column.before(this.bar, this.finder, this.panel);
    stage.after(this.deck);
    append(stage, [jump, this.status]);
    L.DomEvent.disableClickPropagation(jump);
  }

  /**
   * The drawn line of an id, made when it is first shown.
   *
   * @param {Line} line
   * @returns {Drawn}
   */
  path(line) {
    const made = this.drawn.get(line.id);
    if (made) return made;
    const path = new Drawn(
      this.stretches(line),
      this.look(line),
      // A railway from afar is calmer without its every bend; a curve wants all its points.
      { renderer: this.renderer, pane: "tumen-lines", smoothFactor: line.curved ? 0.4 : 1.6 },
    );
    path.on("click", (/** @type {any} */ event) => this.pick(event.layerPoint));
    path.on("mousemove", (/** @type {any} */ event) => this.hint(line, event.containerPoint));
    path.on("mouseout", () => this.hint(null));
    this.drawn.set(line.id, path);
    return path;
  }

  /**
   * @param {Line} line
   * @returns {import("./flowline.js").Look}
   */
  look(line) {
    const { style } = this.model;
    const dash = style.dashes[line.status] ?? { strokes: [], round: false };
    const arrow = style.arrows[line.direction] ?? { filled: null, length: 0 };
    return {
      colour: style.colours[line.theme] ?? style.ink,
      paper: style.paper,
      width: style.widths.find((class_) => class_.id === line.width)?.px ?? 2,
      strokes: dash.strokes,
      round: dash.round,
      filled: arrow.filled,
      arrow: arrow.length,
      lane: line.lane,
    };
  }

  /** The day as of which the map is seen, null where it is today. */
  get day() {
    return this.passing.clock === "known" ? (this.store.get().window?.to ?? null) : null;
  }

  /**
   * A line with the dash, arrow and width that rest on what is known on the day of the map.
   *
   * @param {Line} line
   * @returns {Line}
   */
  seen(line) {
    return asOf(this.model, line, this.day);
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
   * What a line is called, and how it stands to the window of time.
   *
   * @param {Line} line
   */
  lineName(line) {
    const standing = this.drawn.get(line.id)?.standing ?? "certainly";
    const how = this.passing.clock && standing !== "certainly" ? ` (${t(`time-standing-${standing}`)})` : "";
    return this.pages.lineTitle(line) + how;
  }

  /**
   * @param {Line | null} line
   * @param {{x: number, y: number}} [at]
   */
  hint(line, at) {
    this.tip.hidden = !line || COARSE;
    if (!line || !at) return;
    this.tip.textContent = this.lineName(line);
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

  /** Show what the layers, the filters and the window leave, and whatever is open. */
  redraw() {
    const state = this.store.get();
    const { day } = this;
    const chosen = new Set(this.chosenLines());
    const narrow = this.narrowed;
    const standing = this.index.lines(this.passing, state.filters);
    /** @type {Set<string>} */
    const ends = new Set();
    /** @type {Set<string>} */
    const carrying = new Set();
    /** @type {number[]} */
    const lines = [];
    let added = false;
    const drawn = (/** @type {number | undefined} */ how) =>
      how === CERTAINLY || how === POSSIBLY || (how === UNDATED && state.undated && state.clock === "event");
    for (const i of this.order) {
      const line = /** @type {Line} */ (this.model.lines[i]);
      const how = standing[i];
      const wanted =
        chosen.has(line.id) || (this.layers.lines.has(line.id) && drawn(how));
      if (!wanted && !this.drawn.has(line.id)) continue;
      const path = this.path(line);
      if (wanted) {
        ends.add(line.from);
        ends.add(line.to);
        carrying.add(line.from).add(line.to);
        lines.push(i);
        added ||= !path.shown;
        const seen = this.seen(line);
        const worn = day ? `${seen.status} ${seen.direction} ${seen.width}` : "";
        if (path.worn !== worn) {
          path.worn = worn;
          path.wear(this.look(seen));
        }
        path.stand(STANDING[how ?? 0] ?? "out");
      }
      path.show(this.map, wanted);
      path.mark(chosen.has(line.id));
    }
    const crowded = lines.length >= CROWDED;
    if (crowded !== this.renderer.crowded) {
      this.renderer.crowded = crowded;
      for (const path of this.drawn.values()) path.again();
    }
    // The same state is the same picture, whatever was switched on first.
    // What is open lies over all others, which among thousands would hide it.
    const open = [...chosen].sort().join(" ");
    if (added || open !== this.raised) {
      this.raised = open;
      const here = new Set(lines);
      for (const i of this.stacked()) if (here.has(i)) this.path(/** @type {Line} */ (this.model.lines[i])).raise();
    }
    const events = this.eventsShown(narrow);
    const at = narrow ? this.index.standing(this.passing, state.filters) : null;
    /** @type {number[]} */
    const sites = [];
    this.model.sites.forEach((site, i) => {
      const stands = !at || drawn(at[i]);
      if (this.layers.sites.has(site.id) && stands) ends.add(site.id);
      if (site.events.some((event) => events.has(event))) ends.add(site.id);
      if (ends.has(site.id) && site.at) sites.push(i);
    });
    this.behind = this.index.behind(this.passing, lines, sites);
    this.layers.say(
      (id) => this.drawn.get(id)?.shown === true,
      (id) => ends.has(id),
      (id) => events.has(id),
    );
    this.sites.date(events);
    this.sites.want(ends, carrying);
    this.sites.stand((i) => (at && this.passing.clock === "event" && this.index.sites.of(i).length ? (STANDING[at[i] ?? 0] ?? "") : ""));
    this.sites.mark(this.current?.kind === "site" ? this.current.id : null);
  }

  /**
   * Dated events whose layer is on and of which something that passes is said.
   *
   * @param {boolean} narrow
   * @returns {Set<string>}
   */
  eventsShown(narrow) {
    if (!narrow) return this.layers.events;
    const passes = (/** @type {string} */ claim) => [CERTAINLY, POSSIBLY].includes(this.passing.of(claim));
    return new Set([...this.layers.events].filter((id) => this.model.events[id]?.claims.some(passes)));
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

  /** Numbers of the lines from the lowest to the one on top: those that are open come last. */
  stacked() {
    const chosen = new Set(this.chosenLines());
    const above = (/** @type {number} */ i) => Number(chosen.has(/** @type {Line} */ (this.model.lines[i]).id));
    return [...this.order].sort((a, b) => above(a) - above(b));
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
    const page = this.page(kind, id, beside);
    if (!page) return false;
    if (!this.current && from) this.opener = from;
    else if (from && !this.panel.contains(from)) this.opener = from;
    this.made = page;
    const changed = this.store.set({ open: { kind, id } }, { push: true });
    if (!changed.has("open")) this.show(page);
    this.made = null;
    if (look || NARROW.matches) this.see();
    this.title.focus({ preventScroll: true });
    return true;
  }

  /** @param {import("./panel.js").Page} page */
  show(page) {
    this.shown = page;
    this.title.textContent = page.title;
    this.note.hidden = true;
    this.content.replaceChildren(page.body);
    this.content.scrollTop = 0;
    this.closer.hidden = false;
    this.root.classList.add("t-open");
    this.widen(page.wide);
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
    this.note.hidden = true;
    this.title.textContent = this.homePage.title;
    this.shown = null;
    this.homePage.update?.();
    this.content.replaceChildren(this.homePage.body);
    this.closer.hidden = !NARROW.matches;
    this.root.classList.toggle("t-open", open);
    this.widen();
    this.sized();
  }

  /** @param {"half" | "full"} [wide] how much of the width the panel takes, beyond its own */
  widen(wide) {
    this.root.classList.toggle("t-half", wide === "half");
    this.root.classList.toggle("t-full", wide === "full");
  }

  close() {
    if (!this.current) this.home(false);
    this.store.set({ open: null }, { push: true });
    this.back();
  }

  /** Give the focus back to where it came from. */
  back() {
    const { opener } = this;
    this.opener = null;
    if (opener?.isConnected && opener.offsetParent !== null) opener.focus({ preventScroll: true });
    else this.map.getContainer().focus({ preventScroll: true });
  }

  /** The sheet changes the map's size on a phone. */
  sized() {
    this.steer(() => this.map.invalidateSize({ animate: false, pan: false }));
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
    this.steer(() => {
      if (site) this.map.panTo(bounds.getCenter(), { animate: !CALM });
      else this.map.fitBounds(bounds, { padding: [50, 50], maxZoom: 12, animate: !CALM });
    });
  }

  /**
   * @param {string} id
   * @param {boolean} [animate]
   */
  fit(id, animate = !CALM) {
    const view = this.model.views.find((one) => one.id === id) ?? this.model.views[0];
    if (!view) return;
    const [[west, south], [east, north]] = view.bounds;
    this.steer(() => this.map.fitBounds([[south, west], [north, east]], { animate, padding: [6, 6] }));
    this.status.textContent = view.label;
  }

  /**
   * Take over what the address says.
   *
   * @param {string} hash
   */
  arrive(hash) {
    const { model } = this;
    const { state, ignored } = decode(hash, this.known());
    const wanted = state.open;
    const before = this.current;
    const same = wanted?.kind === before?.kind && wanted?.id === before?.id;
    const page = wanted && !same ? this.page(wanted.kind, wanted.id) : null;
    if (wanted && !same && !page) state.open = null;
    // What the filters choose is made once they are taken over too.
    this.made = wanted?.kind === "list" && SIFTED_LISTS.includes(wanted.id) ? null : page;
    this.note.hidden = true;
    this.store.set(state, { quiet: true });
    this.made = null;
    if (this.store.get().lang !== model.lang) {
      this.awaited = true; // the page in the other language arrives once more
      return;
    }
    if (page) {
      if (!state.at && !state.view) this.see();
      this.title.focus({ preventScroll: true });
    } else if (before && !state.open) this.back();
    if (wanted && !same && !page) this.missing(wanted);
    if (ignored.length) this.tell(t("address-ignored", { words: ignored.join(", ") }));
  }

  /** What an address may choose from. */
  known() {
    const { model, index } = this;
    /** @type {Record<string, ReadonlySet<string>>} */
    const words = {};
    for (const facet of FACETS) {
      words[facet] = new Set([...Object.keys(model.words[WORDS_OF[facet] ?? ""] ?? {}), ...(index.facets[facet]?.words ?? [])]);
    }
    return {
      lang: this.langs[0] ?? model.lang,
      langs: this.langs,
      views: model.views.map(({ id }) => id),
      layers: layerKeys(model),
      sites: index.placed,
      words,
    };
  }

  /**
   * Say something in the panel and in the status line.
   *
   * @param {string} text
   * @param {Node} [more]
   */
  tell(text, more) {
    this.note.replaceChildren(...(this.note.hidden ? [] : [...this.note.childNodes, " "]), text);
    if (more) this.note.append(" ", more);
    this.note.hidden = false;
    this.status.textContent = this.note.textContent;
  }

  /**
   * Say that the address names nothing of this atlas, and offer the nearest thing there is.
   *
   * @param {{kind: string, id: string}} wanted
   */
  missing({ kind, id }) {
    if (this.current) this.store.set({ open: null });
    this.home(true);
    const near = nearest(id, idsOf(this.model, kind));
    const link = near && el("a", { href: `#${kind}=${encodeURIComponent(near)}` }, near);
    const offer = link && el("span", {}, t("nearest-id"), " ", link);
    this.tell(t("no-such-id", { id: id.slice(0, 80) }), offer || undefined);
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

/**
 * @param {Model} model
 * @returns {number[]} numbers of lines, what is drawn first at the start
 */
function drawingOrder(model) {
  const themes = Object.keys(model.style.colours);
  const rank = new Map(themes.map((theme, i) => [theme, i]));
  const of = (/** @type {number} */ i) => rank.get(model.lines[i]?.theme ?? "") ?? -1;
  const id = (/** @type {number} */ i) => model.lines[i]?.id ?? "";
  return model.lines.map((_, i) => i).sort((a, b) => of(b) - of(a) || (id(a) < id(b) ? -1 : 1));
}

/**
 * Ids of one kind.
 *
 * @param {Model} model
 * @param {string} kind
 * @returns {string[]}
 */
function idsOf(model, kind) {
  if (kind === "claim") return Object.keys(model.claims);
  if (kind === "flow") return model.flows.map(({ id }) => id);
  if (kind === "leg") return Object.keys(model.legs);
  if (kind === "line") return model.lines.map(({ id }) => id);
  if (kind === "site") return model.sites.map(({ id }) => id);
  if (kind === "vessel") return Object.keys(model.vessels);
  if (kind === "event") return Object.keys(model.events);
  if (kind === "source") return Object.keys(model.sources);
  if (kind === "actor") return Object.keys(model.actors);
  if (kind === "conflict") return Object.keys(model.conflicts);
  if (kind === "observation") return model.observations.map(({ id }) => id);
  if (kind === "indicator") return Object.keys(model.indicators);
  if (kind === "withdrawn") return Object.keys(model.withdrawn);
  if (kind === "list") return LISTS;
  return [];
}
