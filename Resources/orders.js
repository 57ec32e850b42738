// The sheets about one answer: let in against the rules, take back, confirm, how many of a group.
// Each says first whom it is about, so that nobody lets in the wrong guest.

import { box, button, choices, stepper, tierMark } from "./controls.js";
import { make } from "./dom.js";
import { field, keyboard } from "./keyboard.js";

/** The box keeps 280 bytes; a letter may have three. */
const REMARK_LETTERS = 90;

/** Who and what it is about. */
function about(panel, answer) {
  const spoken = answer.spoken[panel.words.language] ?? answer.spoken.en;
  const whose = answer.holder ?? answer.forStaff?.holder ?? answer.ticket ?? spoken.guest;
  const who = make("p", whose, "about-who");
  const facts = box("about-facts");
  if (answer.tier) facts.append(tierMark(answer.tier));
  if (answer.holder && answer.ticket) facts.append(make("span", answer.ticket));
  const line = make("p", `${spoken.word}: ${spoken.staff}`, "about-why");
  const card = box("about", who, facts, line);
  card.dataset.color = answer.color;
  return card;
}

const buttons = (...all) => box("buttons", ...all);

function back(panel) {
  return button(panel.words.line("goBack"), () => panel.go("home"));
}

/** Done: say so where the panel stays; the answer itself comes over all. */
async function give(panel, order, fields, sheet, word) {
  if (!(await panel.order(order, fields, sheet))) return;
  panel.go("home");
  panel.note(panel.words.line(word));
}

/** The reasons that can be counted, from the box; without it, none can be given. */
export function causes(panel, onChoose, chosen = null) {
  const names = panel.staff.causes ?? [];
  const options = names.map((name) => [name, panel.words.file.causes[name] ?? name]);
  return choices(options, panel.words.line("reason"), onChoose, chosen);
}

/** A line for a remark; while it is written, its keys stand in the place of all the rest. */
export function remark(panel) {
  const { words } = panel;
  const text = field(words.line("remark"), REMARK_LETTERS);
  const keys = keyboard(text, { space: words.line("space"), erase: words.line("erase") });
  keys.hidden = true;
  const open = (isOpen) => {
    keys.hidden = ready.hidden = !isOpen;
    element.classList.toggle("is-open", isOpen);
  };
  const ready = button(words.line("ready"), () => open(false));
  const element = box("remark", box("remark-line", text, ready), keys);
  open(false);
  text.addEventListener("focus", () => open(true));
  return { element, value: () => text.value };
}

function override(panel, { answer }) {
  const { words } = panel;
  const go = button(words.line("letIn"), () => {
    const fields = { target: answer.number, cause: cause.value };
    const said = note.value().trim();
    give(panel, "override", said ? { ...fields, remark: said } : fields,
      { name: "override", given: { answer } }, "done");
  }, "go");
  go.disabled = true;
  const cause = causes(panel, () => {
    go.disabled = false;
  });
  const note = remark(panel);
  return {
    title: words.line("override"),
    elements: [about(panel, answer), cause.element, note.element, buttons(back(panel), go)],
    focus: cause.element.firstChild,
  };
}

function undo(panel, { answer }) {
  const { words } = panel;
  const go = button(words.line("takeBack"), () => give(panel, "undo", { target: answer.number },
    { name: "undo", given: { answer } }, "takenBack"), "stop");
  const ask = make("p", words.line("undoAsk"), "ask");
  return {
    title: words.line("undo"),
    elements: [about(panel, answer), ask, buttons(back(panel), go)], focus: go,
  };
}

function confirm(panel, { answer }) {
  const { words } = panel;
  const go = button(words.line("confirmed"), () => give(panel, "confirm",
    { target: answer.number }, { name: "confirm", given: { answer } }, "done"), "go");
  const away = button(words.line("sendAway"), () => {
    panel.recent.done(answer.number);
    panel.go("home");
    panel.note(words.line("sentAway"));
  }, "stop");
  return {
    title: words.line("confirm"),
    elements: [about(panel, answer), make("p", words.line("confirmAsk"), "ask"), buttons(away, go)],
    focus: go,
  };
}

/** How many of the group are still outside, as the box says it. */
function outside(answer) {
  return Math.max(1, answer.outside ?? 1);
}

function group(panel, { answer }) {
  const { words } = panel;
  const most = outside(answer);
  const step = stepper({ least: 1, most, value: most }, words.line("people"),
    { less: words.line("oneLess"), more: words.line("oneMore") });
  const go = button("", () => give(panel, "group",
    { target: answer.number, people: step.value }, { name: "group", given: { answer } },
    "done"), "go");
  step.onStep = (value) => {
    go.textContent = words.line("goIn", { n: value });
  };
  step.onStep(most);
  const ask = make("p", words.line("groupAsk", { n: most }), "ask");
  return {
    title: words.line("group"),
    elements: [about(panel, answer), ask, step.element, buttons(back(panel), go)], focus: go,
  };
}

export const orderSheets = { override, undo, confirm, group };
