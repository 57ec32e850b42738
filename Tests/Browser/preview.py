"""The camera's live picture on the door page: its pixels, and when it is asked for.

It exists so that the part in run.py reads like sentences. It needs the storybook's camera, which
shows two scenes in turn, two seconds each. What is asked and when is read off the page's own clock,
over the questions that there were: a loaded machine asks seldom, and that is no fault.
"""

import statistics
import time

from page import LOOK_PAUSE, PATIENCE

# Brightness of the picture as drawn, over a grid of points: mean, least, most.
LIGHT = """
const canvas = document.getElementById("picture");
const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
let [sum, least, most, count] = [0, 255, 0, 0];
for (let at = 0; at < data.length; at += 4 * 97) {
  const value = data[at];
  sum += value; count += 1; least = Math.min(least, value); most = Math.max(most, value);
}
return [sum / count, least, most];
"""
ASKED = """
return performance.getEntriesByType("resource")
  .filter((one) => one.name.includes("/api/v1/door/preview"))
  .map((one) => [one.startTime, one.responseEnd]);
"""
NOW = "return performance.now()"
# When each answer came up, when it went, and the most light of the picture as it went.
ANSWERS = """
const canvas = document.getElementById("picture");
const light = () => canvas.getContext("2d")
  .getImageData(0, 0, canvas.width, canvas.height).data.reduce(
    (most, value, at) => (at % 4 === 3 ? most : Math.max(most, value)), 0);
window.answers = [];
new MutationObserver(() => {
  const isUp = document.body.dataset.view === "verdict";
  const last = window.answers.at(-1);
  if (isUp && (!last || last.end)) window.answers.push({ begin: performance.now(), end: null });
  if (!isUp && last && !last.end) Object.assign(last, { light: light(), end: performance.now() });
}).observe(document.body, { attributeFilter: ["data-view"] });
"""
HIDE = """
const state = arguments[0];
Object.defineProperty(document, "visibilityState", { get: () => state, configurable: true });
"""
FREE = """
const box = (name) => document.querySelector(name).getBoundingClientRect();
const [frame, words] = [box(".frame"), box(".invite")];
const [picture, corners] = [box("#picture"), box(".corners")];
const apart = frame.right <= words.left + 1 || frame.bottom <= words.top + 1;
const within = corners.left >= frame.left && corners.right <= frame.right
  && corners.top >= frame.top && corners.bottom <= frame.bottom;
const covers = Math.abs(picture.width - frame.width) < 2
  && Math.abs(picture.height - frame.height) < 2;
return { apart, within, covers, wide: frame.width / innerWidth };
"""
LIVE = "document.body.dataset.live === 'true'"
# How long it is looked at that nothing is asked; the page asks ten times a second.
SILENT_SECONDS = 1.5
# Questions over which their rate is measured.
QUESTIONS = 30
# The page lets a tenth of a second pass between two questions. A question may begin a little after
# the page noted its time, which is all that the bound allows for.
SHORTEST_MS = 95.0
# From the end of one question, or of that tenth of a second, to the next.
LONGEST_PAUSE_MS = 500.0
# A page that gets no picture asks every two seconds.
REST_SECONDS = 2.0
# How often something is tried that a loaded machine, or the box itself, may come between.
TRIES = 5


