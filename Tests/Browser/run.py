#!/usr/bin/env python3
"""The pages in a real Chromium: every story at every size, the live door, and the loss of the box.

Needs a service with its storybook on: either a running one (--url), or a command that starts one
(--serve, with {port} in it; its first line is its address), which also allows the checks that stop
and start the service.
Pictures go to --out. Exit code 1 when a check failed.
"""

import argparse
import json
import re
import sys
import time
import urllib.request
from pathlib import Path

sys.dont_write_bytecode = True  # the tree stays as it is
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))
from box import ANSWER_LIMIT, free_port  # noqa: E402
from loss import Service, loss  # noqa: E402
from page import ENTER, ESCAPE, HISTORY, Page  # noqa: E402
from preview import Preview  # noqa: E402
from stage_rules import STAGE, STAGE_SCRIPT, SEEN_SCRIPT, LINK_SCRIPT  # noqa: E402

DOOR_SIZES = {"wall": (1920, 1080), "panel": (800, 480), "totem": (1080, 1920)}
MANAGER_SIZES = {"phone": (360, 740), "laptop": (1280, 900)}
# WCAG 2.2, success criterion 1.4.6 (AAA): 7:1, and 4.5:1 for text of 24 px and more.
CONTRAST, CONTRAST_LARGE, LARGE_PX = 7.0, 4.5, 24
# Success criterion 1.4.3 (AA), for the pages without a verdict.
CONTRAST_AA = 4.5
# How long the emergency's key is held: long enough that nobody does it by leaning on the screen.
SHORTEST_HOLD, LONGEST_HOLD = 1_000, 3_000
# The timer of a key that is held goes off when we say so; all others are the page's own.
HOLD_TIMER = """
const [begin, end] = [window.setTimeout.bind(window), window.clearTimeout.bind(window)];
const [least, most] = arguments;
window.holding = [];
window.setTimeout = (call, ms, ...more) => {
  if (!(ms >= least && ms <= most)) return begin(call, ms, ...more);
  const id = `held ${window.holding.length}`;
  window.holding.push({ id, call });
  return id;
};
window.clearTimeout = (id) => {
  window.holding = window.holding.filter((one) => one.id !== id);
  end(id);
};
"""

SENT = "performance.getEntriesByType('resource').some((e) => e.name.endsWith('/door/%s'))"

# What can be pressed: too small, without a name, or under something else.
TOUCH = """
return [...document.querySelectorAll("button, input, select, [tabindex='0']")].filter((one) =>
  one.checkVisibility() && !one.closest("[inert]") && !one.disabled).flatMap((one) => {
    const box = one.getBoundingClientRect();
    const name = one.getAttribute("aria-label") ?? one.textContent.trim();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    // What lies wholly under a verdict or an emergency is reached by nobody, and that is right.
    const isUnder = top?.closest("#verdict, #lost, #emergency, #panel")
      && !top.closest("#verdict, #lost, #emergency, #panel").contains(one);
    if (isUnder) return [];
    const what = one.id || one.className;
    if (box.width < 47.5 || box.height < 47.5) {
      return [`${what} “${name}” is ${Math.round(box.width)} by ${Math.round(box.height)}`];
    }
    if (!name) return [`${what} has no name`];
    return one.contains(top) ? [] : [`${what} “${name}” lies under ${top?.id || top?.className}`];
  });
"""

failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAILED {what}", flush=True)


def get(url):
    with urllib.request.urlopen(url, timeout=ANSWER_LIMIT) as answer:
        return answer.read().decode()


def scan(url, code="STORY"):
    request = urllib.request.Request(
        url + "/api/v1/door/scan", data=json.dumps({"code": code}).encode(),
        headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=ANSWER_LIMIT) as answer:
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


def touchable(page, name):
    """Whatever is pressed is 48 px and more, has a name, and lies under nothing."""
    wrong = page.run(TOUCH)
    check(not wrong, f"{name}: {wrong}")


def sheet_fits(page, name):
    """The panel shows all of its sheet, and the focus is in it."""
    fits = page.run(
        "const box = (one) => one.getBoundingClientRect(); const sheet = box("
        "document.getElementById('sheet')); return [...document.querySelectorAll('#sheet > *')]"
        ".filter((one) => box(one).bottom > sheet.bottom + 1).map((one) => one.className)")
    check(not fits, f"{name}: {fits} does not fit the sheet")
    inside = page.run("return document.getElementById('panel').contains(document.activeElement)")
    check(inside, f"{name}: the focus is not in the panel")


def readable(page, name, root):
    for text in page.texts(root):
        wanted = CONTRAST_LARGE if text["size"] >= LARGE_PX else CONTRAST
        what = f"{name}: {text['id']} “{text['text'][:30]}”"
        check(text["contrast"] >= wanted, f"{what} has contrast {text['contrast']:.1f}")


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


