// The storybook's side of the door page: one canned state, standing still, with a desk that answers
// from a file. Nothing here reaches a journal, and a door never loads it for anything else.

import { ask, at, say, show } from "./dom.js";
import { Banner } from "./message.js";
import { Preview } from "./preview.js";
import { VerdictView } from "./verdict.js";

async function canned(path) {
  const answer = await ask(path);
  return answer.ok ? answer.json() : null;
}

const WRONG = { ok: false, code: "wrong_pin", detail: "Number or PIN is wrong.", wait: 0 };

/** Says yes to everything, and does nothing. */
class CannedDesk {
  constructor(file, staff) {
    this.file = file;
    this.staff = staff;
  }

  yes(body = {}) {
    return Promise.resolve({ ok: true, body });
  }

  state() {
    return this.yes(this.staff);
  }

  signIn() {
    return Promise.resolve(WRONG);
  }

  unlock() {
    return this.signIn();
  }

  tickets() {
    return this.yes(this.file.found);
  }
}
for (const name of ["lock", "signOut", "changePin", "turn"]) {
  CannedDesk.prototype[name] = CannedDesk.prototype.yes;
}
CannedDesk.prototype.order = () => Promise.resolve({ ok: true, body: { answers: [] } });

/** The panel, open at the story's sheet. */
function open(page, file, panel) {
  const more = {
    results: ["lookup", { found: file.found, by: "name", text: "an" }],
    nobody: ["lookup", { found: file.nobody, by: "name", text: "xyz" }],
    payCash: ["pay", { answer: page.target, method: "cash", typed: "8000" }],
    payComp: ["pay", { answer: page.target, method: "comp", cause: "guest_list" }],
  };
  const plain = { answer: page.target, target: page.emergency, isFresh: true };
  panel.open(...(more[page.panel] ?? [page.panel, plain]));
  if (page.isWrong) panel.refused(WRONG);
}

/** `draw`: what the door page draws with. */
export async function tell(name, query, words, draw) {
  const page = await canned(`/api/v1/storybook/${encodeURIComponent(name)}`);
  if (!page) return;
  const file = await canned("/assets/storybook/staff.json");
  const staff = file.people[page.staff ?? "nobody"];
  say("clock", page.clock);
  const state = { ...page.state, emergency: page.emergency };
  draw.drawState(state, words);
  new Banner(words, () => Promise.resolve({ ok: true })).draw(state.messages);
  const { panel, emergency } = draw.desk(words, new CannedDesk(file, staff), {
    stepAside: () => {}, took: () => {}, changed: () => {},
  });
  panel.know(staff);
  emergency.draw(state);
  if (page.picture) {
    const picture = await ask(page.picture);
    await new Preview(at("picture"), () => true, draw.drawLive).draw(await picture.blob());
  }
  const view = new VerdictView(words, () => {}, null, (answer, isLarge) =>
    draw.actions(words, panel, answer, isLarge));
  if (page.verdict) view.show(page.verdict);
  if (query.has("before")) {
    const other = await canned(`/api/v1/storybook/${encodeURIComponent(query.get("before"))}`);
    if (other) view.before(other.verdict);
  }
  if (page.isLost || !page.verdict) draw.drawLost(page.isLost);
  else show("lost", false);
  if (page.panel) {
    for (const answer of page.newest ?? []) panel.recent.add(answer, page.clock);
    open(page, file, panel);
  }
  document.body.dataset.story = page.name;
}
