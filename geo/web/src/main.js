/**
 * The page's entry: folium's script calls `tumen.attach(map)`, and tests read the rest.
 */
import "./app.css";
import L from "./leaflet.js";
import { App } from "./app.js";
import { createBasemap } from "./basemap.js";
import { block } from "./data.js";
import iconUrl from "leaflet/dist/images/marker-icon.png";
import iconRetinaUrl from "leaflet/dist/images/marker-icon-2x.png";
import shadowUrl from "leaflet/dist/images/marker-shadow.png";
import { learn } from "./words.js";

// A marker that a user adds with folium must not look for its picture beside the page.
L.Icon.Default.imagePath = "";
L.Icon.Default.mergeOptions({ iconUrl, iconRetinaUrl, shadowUrl });

if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
  L.Map.mergeOptions({
    zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false,
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

/**
 * Draw the atlas of this page on a Leaflet map.
 *
 * @param {import("leaflet").Map} map
 */
async function attach(map) {
  try {
    const model = await block("tumen-model");
    learn(model.ui);
    L.control
      .zoom({ position: "topright", zoomInTitle: model.ui["zoom-in"], zoomOutTitle: model.ui["zoom-out"] })
      .addTo(map);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
    map.attributionControl?.setPrefix(false);
    app = new App(map, model);
    const ground = await block("tumen-basemap");
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

/** Read-only: what is drawn and open now. */
function state() {
  if (!app) return null;
  const page = app;
  return {
    lines: [...page.drawn].filter(([, path]) => path.shown).map(([id]) => id).sort(),
    allLines: [...page.drawn.keys()].sort(),
    sites: page.sites.wanted().sort(),
    sitesShown: page.sites.shown().sort(),
    open: page.current && { ...page.current },
    zoom: page.map.getZoom(),
    centre: [page.map.getCenter().lng, page.map.getCenter().lat],
  };
}

/** @type {any} */ (window).tumen = Object.freeze({
  attach,
  ready,
  state,
  where: (/** @type {string} */ kind, /** @type {string} */ id) => app?.where(kind, id) ?? null,
  open: (/** @type {string} */ kind, /** @type {string} */ id) => app?.open(kind, id, null, true) ?? false,
});
