// The offline basemap: land, coast, lakes and boundary lines, drawn to canvas tiles from two small TopoJSON files.
// Nothing is fetched and nothing is evaluated, so it runs from file:// under `default-src 'none'`.
// Where the files come from, and whose view of the boundaries they show: layers/basemap/README.md.

import GeoJSONVT from "geojson-vt";
import { feature } from "topojson-client";

/**
 * @typedef {import("topojson-specification").Topology} Topology
 * @typedef {import("geojson").Feature} Feature
 * @typedef {import("geojson-vt").RawFeature} RawFeature
 * @typedef {[west: number, south: number, east: number, north: number]} Bounds  degrees
 */

/**
 * The parsed files of layers/basemap. Without `insets` the map is Natural Earth alone, in the public domain.
 * @typedef {{ basemap: Topology, insets?: Topology | null }} BasemapData
 */

/**
 * @typedef {object} BasemapOptions
 * @property {Partial<typeof COLOURS>} [colours]  those that differ from COLOURS
 * @property {number} [insetZoom]  from this zoom on the ports are drawn from the finer file
 * @property {number} [minZoom]
 * @property {number} [maxZoom]
 */

export const COLOURS = {
  sea: "#cfe0ea", // the page gives the map container the same colour
  land: "#f6f4ee",
  coast: "#8fa1ab",
  boundary: "#8d8883",
};

/** Plain text, and safe as HTML: Leaflet writes attributions with innerHTML. */
export const CREDITS = { basemap: "Natural Earth", insets: "© OpenStreetMap contributors" };

// At the ports a tenth of Natural Earth's 1:10m coast is off by 5 pixels or more here, and by 19 at zoom 9.
const INSET_ZOOM = 7;
const EXTENT = 4096; // geojson-vt's units across one tile

/**
 * Line styles by boundary class, in CSS pixels. The classes are those of layers/basemap/provenance.json.
 * @type {Record<string, { width: number, dash: number[], fromZoom: number }>}
 */
const BOUNDARIES = {
  international: { width: 1, dash: [], fromZoom: 0 },
  disputed: { width: 1, dash: [5, 4], fromZoom: 0 },
  demarcation: { width: 1.25, dash: [7, 3, 1.5, 3], fromZoom: 0 },
  other: { width: 0.75, dash: [1.5, 3], fromZoom: 6 },
};

/**
 * A Leaflet layer with the basemap on it. Add it to a map whose CRS is EPSG:3857, Leaflet's default.
 * @param {typeof import("leaflet")} L
 * @param {BasemapData} data
 * @param {BasemapOptions} [options]
 * @returns {import("leaflet").GridLayer}
 */
export function createBasemap(L, data, options = {}) {
  const colours = { ...COLOURS, ...options.colours };
  const insetZoom = options.insetZoom ?? INSET_ZOOM;
  /** @type {Sheets | undefined} */
  let sheets;
  const Basemap = L.GridLayer.extend({
    /**
     * @this {import("leaflet").GridLayer}
     * @param {import("leaflet").Coords} coords  already wrapped into one world
     */
    createTile(coords) {
      sheets ??= cut(data); // a fraction of a second, once, and only if the layer is shown
      return drawTile(sheets, coords, this.getTileSize().x, colours, coords.z >= insetZoom);
    },
  });
  // Leaflet's types do not know that a layer class takes options.
  return new /** @type {any} */ (Basemap)({
    minZoom: options.minZoom ?? 0,
    maxZoom: options.maxZoom ?? 12,
    attribution: data.insets ? `${CREDITS.basemap}, ${CREDITS.insets}` : CREDITS.basemap,
  });
}

/**
 * What is drawn, as sheets that are sliced into tiles on demand.
 * @typedef {InstanceType<typeof GeoJSONVT>} Sheet
 * @typedef {{ bounds: Bounds, ground: Sheet, boundaries: Sheet | null }} Inset
 * @typedef {{ ground: Sheet, lakes: Sheet, boundaries: Sheet, insets: Inset[] }} Sheets
 */

/**
 * @param {BasemapData} data
 * @returns {Sheets}
 */
