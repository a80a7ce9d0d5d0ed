// Asks geo/web/src/edtf.js one question a line, as JSON: [name, ...arguments].
import { createInterface } from "node:readline";
import * as edtf from "../geo/web/src/edtf.js";

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...words] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(edtf[name](...words))}\n`);
}
