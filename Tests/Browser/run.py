#!/usr/bin/env python3
"""The pages in a real Chromium: every story at every size, the live door, and the loss of the box.

Needs a service with its storybook on: either a running one (--url), or a command that starts one
(--serve, with {port} in it), which also allows the checks that stop and start the service.
Pictures go to --out. Exit code 1 when a check failed.
"""

import argparse
import json
import re
import shlex
import socket
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True  # the tree stays as it is
from page import Page  # noqa: E402

DOOR_SIZES = {"wall": (1920, 1080), "panel": (800, 480), "totem": (1080, 1920)}
MANAGER_SIZES = {"phone": (360, 740), "laptop": (1280, 900)}
# WCAG 2.2, success criterion 1.4.6 (AAA): 7:1, and 4.5:1 for text of 24 px and more.
CONTRAST, CONTRAST_LARGE, LARGE_PX = 7.0, 4.5, 24
# Success criterion 1.4.3 (AA), for the pages without a verdict.
CONTRAST_AA = 4.5
LOSS_SECONDS = 3.0

SENT = "performance.getEntriesByType('resource').some((e) => e.name.endsWith('/door/%s'))"

# Answers by colour and the moment they come, in milliseconds; then what must be seen, and when.
STAGE = [
    ("a green gives way at once", [("green", 0), ("red", 300)], [("green", 0), ("red", 300)]),
    ("a red stands for 1.5 s", [("red", 0), ("green", 300)], [("red", 0), ("green", 1500)]),
    ("an amber stands for 1.5 s", [("amber", 0), ("red", 100)], [("amber", 0), ("red", 1500)]),
    ("a green ends after 1.5 s", [("green", 0)], [("green", 0), ("", 1500)]),
    ("a red ends after 4 s", [("red", 0)], [("red", 0), ("", 4000)]),
    ("nobody is lost behind a red", [("red", 0), ("green", 50), ("cyan", 60)],
     [("red", 0), ("green", 1500), ("cyan", 2200)]),
]
STAGE_SCRIPT = """
const [given, span, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
import("/assets/stage.js").then(({ Stage }) => {
  const [seen, edge, start] = [[], [], performance.now()];
  const note = (color) => seen.push([color, performance.now() - start]);
  const stage = new Stage({
    show: (answer) => note(answer.color), clear: () => note(""),
    before: (answer) => edge.push(answer ? answer.color : ""),
  });
  for (const [color, at] of given) setTimeout(() => stage.push({ color }), at);
  setTimeout(() => done([seen, edge]), span);
});
"""

failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAILED {what}", flush=True)


def get(url):
    with urllib.request.urlopen(url, timeout=5) as answer:
        return answer.read().decode()


def scan(url, code="STORY"):
    request = urllib.request.Request(
        url + "/api/v1/door/scan", data=json.dumps({"code": code}).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)


def look(page, name, width, height, is_verdict):
    scrolls = page.scrolls()
    check(scrolls["across"] <= 0 and scrolls["down"] <= 0, f"{name}: scrolls {scrolls}")
    for text in page.texts("#verdict" if is_verdict else "body"):
        what = f"{name}: {text['id']} “{text['text'][:30]}”"
        inside = (text["left"] >= -1 and text["right"] <= width + 1
                  and text["top"] >= -1 and text["bottom"] <= height + 1)
        check(inside, f"{what} is outside the screen")
        check(not text["cut"], f"{what} is cut off")
        wanted = CONTRAST_AA
        if is_verdict:
            wanted = CONTRAST_LARGE if text["size"] >= LARGE_PX else CONTRAST
        check(text["contrast"] >= wanted, f"{what} has contrast {text['contrast']:.1f}")
        check(text["size"] >= 12, f"{what} has {text['size']} px")


def boxes_apart(page, name):
    """The card must not lie over the word."""
    apart = page.run(
        "const b = (id) => document.getElementById(id).getBoundingClientRect();"
        "return b('guest').bottom <= b('card').top + 1")
    check(apart, f"{name}: the guest's line runs into the card")


def aim_is_clear(page, name):
    """What a guest is asked to do must not lie over or under anything else."""
    clear = page.run(
        "const box = document.querySelector('.aim').getBoundingClientRect();"
        "const parts = [...document.querySelectorAll('.frame, .invite')];"
        "return parts.every((one) => { const b = one.getBoundingClientRect();"
        " return b.top >= box.top - 1 && b.bottom <= box.bottom + 1; })")
    check(clear, f"{name}: the frame or the invitation does not fit")


def stories(page, url, out):
    index = get(url + "/storybook")
    names = sorted(set(re.findall(r"story=([a-z0-9-]+)", index)))
    languages = sorted(set(re.findall(r"lang=([a-z]+)", index)))
    check(len(names) > 30, f"only {len(names)} stories")
    for size, (width, height) in DOOR_SIZES.items():
        page.resize(width, height)
        for language in languages:
            for name in names:
                label = f"{size}-{language}-{name}"
                page.open(f"{url}/door?story={name}&lang={language}")
                view = page.run("return document.body.dataset.view")
                look(page, label, width, height, view == "verdict")
                if view == "verdict":
                    boxes_apart(page, label)
                    word = page.run(
                        "const word = document.getElementById('word');"
                        "return [parseFloat(getComputedStyle(word).fontSize), word.scrollWidth,"
                        " word.parentElement.clientWidth]")
                    fits = word[0] >= height * 0.195 or word[1] >= word[2] * 0.9
                    check(fits, f"{label}: the word has {word[0]} px of {height}")
                else:
                    aim_is_clear(page, label)
                page.picture(out, label)
    page.open(f"{url}/door?story=admitted&before=already-inside")
    page.picture(out, "totem-en-with-the-one-before")
    print(f"{len(names)} stories, {len(languages)} languages, {len(DOOR_SIZES)} sizes", flush=True)