function cut({ basemap, insets }) {
  return {
    ground: sheet([...parts(basemap, "land"), ...parts(basemap, "coast")]),
    lakes: sheet(parts(basemap, "lakes")),
    boundaries: sheet(parts(basemap, "boundaries")),
    insets: insets ? parts(insets, "inset_land").map((land) => cutInset(insets, land)) : [],
  };
}

/**
 * @param {Topology} insets
 * @param {Feature} land  of one inset; its properties give the bounds
 * @returns {Inset}
 */
function cutInset(insets, land) {
  const { name, west, south, east, north } = /** @type {any} */ (land.properties);
  const here = (/** @type {Feature} */ one) => one.properties?.name === name;
  const lines = parts(insets, "inset_boundaries").filter(here);
  return {
    bounds: [west, south, east, north],
    ground: sheet([land, ...parts(insets, "inset_coast").filter(here)]),
    boundaries: lines.length ? sheet(lines) : null,
  };
}

/** Features of each topology by the name of their object: several maps are drawn from the same. */
const decoded = /** @type {WeakMap<Topology, Map<string, Feature[]>>} */ (new WeakMap());

/**
 * One object of a topology as GeoJSON features that know which object they were.
 * @param {Topology} topology
 * @param {string} name
 * @returns {Feature[]}
 */
function parts(topology, name) {
  const known = decoded.get(topology) ?? new Map();
  decoded.set(topology, known);
  if (!known.has(name)) {
    const collection = /** @type {import("topojson-specification").GeometryCollection} */ (topology.objects[name]);
    const found = feature(topology, collection).features.map((one) => ({
      ...one,
      properties: { ...one.properties, part: name },
    }));
    known.set(name, found);
  }
  return known.get(name);
}

/**
 * @param {Feature[]} features
 * @returns {Sheet}
 */
function sheet(features) {
  return new GeoJSONVT({ type: "FeatureCollection", features }, { extent: EXTENT, maxZoom: 12, indexMaxZoom: 3 });
}

/**
 * @param {Sheets} sheets
 * @param {{ x: number, y: number, z: number }} coords
 * @param {number} size  of the tile, in CSS pixels
 * @param {typeof COLOURS} colours
 * @param {boolean} withInsets
 * @returns {HTMLCanvasElement}
 */
function drawTile(sheets, coords, size, colours, withInsets) {
  const canvas = document.createElement("canvas");
  const ratio = window.devicePixelRatio || 1;
  const pixels = Math.round(size * ratio);
  canvas.width = canvas.height = pixels;
  const ctx = canvas.getContext("2d");
  if (!ctx) return canvas;

  // The sea is painted, not left transparent: printers drop the background of a page but not a canvas.
  ctx.fillStyle = colours.sea;
  ctx.fillRect(0, 0, pixels, pixels);
  ctx.lineJoin = "round";
  for (const one of [sheets.ground, sheets.lakes, sheets.boundaries]) draw(ctx, one, coords, colours);

  for (const inset of withInsets ? sheets.insets : []) {
    const box = boxOnTile(inset.bounds, coords, pixels);
    if (!box) continue;
    // Whole pixels, rounded inwards, so that neither a hairline nor the frame of the inset shows at the seam.
    ctx.save();
    ctx.beginPath();
    ctx.rect(...box);
    ctx.clip();
    ctx.fillStyle = colours.sea;
    ctx.fillRect(...box);
    // An inset without borders of its own keeps those of the basemap.
    const boundaries = inset.boundaries ?? sheets.boundaries;
    for (const one of [inset.ground, sheets.lakes, boundaries]) draw(ctx, one, coords, colours);
    ctx.restore();
  }
  return canvas;
}

/**
 * One thing of the basemap in pixels of a frame; `box` says where alone it may show.
 * @typedef {{ part: "sea" | "land" | "lakes" | "coast" | "boundaries", rings: Pixel[][], width: number, dash: number[],
 *   box: [x: number, y: number, width: number, height: number] | null }} Ground
 * @typedef {{ x: number, y: number }} Pixel
 */

/** Pixels by which a saved picture's coast may be off: less than can be seen. */
const TOLERANCE_PX = 0.35;
/** Pixels beyond the frame where land is cut, so that the cut does not show. */
const MARGIN_PX = 12;

