/** The help: every key, and what the marks of the map mean. */
import { el } from "./dom.js";
import { legend } from "./legend.js";
import { t } from "./words.js";

/** Keys as they stand on a keyboard, and the key of their words. */
const KEYS = /** @type {const} */ ([
  [["Tab"], "help-tab"],
  [["←", "↑", "→", "↓"], "help-arrows"],
  [["+", "−"], "help-zoom"],
  [["N", "P"], "help-next"],
  [["Enter"], "help-enter"],
  [["V"], "help-view"],
  [["0"], "help-everything"],
  [["Z"], "help-thing"],
  [["F"], "help-full"],
  [["M"], "help-measure"],
  [["C"], "help-coordinates"],
  [["S"], "help-save"],
  [["Esc"], "help-escape"],
]);

/**
 * @param {import("./types.js").Model} model
 * @returns {HTMLDialogElement}
 */
export function help(model) {
  const dialog = el("dialog", { class: "t-help", "aria-labelledby": "t-help-title" });
  const title = el("h2", { id: "t-help-title" }, t("help-title"));
  const closer = el("button", { type: "button", class: "t-shut", "aria-label": t("close-tool"), onclick: () => dialog.close() }, "×");
  dialog.append(
    el("div", { class: "t-over-head" }, title, closer),
    el(
      "div",
      { class: "t-help-body", tabindex: 0, role: "group", "aria-labelledby": "t-help-title" },
      el("h3", {}, t("help-keys")),
      el("p", { class: "t-quiet" }, t("help-focus")),
      el(
        "dl",
        { class: "t-keys" },
        KEYS.flatMap(([names, key]) => [
          el("dt", {}, names.map((name) => el("kbd", {}, name))),
          el("dd", {}, t(key)),
        ]),
      ),
      el("h3", {}, t("help-touch-title")),
      el("p", {}, t("help-touch")),
      el("h3", {}, t("help-marks")),
      legend(model),
    ),
  );
  // A press beside the dialog closes it, as everywhere.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  return dialog;
}
