/** The row of buttons that open lists, and the switch to the other language. */
import { el } from "./dom.js";
import { t } from "./words.js";

export class Bar {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    const { model } = app;
    /** @param {string} id @param {string} text */
    const opener = (id, text) => {
      const button = el(
        "button",
        { type: "button", class: "t-bar-button", onclick: () => app.open("list", id, button) },
        text,
      );
      return button;
    };
    const legend = el(
      "button",
      { type: "button", class: "t-bar-button t-phone", onclick: () => app.showHome(legend) },
      t("home"),
    );
    app.bar.append(
      legend,
      opener("flows", t("all-flows")),
      opener("places", t("all-places")),
      opener("unmapped", t("unmapped", { n: model.counts.unmapped })),
      opener("totals", t("list-totals")),
      opener("text", t("text-form")),
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

  destroy() {
    this.language?.remove();
  }
}
