/**
 * How a line looked from what had been published by a day: its dash, arrow and width, from
 * the few rows that `geo/history.py` gives each line.
 */

/** @typedef {import("./types.js").Model} Model */
/** @typedef {import("./types.js").Line} Line */

/**
 * @param {Line} line
 * @param {string} day
 * @returns {import("./types.js").Then | null} null before the first day on which it is told of
 */
function rowOf(line, day) {
  let found = null;
  for (const row of line.then) if (row[0] <= day) found = row; // by day
  return found;
}

/**
 * A line as it looked on a day; as it stands where no day is meant.
 *
 * @param {Model} model
 * @param {Line} line
 * @param {string | null} day ISO
 * @returns {Line}
 */
export function asOf(model, line, day) {
  if (!day) return line;
  const row = rowOf(line, day);
  const told = row?.[4].filter(Boolean) ?? [];
  const firmest = Object.keys(model.style.dashes).find((status) => told.includes(status));
  return {
    ...line,
    status: firmest ?? "schematic",
    direction: row?.[1] ?? "unknown",
    width: row?.[2] ?? "none",
    largest: row?.[3] ?? "",
  };
}

/**
 * The status of a leg on a day.
 *
 * @param {Line | undefined} line that the leg is drawn with
 * @param {string} leg
 * @param {string | null} day
 * @returns {string | null} null where its status of today counts, empty where nothing was told of it yet
 */
export function statusThen(line, leg, day) {
  if (!day || !line) return null;
  return rowOf(line, day)?.[4][line.legs.indexOf(leg)] ?? "";
}