def stories(page, url, out, match=""):
    index = get(url + "/storybook")
    names = sorted(set(re.findall(r"story=([a-z0-9-]+)", index)))
    languages = sorted(set(re.findall(r"lang=([a-z]+)", index)))
    check(len(names) > 30, f"only {len(names)} stories")
    names = [name for name in names if re.search(match, name)]
    for size, (width, height) in DOOR_SIZES.items():
        page.resize(width, height)
        for language in languages:
            for name in names:
                label = f"{size}-{language}-{name}"
                page.open(f"{url}/door?story={name}&lang={language}")
                view = page.run("return document.body.dataset.view")
                look(page, label, width, height, view == "verdict")
                touchable(page, label)
                if page.run("return document.body.dataset.panel ?? ''"):
                    sheet_fits(page, label)
                if page.run("return document.body.dataset.emergency ?? ''"):
                    readable(page, label, "#emergency")
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
    edges(page, url, out)
    print(f"{len(names)} stories, {len(languages)} languages, {len(DOOR_SIZES)} sizes", flush=True)


def edges(page, url, out):
    """The answer before, with what staff may do about it, lies over nothing that is pressed."""
    for size, (width, height) in DOOR_SIZES.items():
        page.resize(width, height)
        for name in ("staff-idle", "staff-home", "staff-lookup", "staff-pay-cash",
                     "staff-pay-long"):
            page.open(f"{url}/door?story={name}&before=staff-verdict-override")
            label = f"{size}-en-{name}-with-the-one-before"
            look(page, label, width, height, False)
            touchable(page, label)
            check(page.run("return document.querySelector('#before .press').checkVisibility()"),
                  f"{label}: nothing can be done about it")
            page.picture(out, label)


def desk(page, url, out):
    """The panel as an instrument, on the storybook's canned desk."""
    page.resize(800, 480)
    page.open(f"{url}/door?story=staff-override")
    page.run("document.querySelector('.field').focus()")
    for letter in "HI":
        page.run("const [l] = arguments; [...document.querySelectorAll('.key')]"
                 ".find((one) => one.textContent === l).click()", letter)
    check(page.run("return document.querySelector('.field').value") == "HI", "keys write nothing")
    look(page, "panel-en-staff-remark", 800, 480, False)
    touchable(page, "panel-en-staff-remark")
    sheet_fits(page, "panel-en-staff-remark")
    page.picture(out, "panel-en-staff-remark")
    page.open(f"{url}/door?story=staff-sign-in")
    page.type("17")
    page.type(ENTER)
    page.type("590318")
    shown = page.run("return document.documentElement.outerHTML")
    check("590318" not in shown, "a PIN stands in the page")
    check("●●●●●●" in shown, "it cannot be seen how much of a PIN was typed")
    page.picture(out, "panel-en-staff-pin-typed")
    page.type(ENTER)
    page.wait("document.getElementById('panel-note').dataset.kind === 'bad'")
    shown = page.run("return document.getElementById('sheet').textContent")
    check("●" not in shown, "a wrong PIN is left standing")
    page.type(ESCAPE)
    check(page.run("return document.getElementById('panel').hidden"), "Escape does not close it")
    page.open(f"{url}/door?story=staff-home")
    seen = page.tabs(14)
    check(all(one for one in seen), f"the focus leaves the panel: {seen}")
    held(page, url)
    print("the panel: keys, PIN, focus, the key that is held", flush=True)


def held(page, url):
    """Pressed shortly it asks; held it acts, and asks nothing."""
    for is_held, wanted in ((False, "emergency"), (True, "")):
        page.open(f"{url}/door?story=staff-home")
        page.run(HOLD_TIMER, SHORTEST_HOLD, LONGEST_HOLD)
        page.press("#panel-emergency")
        page.wait("window.holding.length === 1")
        if is_held:
            page.run("window.holding.pop().call()")
        page.release()
        page.wait("window.holding.length === 0")
        sheet = page.run("return document.getElementById('panel').hidden ? '' :"
                         " document.getElementById('sheet').dataset.sheet")
        how = "held" if is_held else "pressed shortly"
        check(sheet == wanted, f"{how} the emergency key leads to “{sheet}”")


def manager(page, url, out):
    for size, (width, height) in MANAGER_SIZES.items():
        page.resize(width, height)
        page.open(url + "/")
        page.wait("document.querySelectorAll('#attempts tr').length > 10")
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
        long_names(page, size)
        page.picture(out, f"manager-{size}-long")
        page.open(url + "/")
        page.wait("document.querySelectorAll('#attempts tr').length > 10")
    page.run(
        "const f = document.getElementById('filter'); f.value = 'ananya';"
        "f.dispatchEvent(new Event('input'))")
    rows = page.run("return [...document.querySelectorAll('#attempts tr')].map(r => r.innerText)")
    check(rows and all("Ananya" in row for row in rows), "the filter lets other guests through")
    tiers = page.run("return document.getElementById('tiers').innerText")
    check("Not on the list" in tiers, "guests inside without a tier are in no row")
    rows_stay(page)
    older_rows(page)


