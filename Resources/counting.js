// People without a ticket, counted by hand; and what the door is set to. What changes more than one
// guest asks a second time.

import { box, button, choices, stepper } from "./controls.js";
import { make } from "./dom.js";
import { causes, remark } from "./orders.js";

/** A coach party; the box takes no more at once. */
const MOST = 100;

/** One press, one person; what was counted here since it was opened stands beside the keys. */
function counter(panel) {
  const { words } = panel;
  let sum = 0;
  let pressed = 0;
  let isSending = false;
  const shown = make("output", "0", "amount");
  /** Presses that come while the box still writes go with the next order: none is lost. */
  const send = async () => {
    isSending = true;
    while (pressed !== 0) {
      const people = Math.max(-MOST, Math.min(MOST, pressed));
      pressed -= people;
      if (!(await panel.order("headcount", { people }, { name: "counter", given: {} }))) {
        pressed = 0;
        break;
      }
      sum += people;
      shown.textContent = sum > 0 ? `+${sum}` : String(sum).replace("-", "−");
      panel.note(words.line(people > 0 ? "countedIn" : "countedOut"));
    }
    isSending = false;
  };
  const count = (people) => () => {
    pressed += people;
    if (!isSending) send();
  };
  const out = button("−1", count(-1), "big");
  const into = button("+1", count(1), "big go");
  out.setAttribute("aria-label", words.line("oneOut"));
  into.setAttribute("aria-label", words.line("oneIn"));
  shown.setAttribute("aria-label", words.line("countedHere"));
  return {
    title: words.line("counter"),
    elements: [make("p", words.line("counterAsk"), "ask"), box("stepper", out, shown, into)],
    focus: into,
  };
}

function walkUp(panel) {
  const { words } = panel;
  const step = stepper({ least: 1, most: MOST, value: 1 }, words.line("people"),
    { less: words.line("oneLess"), more: words.line("oneMore") });
  const go = button("", async () => {
    const said = note.value().trim();
    const fields = { people: step.value, cause: cause.value, ...(said ? { remark: said } : {}) };
    if (!(await panel.order("walk_up", fields, { name: "walkUp", given: {} }))) return;
    panel.go("home");
    panel.note(words.line("done"));
  }, "go");
  go.disabled = true;
  step.onStep = (value) => {
    go.textContent = words.line("goIn", { n: value });
  };
  step.onStep(1);
  const cause = causes(panel, () => {
    go.disabled = false;
  });
  const note = remark(panel);
  const back = button(words.line("goBack"), () => panel.go("home"));
  return {
    title: words.line("walkUp"),
    elements: [step.element, cause.element, note.element, box("buttons", back, go)],
    focus: cause.element.firstChild,
  };
}

/** Direction and event. Nothing is set before somebody has pressed again. */
function door(panel) {
  const { words, staff } = panel;
  const wanted = { direction: staff.direction, event: staff.event };
  const go = button("", async () => {
    const asked = panel.sheet;
    // Only what was changed: a door that chooses its event by itself goes on choosing.
    const changed = (name) => (wanted[name] === staff[name] ? undefined : wanted[name]);
    const answer = await panel.once(
      () => panel.desk.turn(changed("direction"), changed("event")));
    if (!answer) return;
    if (!answer.ok) {
      if (panel.sheet === asked) panel.refused(answer, { name: "door", given: {} });
      return;
    }
    await panel.refresh();
    if (panel.sheet !== asked) return;
    panel.go("home");
    panel.note(words.line("doorTurned"));
  }, "stop");
  const titles = new Map((staff.events ?? []).map((one) => [one.id, one.title]));
  const draw = () => {
    const changes = [
      wanted.direction !== staff.direction && words.line(wanted.direction),
      wanted.event !== staff.event && titles.get(wanted.event),
    ].filter(Boolean);
    go.disabled = changes.length === 0;
    go.textContent = go.disabled ? words.line("setDoor")
      : words.line("setDoorTo", { what: changes.join(" · ") });
  };
  const direction = choices(
    [["entry", words.line("entry")], ["exit", words.line("exit")]], words.line("direction"),
    (value) => {
      wanted.direction = value;
      draw();
    }, staff.direction);
  const event = choices([...titles], words.line("event"), (value) => {
    wanted.event = value;
    draw();
  }, staff.event);
  draw();
  const back = button(words.line("goBack"), () => panel.go("home"));
  return {
    title: words.line("doorSet"),
    elements: [
      make("h3", words.line("direction")), direction.element,
      make("h3", words.line("event")), event.element, box("buttons", back, go),
    ],
    focus: direction.element.firstChild,
  };
}

function clearOut(panel) {
  const { words } = panel;
  const back = button(words.line("goBack"), () => panel.go("home"));
  const go = button(words.line("clearOut"), async () => {
    if (!(await panel.order("clear_out", {}, { name: "clearOut", given: {} }))) return;
    panel.go("home");
    panel.note(words.line("done"));
  }, "stop");
  return {
    title: words.line("clearOut"),
    elements: [make("p", words.line("clearOutAsk"), "ask"), box("buttons", back, go)], focus: back,
  };
}

export const countingSheets = { counter, walkUp, door, clearOut };
