// The door page: joins the line to the box, the stage and the drawing. What it shows is what the
// box said; what it acknowledges is what it has painted.

import { button } from "./controls.js";
import { Desk } from "./desk.js";
import { ask, at, count, make, painted, post, say, show } from "./dom.js";
import { EmergencyView } from "./emergency.js";
import { Link } from "./link.js";
import { Banner } from "./message.js";
import { Preview } from "./preview.js";
import { Recent } from "./recent.js";
import { Sound } from "./sound.js";
import { StaffPanel } from "./staff.js";
import { Stage } from "./stage.js";
import { VerdictView } from "./verdict.js";
import { loadWords } from "./words.js";

/** Four beats missing. */
const SILENCE_MS = 2000;
/** How long it is said that an answer could not be shown, if no other one comes. */
const GARBLED_MS = 30000;
/** Three of these may go missing before the box says that nobody looks. */
const ALIVE_EVERY_MS = 1000;
/** Between tries to get the words, when the box is not there yet. */
const RETRY_MS = 1000;
/** A coach party, each of them an answer of its own. */
const MAXIMUM_ORDERED = 100;
/** More would not fit; the rest waits until these are mended. */
const MAXIMUM_TROUBLES = 2;

const query = new URLSearchParams(location.search);

function drawState(state, words) {
  say("event", state.event ?? (state.list.level === "unknown" ? "–" : words.line("noEvent")));
  say("door", state.door);
  say("direction", words.line(state.direction));
  say("inside", count(state.inside));
  say("inside-name", words.line("inside"));
  const capacity = state.capacity?.toLocaleString("en-IN");
  say("capacity", capacity ? words.line("ofCapacity", { n: capacity }) : "");
  at("list").dataset.level = state.list.level;
  say("list-name", words.line("list"));
  say("list-age", words.listAge(state.list));
  document.body.dataset.picture = state.picture;
  drawHealth(state.conditions, words);
}

function drawHealth(conditions, words) {
  const critical = conditions.filter((one) => one.severity === "critical");
  const level = critical.length > 0 ? "critical" : conditions.length > 0 ? "warning" : "healthy";
  at("health").dataset.level = level;
  // Without its camera a box still answers what a hand scanner reads.
  const isBlind = critical.length > 0 && critical.every((one) => one.code.startsWith("camera_"));
  say("health-text", isBlind ? words.line("blind") : words.line(level));
  // A box that cannot admit invites nobody.
  document.body.dataset.health = level;
  say("aim", words.line(level === "critical" ? "lostGuest" : "aim"));
  show("aim-hint", level !== "critical");
  drawTrouble(conditions.slice(0, MAXIMUM_TROUBLES), level, words);
}

/** Written anew only when it says something else: a screen reader reads it out each time. */
function drawTrouble(conditions, level, words) {
  const box = at("trouble");
  const lines = conditions.map((one) => {
    const { title, remedy } = words.condition(one);
    return [title, [remedy, one.detail].filter(Boolean).join(" ")];
  });
  const text = JSON.stringify([level, lines]);
  if (box.dataset.text === text) return;
  box.dataset.text = text;
  box.hidden = lines.length === 0;
  box.classList.toggle("critical", level === "critical");
  box.replaceChildren(...lines.flatMap(([title, rest]) => [make("h2", title), make("p", rest)]));
}

function drawLost(isLost) {
  show("lost", isLost);
  show("idle", !isLost);
  document.body.dataset.view = isLost ? "lost" : "idle";
}

function label(words) {
  document.documentElement.lang = words.language;
  for (const [id, key] of [
    ["aim-hint", "aimHint"], ["lost-title", "lost"], ["lost-guest", "lostGuest"],
    ["lost-staff", "lostStaff"], ["sound", "soundOff"], ["staff-text", "staffOnly"],
    ["panel-emergency-text", "emergency"],
  ]) say(id, words.line(key));
  for (const [id, key] of [["panel-close", "close"], ["panel-back", "goBack"]]) {
    at(id).setAttribute("aria-label", words.line(key));
  }
}

const drawLive = (isLive) => {
  document.body.dataset.live = isLive;
};

/** A door that waits for a guest, and somebody before the screen. */
function isWaiting() {
  const { view, health, picture, panel, emergency } = document.body.dataset;
  if (view !== "idle" || health === "critical" || panel || emergency) return false;
  return picture !== undefined && picture !== "none" && document.visibilityState === "visible";
}

/** What the box said of itself, and what this page has to say besides. */
class Board {
  constructor(words) {
    this.words = words;
    this.state = null;
    this.timer = null;
  }

  draw(state) {
    this.state = state;
    const own = this.timer === null ? [] : [this.garble()];
    drawState({ ...state, conditions: [...own, ...state.conditions] }, this.words);
  }

