/**
 * Dates as precise as their source: the twin of `geo/edtf.py`, which says what is read and
 * what "certainly" and "possibly" mean. `tests/edtf_table.json` holds both to the same
 * answers, and a test sends both whatever Hypothesis finds.
 *
 * Days are whole numbers since 1970-01-01, proleptic Gregorian, without a time zone. Ends
 * without a day are -Infinity or Infinity. Nothing here touches the page.
 */

/**
 * A date or interval in days.
 *
 * @typedef {object} Span
 * @property {"date" | "interval"} kind
 * @property {number} first first day that the printed text allows
 * @property {number} last last day that the printed text allows
 * @property {number} earliestStart with the margin of `~`, `?` and `%`, as the three below
 * @property {number} latestStart
 * @property {number} earliestEnd
 * @property {number} latestEnd
 * @property {"known" | "open" | "unknown"} start
 * @property {"known" | "open" | "unknown"} end
 * @property {string} precision
 * @property {boolean} approximate
 * @property {boolean} uncertain
 * @property {boolean} unspecified
 */

/** @typedef {"certainly" | "possibly" | "no" | "undated"} Activity */
/** @typedef {[number, number, number]} Day year, month, day */

const LONGEST = 120;

// --- days -----------------------------------------------------------------------------

/** @param {number} year */
const leap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/**
 * @param {number} year
 * @param {number} month
 */
