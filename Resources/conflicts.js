// What doors did that cannot all be right, and the manager's word on each. Asks the box for the
// list only when the state says that it is another one. Nothing here throws anybody out.

import { ask, at, count, make, post, say, show } from "./dom.js";

const RULINGS = ["accepted", "copy", "staff_error"];
const KINDS = {
  admission: "Let in twice",
  payment: "Paid for twice",
  late: "Let in before the door had heard",
};

export class Conflicts {
  constructor(words) {
    this.words = words;
    this.revision = null;
    /** Names whose decision may be said once more. */
    this.open = new Set();
    this.rows = [];
    this.total = 0;
  }

  /** The state has come: `revision` names the list that there is now. */
  async update(state) {
    if (state.conflicts === null || state.conflicts === undefined) return;
    if (state.conflicts === this.revision) return;
    const answer = await ask("/api/v1/venue/conflicts").catch(() => null);
    if (answer?.status === 401) location.replace("/login");
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!found) return;
    this.revision = state.conflicts;
    this.rows = found.conflicts;
    this.total = found.total;
    this.draw();
  }

  draw() {
    const waiting = this.rows.filter((row) => !row.decision).length;
    show("conflicts-panel", this.rows.length > 0);
    say("conflicts-count", waiting === 0 ? "all decided" : `${count(waiting)} to decide`);
    const more = this.total - this.rows.length;
    show("conflicts-more", more > 0);
    say("conflicts-more", `${count(more)} older ones are not shown: checkind conflicts lists all.`);
    // Whoever is about to press a button keeps it under the finger.
    const focus = document.activeElement?.dataset?.key;
    at("conflicts").replaceChildren(...this.rows.map((row) => this.card(row)));
    if (focus) at("conflicts").querySelector(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  card(row) {
    const card = make("li", null, "conflict");
    card.dataset.decided = row.decision ? "yes" : "no";
    card.append(
      make("strong", KINDS[row.kind] ?? row.kind),
      make("span", [row.holder, row.ticket, row.tier].filter(Boolean).join(" · "), "who"));
    const sides = make("ul", null, "sides");
    sides.append(...row.sides.map((side) => this.side(side)), ...this.list(row));
    card.append(sides);
    if (row.decision) card.append(this.decided(row));
    if (!row.decision || this.open.has(row.name)) card.append(this.rulings(row));
    return card;
  }

  side(side) {
    const said = this.words.name(side.kind, "outcomes");
    return make("li", `${side.time} · ${side.door} · ${said} · ${side.device} No. ${side.number}`);
  }

  list(row) {
    if (!row.status) return [];
    const since = row.since ? ` since ${row.since}` : "";
    return [make("li", `The list says: ${this.words.name(row.status, "refusals")}${since}`)];
  }

  decided(row) {
    const { cause, staff, device, time } = row.decision;
    const word = this.words.file.causes[cause] ?? cause;
    const by = [staff, device].filter(Boolean).join(" at ");
    const line = make("p", `${word} · ${by}, ${time}`, "word");
    if (!this.open.has(row.name)) {
      const again = make("button", "Change");
      again.type = "button";
      again.dataset.key = `${row.name} again`;
      again.addEventListener("click", () => {
        this.open.add(row.name);
        this.draw();
      });
      line.append(again);
    }
    return line;
  }

  rulings(row) {
    const box = make("div", null, "rulings");
    for (const cause of RULINGS) {
      const button = make("button", this.words.file.causes[cause] ?? cause);
      button.type = "button";
      button.dataset.key = `${row.name} ${cause}`;
      button.addEventListener("click", () => this.decide(row, cause, box));
      box.append(button);
    }
    const problem = make("p", "", "problem");
    problem.setAttribute("role", "alert");
    box.append(problem);
    return box;
  }

  async decide(row, cause, box) {
    for (const button of box.querySelectorAll("button")) button.disabled = true;
    const body = { conflict: row.name, cause };
    const answer = await post("/api/v1/venue/conflicts/decide", body).catch(() => null);
    if (answer?.status === 401) location.replace("/login");
    if (answer?.ok) {
      // The next state brings the list as it is now.
      this.open.delete(row.name);
      this.revision = null;
      return;
    }
    for (const button of box.querySelectorAll("button")) button.disabled = false;
    const problem = (await answer?.json().catch(() => null)) ?? {};
    const code = answer ? (problem.code ?? "unknown") : "no_answer";
    box.querySelector(".problem").textContent =
      this.words.problem({ code, detail: problem.detail ?? "", wait: 0 });
  }
}
