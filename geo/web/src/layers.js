/** Check boxes for groups of lines and places; a group shown in part is indeterminate. */
import { el } from "./dom.js";
import { sample } from "./legend.js";
import { symbol } from "./sites.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Group} Group */
/** @typedef {import("./state.js").Store} Store */

/**
 * Keys of the groups that can be switched, as the state and the address name them.
 *
 * @param {Model} model
 * @returns {string[]}
 */
export function layerKeys(model) {
  return [
    ...model.themes.map(({ id }) => `lines:${id}`),
    ...model.layers.map(({ id }) => `places:${id}`),
    ...[...eventsBySymbol(model).keys()].map((id) => `events:${id}`),
  ];
}

export class Layers {
  /**
   * @param {Model} model
   * @param {Store} store
   */
  constructor(model, store) {
    this.model = model;
    this.store = store;
    /** Lines and sites that are switched on. */
    this.lines = new Set();
    this.sites = new Set();
    /** Dated events with a place, by the symbol that marks them. */
    this.events = new Set();
    this.dated = eventsBySymbol(model);
    const opening = model.sites.filter((site) => site.on && site.at).flatMap((site) => site.events);
    /** Those marked from the start: strikes on the places of the opening map. */
    this.struck = new Set(opening.filter((id) => model.events[id]?.kind === "strike"));
    const shapes = new Map(Object.values(model.style.events).map((shape) => [shape.id, shape]));
    /** @type {(() => void)[]} */
    this.refresh = [];
    /** Each group's count of what is on the map. @type {{what: string, ids: string[], on: Set<string>, count: HTMLElement}[]} */
    this.counts = [];
    this.root = el(
      "div",
      { class: "t-layers" },
      this.group(
        "lines",
        model.themes,
        this.lines,
        members(model.lines, (line) => line.theme),
        (group) => sample(model, { theme: group.id, width: "other" }),
      ),
      this.group(
        "places",
        model.layers,
        this.sites,
        members(model.sites.filter((site) => site.at), (site) => site.layer),
        () => null,
      ),
      this.group(
        "events",
        [...shapes.keys()].map((id) => ({ id, label: t(`events-${id}`), about: "", on: id === "star", n: 0 })),
        this.events,
        this.dated,
        (group) => el("span", { class: "t-swatch" }, symbol(/** @type {any} */ (shapes.get(group.id)), model.style)),
      ),
    );
    this.update();
  }

  /**
   * @param {"lines" | "places" | "events"} what
   * @param {Group[]} groups
   * @param {Set<string>} on
   * @param {Map<string, string[]>} members
   * @param {(group: Group) => HTMLElement | null} swatch
   */
  group(what, groups, on, members, swatch) {
    const set = el("fieldset", {}, el("legend", {}, t(`layers-${what}`)));
    for (const group of groups) {
      const ids = members.get(group.id);
      if (!ids) continue;
      const key = `${what}:${group.id}`;
      const count = el("span", { class: "t-quiet" });
      const box = el("input", {
        type: "checkbox",
        "data-group": group.id,
        onchange: () => this.store.set({ layers: { ...this.store.get().layers, [key]: box.checked } }),
      });
      this.refresh.push(() => {
        const n = ids.filter((id) => on.has(id)).length;
        box.checked = n === ids.length;
        box.indeterminate = n > 0 && n < ids.length;
      });
      this.counts.push({ what, ids, on, count });
      set.append(
        el("label", { class: "t-check", title: group.about }, box, swatch(group), el("span", {}, group.label, count)),
      );
    }
    set.hidden = set.childElementCount === 1; // nothing but its legend
    return set;
  }

  /**
   * Say how many of each group are on the map.
   *
   * @param {(line: string) => boolean} line whether it is drawn
   * @param {(site: string) => boolean} site
   * @param {(event: string) => boolean} event
   */
  say(line, site, event) {
    const drawn = { lines: line, places: site, events: event };
    for (const { what, ids, on, count } of this.counts) {
      const test = drawn[/** @type {keyof typeof drawn} */ (what)];
      const words = ` ${ids.filter((id) => on.has(id) && test(id)).length}/${ids.length}`;
      if (count.textContent !== words) count.textContent = words;
    }
  }

  /** Follow the state: what the reader has switched, and for the rest what the atlas says. */
  update() {
    const { layers } = this.store.get();
    this.lines.clear();
    this.sites.clear();
    for (const line of this.model.lines) {
      if (layers[`lines:${line.theme}`] ?? line.on) this.lines.add(line.id);
    }
    for (const site of this.model.sites) {
      if (site.at && (layers[`places:${site.layer}`] ?? site.on)) this.sites.add(site.id);
    }
    this.events.clear();
    for (const [shape, ids] of this.dated) {
      for (const id of ids) if (layers[`events:${shape}`] ?? this.struck.has(id)) this.events.add(id);
    }
    for (const refresh of this.refresh) refresh();
  }
}

/**
 * @template {{id: string}} T
 * @param {T[]} all
 * @param {(one: T) => string} group
 * @returns {Map<string, string[]>} ids by group
 */
function members(all, group) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const one of all) {
    const ids = found.get(group(one));
    if (ids) ids.push(one.id);
    else found.set(group(one), [one.id]);
  }
  return found;
}

/**
 * Ids of the events that happened at a located site, by the id of their symbol.
 *
 * @param {Model} model
 * @returns {Map<string, string[]>}
 */
function eventsBySymbol(model) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const site of model.sites) {
    for (const id of site.at ? site.events : []) {
      const shape = model.style.events[model.events[id]?.kind ?? ""];
      if (shape) found.set(shape.id, [...(found.get(shape.id) ?? []), id]);
    }
  }
  return found;
}