/**
 * The basemap of any frame as outlines, for pictures that are no canvas.
 * @param {typeof import("leaflet")} L
 * @param {BasemapData} data
 * @param {{ project: (at: [number, number]) => Pixel, zoom: number, size: Pixel }} frame  project takes latitude, longitude
 * @param {{ insetZoom?: number }} [options]
 * @returns {Ground[]}  from the bottom up
 */
export function outlines(L, data, { project, zoom, size }, { insetZoom = INSET_ZOOM } = {}) {
  const level = Math.round(zoom); // of the tiles that the map shows at this zoom
  const frame = L.bounds([-MARGIN_PX, -MARGIN_PX], [size.x + MARGIN_PX, size.y + MARGIN_PX]);
  const { basemap, insets } = data;
  /** @type {Ground[]} */
  const list = [];
  /** @param {Feature[]} features @param {Ground["box"]} box */
  const add = (features, box) => {
    for (const one of features) {
      const name = String(one.properties?.part).replace("inset_", "");
      const part = /** @type {Ground["part"]} */ (name);
      const line = BOUNDARIES[String(one.properties?.class)];
      if (part === "boundaries" && (!line || level < line.fromZoom)) continue;
      const rings = pixels(L, one, project, frame, part === "land" || part === "lakes");
      const { width, dash } = part === "boundaries" ? line : { width: part === "lakes" ? 0.5 : 0.75, dash: [] };
      if (rings.length) list.push({ part, rings, width, dash, box });
    }
  };
  const lakes = parts(basemap, "lakes");
  const boundaries = parts(basemap, "boundaries");
  add([...parts(basemap, "land"), ...parts(basemap, "coast"), ...lakes, ...boundaries], null);
  for (const land of insets && level >= insetZoom ? parts(insets, "inset_land") : []) {
    const { name, west, south, east, north } = /** @type {any} */ (land.properties);
    const from = project([north, west]);
    const to = project([south, east]);
    if (to.x < 0 || to.y < 0 || from.x > size.x || from.y > size.y) continue;
    /** @type {Ground["box"]} */
    const box = [Math.ceil(from.x) + 1, Math.ceil(from.y) + 1, Math.floor(to.x - from.x) - 2, Math.floor(to.y - from.y) - 2];
    const here = (/** @type {Feature} */ one) => one.properties?.name === name;
    const own = parts(/** @type {Topology} */ (insets), "inset_boundaries").filter(here);
    list.push({ part: "sea", rings: [], width: 0, dash: [], box });
    add([land, ...parts(/** @type {Topology} */ (insets), "inset_coast").filter(here), ...lakes, ...(own.length ? own : boundaries)], box);
  }
  return list;
}

/**
 * A feature's rings or lines inside a frame.
 * @param {typeof import("leaflet")} L
 * @param {Feature} one
 * @param {(at: [number, number]) => Pixel} project
 * @param {import("leaflet").Bounds} frame
 * @param {boolean} closed
 * @returns {Pixel[][]}
 */
function pixels(L, one, project, frame, closed) {
  const shape = /** @type {any} */ (one.geometry);
  if (!shape) return [];
  /** @type {[number, number][][]} */
  const rings = shape.type.startsWith("Multi")
    ? closed ? shape.coordinates.flat() : shape.coordinates
    : closed ? shape.coordinates : [shape.coordinates];
  const found = [];
  for (const turn of [-360, 0, 360]) {
    for (const ring of rings) {
      const [west, south, east, north] = boundsOf(ring);
      const low = project([Math.max(-85, south), west + turn]);
      const high = project([Math.min(85, north), east + turn]);
      if (!L.bounds([low.x, high.y], [high.x, low.y]).intersects(frame)) continue;
      const points = ring.map(([lon, lat]) => {
        const { x, y } = project([lat, lon + turn]);
        return L.point(x, y);
      });
      if (closed) {
        const cut = L.PolyUtil.clipPolygon(L.LineUtil.simplify(points, TOLERANCE_PX), frame);
        if (cut.length > 2) found.push(cut);
        continue;
      }
      for (const part of within(L, L.LineUtil.simplify(points, TOLERANCE_PX), frame)) found.push(part);
    }
  }
  return found;
}

/** Bounds of each ring or line that was looked at. */
const measured = /** @type {WeakMap<[number, number][], Bounds>} */ (new WeakMap());

