// The manager's page: draws each state the box sends, and says so when it sends none.

import { Attempts } from "./attempts.js";
import { arrivals, bar, gauge, level } from "./charts.js";
import { at, count, make, post, say, show } from "./dom.js";
import { loadWords } from "./words.js";

/** The page may be one of many that lost the box at once. */
const REOPEN_MS = 3000;
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

function drawTiers(tiers) {
  at("tiers").replaceChildren(...tiers.map((tier) => {
    const line = make("tr");
    const share = make("td");
    share.append(bar(tier.sold > 0 ? tier.admitted / tier.sold : 0, tier.color));
    const limit = tier.capacity ? ` / ${count(tier.capacity)}` : "";
    const inside = count(tier.inside) + limit;
    line.append(
      make("td", tier.name), share, make("td", count(tier.admitted), "n"),
      make("td", count(tier.sold), "n"), make("td", inside, "n"));
    return line;
  }));
}

function drawArrivals(minutes) {
  arrivals(at("arrivals"), minutes);
  const middle = minutes[Math.floor(minutes.length / 2)];
  say("axis-from", minutes[0]?.time);
  say("axis-mid", middle?.time);
  say("axis-to", minutes.at(-1)?.time);
  // The last whole minute: the one that runs is always too low.
  const last = minutes.at(-2);
  const most = Math.max(0, ...minutes.map((one) => one.entries));
  say("arrivals-now", last ? `${last.entries} at ${last.time}, at most ${most}` : "");
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

function drawRefusals(refusals, words) {
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
    none.append(make("td", "None so far"), make("td"), make("td", "0", "n"));
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
  drawTiers(state.tiers);
  drawArrivals(state.arrivals);
  drawRefusals(state.refusals, words);
  drawConditions(state.conditions, words);
}

function tell(state, text) {
  at("line").dataset.level = state;
  say("line-text", text);
}

function listen(words, attempts) {
  const source = new EventSource("/api/v1/venue/events");
  source.addEventListener("open", () => tell("live", "Live"));
  source.addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    tell("live", "Live");
    draw(state, words);
    if (typeof state.newest === "number") attempts.update(state.newest);
    document.body.dataset.ready = "yes";
  });
  source.addEventListener("error", async () => {
    tell("lost", "No connection: the numbers are old");
    if (source.readyState !== EventSource.CLOSED) return;
    const answer = await fetch("/api/v1/venue/state").catch(() => null);
    if (answer?.status === 401) location.replace("/login");
    else setTimeout(() => listen(words, attempts), REOPEN_MS);
  });
}

async function start() {
  const words = await loadWords(new URLSearchParams(location.search).get("lang") ?? "en");
  at("logout").addEventListener("click", async () => {
    await post("/logout", {}).catch(() => {});
    location.replace("/login");
  });
  const login = await fetch("/login", { method: "HEAD", redirect: "manual" }).catch(() => null);
  show("logout", login?.ok === true);
  listen(words, new Attempts(words));
}

start();
