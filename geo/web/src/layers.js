/** Check boxes for groups of lines and places; a group shown in part is indeterminate. */
import { el } from "./dom.js";
import { sample } from "./legend.js";
import { t } from "./words.js";

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Group} Group */

export class Layers {
  /**
   * @param {Model} model
   * @param {() => void} changed
   */
  constructor(model, changed) {
    this.model = model;
    this.changed = changed;
    /** Lines and sites that are switched on. */
    this.lines = new Set(model.lines.filter((line) => line.on).map((line) => line.id));
    this.sites = new Set(model.sites.filter((site) => site.on && site.at).map((site) => site.id));
    /** @type {(() => void)[]} */
    this.refresh = [];
    this.root = el(
      "div",
      { class: "t-layers" },
      this.fieldset(
        "layers-lines",
        model.themes,
        this.lines,
        (group) => model.lines.filter((line) => line.theme === group.id).map((line) => line.id),
        (group) => sample(model, { theme: group.id, width: "other" }),
      ),
      this.fieldset(
        "layers-places",
        model.layers,
        this.sites,
        (group) => model.sites.filter((site) => site.layer === group.id && site.at).map((site) => site.id),
        () => null,
      ),
    );
    this.update();
  }

  /**
   * @param {string} key
   * @param {Group[]} groups
   * @param {Set<string>} on
   * @param {(group: Group) => string[]} members
   * @param {(group: Group) => HTMLElement | null} swatch
   */
  fieldset(key, groups, on, members, swatch) {
    const set = el("fieldset", {}, el("legend", {}, t(key)));
    for (const group of groups) {
      const ids = members(group);
      if (!ids.length) continue;
      const count = el("span", { class: "t-quiet" });
      const box = el("input", {
        type: "checkbox",
        "data-group": group.id,
        onchange: () => {
          for (const id of ids) {
            if (box.checked) on.add(id);
            else on.delete(id);
          }
          this.update();
          this.changed();
        },
      });
      this.refresh.push(() => {
        const n = ids.filter((id) => on.has(id)).length;
        box.checked = n === ids.length;
        box.indeterminate = n > 0 && n < ids.length;
        count.textContent = ` ${n}/${ids.length}`;
      });
      set.append(
        el("label", { class: "t-check", title: group.about }, box, swatch(group), el("span", {}, group.label, count)),
      );
    }
    return set;
  }

  update() {
    for (const refresh of this.refresh) refresh();
  }
}
