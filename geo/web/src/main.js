/**
 * The page's entry: folium's script calls `tumen.attach(map)`, and tests read the rest.
 */
import "./app.css";
import L from "./leaflet.js";
import { App } from "./app.js";
import { createBasemap } from "./basemap.js";
import { active, bounds } from "./edtf.js";
import { block, keyed } from "./data.js";
import { Address, decode, fresh, Store } from "./state.js";
import iconUrl from "leaflet/dist/images/marker-icon.png";
import iconRetinaUrl from "leaflet/dist/images/marker-icon-2x.png";
import shadowUrl from "leaflet/dist/images/marker-shadow.png";
import { merged } from "./overlay.js";
import { learn } from "./words.js";

// A marker that a user adds with folium must not look for its picture beside the page.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl, iconRetinaUrl, shadowUrl });

if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  L.Map.mergeOptions({
    zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
  });
  // The arrow keys and a press on the zoom box glide in any case, unless told not to.
  const { panBy } = L.Map.prototype;
  L.Map.include({
    /** @this {import("leaflet").Map} @param {import("leaflet").PointExpression} offset @param {object} [options] */
    panBy(offset, options) {
      return panBy.call(this, offset, { ...options, animate: false });
    },
  });
}

/** @type {App | null} */
let app = null;
/** @type {(value: boolean) => void} */
let done = () => {};
/** @type {Promise<boolean>} resolves when the page is ready, to false when it cannot be */
const ready = new Promise((resolve) => {
  done = resolve;
});

/** @type {Record<string, import("./types.js").Model>} models by language */
const models = {};
/** @type {import("leaflet").Control.Zoom | null} */
let zoom = null;
/** @type {import("./basemap.js").BasemapData | null} what pictures and small maps draw the ground from */
let ground = null;

/**
 * Draw the atlas of this page on a Leaflet map.
 *
 * @param {import("leaflet").Map} map
 */
async function attach(map) {
  try {
    const model = keyed(await block("tumen-model"));
    models[model.lang] = model;
    const change = document.getElementById("tumen-other");
    const langs = change ? [model.lang, model.lang === "fr" ? "en" : "fr"] : [model.lang];
    const start = location.hash || (model.start ?? ""); // a notebook frame has no address
    const { lang } = decode(start, { lang: model.lang, langs }).state;
    const store = new Store(fresh(lang));
    map.attributionControl?.setPrefix(false);
    app = speak(map, await inLanguage(lang), store, langs, true);
    app.arrive(start);
    /** @type {Promise<void>} one switch after the other */
    let turn = Promise.resolve();
    new Address(store, model.lang, (hash) => app?.arrive(hash));
    store.subscribe((_, changed) => {
      if (!changed.has("lang")) return;
      const moved = changed.has("at") || changed.has("view");
      turn = turn.then(async () => {
        const { lang } = store.get();
        const next = await inLanguage(lang);
        if (lang !== store.get().lang || app?.model === next) return;
        const switched = document.activeElement?.classList.contains("t-language");
        const awaited = app?.awaited;
        app?.destroy();
        app = speak(map, next, store, langs, moved);
        lie(app, ground);
        if (awaited) app.arrive(location.hash);
        if (switched) /** @type {HTMLElement | null} */ (app.root.querySelector(".t-language"))?.focus();
      });
    });
    ground = await block("tumen-basemap");
    lie(app, ground);
    if (ground) createBasemap(L, ground).addTo(map);
    document.documentElement.classList.add("tumen-ready");
    done(true);
  } catch (error) {
    const note = document.getElementById("tumen-failed");
    if (note) note.hidden = false;
    done(false);
    throw error;
  }
}

/**
 * @param {string} lang
 * @returns {Promise<import("./types.js").Model>}
 */
async function inLanguage(lang) {
  const [own] = Object.values(models);
  if (!models[lang]) models[lang] = merged(own, await block("tumen-other"));
  return /** @type {import("./types.js").Model} */ (models[lang]);
}

/**
 * Make the page in the language of a model.
 *
 * @param {import("leaflet").Map} map
 * @param {import("./types.js").Model} model
 * @param {Store} store
 * @param {string[]} langs
 * @param {boolean} place
 */
function speak(map, model, store, langs, place) {
  learn(model.ui, model.locale);
  document.documentElement.lang = model.lang;
  document.title = model.heading;
  for (const one of document.querySelectorAll("[data-lang]")) {
    /** @type {HTMLElement} */ (one).hidden = one.getAttribute("lang") !== model.lang;
  }
  zoom?.remove();
  zoom = L.control
    .zoom({ position: "topright", zoomInTitle: model.ui["zoom-in"], zoomOutTitle: model.ui["zoom-out"] })
    .addTo(map);
  return new App(map, model, store, langs, place);
}

/**
 * Give the page the ground that it lies on.
 *
 * @param {App} app
 * @param {import("./basemap.js").BasemapData | null} ground
 */
function lie(app, ground) {
  app.ground = ground;
  app.update(app.store.get(), new Set(["ground"]));
}

/** Read-only: what is drawn and open now. */
function state() {
  if (!app) return null;
  const page = app;
  return {
    lines: [...page.drawn].filter(([, path]) => path.shown).map(([id]) => id).sort(),
    allLines: [...page.lines.keys()].sort(),
    sites: page.sites.wanted().sort(),
    sitesShown: page.sites.shown().sort(),
    open: page.current && { ...page.current },
    lang: page.model.lang,
    passing: page.passing.n,
    undated: page.passing.undated,
    standing: Object.fromEntries([...page.drawn].filter(([, path]) => path.shown).map(([id, path]) => [id, path.standing])),
    claims: page.index.n,
    behind: page.behind,
    store: JSON.parse(JSON.stringify(page.store.get())),
    zoom: page.map.getZoom(),
    centre: [page.map.getCenter().lng, page.map.getCenter().lat],
  };
}

/** @type {any} */ (window).tumen = Object.freeze({
  attach,
  ready,
  state,
  edtf: Object.freeze({ active, bounds }),
  where: (/** @type {string} */ kind, /** @type {string} */ id) => app?.where(kind, id) ?? null,
  open: (/** @type {string} */ kind, /** @type {string} */ id) => app?.open(kind, id, null, true) ?? false,
});
