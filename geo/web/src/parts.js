/**
 * What stands around the map. Each part is made once per language, puts itself into a
 * region of the app (`bar`, `finder`, `deck` under the map, `stage` over it) and is told of
 * every change of the state after the map is redrawn.
 */
import { Bar } from "./bar.js";
import { FilterPanel } from "./filterpanel.js";
import { Insets } from "./insets.js";
import { Scale } from "./scale.js";
import { Search } from "./search.js";
import { Tools } from "./tools.js";
import { TimeBar } from "./timebar.js";

/** @typedef {import("./app.js").App} App */
/** @typedef {import("./types.js").Part} Part */

/** @type {readonly ((app: App) => Part)[]} */
export const PARTS = [
  (app) => new Bar(app),
  (app) => new Search(app),
  (app) => new FilterPanel(app),
  (app) => new TimeBar(app),
  (app) => new Tools(app),
  (app) => new Scale(app),
  (app) => new Insets(app),
];