  /** An answer was given and could not be shown: nobody must take silence for a yes. */
  garbled() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.clear(), GARBLED_MS);
    if (this.state) this.draw(this.state);
  }

  clear() {
    if (this.timer === null) return;
    clearTimeout(this.timer);
    this.timer = null;
    if (this.state) this.draw(this.state);
  }

  garble() {
    const [title, remedy] = [this.words.line("garbled"), this.words.line("garbledRemedy")];
    return { code: "page_garbled", severity: "warning", title, remedy, detail: "" };
  }
}

async function acknowledge(answer) {
  if (!answer.number || document.visibilityState !== "visible") return;
  await post("/api/v1/door/seen", { number: answer.number }).catch(() => {});
}

/**
 * The buttons that whoever has signed in gets beside an answer. A welcome is taken back from the
 * edge: on the green itself the button would be gone before anybody could read it.
 */
function actions(words, panel, answer, isLarge) {
  const action = panel.recent.action(answer, panel.staff);
  if (!action || (isLarge && action === "undo")) return [];
  return [button(words.action(action), () => panel.open(action, { answer }), "act")];
}

/** What the door shows besides an answer: the staff's panel and the emergency. */
function desk(words, asked, hooks) {
  const panel = new StaffPanel(words, asked, new Recent(), hooks);
  const emergency = new EmergencyView(words, (target) => panel.open("allClear", { target }));
  const cover = () => panel.cover(["verdict", "lost"].includes(document.body.dataset.view));
  new MutationObserver(cover).observe(document.body, { attributeFilter: ["data-view"] });
  return { panel, emergency };
}

/** A live page: says that it paints, shows what comes, acknowledges what it has shown. */
function live(words) {
  // What an order brought comes back by the stream as well: whichever is first counts.
  let ordered = [];
  const sound = new Sound((isAllowed) => show("sound", !isAllowed));
  const { panel, emergency } = desk(words, new Desk(), {
    stepAside: () => stage.stepAside(),
    took: (answers) => {
      // Guests first: of a payment and those it let in, staff need the payment at the top.
      const isDeed = (answer) => answer.kind === "done";
      const inOrder = [...answers].sort((a, b) => isDeed(a) - isDeed(b));
      for (const answer of inOrder) {
        if (answer.number && panel.recent.has(answer.number)) continue;
        ordered = [...ordered, answer.number].slice(-MAXIMUM_ORDERED);
        take(answer, 0);
      }
      // Of a group only the first and the last stand on the screen; staff have counted them all.
      if (answers.length > 1) painted().then(() => answers.forEach(acknowledge));
    },
    changed: () => view.offerAnew(),
  });
  const view = new VerdictView(words, (answer) => sound.play(answer.sound), acknowledge,
    (answer, isLarge) => actions(words, panel, answer, isLarge));
  const stage = new Stage(view);
  const board = new Board(words);
  const banner = new Banner(words, (id) => post("/api/v1/door/messages/read", { id }));
  const take = (answer, ageMs) => {
    panel.recent.add(answer, at("clock").textContent);
    // What staff did is no answer to a guest; and nothing stands over an emergency.
    if (answer.kind === "done" || emergency.holds) stage.aside(answer);
    else stage.push(answer, ageMs);
    board.clear();
  };
  const link = new Link("/api/v1/door/events", {
    beat: (beat) => {
      say("clock", beat.clock);
      stage.release();
    },
    state: (state) => {
      board.draw(state);
      banner.draw(state.messages);
      if (emergency.draw(state)) panel.close();
      panel.hear(state);
    },
    verdict: (answer, ageMs) => {
      if (answer.number && ordered.includes(answer.number)) return;
      take(answer, ageMs);
    },
    garbled: (name) => {
      if (name !== "verdict") return;
      stage.reset();
      board.garbled();
    },
    broken: () => stage.hold(),
    lost: () => {
      stage.hold();
      stage.reset();
      drawLost(true);
    },
    found: () => drawLost(false),
  }, SILENCE_MS);
  setInterval(async () => {
    if (!link.isUp || document.visibilityState !== "visible") return;
    await painted();
    post("/api/v1/door/alive", {}).catch(() => {});
  }, ALIVE_EVERY_MS);
  new Preview(at("picture"), isWaiting, drawLive).run();
}

/** One canned state, standing still; nothing is acknowledged. */
async function story(name, words) {
  const { tell } = await import("./story.js");
  return tell(name, query, words, { drawState, drawLost, drawLive, desk, actions });
}

async function language() {
  if (query.has("lang")) return query.get("lang");
  const answer = await ask("/api/v1/door/state");
  return answer.ok ? (await answer.json()).language : "en";
}

/** The box may still be starting: until it answers, the page says so and tries again. */
async function load() {
  try {
    return await loadWords(await language());
  } catch {
    await new Promise((done) => setTimeout(done, RETRY_MS));
    return load();
  }
}

const words = await load();
label(words);
if (query.has("story")) await story(query.get("story"), words);
else live(words);
document.body.dataset.ready = "yes";
