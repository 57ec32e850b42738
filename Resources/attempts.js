// The newest lines of the journal, with a filter over the rows that are here. Asks the box for
// the first page again when something new was recorded, and for older pages when told to.

import { ask, at, count, make, say, show } from "./dom.js";
import { ENTRIES } from "./recent.js";

const PAGE = 50;
/** Somebody who looks for one guest wants to press the button less often. */
const FILTERED_PAGE = 250;
/** More rows than anybody scrolls through. */
const MAXIMUM_ROWS = 1000;

export class Attempts {
  constructor(words) {
    this.words = words;
    this.rows = [];
    this.newest = -1;
    /** Whether the journal has rows older than those that are here. */
    this.hasOlder = true;
    /** The lines of the table by number: a line that stays keeps its place and its selection. */
    this.lines = new Map();
    at("filter").addEventListener("input", () => this.draw());
    at("kind").addEventListener("change", () => this.draw());
    at("older").addEventListener("click", () => this.older());
  }

  /** Something may have been recorded. */
  async update(newest) {
    if (newest === this.newest) return;
    const rows = await this.fetch("");
    if (!rows) return;
    this.newest = newest;
    const known = new Set(rows.map((row) => row.number));
    // A gap between the pages would look like a quiet minute: older rows go when it opens.
    const oldest = rows.at(-1)?.number ?? 0;
    const joins = rows.length < PAGE || this.rows.some((row) => known.has(row.number));
    const rest = joins ? this.rows.filter((row) => row.number < oldest) : [];
    if (!joins || this.rows.length === 0) this.hasOlder = rows.length === PAGE;
    this.rows = [...rows, ...rest].slice(0, MAXIMUM_ROWS);
    this.draw();
  }

  async older() {
    const last = this.rows.at(-1)?.number;
    if (!last) return;
    const limit = this.isFiltered() ? FILTERED_PAGE : PAGE;
    const rows = await this.fetch(`&before=${last}`, limit);
    if (!rows) return;
    this.rows = [...this.rows, ...rows].slice(0, MAXIMUM_ROWS);
    this.hasOlder = rows.length === limit && this.rows.length < MAXIMUM_ROWS;
    this.draw();
  }

  async fetch(more, limit = PAGE) {
    const answer = await ask(`/api/v1/venue/attempts?limit=${limit}${more}`).catch(() => null);
    if (answer?.status === 401) location.replace("/login");
    return answer?.ok ? (await answer.json().catch(() => null))?.attempts : null;
  }

  isFiltered() {
    return at("filter").value.trim() !== "" || at("kind").value !== "";
  }

  draw() {
    const text = at("filter").value.trim().toLowerCase();
    const kind = at("kind").value;
    const fits = (row) => {
      const isEntry = kind === "entry" && ENTRIES.has(row.kind);
      const isKind = kind === "" || row.kind === kind || isEntry;
      if (!isKind || text === "") return isKind;
      const all = [row.holder, row.ticket, row.tier, row.door, row.reason, this.answer(row)];
      return all.some((part) => part?.toLowerCase().includes(text));
    };
    this.place(this.rows.filter(fits));
    const wasFound = at("attempts").childElementCount > 0;
    show("none", !wasFound);
    const among = `Nothing among the newest ${count(this.rows.length)} rows.`;
    say("none", this.rows.length === 0 ? "Nothing yet." : among);
    show("older", this.hasOlder && this.rows.length > 0);
    say("older", this.isFiltered() ? "Look in older rows" : "Older");
  }

  /** Puts the rows' lines into the table, touching none that stays where it is. */
  place(rows) {
    const lines = new Map(rows.map((row) => [row.number, this.line(row)]));
    for (const [number, known] of this.lines) {
      if (lines.get(number)?.element !== known.element) known.element.remove();
    }
    this.lines = lines;
    const body = at("attempts");
    let next = body.firstElementChild;
    for (const { element } of lines.values()) {
      if (element === next) next = next.nextElementSibling;
      else body.insertBefore(element, next);
    }
  }

  /** The line that is there already, unless the row has changed. */
  line(row) {
    const text = JSON.stringify(row);
    const known = this.lines.get(row.number);
    return known?.text === text ? known : { text, element: this.row(row) };
  }

  answer(row) {
    if (!row.reason) return this.words.name(row.kind, "outcomes");
    return this.words.name(row.reason, row.kind === "refused" ? "refusals" : "unavailable");
  }

  row(row) {
    const line = make("tr");
    const mark = make("span", this.answer(row), "mark");
    mark.dataset.color = row.color;
    const answer = make("td", null, "long");
    answer.append(mark);
    const asides = row.flags.map((flag) => this.words.file.flags[flag] ?? flag);
    if (row.isRepeat) asides.unshift(this.words.file.repeat);
    if (row.source === "typed") asides.push("typed");
    if (asides.length > 0) answer.append(make("div", asides.join(", "), "aside"));
    line.append(
      make("td", row.number, "n"), make("td", row.time), answer, make("td", row.holder, "long"),
      make("td", row.ticket), make("td", row.tier), make("td", row.door));
    return line;
  }
}
