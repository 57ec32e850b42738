// The door page: joins the line to the box, the stage and the drawing. What it shows is what the
// box said; what it acknowledges is what it has painted.

import { at, count, make, painted, post, say, show } from "./dom.js";
import { Link } from "./link.js";
import { Sound } from "./sound.js";
import { Stage } from "./stage.js";
import { VerdictView } from "./verdict.js";
import { loadWords } from "./words.js";

/** Three of these may go missing before the box says that nobody looks. */
const ALIVE_EVERY_MS = 1000;
/** Between tries to get the words, when the box is not there yet. */
const RETRY_MS = 1000;
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
  drawHealth(state.conditions, words);
}

function drawHealth(conditions, words) {
  const level = conditions.some((one) => one.severity === "critical")
    ? "critical"
    : conditions.length > 0 ? "warning" : "healthy";
  at("health").dataset.level = level;
  say("health-text", words.line(level));
  // A box that cannot admit invites nobody.
  document.body.dataset.health = level;
  say("aim", words.line(level === "critical" ? "lostGuest" : "aim"));
  show("aim-hint", level !== "critical");
  const box = at("trouble");
  box.hidden = conditions.length === 0;
  box.classList.toggle("critical", level === "critical");
  box.replaceChildren(...conditions.slice(0, MAXIMUM_TROUBLES).flatMap((one) => {
    const { title, remedy } = words.condition(one);
    return [make("h2", title), make("p", [remedy, one.detail].filter(Boolean).join(" "))];
  }));
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
    ["lost-staff", "lostStaff"], ["sound", "soundOff"],
  ]) say(id, words.line(key));
}

async function acknowledge(answer) {
  if (!answer.number) return;
  await painted();
  if (document.visibilityState !== "visible") return;
  await post("/api/v1/door/seen", { number: answer.number }).catch(() => {});
}

/** A live page: says that it paints, shows what comes, acknowledges what it has shown. */
function live(words) {
  const sound = new Sound((isAllowed) => show("sound", !isAllowed));
  const view = new VerdictView(words, (answer) => {
    sound.play(answer.sound);
    acknowledge(answer);
  });
  const stage = new Stage(view);
  const link = new Link("/api/v1/door/events", {
    beat: (beat) => say("clock", beat.clock),
    state: (state) => drawState(state, words),
    verdict: (answer) => stage.push(answer),
    lost: () => {
      stage.reset();
      drawLost(true);
    },
    found: () => drawLost(false),
  });
  setInterval(async () => {
    if (!link.isUp || document.visibilityState !== "visible") return;
    await painted();
    post("/api/v1/door/alive", {}).catch(() => {});
  }, ALIVE_EVERY_MS);
}

/** One canned state, standing still; nothing is acknowledged. */
async function story(name, words) {
  const answer = await fetch(`/api/v1/storybook/${encodeURIComponent(name)}`);
  if (!answer.ok) return;
  const page = await answer.json();
  say("clock", page.clock);
  drawState(page.state, words);
  const view = new VerdictView(words, () => {});
  if (page.verdict) view.show(page.verdict);
  if (query.has("before")) {
    const other = await fetch(`/api/v1/storybook/${encodeURIComponent(query.get("before"))}`);
    if (other.ok) view.before((await other.json()).verdict);
  }
  if (page.isLost) drawLost(true);
  document.body.dataset.story = page.name;
}

async function language() {
  if (query.has("lang")) return query.get("lang");
  const answer = await fetch("/api/v1/door/state");
  return answer.ok ? (await answer.json()).language : "en";
}

/** The box may still be starting: until it answers, the page says so and tries again. */
async function start() {
  try {
    const words = await loadWords(await language());
    label(words);
    if (query.has("story")) await story(query.get("story"), words);
    else live(words);
    document.body.dataset.ready = "yes";
  } catch {
    setTimeout(start, RETRY_MS);
  }
}

start();
