// What somebody who has signed in can do, as big tiles, beside the newest answers of this door with
// what can be done about each.

import { box, button } from "./controls.js";
import { make } from "./dom.js";
import { moneyLine } from "./paying.js";
import { mayDo } from "./recent.js";

/** [sheet, word, least role]. */
const TILES = [
  ["lookup", "lookUp", "steward"], ["counter", "counter", "steward"],
  ["walkUp", "walkUp", "supervisor"], ["door", "doorSet", "steward"],
  ["clearOut", "clearOut", "manager"],
];

function shape(name) {
  const namespace = "http://www.w3.org/2000/svg";
  const [picture, use] = ["svg", "use"].map((tag) => document.createElementNS(namespace, tag));
  picture.setAttribute("class", "shape");
  picture.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  picture.append(use);
  return picture;
}

/** The words of an answer for staff: what, who, when. */
export function answerText(words, answer, clock) {
  const spoken = answer.spoken[words.language] ?? answer.spoken.en;
  const who = answer.holder ?? answer.forStaff?.holder ?? answer.ticket;
  return [spoken.word, who, clock].filter(Boolean).join(" · ");
}

function newestRow(panel, { answer, clock }) {
  const { words } = panel;
  const spoken = answer.spoken[words.language] ?? answer.spoken.en;
  const action = panel.recent.action(answer, panel.staff);
  const said = box("answer-words", make("b", answerText(words, answer, clock)),
    make("span", moneyLine(words, answer) ?? spoken.staff, "aside"));
  const line = box("answer", shape(answer.shape), said);
  line.dataset.color = answer.color;
  if (action) {
    line.append(button(words.action(action), () => panel.go(action, { answer }), "act"));
  }
  return line;
}

export function home(panel) {
  const { words, staff } = panel;
  const tiles = TILES.filter(([, , least]) => mayDo(staff, least)).map(([name, word]) =>
    button(words.line(word), () => panel.go(name), "tile"));
  tiles.push(
    button(words.line("changePin"), () => panel.go("changePin"), "tile quiet"),
    button(words.line("lock"), () => panel.lock(), "tile quiet"),
    button(words.line("signOut"), () => panel.signOut(), "tile quiet"));
  const newest = box("newest", make("h3", words.line("newest")));
  const rows = panel.recent.entries.map((entry) => newestRow(panel, entry));
  newest.append(...(rows.length > 0 ? rows : [make("p", words.line("noneYet"), "aside")]));
  return {
    title: words.line("staff"), elements: [box("tiles", ...tiles), newest], focus: tiles[0],
  };
}