class Preview:
    def __init__(self, page, url, check):
        self.page = page
        self.url = url
        self.check = check

    def open(self, language):
        self.page.open(f"{self.url}/door?lang={language}")
        # As many as a test asks for: a browser remembers 250 requests by itself.
        self.page.run("performance.setResourceTimingBufferSize(5000)")
        self.page.wait(LIVE)

    def is_painted(self, label):
        limit = time.monotonic() + PATIENCE
        while True:
            mean, least, most = self.page.run(LIGHT)
            if most - least > 100 or time.monotonic() > limit:
                break
            time.sleep(LOOK_PAUSE)
        self.check(most - least > 100 and 5 < mean < 250,
                   f"{label}: the picture has light {mean:.0f}, {least} to {most}")

    def words_are_free(self, label):
        found = self.page.run(FREE)
        self.check(found["apart"], f"{label}: words lie over the picture")
        self.check(found["within"], f"{label}: the corners leave the picture")
        self.check(found["covers"], f"{label}: the picture does not fill its place")
        self.check(found["wide"] > 0.3, f"{label}: the picture is too small to aim by")

    def is_mirrored_when_asked(self):
        for story, wanted in (("idle-picture", "none"), ("idle-picture-mirrored", "matrix(-1,")):
            self.page.open(f"{self.url}/door?story={story}")
            self.is_painted(story)
            turned = self.page.run(
                "return getComputedStyle(document.getElementById('picture')).transform")
            self.check(turned.startswith(wanted), f"{story} is turned {turned}")

    def is_live(self):
        """Two scenes of different light, ten pictures a second at most."""
        seen = []
        before, limit = len(self.asked()), time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            seen.append(self.page.run(LIGHT)[0])
            asked = self.asked()[before:]
            if len(asked) >= QUESTIONS and max(seen) - min(seen) > 60:
                break
        self.check(max(seen) - min(seen) > 60, f"light from {min(seen):.0f} to {max(seen):.0f}")
        self.check(len(asked) >= QUESTIONS, f"{len(asked)} pictures in {PATIENCE:.0f} s")
        span = (asked[-1][0] - asked[0][0]) / (len(asked) - 1)
        self.check(span >= SHORTEST_MS, f"a picture each {span:.0f} ms")
        pauses = [after[0] - max(one[1], one[0] + 100) for one, after in zip(asked, asked[1:])]
        pause = statistics.median(pauses)
        self.check(pause < LONGEST_PAUSE_MS, f"{pause:.0f} ms pass without a question")

    def rests_behind_a_verdict(self, scan):
        self.page.run(ANSWERS)
        for _ in range(TRIES):
            before = self.page.run("return window.answers.length")
            scan()
            self.page.wait(f"window.answers.length > {before} && window.answers.at(-1).end")
            answer = self.page.run("return window.answers.at(-1)")
            asked = self.asked()
            more = [one for one in asked if answer["begin"] < one[0] < answer["end"]]
            self.check(not more, f"{len(more)} pictures asked for behind a verdict")
            # A question that outlived the answer kept the page from clearing the picture.
            last = answer["end"] - LONGEST_PAUSE_MS
            if all(end < last for begin, end in asked if begin < answer["begin"]):
                self.check(answer["light"] == 0, "an old picture is kept behind a verdict")
                break
        else:
            self.check(False, "no question ended before an answer did")
        self.comes_back("after a verdict")

    def rests_while_nobody_can_look(self):
        self.page.run(HIDE, "hidden")
        self.stays_silent("on a hidden page")
        self.page.run(HIDE, "visible")
        self.comes_back("on a page that is seen again")

    def rests_while_nobody_is_admitted(self):
        health = "return document.body.dataset.health"
        for _ in range(TRIES):
            self.page.run("document.body.dataset.health = 'critical'")
            more = self.asked_in_silence()
            shown = self.page.run(
                "return document.getElementById('picture').checkVisibility()")
            # The box may have told its health anew meanwhile: then this was no such door.
            if self.page.run(health) == "critical":
                self.check(not more, f"{more} pictures asked for at a door that cannot admit")
                self.check(not shown, "a door that cannot admit shows a picture")
                break
        else:
            self.check(False, "the box tells its health all the time")
        self.page.run("document.body.dataset.health = 'healthy'")
        self.comes_back("at a door that can admit again")

    def falls_back_without_a_camera(self):
        """Pictures that do not come: the page looks as it does without them, and tries again."""
        block = {"urls": ["*/api/v1/door/preview*"]}
        self.page.driver.execute_cdp_cmd("Network.enable", {})
        self.page.driver.execute_cdp_cmd("Network.setBlockedURLs", block)
        self.page.wait("document.body.dataset.live === 'false'")
        shown = self.page.run(
            "return ['#picture', '.code'].map((one) => document.querySelector(one)"
            ".checkVisibility())")
        self.check(shown == [False, True], f"without a camera: picture, code {shown}")
        before = self.page.run(NOW)
        time.sleep(SILENT_SECONDS * 2)
        tries = sum(1 for begin, _ in self.asked() if begin > before)
        passed = (self.page.run(NOW) - before) / 1_000
        self.check(tries <= passed / REST_SECONDS + 2,
                   f"{tries} questions in {passed:.1f} s without an answer")
        self.page.complaints()  # the questions that were blocked
        self.page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        self.page.wait(LIVE)

    def asked(self):
        """The beginning and the end of each question that was answered."""
        return self.page.run(ASKED)

    def asked_in_silence(self):
        """Questions that began from now on; one that is under way has begun before."""
        now = self.page.run(NOW)
        time.sleep(SILENT_SECONDS)
        return sum(1 for begin, _ in self.asked() if begin > now)

    def stays_silent(self, what):
        more = self.asked_in_silence()
        self.check(more == 0, f"{more} pictures asked for {what}")

    def comes_back(self, what):
        before, limit = len(self.asked()), time.monotonic() + PATIENCE
        while len(self.asked()) < before + 2 and time.monotonic() < limit:
            time.sleep(LOOK_PAUSE)
        more = len(self.asked()) - before
        self.check(more >= 2, f"{more} pictures asked for {what}")
        self.is_painted(what)