/**
 * @param {[number, number][]} ring
 * @returns {Bounds}
 */
function boundsOf(ring) {
  let bounds = measured.get(ring);
  if (!bounds) {
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [lon, lat] of ring) {
      if (lon < west) west = lon;
      if (lon > east) east = lon;
      if (lat < south) south = lat;
      if (lat > north) north = lat;
    }
    bounds = [west, south, east, north];
    measured.set(ring, bounds);
  }
  return bounds;
}

/**
 * Runs of a line whose segments touch a frame, uncut.
 * @param {typeof import("leaflet")} L
 * @param {import("leaflet").Point[]} points
 * @param {import("leaflet").Bounds} frame
 */
function within(L, points, frame) {
  /** @type {Pixel[][]} */
  const runs = [];
  let open = false;
  for (let i = 1; i < points.length; i += 1) {
    const [a, b] = [points[i - 1], points[i]];
    if (!L.bounds([a, b]).intersects(frame)) {
      open = false;
      continue;
    }
    if (!open) runs.push([a]);
    runs[runs.length - 1].push(b);
    open = true;
  }
  return runs;
}

/**
 * Draw one sheet's part of a tile.
 * @param {CanvasRenderingContext2D} ctx
 * @param {Sheet} sheet
 * @param {{ x: number, y: number, z: number }} coords
 * @param {typeof COLOURS} colours
 */
function draw(ctx, sheet, { x, y, z }, colours) {
  const scale = ctx.canvas.width / EXTENT;
  const ratio = window.devicePixelRatio || 1;
  for (const shape of sheet.getTileRaw(z, x, y)?.features ?? []) {
    const part = shape.tags?.part;
    trace(ctx, shape, scale);
    if (part === "land" || part === "inset_land") {
      ctx.fillStyle = colours.land;
      ctx.fill("evenodd");
    } else if (part === "lakes") {
      ctx.fillStyle = colours.sea;
      ctx.fill("evenodd");
      stroke(ctx, colours.coast, 0.5 * ratio, []);
    } else if (part === "coast" || part === "inset_coast") {
      stroke(ctx, colours.coast, 0.75 * ratio, []);
    } else {
      const style = BOUNDARIES[String(shape.tags?.class)];
      if (z < style.fromZoom) continue;
      stroke(ctx, colours.boundary, style.width * ratio, style.dash.map((length) => length * ratio));
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} colour
 * @param {number} width
 * @param {number[]} dash
 */
function stroke(ctx, colour, width, dash) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.setLineDash(dash);
  ctx.stroke();
}

/**
 * Make a sliced line or polygon the current path.
 * @param {CanvasRenderingContext2D} ctx
 * @param {RawFeature} shape
 * @param {number} scale  from geojson-vt's units to canvas pixels
 */
function trace(ctx, shape, scale) {
  ctx.beginPath();
  if (shape.type !== 2 && shape.type !== 3) return;
  for (const line of shape.geometry) {
    ctx.moveTo(line[0] * scale, line[1] * scale);
    for (let i = 2; i < line.length; i += 2) ctx.lineTo(line[i] * scale, line[i + 1] * scale);
    if (shape.type === 3) ctx.closePath();
  }
}

/**
 * An inset's bounds as whole canvas pixels of one tile, or null when they are elsewhere.
 * @param {Bounds} bounds
 * @param {{ x: number, y: number, z: number }} coords
 * @param {number} pixels  across the tile
 * @returns {[x: number, y: number, width: number, height: number] | null}
 */
function boxOnTile([west, south, east, north], { x, y, z }, pixels) {
  const world = pixels * 2 ** z;
  const left = Math.max(0, Math.ceil(((west + 180) / 360) * world - x * pixels) + 1);
  const right = Math.min(pixels, Math.floor(((east + 180) / 360) * world - x * pixels) - 1);
  const top = Math.max(0, Math.ceil(mercator(north) * world - y * pixels) + 1);
  const bottom = Math.min(pixels, Math.floor(mercator(south) * world - y * pixels) - 1);
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

/**
 * Web Mercator: 0 at 85.05 N, 1 at 85.05 S.
 * @param {number} latitude  degrees
 */
function mercator(latitude) {
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) / (2 * Math.PI);
}
