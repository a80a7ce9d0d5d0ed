/** The claims that pass, as cards, a screenful at a time. */
import { card } from "./claims.js";
import { append, el } from "./dom.js";
import { number, t } from "./words.js";

const AT_ONCE = 30;

/**
 * @param {import("./app.js").App} app
 * @returns {import("./panel.js").Page}
 */
export function results(app) {
  const { model, passing } = app;
  const ids = passing.ids();
  const list = el("div", { class: "t-results-list" });
  const body = el("div", { class: "t-page", "data-results": ids.length }, list);
  const more = el("button", { type: "button", class: "t-bar-button t-more", onclick: () => next(true) });
  let shown = 0;
  const next = (/** @type {boolean} */ focus) => {
    const cards = ids.slice(shown, shown + AT_ONCE).map((id) =>
      card(model, id, { withStance: true, passes: (key) => app.passes(key) }),
    );
    append(list, cards);
    shown += cards.length;
    more.textContent = t("more-claims", { n: ids.length - shown });
    if (shown >= ids.length) more.remove();
    if (focus) cards[0]?.focus();
  };
  if (!ids.length) list.append(el("p", {}, app.tally()));
  else {
    next(false);
    if (shown < ids.length) body.append(more);
  }
  return { title: t("claims-passing", { n: ids.length, some: number(ids.length, model.locale) }), body };
}
