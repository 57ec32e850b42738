"""The camera's live picture on the door page: its pixels, and when it is asked for.

It exists so that the part in run.py reads like sentences. It needs the storybook's camera, which
shows two scenes in turn, two seconds each.
"""

import time

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
  .filter((one) => one.name.includes("/api/v1/door/preview")).length;
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
# Within a second the page stops asking; a question under way is answered by then.
STOPS_SECONDS = 1.0


class Preview:
    def __init__(self, page, url, check):
        self.page = page
        self.url = url
        self.check = check

    def open(self, language):
        self.page.open(f"{self.url}/door?lang={language}")
        # As many as a test asks for: a browser remembers 250 requests by itself.
        self.page.run("performance.setResourceTimingBufferSize(5000)")
        self.page.wait(LIVE, 5)

    def is_painted(self, label):
        mean, least, most = self.page.run(LIGHT)
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
        before, start = self.asked(), time.monotonic()
        while time.monotonic() - start < 2.6:
            seen.append(self.page.run(LIGHT)[0])
        span = time.monotonic() - start
        rate = (self.asked() - before) / span
        self.check(max(seen) - min(seen) > 60, f"light from {min(seen):.0f} to {max(seen):.0f}")
        self.check(4 < rate < 10.5, f"{rate:.1f} pictures a second")

    def rests_behind_a_verdict(self, scan):
        scan()
        self.page.wait("document.body.dataset.view === 'verdict'", 2)
        self.stays_silent(0.5, 0.6, "behind a verdict")
        self.check(self.page.run(LIGHT)[2] == 0, "an old picture is kept behind a verdict")
        self.page.wait("document.body.dataset.view === 'idle'", 6)
        self.comes_back("after a verdict")

    def rests_while_nobody_can_look(self):
        self.page.run(HIDE, "hidden")
        self.stays_silent(STOPS_SECONDS, 1.0, "on a hidden page")
        self.page.run(HIDE, "visible")
        self.comes_back("on a page that is seen again")

    def rests_while_nobody_is_admitted(self):
        self.page.run("document.body.dataset.health = 'critical'")
        self.stays_silent(STOPS_SECONDS, 1.0, "at a door that cannot admit")
        shown = self.page.run("return document.getElementById('picture').checkVisibility()")
        self.check(not shown, "a door that cannot admit shows a picture")
        self.page.run("document.body.dataset.health = 'healthy'")
        self.comes_back("at a door that can admit again")

    def falls_back_without_a_camera(self):
        """Pictures that do not come: the page looks as it does without them, and tries again."""
        block = {"urls": ["*/api/v1/door/preview*"]}
        self.page.driver.execute_cdp_cmd("Network.enable", {})
        self.page.driver.execute_cdp_cmd("Network.setBlockedURLs", block)
        self.page.wait("document.body.dataset.live === 'false'", 3)
        shown = self.page.run(
            "return ['#picture', '.code'].map((one) => document.querySelector(one)"
            ".checkVisibility())")
        self.check(shown == [False, True], f"without a camera: picture, code {shown}")
        self.page.complaints()  # the first question that was blocked
        time.sleep(3)
        tries = len(self.page.complaints())
        self.check(tries <= 3, f"{tries} questions in three seconds without an answer")
        self.page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
        self.page.wait(LIVE, 4)

    def asked(self):
        return self.page.run(ASKED)

    def stays_silent(self, after, span, what):
        time.sleep(after)
        before = self.asked()
        time.sleep(span)
        more = self.asked() - before
        self.check(more == 0, f"{more} pictures asked for {what}")

    def comes_back(self, what):
        before = self.asked()
        time.sleep(0.7)
        more = self.asked() - before
        self.check(more >= 2, f"{more} pictures asked for {what}")
        self.is_painted(what)
