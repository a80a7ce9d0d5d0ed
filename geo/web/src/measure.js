/**
 * Two tools that read the map: the length of a way over several points, along the ellipsoid,
 * and the coordinates of a point, with no more digits than the zoom deserves. Both work by
 * mouse, by touch, and by keyboard: the cross in the middle of the map is the pointer then.
 */
import L from "./leaflet.js";
import { copy } from "./copy.js";
import { el } from "./dom.js";
import { coordinates, digits, lengthWords, metres, metresPerPixel, shortestWay } from "./earth.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("leaflet").LatLng} LatLng */

/** What both tools share: presses on the map are theirs while they are on. */
class Pointer {
  /**
   * @param {App} app
   * @param {(at: LatLng) => void} set a point is chosen
   * @param {() => void} undo the last one is taken back
   * @param {() => void} end
   */
  constructor(app, set, undo, end) {
    this.app = app;
    const { map } = app;
    const frame = map.getContainer();
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.cross = el("div", { class: "t-cross", "aria-hidden": "true" });
    frame.append(this.cross);
    frame.classList.add("t-aiming");
    this.doubleClick = map.doubleClickZoom.enabled();
    map.doubleClickZoom.disable();
    frame.addEventListener(
      "click",
      (event) => {
        const target = /** @type {Element} */ (event.target);
        if (target.closest(".leaflet-control, .t-over, .t-jump")) return;
        event.stopPropagation();
        event.preventDefault();
        if (/** @type {any} */ (map.dragging).moved()) return;
        frame.classList.remove("t-by-key");
        set(map.mouseEventToLatLng(event));
      },
      { signal, capture: true },
    );
    frame.addEventListener(
      "keydown",
      (event) => {
        if (event.target !== frame) return;
        if (event.key === "Enter" || event.key === " ") set(map.getCenter());
        else if (event.key === "Backspace" || event.key === "Delete") undo();
        else if (event.key === "Escape") end();
        else {
          if (/^(Arrow|[+=-]$)/.test(event.key)) frame.classList.add("t-by-key");
          return;
        }
        frame.classList.add("t-by-key");
        event.preventDefault();
        event.stopPropagation();
      },
      { signal, capture: true },
    );
    frame.addEventListener("pointermove", (event) => {
      if (event.pointerType === "mouse") frame.classList.remove("t-by-key");
    }, { signal });
    frame.classList.add("t-by-key");
    frame.focus({ preventScroll: true });
  }

  stop() {
    const { map } = this.app;
    this.listening.abort();
    this.cross.remove();
    map.getContainer().classList.remove("t-aiming", "t-by-key");
    if (this.doubleClick) map.doubleClickZoom.enable();
  }
}

export class Measure {
  /**
   * @param {App} app
   * @param {() => void} end puts the tool away
   */
  constructor(app, end) {
    this.app = app;
    /** @type {LatLng[]} */
    this.points = [];
    /** @type {import("leaflet").LayerGroup} */
    this.drawing = L.layerGroup().addTo(app.map);
    const pane = app.map.getPane("tumen-measure") ?? app.map.createPane("tumen-measure");
    pane.style.zIndex = "640";
    pane.style.pointerEvents = "none";
    this.renderer = L.svg({ pane: "tumen-measure", padding: 0.5 });
    this.total = el("output", { class: "t-measured", "aria-live": "polite", "aria-atomic": true });
    this.parts = el("ol", { class: "t-measured-parts" });
    this.undoer = el("button", { type: "button", class: "t-bar-button", onclick: () => this.undo() }, t("measure-undo"));
    this.clearer = el("button", { type: "button", class: "t-bar-button", onclick: () => this.clear() }, t("measure-clear"));
    this.body = el(
      "div",
      {},
      el("p", { class: "t-quiet t-by-hand" }, t("measure-about")),
      this.total,
      this.parts,
      el(
        "p",
        { class: "t-over-buttons" },
        el("button", { type: "button", class: "t-bar-button", onclick: () => this.add(app.map.getCenter()) }, t("point-here")),
        this.undoer,
        this.clearer,
      ),
    );
    this.pointer = new Pointer(app, (at) => this.add(at), () => this.undo(), end);
    this.show();
  }

  /** @param {LatLng} at */
  add(at) {
    this.points.push(at);
    this.show();
  }

  undo() {
    this.points.pop();
    this.show();
  }

  clear() {
    this.points = [];
    this.show();
  }

