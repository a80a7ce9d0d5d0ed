/** The scale bar: kilometres, or nautical miles, as the reader chooses by pressing it. */
import L from "./leaflet.js";
import { el } from "./dom.js";
import { metresPerPixel, scaleBar } from "./earth.js";
import { t } from "./words.js";

/** The choice outlives a change of language. @type {"km" | "nmi"} */
let unit = "km";

/** The round lengths are up to twice apart, so the bar is at least half of this: room for "5,000 km". */
const MOST_PX = 136;

export class Scale {
  /** @param {import("./app.js").App} app */
  constructor(app) {
    this.app = app;
    this.words = el("span", { class: "t-scale-words" });
    this.button = el(
      "button",
      {
        type: "button",
        class: "t-scale",
        onclick: () => {
          unit = unit === "km" ? "nmi" : "km";
          this.show();
        },
      },
      this.words,
    );
    L.DomEvent.disableClickPropagation(this.button);
    this.control = new L.Control({ position: "bottomright" });
    this.control.onAdd = () => el("div", { class: "t-scale-control" }, this.button);
    this.control.addTo(app.map);
    app.map.on("move zoomend resize", this.show, this);
    this.show();
  }

  show() {
    const { px, words } = scaleBar(metresPerPixel(this.app.map), MOST_PX, unit, this.app.model.locale);
    this.words.textContent = words;
    this.words.style.width = `${px}px`;
    const name = t(unit === "km" ? "scale-km" : "scale-nmi", { length: words });
    this.button.setAttribute("aria-label", name);
    this.button.title = name;
  }

  destroy() {
    this.app.map.off("move zoomend resize", this.show, this);
    this.control.remove();
  }
}
