// A ticket without its code: by the number printed on it, or by the holder's name. What is found
// stands in the place of the keys, a few a page; nothing of it is kept.

import { box, button, choices, tierMark } from "./controls.js";
import { make } from "./dom.js";
import { field, keyboard } from "./keyboard.js";
import { mayDo } from "./recent.js";

/** As many as the smallest screen has room for. */
const PAGE = 3;
const MAXIMUM_LETTERS = 48;

/** Inside since when, or what else is known. */
function whereabouts(words, found) {
  if (found.status && found.status !== "valid") {
    return words.name(found.status, "refusals");
  }
  if (!found.isInside) {
    return words.line(found.lastTime ? "outsideAgain" : "notYetIn");
  }
  return [words.line("isInside"), found.lastDoor, found.lastTime].filter(Boolean).join(" · ");
}

function row(panel, found) {
  const { words } = panel;
  const facts = box("found-facts", tierMark(found.tier), make("span", found.number, "aside"));
  const where = make("p", whereabouts(words, found), "found-where");
  where.dataset.inside = Boolean(found.isInside);
  const admit = button(words.line("admit"), async () => {
    const fields = { ticket: found.id, event: found.event };
    if (!(await panel.order("present", fields, { name: "lookup", given: {} }))) return;
    panel.go("home");
  }, found.isInside ? "" : "go");
  admit.setAttribute("aria-label", `${words.line("admit")}: ${found.holder ?? found.number}`);
  const who = make("p", found.holder ?? found.number, "found-who");
  return box("found", box("found-words", who, facts, where), admit);
}

/** The rows of one page, and the keys to the next. */
function results(panel, body, page, again) {
  const { words } = panel;
  const all = body.tickets ?? [];
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const rows = all.slice(page * PAGE, (page + 1) * PAGE).map((found) => row(panel, found));
  const turn = (by) => () => again(page + by);
  const before = button("‹", turn(-1));
  const after = button("›", turn(1));
  before.setAttribute("aria-label", words.line("pageBefore"));
  after.setAttribute("aria-label", words.line("pageAfter"));
  before.disabled = page === 0;
  after.disabled = page + 1 >= pages;
  const more = body.hasMore ? words.line("moreFound") : "";
  const text = all.length === 0 ? words.line("nobodyFound")
    : [words.line("pageOf", { n: page + 1, of: pages }), more].filter(Boolean).join(" · ");
  const foot = box("found-foot", make("p", text), pages > 1 && before, pages > 1 && after);
  return box("results", ...rows, foot);
}

export function lookup(panel, { found = null, by = "number", text = "" } = {}) {
  const { words } = panel;
  const typed = field(words.line("lookUpNumber"), MAXIMUM_LETTERS);
  typed.value = text;
  const place = box("lookup-place");
  const keys = keyboard(typed, { space: words.line("space"), erase: words.line("erase") });
  const look = button(words.line("search"), () => search(), "go");
  const label = (value) => {
    typed.placeholder = words.line(value === "name" ? "lookUpName" : "lookUpNumber");
    typed.setAttribute("aria-label", typed.placeholder);
  };
  const kinds = [["number", words.line("byNumber")]];
  if (mayDo(panel.staff, "supervisor")) kinds.push(["name", words.line("byName")]);
  const kind = choices(kinds, words.line("lookUp"), (value) => {
    label(value);
    type();
  }, by);
  label(by);
  const type = () => {
    place.replaceChildren(keys);
    typed.focus();
  };
  const list = (body, page = 0) => {
    place.replaceChildren(results(panel, body, page, (next) => list(body, next)));
    place.querySelector("button")?.focus();
  };
  async function search() {
    const wanted = typed.value.trim();
    if (wanted === "") return typed.focus();
    const asked = panel.sheet;
    const answer = await panel.once(() => panel.desk.tickets(kind.value, wanted));
    if (!answer || panel.sheet !== asked) return undefined;
    if (!answer.ok) return panel.refused(answer, { name: "lookup", given: {} });
    panel.note("");
    return list(answer.body);
  }
  typed.addEventListener("focus", () => {
    if (!place.contains(keys)) place.replaceChildren(keys);
  });
  typed.addEventListener("keydown", (event) => {
    if (event.key === "Enter") search();
  });
  if (found) place.append(results(panel, found, 0, (next) => list(found, next)));
  else place.append(keys);
  return {
    title: words.line("lookUp"),
    elements: [box("lookup-line", kind.element, typed, look), place],
    focus: found ? place.querySelector("button") : typed,
  };
}
