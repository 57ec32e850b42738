// The manager's page: draws each state the box sends, and says so when it sends none.

import { Alarm } from "./alarm.js";
import { Attempts } from "./attempts.js";
import { arrivals, bar, gauge, level } from "./charts.js";
import { Conflicts } from "./conflicts.js";
import { ask, at, count, make, post, say, show } from "./dom.js";
import { Link } from "./link.js";
import { Saying } from "./saying.js";
import { loadWords } from "./words.js";

/** The box is heard every five seconds: one beat may go missing. */
const SILENCE_MS = 12000;
/** Between tries to get the words, when the box is not there yet. */
const RETRY_MS = 3000;
const TABLE_MINUTES = 5;

function drawInside(state, words) {
  gauge(at("gauge"), state.inside, state.capacity);
  say("inside", count(state.inside));
  say("capacity", state.capacity ? `of ${count(state.capacity)}` : "inside");
  say("admitted", count(state.admitted));
  say("sold", count(state.sold));
  say("list", words.listAge(state.list));
  const reached = level(state.inside, state.capacity);
  const alert = at("alert");
  alert.hidden = reached === 0;
  alert.dataset.level = reached;
  const share = state.capacity ? Math.floor((state.inside * 100) / state.capacity) : 0;
  const stop = state.capacityIsHard ? "the door refuses further guests" : "the door only warns";
  alert.textContent = reached === 100 ? `Full: ${stop}` : `${share} % of capacity`;
}

function tierRow(tier) {
  const line = make("tr");
  const share = make("td");
  share.append(bar(tier.sold > 0 ? tier.admitted / tier.sold : 0, tier.color));
  const limit = tier.capacity ? ` / ${count(tier.capacity)}` : "";
  const inside = count(tier.inside) + limit;
  line.append(
    make("td", tier.name), share, make("td", count(tier.admitted), "n"),
    make("td", count(tier.sold), "n"), make("td", inside, "n"));
  return line;
}

/** Guests who were admitted before the list knew them have no tier, and are inside all the same. */
function unlistedRow(state) {
  const sum = (key) => state.tiers.reduce((total, tier) => total + tier[key], 0);
  const inside = (state.inside ?? 0) - sum("inside");
  if (inside <= 0) return [];
  const admitted = Math.max(0, (state.admitted ?? 0) - sum("admitted"));
  const line = make("tr");
  line.append(
    make("td", "Not on the list"), make("td"), make("td", count(admitted), "n"),
    make("td", "–", "n"), make("td", count(inside), "n"));
  return [line];
}

function drawTiers(state) {
  at("tiers").replaceChildren(...state.tiers.map(tierRow), ...unlistedRow(state));
}

/** `known`: null when the box cannot tell now. */
function drawArrivals(known) {
  const minutes = known ?? [];
  arrivals(at("arrivals"), minutes);
  const middle = minutes[Math.floor(minutes.length / 2)];
  say("axis-from", minutes[0]?.time);
  say("axis-mid", middle?.time);
  say("axis-to", minutes.at(-1)?.time);
  // The last whole minute: the one that runs is always too low.
  const last = minutes.at(-2);
  const most = Math.max(0, ...minutes.map((one) => one.entries));
  say("arrivals-now", last ? `${last.entries} at ${last.time}, at most ${most}`
    : known ? "" : "–");
  const rows = [];
  for (let end = minutes.length; end > 0; end -= TABLE_MINUTES) {
    const part = minutes.slice(Math.max(0, end - TABLE_MINUTES), end);
    const row = make("tr");
    const sum = part.reduce((total, one) => total + one.entries, 0);
    row.append(make("td", part[0].time), make("td", count(sum), "n"));
    rows.push(row);
  }
  at("arrivals-rows").replaceChildren(...rows);
}

/** `known`: null when the box cannot tell now. */
function drawRefusals(known, words) {
  const refusals = known ?? [];
  const most = Math.max(1, ...refusals.map((one) => one.count));
  const rows = refusals.map((one) => {
    const line = make("tr");
    const share = make("td");
    share.append(bar(one.count / most, "#ef4444"));
    const name = words.name(one.code, "refusals");
    line.append(make("td", name), share, make("td", count(one.count), "n"));
    return line;
  });
  if (rows.length === 0) {
    const none = make("tr");
    none.append(make("td", known ? "None so far" : "Not known now"), make("td"),
      make("td", known ? "0" : "–", "n"));
    rows.push(none);
  }
  at("refusals").replaceChildren(...rows);
}

function drawConditions(conditions, words) {
  show("conditions", conditions.length > 0);
  at("conditions").replaceChildren(...conditions.map((one) => {
    const { title, remedy } = words.condition(one);
    const box = make("div", null, `condition ${one.severity === "critical" ? "critical" : ""}`);
    box.append(make("strong", title), make("p", [remedy, one.detail].filter(Boolean).join(" ")));
    return box;
  }));
}

function draw(state, words) {
  say("event", state.event ?? (state.list.level === "unknown" ? "–" : "No event"));
  say("where", `${state.door} · ${words.line(state.direction)} · ${state.clock}`);
  drawInside(state, words);
  drawTiers(state);
  drawArrivals(state.arrivals);
  drawRefusals(state.refusals, words);
  drawConditions(state.conditions, words);
}

function tell(state, text) {
  at("line").dataset.level = state;
  say("line-text", text);
}

const LOST = "No connection: the numbers are old";

function listen(words, attempts, conflicts, alarm) {
  return new Link("/api/v1/venue/events", {
    beat: () => tell("live", "Live"),
    state: (state) => {
      tell("live", "Live");
      draw(state, words);
      alarm.draw(state);
      conflicts.update(state);
      if (typeof state.newest === "number") attempts.update(state.newest);
      document.body.dataset.ready = "yes";
    },
    found: () => tell("live", "Live"),
    broken: () => tell("lost", LOST),
    lost: () => tell("lost", LOST),
    garbled: () => tell("lost", "The box sent what this page cannot read: load it anew"),
    closed: async () => {
      const answer = await ask("/api/v1/venue/state").catch(() => null);
      if (answer?.status === 401) location.replace("/login");
    },
  }, SILENCE_MS);
}

async function load() {
  try {
    return await loadWords(new URLSearchParams(location.search).get("lang") ?? "en");
  } catch {
    tell("lost", "No connection: trying again");
    await new Promise((done) => setTimeout(done, RETRY_MS));
    return load();
  }
}

async function offerLogout() {
  at("logout").addEventListener("click", async () => {
    await post("/logout", {}).catch(() => {});
    location.replace("/login");
  });
  const login = await ask("/login", { method: "HEAD", redirect: "manual" }).catch(() => null);
  show("logout", login?.ok === true);
}

const words = await load();
const alarm = new Alarm(words);
new Saying(words, alarm);
listen(words, new Attempts(words), new Conflicts(words), alarm);
offerLogout();