def rows_stay(page):
    """A selection must survive what comes and goes around it."""
    stays = page.run(
        "const line = document.querySelector('#attempts tr'); const f = document.getElementById("
        "'filter'); for (const text of ['', 'ananya']) { f.value = text;"
        " f.dispatchEvent(new Event('input')); } return line.isConnected")
    check(stays, "a row that stays was made anew")


def older_rows(page):
    """Nothing found is nothing among the rows that are here."""
    page.run(
        "const f = document.getElementById('filter'); f.value = 'nobody of this name';"
        "f.dispatchEvent(new Event('input'))")
    said = "document.getElementById('none').textContent"
    check("newest 50 rows" in page.run(f"return {said}"), "an empty filter says too much")
    check(page.run("return document.getElementById('older').checkVisibility()"), "no older rows")
    page.run("document.getElementById('older').click()")
    page.wait(f"{said}.includes('newest 201 rows') || {said}.includes('newest 200 rows')")
    check(page.run("return document.getElementById('older').hidden"), "older than the oldest")


def long_names(page, size):
    """A name without a blank in it must not push the columns out."""
    wide = page.run(
        "const long = 'W'.repeat(96);"
        "const cells = document.querySelectorAll('#attempts tr:nth-child(2) td, #tiers tr td');"
        "for (const cell of cells) if (cell.cellIndex === 0 ? cell.closest('#tiers')"
        " : cell.cellIndex > 2 && cell.closest('#attempts')) cell.textContent = long;"
        "return [...document.querySelectorAll('table')].filter((table) => table.checkVisibility()"
        " && table.scrollWidth > 1 + Math.max(table.parentElement.clientWidth,"
        " table.className === 'attempts' ? 720 : 0))"
        ".map((table) => [table.scrollWidth, table.parentElement.clientWidth])")
    check(not wide, f"manager {size}: a long name makes tables {wide} wide")


def live(page, url, out):
    page.resize(1920, 1080)
    page.open(url + "/door")
    page.wait("document.getElementById('clock').textContent")
    check(not page.run("return !document.getElementById('sound').hidden"), "sound is not allowed")
    page.run(HISTORY)
    scan(url)
    took = page.wait("window.views.includes('verdict')")
    page.picture(out, "live-verdict")
    page.wait("window.spoken.some(Boolean)")
    page.wait(SENT % "seen")
    page.wait("window.views.at(-1) === 'idle'")
    check(page.run("return document.getElementById('spoken').textContent") == "",
          "an old answer can be read out again")
    check(page.sent("/door/seen") == 1, "a verdict was not acknowledged exactly once")
    page.wait(SENT % "alive")
    print(f"live: verdict after {took * 1000:.0f} ms as polled, acknowledged", flush=True)


def preview(page, url, out):
    """The camera's picture lies around the frame, is live, and is asked for only to be seen."""
    seen = Preview(page, url, check)
    for size, (width, height) in DOOR_SIZES.items():
        page.resize(width, height)
        for language in ("en", "hi"):
            label = f"{size}-{language}-live-picture"
            seen.open(language)
            seen.is_painted(label)
            look(page, label, width, height, False)
            aim_is_clear(page, label)
            seen.words_are_free(label)
            page.picture(out, label)
    page.resize(1920, 1080)
    seen.is_mirrored_when_asked()
    seen.open("en")
    seen.is_live()
    seen.rests_behind_a_verdict(lambda: scan(url))
    seen.rests_while_nobody_can_look()
    seen.rests_while_nobody_is_admitted()
    seen.falls_back_without_a_camera()
    print("the live picture: painted, live, mirrored, at rest when nobody looks", flush=True)


def silent(page, url, out):
    """Sound is forbidden: that must be said without lying over anything."""
    for size, (width, height) in DOOR_SIZES.items():
        page.resize(width, height)
        for name in ("idle", "idle-many"):
            page.open(f"{url}/door?story={name}&before=already-inside")
            page.run(
                "const s = document.getElementById('sound'); s.hidden = false;"
                "s.textContent = 'Sound is off: touch the screen'")
            label = f"{size}-silent-{name}"
            look(page, label, width, height, False)
            aim_is_clear(page, label)
            apart = page.run(
                "const b = (id) => document.getElementById(id).getBoundingClientRect();"
                "const [s, e] = [b('sound'), b('before')];"
                "return s.top >= e.bottom || s.bottom <= e.top || s.left >= e.right"
                " || s.right <= e.left")
            check(apart, f"{label}: the sound's note lies over the answer before")
            free = page.run(
                "const b = (id) => document.getElementById(id).getBoundingClientRect();"
                "return ['event', 'clock', 'aim'].every((id) => b(id).top >= b('before').bottom)")
            check(free, f"{label}: the answer before lies over the waiting door")
            page.picture(out, label)


