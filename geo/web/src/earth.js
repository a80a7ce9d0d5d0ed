/**
 * Lengths and shortest ways on the WGS 84 ellipsoid (Karney 2013, through GeographicLib), and
 * numbers with no more digits than they deserve.
 */
import geodesic from "geographiclib-geodesic";

/** @typedef {{lat: number, lng: number}} LatLng degrees */

const { WGS84 } = geodesic.Geodesic;
export const NAUTICAL_MILE_M = 1852;
/** One point at least every so many metres keeps a drawn way smooth. */
const STEP_M = 50_000;

/**
 * Metres along the ellipsoid.
 *
 * @param {LatLng} a
 * @param {LatLng} b
 */
export function metres(a, b) {
  return WGS84.Inverse(a.lat, a.lng, b.lat, b.lng).s12 ?? 0;
}

/**
 * Points of the shortest way, both ends included; longitudes run on past ±180.
 *
 * @param {LatLng} a
 * @param {LatLng} b
 * @returns {[number, number][]} latitude, longitude
 */
export function shortestWay(a, b) {
  const line = WGS84.InverseLine(a.lat, a.lng, b.lat, b.lng);
  const n = Math.min(200, Math.ceil(line.s13 / STEP_M)) || 1;
  /** @type {[number, number][]} */
  const points = [];
  for (let i = 0; i <= n; i += 1) {
    const at = line.Position((line.s13 * i) / n);
    let lon = at.lon2 ?? a.lng;
    const before = points[i - 1]?.[1] ?? a.lng;
    while (lon - before > 180) lon -= 360;
    while (before - lon > 180) lon += 360;
    points.push([at.lat2 ?? a.lat, lon]);
  }
  return points;
}

/**
 * Metres on the ground under one pixel in the middle of a map.
 *
 * @param {import("leaflet").Map} map
 * @param {{lat: number, lng: number}} [centre]
 * @param {number} [zoom]
 */
export function metresPerPixel(map, centre = map.getCenter(), zoom = map.getZoom()) {
  const p = map.project(centre, zoom);
  const a = map.unproject([p.x - 50, p.y], zoom);
  const b = map.unproject([p.x + 50, p.y], zoom);
  // At a low zoom 100 pixels may be far more than the shortest way between their ends.
  return (metres(a, map.unproject(p, zoom)) + metres(map.unproject(p, zoom), b)) / 100;
}

/**
 * A length in words, rounded to what one pixel of the map is worth.
 *
 * @param {number} m
 * @param {number} pixel metres
 * @param {"km" | "nmi"} unit
 * @param {string} locale
 */
export function lengthWords(m, pixel, unit, locale) {
  const one = unit === "km" ? 1000 : NAUTICAL_MILE_M;
  const places = Math.max(-3, Math.min(2, -Math.floor(Math.log10(pixel / one))));
  const step = 10 ** -places;
  const value = Math.round(m / one / step) * step;
  const digits = Math.max(0, places);
  const words = value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${words}\u00a0${unit === "km" ? "km" : "NM"}`;
}

/**
 * The longest round length that fits, for a scale bar.
 *
 * @param {number} pixel metres
 * @param {number} most pixels
 * @param {"km" | "nmi"} unit
 * @param {string} locale
 * @returns {{px: number, words: string}}
 */
export function scaleBar(pixel, most, unit, locale) {
  const one = unit === "km" ? 1000 : NAUTICAL_MILE_M;
  const room = (pixel * most) / one;
  const ten = 10 ** Math.floor(Math.log10(room));
  const value = ([5, 3, 2, 1].find((n) => n * ten <= room) ?? 1) * ten;
  const small = unit === "km" && value < 1;
  const words = small ? `${Math.round(value * 1000)}\u00a0m` : `${value.toLocaleString(locale, { maximumFractionDigits: 3 })}\u00a0${unit === "km" ? "km" : "NM"}`;
  return { px: Math.round((value * one) / pixel), words };
}

/**
 * Decimals of a degree that a place known to so many metres deserves: the rule of
 * `geo/geometry.py`.
 *
 * @param {number | null} uncertainty metres
 */
export function digits(uncertainty) {
  if (uncertainty === null || Number.isNaN(uncertainty)) return 3;
  for (const [places, below] of /** @type {const} */ ([[5, 50], [4, 500], [3, 5_000], [2, 50_000]])) {
    if (uncertainty < below) return places;
  }
  return 1;
}

/** Parts of a degree that are worth as much as, or more than, the last decimal: [degree parts, words]. */
const STEPS = /** @type {const} */ ({ 1: 6, 2: 60, 3: 600, 4: 3600, 5: 36000 });

/**
 * A latitude and longitude in decimal degrees and in degrees, minutes and seconds, neither
 * more exact than the place is known.
 *
 * @param {LatLng} at
 * @param {number} places decimals
 * @param {string} locale
 * @returns {{decimal: [string, string], dms: [string, string]}} latitude, longitude
 */
export function coordinates({ lat, lng }, places, locale) {
  const lon = ((((lng + 180) % 360) + 360) % 360) - 180;
  const number = (/** @type {number} */ value) => {
    const text = Math.abs(value).toFixed(places);
    return `${value < 0 && Number(text) !== 0 ? "\u2212" : ""}${text}`;
  };
  const comma = locale.startsWith("fr") ? "," : ".";
  const parts = STEPS[/** @type {1 | 2 | 3 | 4 | 5} */ (places)] ?? 36000;
  const sexagesimal = (/** @type {number} */ value, /** @type {string} */ plus, /** @type {string} */ minus) => {
    const whole = Math.round(Math.abs(value) * parts);
    const degree = Math.floor(whole / parts);
    const rest = whole % parts;
    const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
    let text = `${degree}°\u00a0`;
    if (parts <= 60) text += `${pad((rest * 60) / parts)}′`;
    else if (parts === 600) text += `${pad(Math.floor(rest / 10))}${comma}${rest % 10}′`;
    else if (parts === 3600) text += `${pad(Math.floor(rest / 60))}′\u00a0${pad(rest % 60)}″`;
    else text += `${pad(Math.floor(rest / 600))}′\u00a0${pad(Math.floor((rest % 600) / 10))}${comma}${rest % 10}″`;
    return `${text}\u00a0${value < 0 && whole ? minus : plus}`;
  };
  return {
    decimal: [number(lat), number(lon)],
    dms: [sexagesimal(lat, "N", "S"), sexagesimal(lon, "E", locale.startsWith("fr") ? "O" : "W")],
  };
}
