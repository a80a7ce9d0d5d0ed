/**
 * The page on paper: one sheet with the map, its legend, scale, window, filters, version and
 * address, made for a landscape page; then what is open; then the sources behind what is
 * drawn. It is made when the browser is about to print, and taken away afterwards.
 */
import { el } from "./dom.js";
import { CERTAINLY, POSSIBLY } from "./filters.js";
import { elementOf, pictureOf } from "./picture.js";
import { t } from "./words.js";

/** @typedef {import("./app.js").App} App */

/** Size of the map on the sheet, in pixels of the picture; with title and legend about 1.4 to 1. */
const MAP = { x: 900, y: 700 };

export class Paper {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.gone = new AbortController();
    this.made = false;
    this.sheet = el("section", { class: "t-sheet", hidden: true, "aria-hidden": "true" });
    this.sources = el("section", { class: "t-sheet-sources", hidden: true });
    app.root.prepend(this.sheet);
    app.root.append(this.sources);
    const { signal } = this.gone;
    window.addEventListener("beforeprint", () => this.make(), { signal });
    window.addEventListener("afterprint", () => this.clear(), { signal });
  }

  print() {
    this.made = false;
    try {
      window.print();
    } catch {
      // Some frames throw, others do nothing; both are said below.
    }
    if (this.made) return;
    this.app.note.textContent = t("no-print");
    this.app.note.hidden = false;
    this.app.status.textContent = t("no-print");
  }

  make() {
    const { app } = this;
    this.made = true;
    this.sheet.replaceChildren(elementOf(pictureOf(app, { size: MAP, name: "tumen-sheet" })));
    const { sources } = app.model;
    const used = [...usedSources(app)].filter((id) => sources[id]);
    this.sources.replaceChildren(
      el("h2", {}, t("print-sources", { n: used.length })),
      el(
        "ol",
        {},
        used.map((id) => {
          const source = /** @type {import("./types.js").Source} */ (sources[id]);
          return el("li", {}, el("strong", {}, id), ` ${[source.by, source.title, source.date].filter(Boolean).join(". ")}`);
        }),
      ),
    );
    this.sheet.hidden = false;
    this.sources.hidden = !used.length;
    document.body.classList.add("t-printing");
    document.body.classList.toggle("t-printing-open", !!app.current);
  }

  clear() {
    document.body.classList.remove("t-printing", "t-printing-open");
    this.sheet.hidden = true;
    this.sources.hidden = true;
    this.sheet.replaceChildren();
    this.sources.replaceChildren();
  }

  destroy() {
    this.gone.abort();
    this.sheet.remove();
    this.sources.remove();
  }
}

/**
 * Sources of the claims behind the lines that are drawn, in order of their ids.
 *
 * @param {App} app
 * @returns {string[]}
 */
function usedSources(app) {
  const found = new Set();
  const passes = (/** @type {string} */ key) => [CERTAINLY, POSSIBLY].includes(app.passing.of(key));
  for (const [id, path] of app.drawn) {
    const line = path.shown ? app.lines.get(id) : null;
    for (const key of line ? [...line.claims, ...line.wider] : []) {
      const claim = app.model.claims[key];
      if (claim && passes(key)) found.add(claim.source);
    }
  }
  return [...found].sort();
}