export function monthDays(year, month) {
  if (month === 2) return leap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/**
 * Days since 1970-01-01 (Hinnant's algorithm: years that begin in March).
 *
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
export function number(year, month, day) {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
}

/**
 * @param {number} days
 * @returns {Day}
 */
export function calendar(days) {
  const shifted = days + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const years = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * years + Math.floor(years / 4) - Math.floor(years / 100));
  const march = Math.floor((5 * ofYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  return [era * 400 + years + (month <= 2 ? 1 : 0), month, ofYear - Math.floor((153 * march + 2) / 5) + 1];
}

/**
 * A day as ISO 8601 text.
 *
 * @param {number} days
 */
export function iso(days) {
  const [year, month, day] = calendar(days);
  const sign = year < 0 ? "-" : year > 9999 ? "+" : "";
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return `${sign}${String(Math.abs(year)).padStart(4, "0")}-${two(month)}-${two(day)}`;
}

// --- one date -------------------------------------------------------------------------

const DATE =
  /^(?<ql>[?~%])?(?<year>-?[0-9X]{4})(?<qy>[?~%])?(?:-(?<qlm>[?~%])?(?<month>[0-9X]{2})(?<qm>[?~%])?(?:-(?<qld>[?~%])?(?<day>[0-9X]{2})(?<qd>[?~%])?)?)?$/;
const LONG_YEAR = /^Y(?<year>-?[1-9][0-9]{4,8})(?<qy>[?~%])?$/;
const TIME =
  /^(?<date>-?[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]|24:00:00|23:59:60)(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)?$/;

/** First month and number of months, from season 21 on. */
const SEASONS = [
  [3, 3], [6, 3], [9, 3], [12, 3], // 21-24 spring to winter
  [3, 3], [6, 3], [9, 3], [12, 3], // 25-28 the same, northern
  [9, 3], [12, 3], [3, 3], [6, 3], // 29-32 southern
  [1, 3], [4, 3], [7, 3], [10, 3], // 33-36 quarters
  [1, 4], [5, 4], [9, 4], // 37-39 thirds
  [1, 6], [7, 6], // 40, 41 halves
];
const FIRST_SEASON = 21;
const PRECISION_OF_YEAR = ["year", "decade", "century", "millennium", "age"];
const COARSE = ["day", "month", "season", ...PRECISION_OF_YEAR];

/**
 * @typedef {object} OneDate first and last day without and with margin
 * @property {number} first
 * @property {number} last
 * @property {number} early
 * @property {number} late
 * @property {string} precision
 * @property {string} marks
 * @property {boolean} unspecified
 */

/**
 * Years that a pattern such as `-19X4` allows, lowest first.
 *
 * @param {string} pattern
 */
function years(pattern) {
  const negative = pattern.startsWith("-");
  let numbers = [0];
  for (const digit of negative ? pattern.slice(1) : pattern) {
    const choices = digit === "X" ? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] : [Number(digit)];
    numbers = numbers.flatMap((ten) => choices.map((one) => ten * 10 + one));
  }
  return negative ? numbers.reverse().filter((one) => one).map((one) => -one) : numbers;
}

/**
 * Numbers from 1 to `last` that a two-place pattern such as `1X` allows.
 *
 * @param {string} pattern
 * @param {number} last
 */
function allowed(pattern, last) {
  const found = [];
  for (let one = 1; one <= last; one += 1) {
    const digits = String(one).padStart(2, "0");
    if ([0, 1].every((i) => pattern[i] === "X" || pattern[i] === digits[i])) found.push(one);
  }
  return found;
}

/**
 * First and last day that exists and fits the three patterns.
 *
 * @param {string} yearPattern
 * @param {string} monthPattern
 * @param {string} dayPattern
 * @returns {[Day, Day] | null}
 */
function edges(yearPattern, monthPattern, dayPattern) {
  const months = allowed(monthPattern, 12);
  const ofYear = (/** @type {number} */ year) =>
    months.flatMap((month) => allowed(dayPattern, monthDays(year, month)).map((day) => [month, day]));
  // Which days of a year fit depends only on whether the year is a leap year.
  const common = ofYear(2001);
  const leaping = ofYear(2000);
  if (!leaping.length) return null;
  const fits = years(yearPattern).filter((year) => (leap(year) ? leaping : common).length);
  const low = fits[0];
  const high = fits[fits.length - 1];
  if (low === undefined || high === undefined) return null;
  const [m0, d0] = (leap(low) ? leaping : common)[0];
  const [m1, d1] = /** @type {number[]} */ ((leap(high) ? leaping : common).at(-1));
  return [[low, m0, d0], [high, m1, d1]];
}

/**
 * Move by whole months; the last day of a month stays the last day.
 *
 * @param {Day} day
 * @param {number} months
 * @returns {Day}
 */
export function shift([year, month, day], months) {
  const all = year * 12 + month - 1 + months;
  const newYear = Math.floor(all / 12);
  const newMonth = all - newYear * 12 + 1;
  const length = monthDays(newYear, newMonth);
  return [newYear, newMonth, day === monthDays(year, month) ? length : Math.min(day, length)];
}

/** @param {string} mark */
const doubled = (mark) => mark.includes("%") || (mark.includes("?") && mark.includes("~"));

/**
 * @param {Day} first
 * @param {Day} last
 * @param {string} precision
 * @param {{year?: string, month?: string, day?: string}} marks
 * @param {number} yearMonths months of one unit of the year
 * @param {boolean} unspecified
 * @returns {OneDate}
 */
function withMargins(first, last, precision, marks, yearMonths, unspecified) {
  const low = number(...first);
  const high = number(...last);
  let early = low;
  let late = high;
  /** @type {[string, number][]} */
  const units = [
    [marks.year ?? "", yearMonths],
    [marks.month ?? "", precision === "season" ? 3 : 1],
  ];
  for (const [mark, months] of units) {
    if (!mark) continue;
    const margin = months * (doubled(mark) ? 2 : 1);
    early = Math.min(early, number(...shift(first, -margin)));
    late = Math.max(late, number(...shift(last, margin)));
  }
  if (marks.day) {
    const margin = doubled(marks.day) ? 2 : 1;
    early = Math.min(early, low - margin);
    late = Math.max(late, high + margin);
  }
  const all = (marks.year ?? "") + (marks.month ?? "") + (marks.day ?? "");
  return { first: low, last: high, early, late, precision, marks: all, unspecified };
}

/**
 * @param {string} text
 * @returns {OneDate | null}
 */
function date(text) {
  const long = LONG_YEAR.exec(text)?.groups;
  if (long) {
    const year = Number(long.year);
    return withMargins([year, 1, 1], [year, 12, 31], "year", { year: long.qy ?? "" }, 12, false);
  }
  const match = DATE.exec(text)?.groups;
  if (!match) return null;
  const { year, month, day } = match;
  if (year === undefined || year === "-0000") return null;
  const marks = {
    year: (match.ql ?? "") + (match.qy ?? ""),
    month: (match.qlm ?? "") + (match.qm ?? ""),
    day: (match.qld ?? "") + (match.qd ?? ""),
  };
  const digits = year.replace("-", "");
  const unknown = digits.length - digits.replace(/X+$/, "").length;
  const yearMonths = 12 * 10 ** unknown;
  const unspecified = text.includes("X");
  const season = SEASONS[Number(month) - FIRST_SEASON];
  if (season) {
    if (day !== undefined) return null;
    const span = years(year);
    const [low, high] = [span[0], span.at(-1)];
    if (low === undefined || high === undefined) return null;
    const [lastYear, lastMonth] = shift([high, season[0], 1], season[1] - 1);
    return withMargins(
      [low, season[0], 1], [lastYear, lastMonth, monthDays(lastYear, lastMonth)],
      "season", marks, yearMonths, unspecified,
    );
  }
  const found = edges(year, month ?? "XX", day ?? "XX");
  if (!found) return null;
  let precision = /** @type {string} */ (PRECISION_OF_YEAR[unknown]);
  if (day !== undefined && day !== "XX") precision = "day";
  else if (month !== undefined && month !== "XX") precision = "month";
  return withMargins(...found, precision, marks, yearMonths, unspecified);
}

// --- dates and intervals --------------------------------------------------------------

/** @type {Map<string, Span | null>} */
const known = new Map();

/**
 * Read an EDTF text; null if it is none. Empty text is none.
 *
 * @param {string} text
 * @returns {Span | null}
 */
export function parse(text) {
  let span = known.get(text);
  if (span === undefined) {
    span = read(text);
    known.set(text, span);
  }
  return span;
}

/** @param {string} marks */
const doubts = (marks) => ({
  approximate: /[~%]/.test(marks),
  uncertain: /[?%]/.test(marks),
});

/**
 * @param {string} text
 * @returns {Span | null}
 */
function read(text) {
  if (!text || text.length > LONGEST) return null;
  const bare = TIME.exec(text)?.groups?.date ?? text;
  const parts = bare.split("/");
  if (parts.length === 1) {
    const one = date(bare);
    return one && {
      kind: "date",
      first: one.first, last: one.last,
      earliestStart: one.early, latestStart: one.late, earliestEnd: one.early, latestEnd: one.late,
      start: "known", end: "known",
      precision: one.precision, ...doubts(one.marks), unspecified: one.unspecified,
    };
  }
  const [left, right] = parts;
  if (parts.length !== 2 || left === undefined || right === undefined || !(left || right)) return null;
  return interval(left, right);
}

/**
 * @param {string} left
 * @param {string} right
 * @returns {Span | null}
 */
function interval(left, right) {
  const kind = (/** @type {string} */ text) => (text === ".." ? "open" : text ? "known" : "unknown");
  const start = kind(left);
  const end = kind(right);
  const low = start === "known" ? date(left) : undefined;
  const high = end === "known" ? date(right) : undefined;
  if (low === null || high === null || (low && high && low.first > high.last)) return null;
  const earliestStart = low ? low.early : -Infinity;
  const latestEnd = high ? high.late : Infinity;
  // Nothing ends before it starts, and nothing starts after it ends. With an unknown end,
  // that is all there is to know of it.
  const latestStart = low ? low.late : start === "open" ? -Infinity : latestEnd;
  const earliestEnd = high ? high.early : end === "open" ? Infinity : earliestStart;
  const parts = /** @type {OneDate[]} */ ([low, high].filter(Boolean));
  const marks = parts.map((one) => one.marks).join("");
  const coarsest = Math.max(...parts.map((one) => COARSE.indexOf(one.precision)));
  return {
    kind: "interval",
    first: low ? low.first : -Infinity,
    last: high ? high.last : Infinity,
    earliestStart,
    latestStart: Math.min(latestStart, latestEnd),
    earliestEnd: Math.max(earliestEnd, earliestStart),
    latestEnd,
    start, end,
    precision: COARSE[coarsest] ?? "age",
    approximate: parts.some((one) => doubts(one.marks).approximate),
    uncertain: /[?%]/.test(marks),
    unspecified: parts.some((one) => one.unspecified),
  };
}

/** @param {string} text */
export const isValid = (text) => parse(text) !== null;

/**
 * The days between which a text lies, as ISO text; null where there is none. The names are
 * those of `geo.edtf.Bounds`, for the tests.
 *
 * @param {string} text
 */
export function bounds(text) {
  const span = parse(text);
  if (!span) return null;
  const certain = span.kind === "interval" && span.latestStart <= span.earliestEnd;
  const day = (/** @type {number} */ n) => (Number.isFinite(n) ? iso(n) : null);
  return {
    strict_start: day(span.first),
    strict_end: day(span.last),
    fuzzy_start: day(span.earliestStart),
    fuzzy_end: day(span.latestEnd),
    certain_start: certain ? day(span.latestStart) : null,
    certain_end: certain ? day(span.earliestEnd) : null,
    certain,
    start: span.start,
    end: span.end,
    kind: span.kind,
    precision: span.precision,
    approximate: span.approximate,
    uncertain: span.uncertain,
  };
}

/**
 * Last day on which something certainly still is: the earliest possible end. An open end,
 * spoken at `asOf`, is certain up to then only.
 *
 * @param {Span} span
 * @param {string} asOf EDTF; empty: for ever
 */
export function certainEnd(span, asOf) {
  const spoken = asOf && span.end === "open" ? parse(asOf) : null;
  return spoken ? Math.max(spoken.earliestStart, span.earliestStart) : span.earliestEnd;
}

/**
 * Whether something dated `text` is active between two days (`geo.edtf.active`).
 *
 * @param {string} text
 * @param {string | null} [start] EDTF; null leaves that side open
 * @param {string | null} [end]
 * @param {string} [asOf]
 * @returns {Activity | null} null if one of the texts is no EDTF text
 */
export function active(text, start = null, end = null, asOf = "") {
  if (!text) return "undated";
  const span = parse(text);
  const from = start ? parse(start) : undefined;
  const to = end ? parse(end) : undefined;
  if (!span || from === null || to === null) return null;
  const low = from ? from.first : -Infinity;
  const high = to ? to.last : Infinity;
  if (low > high || span.earliestStart > high || span.latestEnd < low) return "no";
  if (asOf && span.end === "open" && !parse(asOf)) return null;
  return span.latestStart <= high && certainEnd(span, asOf) >= low ? "certainly" : "possibly";
}

/**
 * What several statements make of the thing that they are about (`geo.edtf.strongest`).
 *
 * @param {Iterable<Activity>} states
 * @returns {Activity}
 */
export function strongest(states) {
  const found = new Set(states);
  if (found.has("certainly")) return "certainly";
  if (found.has("possibly")) return "possibly";
  return found.has("no") ? "no" : "undated";
}
