/**
 * The tools of the map: zoom to what is open or to everything, full screen, what is in view,
 * measure, coordinates, save, print, help. Every tool is a button; the map also knows a key
 * for each while it has the focus.
 */
import L from "./leaflet.js";
import { el, NARROW, svg } from "./dom.js";
import { InView } from "./inview.js";
import { help } from "./help.js";
import { Coordinates, Measure } from "./measure.js";
import { download, fileName, fileOf, pictureOf, pngOf } from "./picture.js";
import { Paper } from "./print.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {{body: HTMLElement, stop?: () => void, update?: () => void, follow?: () => void}} Tool */

const CALM = matchMedia("(prefers-reduced-motion: reduce)").matches;


/** Pictures of the buttons, in a 24 by 24 box. */
const ICONS = {
  everything: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5M9 12a3 3 0 1 0 6 0a3 3 0 1 0-6 0",
  thing: "M12 3v4M12 17v4M3 12h4M17 12h4M8 12a4 4 0 1 0 8 0a4 4 0 1 0-8 0M12 12h.01",
  full: "M8 3H3v5M16 3h5v5M21 16v5h-5M8 21H3v-5",
  view: "M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01",
  measure: "M3 16L16 3l5 5L8 21ZM7 12l2 2M10 9l3 3M13 6l2 2",
  coordinates: "M12 21s7-6.5 7-12a7 7 0 1 0-14 0c0 5.5 7 12 7 12ZM9.5 9a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0",
  save: "M12 3v12M7 10l5 5l5-5M4 20h16",
  print: "M7 8V3h10v5M7 17H4v-7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v7h-3M7 14h10v7H7Z",
  help: "M8.5 9a3.5 3.5 0 1 1 5 3.200c-1 .5-1.5 1.1-1.5 2.300M12 18.500h.01",
};

/** The key of each tool while the map has the focus. */
const KEYS = /** @type {Record<string, keyof typeof ICONS>} */ ({
  0: "everything", z: "thing", f: "full", v: "view", m: "measure", c: "coordinates", s: "save", "?": "help",
});

