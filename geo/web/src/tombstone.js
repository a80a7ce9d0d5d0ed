/** What stands where something was withdrawn: that it was, when and why, and what follows it. */
import { el } from "./dom.js";
import { t } from "./words.js";

/**
 * @param {import("./types.js").Model} model
 * @param {string} kind
 * @param {string} id
 * @returns {import("./panel.js").Page | null} null for an id that was never withdrawn
 */
export function tombstone(model, kind, id) {
  const gone = kind === "list" ? undefined : model.withdrawn[id];
  if (!gone) return null;
  const body = el(
    "div",
    { class: "t-page t-tombstone" },
    el("p", { class: "t-lead" }, gone.date ? t("withdrawn-on", { date: gone.date }) : t("withdrawn-once")),
    gone.reason ? el("p", {}, gone.reason) : "",
    gone.successor
      ? el(
          "p",
          {},
          t("successor"),
          " ",
          el("a", { href: `#${kind}=${encodeURIComponent(gone.successor)}` }, gone.successor),
        )
      : "",
  );
  return { title: t("withdrawn-title", { id }), body };
}
