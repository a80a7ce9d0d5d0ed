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
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) bytes[i] = letters.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

/** Parts of the model that hold tables of ids or words, not rows. */
const NESTED = ["style", "words"];

/**
 * The model with no prototype on what is looked up by id: `constructor` is then no more there
 * than any other id that nobody wrote. Rows, whose keys are ours, stay as they are: without a
 * prototype the engine takes several times as long to make and to read them.
 *
 * @param {any} model
 * @returns {any}
 */
export function keyed(model) {
  const made = bare(model);
  for (const key of Object.keys(made)) made[key] = bare(made[key]);
  for (const key of NESTED) {
    for (const inner of Object.keys(made[key] ?? {})) made[key][inner] = bare(made[key][inner]);
  }
  return made;
}

/** @param {any} value */
function bare(value) {
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