  show() {
    const { map, model } = this.app;
    const pixel = metresPerPixel(map);
    const words = (/** @type {number} */ m) =>
      `${lengthWords(m, pixel, "km", model.locale)} (${lengthWords(m, pixel, "nmi", model.locale)})`;
    this.drawing.clearLayers();
    const common = { renderer: this.renderer, pane: "tumen-measure", interactive: false };
    /** @type {number[]} */
    const lengths = [];
    this.points.forEach((point, i) => {
      const before = this.points[i - 1];
      if (before) {
        lengths.push(metres(before, point));
        const way = shortestWay(before, point);
        L.polyline(way, { ...common, color: model.style.paper, weight: 5, opacity: 0.9 }).addTo(this.drawing);
        L.polyline(way, { ...common, color: model.style.ink, weight: 2, dashArray: "2 4" }).addTo(this.drawing);
      }
    });
    for (const point of this.points) {
      L.circleMarker(point, {
        ...common, radius: 5, color: model.style.ink, weight: 2, fillColor: model.style.paper, fillOpacity: 1,
      }).addTo(this.drawing);
    }
    const sum = lengths.reduce((a, b) => a + b, 0);
    this.total.textContent = lengths.length
      ? t("measured", { length: words(sum) })
      : t(this.points.length ? "measure-second" : "measure-first");
    this.parts.replaceChildren(
      ...(lengths.length > 1 ? lengths.map((m, i) => el("li", {}, `${i + 1}–${i + 2}: ${words(m)}`)) : []),
    );
    this.undoer.disabled = !this.points.length;
    this.clearer.disabled = !this.points.length;
  }

  stop() {
    this.pointer.stop();
    this.drawing.remove();
    this.renderer.remove();
  }
}

export class Coordinates {
  /**
   * @param {App} app
   * @param {() => void} end
   */
  constructor(app, end) {
    this.app = app;
    /** @type {LatLng | null} */
    this.fixed = null;
    this.latitude = el("dd", {});
    this.longitude = el("dd", {});
    this.sexagesimal = el("dd", {});
    this.said = el("p", { class: "t-quiet", role: "status" });
    this.spot = el("div", {});
    this.body = el(
      "div",
      {},
      el("p", { class: "t-quiet t-by-hand" }, t("coordinates-about")),
      this.spot,
      el(
        "dl",
        { class: "t-facts" },
        el("dt", {}, t("latitude")), this.latitude,
        el("dt", {}, t("longitude")), this.longitude,
        el("dt", {}, t("dms")), this.sexagesimal,
      ),
      this.said,
      el(
        "p",
        { class: "t-over-buttons" },
        el("button", { type: "button", class: "t-bar-button", onclick: () => this.copy("decimal") }, t("copy-decimal")),
        el("button", { type: "button", class: "t-bar-button", onclick: () => this.copy("dms") }, t("copy-dms")),
      ),
    );
    this.move = (/** @type {any} */ event) => {
      if (!this.fixed) this.show(event.latlng);
    };
    this.centre = () => {
      if (!this.fixed) this.show(app.map.getCenter());
    };
    app.map.on("mousemove", this.move);
    app.map.on("moveend", this.centre);
    this.pointer = new Pointer(
      app,
      (at) => this.fix(at),
      () => this.fix(null),
      end,
    );
    this.at = app.map.getCenter();
    this.places = 3;
    this.follow();
  }

  /** What is open may be a place, which has coordinates of its own. */
  follow() {
    const { current, model } = this.app;
    const site = current?.kind === "site" ? model.sites.find(({ id }) => id === current.id) : null;
    if (site?.at && site.precision !== "area" && site.precision !== "proxy") {
      const [lng, lat] = site.at;
      this.spot.replaceChildren(el("p", {}, el("strong", {}, site.name)));
      this.fixed = L.latLng(lat, lng);
      this.tell(this.fixed, digits(site.u), t("coordinates-of-place", { metres: (site.u ?? 0).toLocaleString(model.locale) }));
      return;
    }
    this.spot.replaceChildren();
    this.fixed = null;
    this.show(this.app.map.getCenter());
  }

  /** @param {LatLng | null} at */
  fix(at) {
    this.spot.replaceChildren();
    this.fixed = at;
    this.show(at ?? this.app.map.getCenter());
    if (at) this.copy("decimal");
  }

  /** @param {LatLng} at */
  show(at) {
    const pixel = metresPerPixel(this.app.map);
    const { locale } = this.app.model;
    const words = pixel < 1000 ? `${Math.round(pixel).toLocaleString(locale)}\u00a0m` : `${Math.round(pixel / 1000).toLocaleString(locale)}\u00a0km`;
    this.tell(at, digits(pixel), t("coordinates-of-pixel", { length: words }));
  }

  /**
   * @param {LatLng} at
   * @param {number} places
   * @param {string} why
   */
  tell(at, places, why) {
    this.at = at;
    this.places = places;
    const { decimal, dms } = coordinates(at, places, this.app.model.locale);
    this.latitude.textContent = decimal[0];
    this.longitude.textContent = decimal[1];
    this.sexagesimal.textContent = dms.join(", ");
    this.said.textContent = why;
  }

  /** @param {"decimal" | "dms"} form */
  async copy(form) {
    const { decimal, dms } = coordinates(this.at, this.places, this.app.model.locale);
    const plain = decimal.map((text) => text.replace("\u2212", "-"));
    const text = form === "dms" ? dms.join(", ").replaceAll("\u00a0", " ") : t("coordinates-copy", { lat: plain[0] ?? "", lon: plain[1] ?? "" });
    const done = await copy(text);
    this.said.textContent = t(done ? "copied" : "copy-by-hand", { text });
  }

  stop() {
    this.app.map.off("mousemove", this.move);
    this.app.map.off("moveend", this.centre);
    this.pointer.stop();
  }
}