export class Tools {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.gone = new AbortController();
    /** @type {{name: string, tool: Tool} | null} */
    this.open = null;
    this.paper = new Paper(app);
    this.inView = new InView(app);
    this.dialog = help(app.model);
    /** @type {Map<keyof typeof ICONS, HTMLButtonElement>} */
    this.buttons = new Map();
    this.list = el("div", { class: "t-tools", role: "toolbar", "aria-label": t("tools"), "aria-orientation": "vertical" });
    for (const name of /** @type {(keyof typeof ICONS)[]} */ (Object.keys(ICONS))) this.add(name);
    this.more = el(
      "button",
      { type: "button", class: "t-tool t-tools-more", "aria-expanded": "false", "aria-label": t("tools"), title: t("tools"), onclick: () => this.unfold() },
      picture("M5 12h.01M12 12h.01M19 12h.01"),
    );
    this.title = el("h2", { class: "t-over-title" });
    this.content = el("div", { class: "t-over-body" });
    this.box = el(
      "section",
      { class: "t-over", hidden: true, "aria-labelledby": "t-over-title" },
      el(
        "div",
        { class: "t-over-head" },
        this.title,
        el("button", { type: "button", class: "t-shut", "aria-label": t("close-tool"), title: t("close-tool"), onclick: () => this.shut() }, "×"),
      ),
      this.content,
    );
    this.title.id = "t-over-title";
    // On a phone the zoom buttons alone fill the right side of the map.
    this.control = new L.Control({ position: NARROW.matches ? "topleft" : "topright" });
    NARROW.addEventListener("change", () => this.control.setPosition(NARROW.matches ? "topleft" : "topright"), { signal: this.gone.signal });
    this.control.onAdd = () => {
      const root = el("div", { class: "t-tools-control leaflet-bar" }, this.more, this.list);
      L.DomEvent.disableClickPropagation(root);
      L.DomEvent.disableScrollPropagation(root);
      return root;
    };
    this.control.addTo(app.map);
    /** @type {HTMLElement} */ (app.root.querySelector(".t-stage")).append(this.box);
    app.root.append(this.dialog);
    this.listen();
    this.update();
  }

  /** @param {keyof typeof ICONS} name */
  add(name) {
    const key = Object.entries(KEYS).find(([, one]) => one === name)?.[0];
    const label = t(`tool-${name}`);
    const button = el(
      "button",
      {
        type: "button",
        class: "t-tool",
        "data-tool": name,
        "aria-label": label,
        title: key ? `${label} (${key.toUpperCase()})` : label,
        "aria-keyshortcuts": key ?? null,
        tabindex: this.buttons.size ? -1 : 0,
        onclick: () => this.run(name),
      },
      picture(ICONS[name]),
    );
    if (["view", "measure", "coordinates", "save"].includes(name)) button.setAttribute("aria-expanded", "false");
    this.buttons.set(name, button);
    this.list.append(button);
  }

  listen() {
    const { signal } = this.gone;
    const { map, root } = this.app;
    this.list.addEventListener("keydown", (event) => this.walk(event), { signal });
    this.list.addEventListener("focusin", (event) => this.rove(/** @type {HTMLButtonElement} */ (event.target)), { signal });
    map.getContainer().addEventListener("keydown", (event) => this.key(event), { signal });
    this.box.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        this.shut();
      },
      { signal },
    );
    document.addEventListener("fullscreenchange", () => this.filled(!!document.fullscreenElement), { signal });
    root.addEventListener(
      "keydown",
      (event) => {
        // A frame that allows no full screen only has the class.
        if (event.key !== "Escape" || event.defaultPrevented || !root.classList.contains("t-alone")) return;
        if (document.fullscreenElement || this.app.current) return;
        event.preventDefault();
        this.filled(false);
      },
      { signal },
    );
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (this.control.getContainer()?.contains(/** @type {Node} */ (event.target))) return;
        this.fold();
      },
      { signal },
    );
    map.on("moveend", this.follow, this);
  }

  /** @param {KeyboardEvent} event */
  walk(event) {
    const all = [...this.buttons.values()].filter((one) => !one.disabled);
    const now = all.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = step ? all[(now + step + all.length) % all.length] : event.key === "Home" ? all[0] : event.key === "End" ? all[all.length - 1] : null;
    if (event.key === "Escape" && this.list.classList.contains("t-unfolded")) {
      event.preventDefault();
      event.stopPropagation();
      this.fold();
      this.more.focus();
      return;
    }
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }

  /** The tools are one step of the Tab key; arrow keys go on from there. @param {HTMLButtonElement} to */
  rove(to) {
    for (const button of this.buttons.values()) button.tabIndex = button === to ? 0 : -1;
  }

  /** On a phone the tools are folded behind one button. */
  unfold() {
    const open = this.list.classList.toggle("t-unfolded");
    this.more.setAttribute("aria-expanded", String(open));
    if (open) /** @type {HTMLElement | undefined} */ (this.list.querySelector('[tabindex="0"]') ?? undefined)?.focus({ preventScroll: true });
  }

  fold() {
    this.list.classList.remove("t-unfolded");
    this.more.setAttribute("aria-expanded", "false");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (event.target !== this.app.map.getContainer() || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "n" || key === "p") this.inView.step(key === "n" ? 1 : -1);
    else if (event.key === "Enter" && this.inView.current) this.inView.choose();
    else if (KEYS[key]) this.run(KEYS[key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {keyof typeof ICONS} name */
  run(name) {
    this.fold();
    const button = this.buttons.get(name);
    if (button?.disabled) return;
    switch (name) {
      case "everything": return this.zoom(this.everything());
      case "thing": return this.zoom(this.thing());
      case "full": return void this.full();
      case "print": return this.paper.print();
      case "help": return this.dialog.showModal();
      case "view": return this.show(name, this.inView);
      case "measure": return this.show(name, () => new Measure(this.app, () => this.shut()));
      case "coordinates": return this.show(name, () => new Coordinates(this.app, () => this.shut()));
      case "save": return this.show(name, () => this.saving());
    }
  }

  /**
   * Open a tool's box, or close it if it is open.
   *
   * @param {keyof typeof ICONS} name
   * @param {Tool | (() => Tool)} make
   */
  show(name, make) {
    const again = this.open?.name === name;
    this.shut();
    if (again) return;
    this.title.textContent = t(`tool-${name}`);
    this.box.hidden = false;
    this.box.dataset.tool = name;
    const tool = typeof make === "function" ? make() : make;
    this.open = { name, tool };
    this.content.replaceChildren(tool.body);
    tool.update?.();
    this.buttons.get(name)?.setAttribute("aria-expanded", "true");
    this.app.sites.soon(); // names keep clear of the box
    const first = /** @type {HTMLElement | null} */ (this.content.querySelector("button, input, select"));
    // A tool of the map keeps the map's keys.
    if (name === "measure" || name === "coordinates") this.app.map.getContainer().focus({ preventScroll: true });
    else first?.focus({ preventScroll: true });
  }

  shut() {
    if (!this.open) return;
    const { name, tool } = this.open;
    const inside = this.box.contains(document.activeElement);
    this.open = null;
    tool.stop?.();
    this.box.hidden = true;
    this.content.replaceChildren();
    const button = this.buttons.get(/** @type {keyof typeof ICONS} */ (name));
    button?.setAttribute("aria-expanded", "false");
    this.app.sites.soon();
    if (!inside) return;
    const to = button && button.offsetParent !== null ? button : this.more.offsetParent !== null ? this.more : this.app.map.getContainer();
    to.focus({ preventScroll: true });
  }

  /** After the state or the map has changed. */
  follow() {
    this.inView.changed();
    if (this.open?.tool.update) this.open.tool.update();
  }

  /**
   * @param {unknown} [_state]
   * @param {ReadonlySet<string>} [changed]
   */
  update(_state, changed) {
    const thing = /** @type {HTMLButtonElement} */ (this.buttons.get("thing"));
    thing.disabled = !this.thing().isValid();
    if (thing.disabled && thing.tabIndex === 0) this.rove(/** @type {HTMLButtonElement} */ (this.buttons.get("everything")));
    this.follow();
    if (changed?.has("open")) this.open?.tool.follow?.();
  }

  /** Bounds of what is open. */
  thing() {
    const { app } = this;
    const bounds = L.latLngBounds([]);
    for (const id of app.chosenLines()) {
      const path = app.drawn.get(id);
      if (path) bounds.extend(path.bounds());
    }
    const site = app.current?.kind === "site" ? app.sites.marks.get(app.current.id)?.marker.getLatLng() : null;
    if (site) bounds.extend(site);
    return bounds;
  }

  /** Bounds of all that is drawn. */
  everything() {
    const { app } = this;
    const bounds = L.latLngBounds([]);
    for (const path of app.drawn.values()) if (path.shown) bounds.extend(path.bounds());
    for (const mark of app.sites.marks.values()) if (mark.wanted) bounds.extend(mark.marker.getLatLng());
    return bounds;
  }

  /** @param {import("leaflet").LatLngBounds} bounds */
  zoom(bounds) {
    if (!bounds.isValid()) return;
    const point = bounds.getNorthEast().equals(bounds.getSouthWest());
    this.app.map.fitBounds(bounds, { padding: [40, 40], maxZoom: point ? 9 : 12, animate: !CALM });
  }

  async full() {
    const { root } = this.app;
    if (document.fullscreenElement) return document.exitFullscreen();
    if (root.classList.contains("t-alone")) return this.filled(false);
    try {
      await document.documentElement.requestFullscreen();
    } catch {
      // A notebook's frame may not allow it: the map then fills the frame, and says so.
      this.filled(true);
      this.app.status.textContent = t("no-full-screen");
    }
  }

  /** @param {boolean} on the map fills what there is */
  filled(on) {
    const { app } = this;
    app.root.classList.toggle("t-alone", on);
    document.body.classList.toggle("t-filled", on);
    this.buttons.get("full")?.setAttribute("aria-pressed", String(on));
    app.sized();
  }

  /** @returns {Tool} */
  saving() {
    const { app } = this;
    const said = el("p", { class: "t-quiet", role: "status" });
    const save = async (/** @type {"svg" | "png"} */ suffix) => {
      try {
        const made = pictureOf(app);
        const blob = suffix === "svg" ? new Blob([fileOf(made)], { type: "image/svg+xml" }) : await pngOf(made);
        const name = fileName(app, suffix);
        download(blob, name);
        said.textContent = t("saved", { name });
      } catch {
        said.textContent = t("not-saved");
      }
    };
    const button = (/** @type {"svg" | "png"} */ suffix) =>
      el("button", { type: "button", class: "t-bar-button", "data-save": suffix, onclick: () => save(suffix) }, t(`save-${suffix}`));
    return {
      body: el("div", {}, el("p", { class: "t-quiet" }, t("save-about")), el("p", { class: "t-over-buttons" }, button("png"), button("svg")), said),
    };
  }

  destroy() {
    this.shut();
    this.gone.abort();
    this.paper.destroy();
    this.inView.clear();
    this.app.map.off("moveend", this.follow, this);
    this.control.remove();
    this.box.remove();
    this.dialog.remove();
  }
}

/** @param {string} path */
function picture(path) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", focusable: "false" },
    svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" }),
  );
}