def blank(page, url, out):
    """Before the box has answered there is no idle door and no empty screen."""
    page.resize(1920, 1080)
    page.driver.execute_cdp_cmd("Network.enable", {})
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/words/*"]})
    page.open(url + "/door", ready="document.body.dataset.view === 'lost'")
    time.sleep(0.5)
    shown = page.run("return document.getElementById('lost').innerText")
    check("Admit nobody" in shown, f"the door without words says “{shown}”")
    check(page.run("return document.getElementById('idle').hidden"), "an idle door without words")
    page.picture(out, "blank")
    page.driver.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    took = page.wait("document.body.dataset.view === 'idle'")
    page.complaints()  # the requests that were blocked
    print(f"without words the door admits nobody; idle {took:.1f} s after they came", flush=True)


def leaving(page, url, _):
    """A page that was left must not keep its line: a browser has six for one address."""
    page.resize(800, 480)
    for turn in range(8):
        page.open(f"{url}/door?lang={('en', 'hi')[turn % 2]}")
        page.wait("document.getElementById('clock').textContent")
    page.driver.back()
    page.wait("document.body.dataset.view === 'idle'")
    page.run("document.getElementById('clock').textContent = ''")
    page.wait("document.getElementById('clock').textContent")
    print("eight pages left behind keep no line; the one gone back to has one", flush=True)


def line(page, url, _):
    page.open(url + "/door?story=idle")
    said = page.driver.execute_async_script(LINK_SCRIPT)
    names = [one[0] if isinstance(one, list) else one for one in said["before"]]
    wanted = ["found", "beat", "verdict", "garbled verdict", "state", "broken", "beat"]
    check(names == wanted, f"the line told {names}")
    ages = [one[1] for one in said["before"] if isinstance(one, list)]
    check(ages == [3040], f"an answer of 3.04 s ago is {ages} ms old")
    check("reload" in said["after"], f"other pages that are there: {said['after']}")
    check(said["still"] != "lost", "a line is given up before its time")
    check(said["end"] == "lost", f"silence ends in {said['end']}")
    page.complaints()
    print("the line: garbled messages, ages, other pages, silence", flush=True)


def stage(page, url, _):
    page.open(url + "/door?story=idle")
    told = page.driver.execute_async_script(SEEN_SCRIPT)
    check(told["first"] == ["green", "red"], f"acknowledged {told['first']}")
    check(told["blind"]["stood"] == [], "acknowledged without having been painted")
    check(told["cut"]["stood"] == [], "acknowledged although it did not stand")
    check(told["early"] == [], "an answer came up on a broken line")
    check(told["held"] == ["green"], "an answer was lost on a broken line")
    check(told["late"]["shown"] == [], "an old answer came up after a broken line")
    check(told["late"]["edge"] == ["green"], "an old answer is not even at the edge")
    for what, given, wanted in STAGE:
        span = wanted[-1][1] + 250
        seen, edge = page.driver.execute_async_script(STAGE_SCRIPT, given, span)
        colors = [color for color, _ in seen]
        check(colors[: len(wanted)] == [color for color, _ in wanted], f"{what}: saw {seen}")
        for (_, at), (_, due) in zip(seen, wanted):
            check(at == due, f"{what}: at {at} ms, not {due}")
        left = [color for color, _ in wanted if color][: len(wanted) - 1]
        check(all(color in edge for color in left), f"{what}: at the edge {edge}")
    print(f"{len(STAGE)} rules of the stage", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running service's door address")
    parser.add_argument("--serve", help="a command that starts one; {port} is put in")
    parser.add_argument("--out", default="pictures", help="where pictures go")
    parser.add_argument("--only", default="", help="the name of one part, as in the source")
    parser.add_argument("--match", default="", help="only stories with such a name")
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
        "stories": lambda: stories(page, url, arguments.out, arguments.match),
        "desk": lambda: desk(page, url, arguments.out),
        "manager": lambda: manager(page, url, arguments.out),
        "silent": lambda: silent(page, url, arguments.out),
        "blank": lambda: blank(page, url, arguments.out),
        "leaving": lambda: leaving(page, url, arguments.out),
        "line": lambda: line(page, url, arguments.out),
        "stage": lambda: stage(page, url, arguments.out),
        "live": lambda: live(page, url, arguments.out),
        "preview": lambda: preview(page, url, arguments.out),
    }
    if service:
        parts["loss"] = lambda: loss(page, url, service, arguments.out, check, lambda: scan(url))
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