def manager(page, url, out):
    for size, (width, height) in MANAGER_SIZES.items():
        page.resize(width, height)
        page.open(url + "/")
        page.wait("document.querySelectorAll('#attempts tr').length > 10", 5)
        check(page.scrolls()["across"] <= 0, f"manager {size} scrolls sideways")
        for text in page.texts():
            what = f"manager {size}: {text['id']} “{text['text'][:30]}”"
            check(text["contrast"] >= CONTRAST_AA, f"{what} has contrast {text['contrast']:.1f}")
            check(text["right"] <= width + 1, f"{what} is outside the screen")
        wide = page.run(
            "return [...document.querySelectorAll('input, select, button, .panel > *')]"
            ".filter((e) => e.getBoundingClientRect().right > innerWidth - 4).map((e) => e.id)")
        check(not wide, f"manager {size}: {wide} is too wide")
        page.picture(out, f"manager-{size}")
        tall = page.run("return document.documentElement.scrollHeight")
        page.resize(width, min(tall, 4000))
        page.picture(out, f"manager-{size}-whole")
    page.run(
        "const f = document.getElementById('filter'); f.value = 'ananya';"
        "f.dispatchEvent(new Event('input'))")
    rows = page.run("return [...document.querySelectorAll('#attempts tr')].map(r => r.innerText)")
    check(rows and all("Ananya" in row for row in rows), "the filter lets other guests through")


def live(page, url, out):
    page.resize(1920, 1080)
    page.open(url + "/door")
    page.wait("document.getElementById('clock').textContent", 5)
    check(not page.run("return !document.getElementById('sound').hidden"), "sound is not allowed")
    scan(url)
    took = page.wait("document.body.dataset.view === 'verdict'", 2)
    page.picture(out, "live-verdict")
    page.wait(SENT % "seen", 2)
    page.wait("document.body.dataset.view === 'idle'", 6)
    check(page.sent("/door/seen") == 1, "a verdict was not acknowledged exactly once")
    page.wait(SENT % "alive", 3)
    print(f"live: verdict after {took * 1000:.0f} ms as polled, acknowledged", flush=True)


def stage(page, url, _):
    page.open(url + "/door?story=idle")
    page.driver.set_script_timeout(10)
    for what, given, wanted in STAGE:
        span = wanted[-1][1] + 250
        seen, edge = page.driver.execute_async_script(STAGE_SCRIPT, given, span)
        colors = [color for color, _ in seen]
        check(colors[: len(wanted)] == [color for color, _ in wanted], f"{what}: saw {seen}")
        for (_, at), (_, due) in zip(seen, wanted):
            check(abs(at - due) < 200, f"{what}: at {at:.0f} ms, not {due}")
        left = [color for color, _ in wanted if color][: len(wanted) - 1]
        check(edge[: len(left)] == left, f"{what}: at the edge {edge}")
    print(f"{len(STAGE)} rules of the stage", flush=True)


class Service:
    """The service under test, when we may start and stop it."""

    def __init__(self, command, port):
        self.command = shlex.split(command.replace("{port}", str(port)))
        self.port = port
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the service does not listen")

    def stop(self):
        if self.process and self.process.poll() is None:
            start = time.monotonic()
            self.process.terminate()
            self.process.wait(timeout=10)
            return time.monotonic() - start
        return 0.0

    def kill(self):
        self.process.kill()
        self.process.wait()


def loss(page, url, service, out):
    page.resize(1920, 1080)
    page.open(url + "/door")
    page.wait("document.getElementById('clock').textContent", 5)
    scan(url)
    page.wait("document.body.dataset.view === 'verdict'", 2)
    service.kill()
    took = page.wait("document.body.dataset.view === 'lost'", LOSS_SECONDS)
    check(page.run("return document.getElementById('verdict').hidden"), "a verdict on a dead line")
    page.picture(out, "live-lost")
    print(f"loss of the service shown after {took:.1f} s", flush=True)
    service.start()
    took = page.wait("document.body.dataset.view === 'idle' && document.body.dataset.ready", 8)
    print(f"back {took:.1f} s after the restart", flush=True)
    page.complaints()  # refused connections, while there was nobody
    stopped = service.stop()
    check(stopped < 1.0, f"stopping with a page open took {stopped:.2f} s")
    print(f"stopped in {stopped * 1000:.0f} ms with a page open", flush=True)
    service.start()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running service's door address")
    parser.add_argument("--serve", help="a command that starts one; {port} is put in")
    parser.add_argument("--out", default="pictures", help="where pictures go")
    parser.add_argument("--only", default="", help="stories, manager, stage, live or loss")
    arguments = parser.parse_args()
    if bool(arguments.url) == bool(arguments.serve):
        parser.error("give --url or --serve")
    service = None
    url = arguments.url
    if arguments.serve:
        service = Service(arguments.serve, free_port())
        service.start()
        url = f"http://127.0.0.1:{service.port}"
    url = url.rstrip("/")
    page = Page()
    parts = {
        "stories": lambda: stories(page, url, arguments.out),
        "manager": lambda: manager(page, url, arguments.out),
        "stage": lambda: stage(page, url, arguments.out),
        "live": lambda: live(page, url, arguments.out),
    }
    if service:
        parts["loss"] = lambda: loss(page, url, service, arguments.out)
    try:
        for name, part in parts.items():
            if arguments.only in ("", name):
                part()
                complaints = page.complaints()
                check(not complaints, f"{name}: the browser complains: {complaints[:3]}")
    finally:
        page.close()
        if service:
            service.stop()
    print(f"{len(failures)} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
