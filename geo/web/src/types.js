/**
 * The shapes of the page's data, as `geo/view.py` writes them. Ids are the ids of the
 * atlas; all text is plain text and is only ever shown through `textContent`.
 *
 * @typedef {[number, number]} LonLat longitude, latitude in degrees (WGS 84)
 *
 * @typedef {object} Term a word of a vocabulary in the page's language
 * @property {string} label
 * @property {string} about
 *
 * @typedef {object} SymbolStyle a shape in a 24 by 24 box
 * @property {string} id
 * @property {string} path
 * @property {number} size
 * @property {boolean} hollow
 * @property {boolean} area
 *
 * @typedef {object} Style
 * @property {string} ink
 * @property {string} paper
 * @property {string} land
 * @property {string} sea
 * @property {Record<string, string>} colours by theme
 * @property {Record<string, {strokes: number[], round: boolean}>} dashes by leg status
 * @property {Record<string, {filled: boolean | null, length: number}>} arrows by direction
 * @property {{id: string, px: number}[]} widths thinnest first
 * @property {Record<string, SymbolStyle>} symbols by kind of site
 * @property {Record<string, SymbolStyle>} events by kind of event
 * @property {{colour: string, fill: number, px: number, strokes: number[], least: number}} halo
 *
 * @typedef {object} View
 * @property {string} id
 * @property {string} label
 * @property {[LonLat, LonLat]} bounds south-west and north-east corner
 *
 * @typedef {object} Group
 * @property {string} id
 * @property {string} label
 * @property {string} about
 * @property {boolean} on
 * @property {number} n
 *
 * @typedef {object} Site
 * @property {string} id
 * @property {string} name
 * @property {string} label the name as it stands on the map
 * @property {[string, string][]} names language code and name in it
 * @property {string[]} also other spellings, and the name in the page's other language
 * @property {string} kind
 * @property {string} precision point, area, proxy or unlocated
 * @property {LonLat | null} at
 * @property {number | null} u radius in metres within which the place lies
 * @property {number[][]} shape delta-coded rings or lines of an area, [] for a point
 * @property {string} layer
 * @property {boolean} on shown when the page opens
 * @property {number} rank 0 is labelled first
 * @property {string} role
 * @property {string} where
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string[]} flags
 * @property {string[]} claims
 * @property {number[]} obs
 * @property {string[]} events
 *
 * @typedef {object} Line what is drawn: all legs of one theme with the same two ends, mode and way
 * @property {string} id
 * @property {string} theme
 * @property {string} mode
 * @property {string} status
 * @property {string} direction
 * @property {string} from
 * @property {string} to
 * @property {string[]} flows
 * @property {string[]} legs
 * @property {Piece[]} pieces from end to end
 * @property {boolean} curved
 * @property {number} lane pixels to the right of the line's own way
 * @property {string} width
 * @property {string} largest words for the largest stated amount that sets the width
 * @property {string[]} claims about this line itself
 * @property {string[]} wider claims about its flows that are not about this line itself
 * @property {boolean} on
 * @property {Then[]} then how it looked by days on which that changed, from the first on which it is told of
 *
 * @typedef {[string, string, string, string, string[]]} Then ISO day, direction, width, largest, and the
 *   status of each leg, empty where nothing is told of it yet
 *
 * @typedef {{path: string} | {c: number[]}} Piece a path (`-` before it: run backwards), or
 *   delta-coded longitudes and latitudes: the whole line, or a joint where a path ends short
 *
 * @typedef {object} Path
 * @property {string} name
 * @property {string} label what kind of line it is
 * @property {string} method how it was made
 * @property {number | null} km length of the track, null where it is not known
 * @property {boolean} missing no data has the line: drawn straight
 * @property {number[]} c delta-coded longitudes and latitudes
 *
 * @typedef {object} Leg
 * @property {string} flow
 * @property {string} from
 * @property {string} to
 * @property {string} mode
 * @property {string} status
 * @property {string} why
 * @property {string} line empty where the leg cannot be drawn
 *
 * @typedef {object} Flow
 * @property {string} id
 * @property {string} title
 * @property {string} theme
 * @property {string} commodity
 * @property {string} from
 * @property {string} to
 * @property {string} direction
 * @property {string} state
 * @property {string} sanctions
 * @property {string} summary
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string[]} legs
 * @property {string[]} claims
 *
 * @typedef {object} Claim
 * @property {string} id
 * @property {string} source
 * @property {string} at
 * @property {string} by
 * @property {string} stance
 * @property {string} topic
 * @property {string} mode empty where none is stated
 * @property {string} direction such as `DPRK>RU`
 * @property {string} from id of the site of departure, empty where none is named
 * @property {string} to
 * @property {string[]} via
 * @property {string} recorded ISO day
 * @property {string} when
 * @property {string} asof words with the date to which the speaker speaks
 * @property {string} edtf date of what is told, as the atlas has it; empty if undated
 * @property {string} said date to which the speaker speaks, as the atlas has it
 * @property {string} known ISO day from which an as-of view holds it; empty if no day is known
 * @property {string} printed
 * @property {string} amount
 * @property {string} counting
 * @property {string} evidence
 * @property {string} grade
 * @property {string} why
 * @property {string} likelihood
 * @property {string} words
 * @property {string} contents
 * @property {string} [state]
 * @property {string} [trend]
 * @property {string} text
 * @property {string[]} flags
 * @property {[string, string][]} links kind of link (`<` before it: the other one says so) and claim
 * @property {{verdict: string, text: string, formula: string, inputs: string}[]} checks what a
 *   computation gives beside it
 * @property {string[]} about
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string} lead what stands before the summary to make one sentence
 * @property {string[]} [speakers] ids of actors
 * @property {string} goods what is said to move
 * @property {string[]} [conflicts] ids
 *
 * @typedef {object} Source
 * @property {string} title
 * @property {string} by
 * @property {string} date
 * @property {string} edtf date of publication, as the atlas has it
 * @property {string} url
 * @property {string} kind
 * @property {string} letter
 * @property {string} why
 * @property {string} read how much of it was read
 * @property {string} [authors]
 * @property {string} [lang] language of the text that was read
 * @property {string} [archived]
 * @property {string} [captured]
 * @property {string} [licence]
 * @property {string[]} [same] copies and citations of the same work
 * @property {string} [cited] the document that cites it
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 *
 * @typedef {object} Event_
 * @property {string} title
 * @property {string} date
 * @property {string} edtf
 * @property {string} kind
 * @property {string} status
 * @property {string[]} claims
 * @property {string} site
 * @property {string[]} actors
 * @property {string} told
 * @property {string[]} flags
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 *
 * @typedef {object} Observation
 * @property {string} id
 * @property {string} site
 * @property {string} other
 * @property {string} place as printed
 * @property {string[]} vessels
 * @property {string[]} claims
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string} date
 * @property {string} edtf
 * @property {string} known ISO day from which its source was certainly out
 * @property {string} object
 * @property {string} activity
 * @property {string} count
 * @property {string} outcome
 * @property {string} evidence
 * @property {string} ais
 * @property {string} source
 * @property {string} at
 * @property {string[]} flags
 *
 * @typedef {object} Vessel
 * @property {string} name
 * @property {string} imo
 * @property {string} kind
 * @property {string} role
 * @property {string[]} aliases
 * @property {VesselRow[]} timeline by date, the undated last
 * @property {string} source
 * @property {string} at
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string[]} claims
 *
 * @typedef {object} VesselRow
 * @property {string} what
 * @property {string} value
 * @property {string} date
 * @property {string} [authority]
 * @property {string} [source]
 * @property {string} [at]
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 *
 * @typedef {object} Actor
 * @property {string} name
 * @property {string} kind
 * @property {string} role
 * @property {string} [printed]
 * @property {string} affiliation
 * @property {string} country
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 *
 * @typedef {object} Conflict
 * @property {string} title
 * @property {string} severity
 * @property {string} kind
 * @property {{text: string, claims: string[]}[]} readings
 * @property {string} elsewhere
 * @property {string} handling
 * @property {string} resolution
 *
 * @typedef {object} Indicator
 * @property {string} title
 * @property {string} area
 * @property {string} unit
 * @property {string} theme
 * @property {string} note
 * @property {string[]} [en] names of the words in this row that are English on a French page
 * @property {string[]} claims
 *
 * @typedef {object} Tombstone
 * @property {string} date
 * @property {string} reason
 * @property {string} successor
 *
 * @typedef {object} Mark one total as stated; days count from 1970-01-01
 * @property {string} claim
 * @property {string} by ids of the speakers, as in `Totals.speakers`
 * @property {number} day
 * @property {number} first
 * @property {number} last
 * @property {string} amount in words
 * @property {number} [least] missing where the speaker leaves it open
 * @property {number} [most]
 * @property {number} [to] last day counted
 * @property {boolean} [capacity]
 * @property {boolean} [unsure] not told as having happened
 * @property {boolean} [misreport]
 * @property {boolean} [flagged]
 * @property {boolean} [or_later]
 * @property {string} [relation]
 *
 * @typedef {object} Totals the statements in one unit and direction
 * @property {string} unit
 * @property {string} direction
 * @property {string} label
 * @property {string} way
 * @property {{id: string, name: string, shape: string, hue: string}[]} speakers
 * @property {Mark[]} marks
 * @property {string[]} undated
 *
 * @typedef {object} Model
 * @property {string} lang
 * @property {string} locale
 * @property {string} version of Tumen
 * @property {string} data_version
 * @property {string} sha256 of tables and layers, as citations give it; empty if unknown
 * @property {string} recorded words with the last day on which data were taken down
 * @property {string} stamp words where the page is a view of an earlier day
 * @property {string} title of the atlas
 * @property {string} heading of the window
 * @property {string} subtitle
 * @property {string} view
 * @property {string} attribution
 * @property {string[]} about
 * @property {View[]} views
 * @property {Record<string, string>} ui
 * @property {Record<string, Record<string, Term>>} words
 * @property {Style} style
 * @property {Group[]} themes
 * @property {Group[]} layers
 * @property {Site[]} sites
 * @property {Line[]} lines
 * @property {Record<string, Path>} paths
 * @property {Record<string, Leg>} legs
 * @property {Flow[]} flows
 * @property {Record<string, Claim>} claims in order of date
 * @property {Record<string, Source>} sources
 * @property {Record<string, Event_>} events
 * @property {Observation[]} observations
 * @property {Record<string, Vessel>} vessels
 * @property {Record<string, Conflict>} conflicts
 * @property {Record<string, Actor>} actors
 * @property {Record<string, Indicator>} indicators
 * @property {Record<string, Tombstone>} withdrawn
 * @property {Totals[]} totals
 * @property {{id: string, label: string, claims: string[]}[]} unmapped
 * @property {{claims: number, shown: number, mapped: number, unmapped: number, flows: number}} counts
 * @property {{title: string, credit: string, licence: string}[]} credits
 */
