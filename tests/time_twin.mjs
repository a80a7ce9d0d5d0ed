// Asks the page's own modules one question a line, as JSON: [name, ...arguments]. The
// names are those of geo/web/src/edtf.js, and of the model that "load" has read.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import * as edtf from "../geo/web/src/edtf.js";
import { Index } from "../geo/web/src/filters.js";
import { fresh } from "../geo/web/src/state.js";
import { asOf, statusThen } from "../geo/web/src/then.js";
import { Times } from "../geo/web/src/time.js";

let model, times, index;
const WORDS = ["no", "possibly", "certainly", "undated"]; // as filters.js numbers them

const asked = {
  ...edtf,
  load(path) {
    model = JSON.parse(readFileSync(path, "utf8"));
    times = new Times(model);
    index = new Index(model);
    index.when = (window, clock) => times.states(window, clock);
    return times.range.map(edtf.iso);
  },
  claims(window, clock) {
    const states = times.states(window, clock);
    return Object.fromEntries(Object.keys(model.claims).map((id, i) => [id, WORDS[states ? states[i] : 2]]));
  },
  lines(window, clock) {
    const state = { ...fresh("en"), window, clock };
    const found = index.lines(index.pass(state), state.filters);
    return Object.fromEntries(model.lines.map(({ id }, i) => [id, WORDS[found[i]]]));
  },
  looks(day) {
    return Object.fromEntries(
      model.lines.map((line) => {
        const { status, direction, width, largest } = asOf(model, line, day);
        return [line.id, [status, direction, width, largest]];
      }),
    );
  },
  statuses(day) {
    const lines = new Map(model.lines.map((line) => [line.id, line]));
    return Object.fromEntries(Object.entries(model.legs).map(([id, { line }]) => [id, statusThen(lines.get(line), id, day)]));
  },
  months(clock) {
    const { first, ...rest } = times.months(clock);
    return { first, ...Object.fromEntries(Object.entries(rest).map(([key, all]) => [key, all.length ? [...all] : all])) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(asked[name](...words))}\n`);
}
