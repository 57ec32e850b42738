// The newest lines of the journal, with a filter over the rows that are here. Asks the box for
// the first page again when something new was recorded, and for older pages when told to.

import { at, make, show } from "./dom.js";

const PAGE = 50;
/** More rows than anybody scrolls through. */
const MAXIMUM_ROWS = 1000;
const WENT_IN = new Set(["admitted", "readmitted", "admitted_unlisted"]);

export class Attempts {
  constructor(words) {
    this.words = words;
    this.rows = [];
    this.newest = -1;
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
    this.rows = [...rows, ...rest].slice(0, MAXIMUM_ROWS);
    this.draw();
  }

  async older() {
    const last = this.rows.at(-1)?.number;
    if (!last) return;
    const rows = await this.fetch(`&before=${last}`);
    if (!rows) return;
    this.rows = [...this.rows, ...rows].slice(0, MAXIMUM_ROWS);
    this.draw();
    if (rows.length < PAGE || this.rows.length === MAXIMUM_ROWS) show("older", false);
  }

  async fetch(more) {
    const answer = await fetch(`/api/v1/venue/attempts?limit=${PAGE}${more}`).catch(() => null);
    if (answer?.status === 401) location.replace("/login");
    return answer?.ok ? (await answer.json()).attempts : null;
  }

  draw() {
    const text = at("filter").value.trim().toLowerCase();
    const kind = at("kind").value;
    const fits = (row) => {
      const isEntry = kind === "entry" && WENT_IN.has(row.kind);
      const isKind = kind === "" || row.kind === kind || isEntry;
      if (!isKind || text === "") return isKind;
      const all = [row.holder, row.ticket, row.tier, row.door, row.reason, this.answer(row)];
      return all.some((part) => part?.toLowerCase().includes(text));
    };
    const rows = this.rows.filter(fits).map((row) => this.row(row));
    at("attempts").replaceChildren(...rows);
    show("none", rows.length === 0);
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
