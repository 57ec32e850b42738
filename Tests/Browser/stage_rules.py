"""What the stage and the line of the door page must do, as tables and as scripts for the page.

Time is virtual in these scripts: they set it, and the page's own timers go by it. Nothing in them
depends on how loaded the machine is, and every moment is exact.
"""

# Answers by colour and the moment they come, in milliseconds; then what must be seen, and when.
STAGE = [
    ("a green gives way at once", [("green", 0), ("red", 300)], [("green", 0), ("red", 300)]),
    ("a red stands for 1.5 s", [("red", 0), ("green", 300)], [("red", 0), ("green", 1500)]),
    ("an amber stands for 1.5 s", [("amber", 0), ("red", 100)], [("amber", 0), ("red", 1500)]),
    ("a green ends after 1.5 s", [("green", 0)], [("green", 0), ("", 1500)]),
    ("a red ends after 4 s", [("red", 0)], [("red", 0), ("", 4000)]),
    ("a green stands for a quarter of a second", [("green", 0), ("red", 50)],
     [("green", 0), ("red", 250)]),
    ("only the newest waits behind a red", [("red", 0), ("green", 50), ("cyan", 60)],
     [("red", 0), ("cyan", 1500)]),
    ("nothing comes late behind many reds",
     [("red", at) for at in range(0, 1400, 100)] + [("green", 1400)],
     [("red", 0), ("green", 1500), ("", 3000)]),
    ("what was given long ago is not shown", [("green", 0, 2500), ("red", 300)],
     [("red", 300)]),
]
# Timers that go by a clock of ours until `restore`. What waits for a promise is let go on after
# each of them, by a real timer.
VIRTUAL_TIME = """
const [real, realClear] = [globalThis.setTimeout, globalThis.clearTimeout];
const time = {
  now: 0, count: 0, due: [],
  async pass(ms) {
    const end = this.now + ms;
    for (;;) {
      await new Promise((done) => real(done));
      this.due.sort((a, b) => a.at - b.at || a.id - b.id);
      if (this.due.length === 0 || this.due[0].at > end) break;
      const { at, call } = this.due.shift();
      this.now = at;
      call();
    }
    this.now = end;
  },
  restore() {
    globalThis.setTimeout = real;
    globalThis.clearTimeout = realClear;
  },
};
globalThis.setTimeout = (call, ms = 0) => {
  time.count += 1;
  time.due.push({ id: time.count, at: time.now + Math.max(0, ms), call });
  return time.count;
};
globalThis.clearTimeout = (id) => {
  time.due = time.due.filter((one) => one.id !== id);
};
"""
STAGE_SCRIPT = """
const [given, span, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
import("/assets/stage.js").then(async ({ Stage }) => {
  VIRTUAL_TIME
  const [seen, edge] = [[], []];
  const note = (color) => seen.push([color, time.now]);
  const view = {
    show: (answer) => note(answer.color), clear: () => note(""),
    before: (answer) => edge.push(answer ? answer.color : ""),
  };
  const stage = new Stage(view, () => time.now, () => Promise.resolve());
  for (const [color, at, age] of given) setTimeout(() => stage.push({ color }, age), at);
  await time.pass(span);
  time.restore();
  done([seen, edge]);
});
""".replace("VIRTUAL_TIME", VIRTUAL_TIME)
# What is acknowledged, and what a broken line holds back. `paint` stands for the browser.
SEEN_SCRIPT = """
const done = arguments[arguments.length - 1];
import("/assets/stage.js").then(async ({ Stage }) => {
  VIRTUAL_TIME
  const make = (paint) => {
    const told = { shown: [], stood: [], edge: [] };
    const view = {
      show: (answer) => told.shown.push(answer.color), clear: () => {},
      before: (answer) => answer && told.edge.push(answer.color),
      stood: (answer) => told.stood.push(answer.color),
    };
    return [new Stage(view, () => time.now, paint), told];
  };
  const [quick, never] = [() => Promise.resolve(), () => new Promise(() => {})];
  const [both, a] = make(quick);
  both.push({ color: "green" });
  both.push({ color: "red" });
  const [blind, b] = make(never);
  blind.push({ color: "green" });
  const [cut, c] = make(quick);
  cut.push({ color: "green" });
  setTimeout(() => cut.reset(), 100);
  const [held, d] = make(quick);
  held.hold();
  held.push({ color: "green" });
  const [late, e] = make(quick);
  late.hold();
  late.push({ color: "green" });
  await time.pass(200);
  const early = [...d.shown];
  held.release();
  await time.pass(800);
  const first = [...a.stood];
  await time.pass(1300);
  late.release();
  time.restore();
  done({ first, blind: b, cut: c, early, held: d.shown, late: e });
});
""".replace("VIRTUAL_TIME", VIRTUAL_TIME)
LINK_SCRIPT = """
const done = arguments[arguments.length - 1];
const pause = (ms) => new Promise((end) => setTimeout(end, ms));
import("/assets/link.js").then(async ({ Link }) => {
  let now = 1000;
  performance.now = () => now;
  const looks = [];
  globalThis.setInterval = (look) => looks.push(look);
  const made = [];
  class Source extends EventTarget {
    static CLOSED = 2;
    constructor() { super(); this.readyState = 1; made.push(this); }
    close() { this.readyState = 2; }
    say(name, data) { this.dispatchEvent(new MessageEvent(name, { data })); }
  }
  globalThis.EventSource = Source;
  let isThere = false;
  globalThis.fetch = async () => {
    if (!isThere) throw new TypeError("nobody");
    return { ok: true };
  };
  const told = [];
  const note = (name) => (value, age) => told.push(age === undefined ? name : [name, age]);
  new Link("/x", {
    beat: note("beat"), state: note("state"), verdict: note("verdict"), found: note("found"),
    lost: note("lost"), broken: note("broken"), reload: note("reload"),
    garbled: (name) => told.push(`garbled ${name}`),
  }, 1000);
  const beat = (pages, uptime) => made[0].say("beat", JSON.stringify({ pages, uptime }));
  beat("one", 5000);
  now += 40;
  made[0].say("verdict", JSON.stringify({ uptime: 2000 }));
  made[0].say("verdict", '{"holder": "half');
  made[0].say("state", "{}");
  made[0].dispatchEvent(new Event("error"));
  beat("two", 5500);
  await pause(50);
  const before = [...told];
  isThere = true;
  beat("two", 6000);
  await pause(50);
  const after = told.slice(before.length);
  now += 900;
  for (const look of looks) look();
  const still = told.at(-1);
  now += 200;
  for (const look of looks) look();
  done({ before, after, still, end: told.at(-1), sources: made.length });
});
"""
