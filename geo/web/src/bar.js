/**
 * The row of buttons that open lists, and the switch to the other language. On a phone the
 * row is one line: what it has no room for unfolds from its last button.
 */
import { el } from "./dom.js";
import { t } from "./words.js";

export class Bar {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    const { model } = app;
    this.gone = new AbortController();
    this.rest = el("div", { class: "t-bar-rest", id: "tumen-rest" });
    this.more = el(
      "button",
      {
        type: "button", class: "t-bar-button t-phone", "aria-expanded": "false", "aria-controls": "tumen-rest",
        onclick: () => this.fold(this.more.getAttribute("aria-expanded") === "true"),
      },
      t("bar-more"),
    );
    /** @param {string} id @param {string} text @param {HTMLElement} [from] what gets the focus back, if it can be seen */
    const opener = (id, text, from) => {
      const button = el(
        "button",
        {
          type: "button", class: "t-bar-button",
          onclick: () => {
            this.fold(true);
            app.open("list", id, from?.checkVisibility() ? from : button);
          },
        },
        text,
      );
      return button;
    };
    const legend = el(
      "button",
      { type: "button", class: "t-bar-button t-phone", onclick: () => app.showHome(legend) },
      t("bar-legend"),
    );
    this.rest.append(
      opener("unmapped", t("unmapped", { n: model.counts.unmapped }), this.more),
      opener("totals", t("list-totals"), this.more),
      opener("text", t("text-form"), this.more),
    );
    app.bar.append(legend, opener("flows", t("all-flows")), opener("places", t("all-places")), this.more, this.rest);
    const { signal } = this.gone;
    app.bar.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || this.more.getAttribute("aria-expanded") !== "true") return;
        event.preventDefault();
        this.fold(true);
        this.more.focus();
      },
      { signal },
    );
    app.bar.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !app.bar.contains(/** @type {Node} */ (event.relatedTarget))) this.fold(true);
    }, { signal });
    document.addEventListener(
      "pointerdown",
      (event) => {
        if (!app.bar.contains(/** @type {Node} */ (event.target))) this.fold(true);
      },
      { signal, capture: true },
    );
    const other = app.langs.find((lang) => lang !== model.lang);
    if (!other) return;
    this.language = el(
      "button",
      {
        type: "button", class: "t-bar-button t-language", lang: other,
        onclick: () => app.store.set({ lang: other }),
      },
      t("other-language"),
    );
    app.root.querySelector(".t-head:not([hidden])")?.prepend(this.language);
  }

  /** @param {boolean} shut */
  fold(shut) {
    this.more.setAttribute("aria-expanded", String(!shut));
    this.rest.classList.toggle("t-unfolded", !shut);
  }

  destroy() {
    this.gone.abort();
    this.language?.remove();
  }
}