/**
 * The state of the page (`state.js`). Days are ISO (`2023-08-01`).
 *
 * @typedef {object} SiteFilter
 * @property {string} id
 * @property {"at" | "in" | "out" | "between"} way names it at all, moves to it, from it, or between two
 * @property {string} [other] the other end, for `between`
 *
 * @typedef {object} Filters words of one filter are alternatives; an empty list filters nothing
 * @property {string[]} mode
 * @property {string[]} direction
 * @property {string[]} theme
 * @property {string[]} stance
 * @property {string[]} evidence
 * @property {string[]} status of the legs that a claim is about
 * @property {string[]} grade credibility of the claim
 * @property {string[]} letter reliability of its source
 * @property {string[]} sources
 * @property {string[]} recorded date on which the claim was taken down
 * @property {SiteFilter | null} site
 *
 * @typedef {object} State
 * @property {string} lang
 * @property {{kind: string, id: string} | null} open
 * @property {{from: string | null, to: string | null} | null} window first and last day; null is an open end
 * @property {"event" | "known"} clock when it is said to happen, or as known by the end of the window
 * @property {boolean} undated things that only undated claims speak of stay on the map in a window
 * @property {Filters} filters
 * @property {string} query what is looked for
 * @property {Record<string, boolean>} layers groups that the reader has switched: `lines:<theme>`, `places:<layer>`
 * @property {string | null} view a named view
 * @property {{zoom: number, lat: number, lon: number} | null} at where the reader has moved the map
 *
 * @typedef {object} Part something around the map, made once for each language (`parts.js`)
 * @property {(state: Readonly<State>, changed: ReadonlySet<string>) => void} [update] after the map is redrawn
 * @property {() => void} [destroy] take back what is not inside the page's own regions
 */
export {};
