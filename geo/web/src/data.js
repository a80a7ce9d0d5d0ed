/** Reading the data blocks of the page, and the coordinates inside them. */

/**
 * The value of a block of gzipped JSON in base64; null where the page has no such block.
 *
 * @param {string} id
 * @returns {Promise<any>}
 */
export async function block(id) {
  const text = document.getElementById(id)?.textContent?.trim();
  if (!text) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text(), bare);
}

/**
 * Objects of the data have no prototype: an id such as `constructor` is no more there than
 * any other id that nobody wrote.
 *
 * @param {string} _key
 * @param {any} value
 */
function bare(_key, value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.assign(Object.create(null), value);
}

/** Coordinates are whole ten-thousandths of a degree, about 10 m. */
const STEPS = 10000;

/**
 * Latitudes and longitudes of a delta-coded line.
 *
 * @param {number[]} deltas x, y, dx, dy, ...
 * @returns {[number, number][]} (latitude, longitude), as Leaflet wants them
 */
export function latLngs(deltas) {
  /** @type {[number, number][]} */
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i + 1 < deltas.length; i += 2) {
    x += /** @type {number} */ (deltas[i]);
    y += /** @type {number} */ (deltas[i + 1]);
    points.push([y / STEPS, x / STEPS]);
  }
  return points;
}

const EARTH_RADIUS_M = 6371008.8;

/**
 * Corners of a disc on the globe, for drawing: `radius` metres around a point.
 *
 * @param {[number, number]} at longitude, latitude
 * @param {number} radius
 * @returns {[number, number][]} (latitude, longitude)
 */
export function disc(at, radius) {
  const rad = Math.PI / 180;
  const distance = radius / EARTH_RADIUS_M;
  const lon = at[0] * rad;
  const lat = at[1] * rad;
  /** @type {[number, number][]} */
  const corners = [];
  for (let i = 0; i < 72; i += 1) {
    const bearing = (i / 72) * 2 * Math.PI;
    const north = Math.asin(
      Math.sin(lat) * Math.cos(distance) +
        Math.cos(lat) * Math.sin(distance) * Math.cos(bearing),
    );
    const east =
      lon +
      Math.atan2(
        Math.sin(bearing) * Math.sin(distance) * Math.cos(lat),
        Math.cos(distance) - Math.sin(lat) * Math.sin(north),
      );
    corners.push([north / rad, east / rad]);
  }
  return corners;
}
