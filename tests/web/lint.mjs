// Every problem of every GeoJSON file that is named, one a line: exit 1 if there is any.
import { readFileSync } from "node:fs";
import { HintError, check } from "@placemarkio/check-geojson";

let problems = 0;
for (const file of process.argv.slice(2)) {
  try {
    check(readFileSync(file, "utf8"));
  } catch (error) {
    if (!(error instanceof HintError)) throw error;
    for (const issue of error.issues) {
      problems += 1;
      console.log(`${file}: ${issue.severity}: ${issue.message}`);
    }
  }
}
process.exit(problems ? 1 : 0);
