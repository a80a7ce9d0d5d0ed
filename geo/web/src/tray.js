/** What waits outside every window of time because nothing says when: a list of its claims. */
import { card } from "./claims.js";
import { el } from "./dom.js";
import { timesOf } from "./time.js";
import { t } from "./words.js";

/** Cards made at a time. */
const AT_ONCE = 100;

/**
 * @param {import("./app.js").App} app
 * @param {string} id `undated`, or `undated-sources` for what is known by a day
 * @returns {import("./panel.js").Page | null}
 */
export function tray(app, id) {
  if (id !== "undated" && id !== "undated-sources") return null;
  const clock = id === "undated" ? "event" : "known";
  const waiting = timesOf(app.model).tray(clock, app.store.get().window, (i) => app.passing.kept(i));
  const ids = waiting.map((i) => /** @type {string} */ (app.index.ids[i]));
  const known = clock === "known" ? "-known" : "";
  const body = el("div", { class: "t-page" }, el("p", {}, t(`time-tray-about${known}`)));
  const more = el("button", { type: "button", class: "t-bar-button", onclick: () => add() });
  let shown = 0;
  const add = () => {
    const next = ids.slice(shown, shown + AT_ONCE).map((claim) => card(app.model, claim, { withStance: true, passes: (id) => app.passes(id) }));
    shown += next.length;
    more.before(...next);
    more.hidden = shown >= ids.length;
    more.textContent = t("time-tray-more", { n: ids.length - shown });
  };
  body.append(more);
  add();
  return { title: t(`time-tray${known}`, { n: ids.length }), body };
}
