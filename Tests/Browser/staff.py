#!/usr/bin/env python3
"""Staff at a real door: the real daemon, a real Chromium, PINs made by `checkind staff add`.

It exists to show that what staff press becomes what the journal says. Pictures go to --out. Exit
code 1 when a check failed.
"""

import argparse
import json
import re
import sys
import time
import uuid
from pathlib import Path

sys.dont_write_bytecode = True  # the tree stays as it is
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))
import box as boxes  # noqa: E402
from money import money, reserve  # noqa: E402
from page import PATIENCE, Page  # noqa: E402

LATE = "3b0e5f1a-7c42-4d0b-9f35-6f0a2b1c4d5e"
SECOND_EVENT = f"""
[[event]]
id = "{LATE}"
title = "After Hours"
starts_at = {boxes.hours_from_now(3.5)}
code_max_age = "none"
prompts = ["age_21"]
[[event.tier]]
id = "general"
name = "General"
"""
NAMES = ["Asha Rao", "Rohan Mehta", "Anita Bose", "Kabir Singh", "Leela Iyer", "Omar Shaikh"]
PINS = {"steward": "590318", "supervisor": "730264", "manager": "418205"}
SHEET = "document.getElementById('sheet').dataset.sheet"
# On the answer, or at the edge where it came too late for the screen.
BESIDE = ":is(#acts, #before-acts)"
HELD_SECONDS = 4
# Answers that the page said it has shown, and the box took note of.
ACKNOWLEDGED = """performance.getEntriesByType("resource").filter((one) =>
  one.name.endsWith("/door/seen") && one.responseEnd > 0).length"""
# Keeps the words that came up on the screen, or at its edge where they were too old for it.
WATCH = """
[window.came, window.read] = [[], 0];
performance.setResourceTimingBufferSize(10000);
const at = (id) => document.getElementById(id);
new MutationObserver(() => {
  if (!at("verdict").hidden) window.came.push(at("word").textContent);
}).observe(at("verdict"), { attributeFilter: ["hidden"] });
new MutationObserver(() => {
  window.came.push(at("before-text").textContent.replace(/^.*: /, "").split(" · ")[0]);
}).observe(at("before-text"), { childList: true });
"""

failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAILED {what}", flush=True)


class Door:
    """The kiosk screen of a box, and the thumb before it."""

    def __init__(self, page, box, out):
        self.page, self.box, self.out, self.role = page, box, out, None

    def open(self):
        self.page.open(f"http://127.0.0.1:{self.box.port}/door?lang=en")
        self.page.wait("document.getElementById('clock').textContent")
        self.page.run(WATCH)

    def press(self, text, root="#panel"):
        """Presses what can be seen of this text; and nothing that lies under something else."""
        script = """
        const [text, root] = arguments;
        const one = [...document.querySelectorAll(root + " button")].find((button) =>
          button.checkVisibility() && !button.disabled && !button.closest("[inert]")
          && (button.textContent.trim() === text || button.getAttribute("aria-label") === text));
        if (!one) return "missing";
        const box = one.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        if (!one.contains(document.elementFromPoint(x, y))) return "covered";
        one.click();
        return "pressed";
        """
        deadline = time.monotonic() + PATIENCE
        said = ""
        while time.monotonic() < deadline:
            said = self.page.run(script, text, root)
            if said == "pressed":
                return
            time.sleep(0.05)
        self.picture(f"missing-{text}".replace(" ", "-").lower())
        raise TimeoutError(f"the button “{text}” is {said}")

    def type(self, digits, slot):
        for digit in digits:
            self.press(digit, "#sheet .keys")
        shown = self.page.run("return document.getElementById('sheet').innerText")
        check(slot == "id" or digits not in shown, "a PIN can be read on the screen")
        self.press("OK", "#sheet .keys")

    def sign_in(self, number, pin):
        self.sheet("signIn")
        self.type(number, "id")
        self.type(pin, "pin")

    def pin(self):
        return PINS[self.role]

    def turn_over(self, role):
        """Another one comes on."""
        self.press("Sign out")
        self.closed()
        self.press("Staff", "#idle")
        self.come_on(role)

    def come_on(self, role):
        self.sign_in(self.box.people[role][0], PINS[role])
        self.role = role
        self.sheet("home")

    def at_sheet(self):
        return self.page.run("return document.getElementById('sheet').dataset.sheet")

    def sheet(self, name):
        """Waits for it; a machine that is slow may have let the panel lock itself."""
        try:
            self.page.wait(f"['{name}', 'unlock'].includes({SHEET})")
        except TimeoutError as late:
            said = self.page.run("return document.getElementById('panel').innerText")
            self.picture(f"instead-of-{name}")
            raise TimeoutError(f"in place of {name} the panel says {said!r}") from late
        if name != "unlock" and self.at_sheet() == "unlock":
            self.type(PINS[self.role], "pin")
            self.page.wait(f"{SHEET} === '{name}'")

    def is_open(self):
        return not self.page.run("return document.getElementById('panel').hidden")

    def closed(self):
        self.page.wait("document.getElementById('panel').hidden")

    def acknowledged(self):
        return self.page.run(f"return {ACKNOWLEDGED}")

    def inside(self):
        return int(self.page.run("return document.getElementById('inside').textContent"))

    def view(self, name):
        self.page.wait(f"document.body.dataset.view === '{name}'")

    def word(self, text):
        """Waits for an answer that came up; a green may have gone again before we look."""
        self.page.wait(f"window.came.slice(window.read).includes('{text}')")
        self.page.run("window.read = window.came.length")

    def note(self):
        self.page.wait("document.getElementById('panel-note').textContent")
        return self.page.run("return document.getElementById('panel-note').textContent")

    def scan(self, ticket, event=boxes.EVENT):
        """As a hand scanner would; resolves to the answer."""
        code = self.box.run("code", "make", "--keys", self.box.keys[event], "--event", event,
                            "--ticket", ticket, "--scheme", "ns2_hmac").strip()
        return self.box.scan(code)

    def picture(self, name):
        self.page.picture(self.out, f"staff-{name}")


def make_box(binary):
    """Six guests with names, a group of four without, one of another event, and three who work."""
    box = boxes.Box(binary, tickets=1)
    text = box.config.read_text().replace(f'event = "{boxes.EVENT}"', 'event = "auto"', 1)
    box.config.write_text(text + SECOND_EVENT)
    box.keys = {boxes.EVENT: box.key}
    late = box.folder / "keys" / "late.toml"
    late.write_text(box.run("code", "key", "--event", LATE, "--scheme", "ns2_hmac"))
    late.chmod(0o600)
    box.keys[LATE] = late
    box.group = str(uuid.uuid4())
    box.tickets = [str(uuid.uuid4()) for _ in NAMES]
    box.late = str(uuid.uuid4())
    rows = [
        {"ticket_id": ticket, "event_id": boxes.EVENT, "tier_id": "general",
         "number": f"NS-10{index}", "holder": name}
        for index, (ticket, name) in enumerate(zip(box.tickets, NAMES))]
    rows += [
        {"ticket_id": str(uuid.uuid4()), "event_id": boxes.EVENT, "tier_id": "general",
         "number": f"NS-20{index}", "group_id": box.group} for index in range(4)]
    rows.append({"ticket_id": box.late, "event_id": LATE, "tier_id": "general",
                 "number": "NS-900", "holder": "Zoya Khan"})
    file = box.folder / "guests.ndjson"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    box.run("import", "--config", box.config, file)
    reserve(box, boxes.EVENT, LATE)
    box.people = {}
    for role in PINS:
        said = box.run("staff", "add", "--config", box.config, role.title(), "--role", role)
        number, pin = re.search(r"number (\S+), PIN (\d+)", said).groups()
        box.people[role] = (number, pin)
    return box


def first_shift(door):
    """The first PIN is a one-time PIN: nothing goes before it was changed."""
    number, pin = door.box.people["supervisor"]
    door.press("Staff", "#idle")
    door.sign_in(number, "000111222333")
    said = door.note()
    check("belong" in said, f"of a wrong PIN it says “{said}”")
    check(door.at_sheet() == "signIn", "a wrong PIN leads somewhere")
    door.type(pin, "pin")
    door.sheet("changePin")
    door.picture("change-pin")
    for digits in (pin, PINS["supervisor"], PINS["supervisor"]):
        door.type(digits, "pin")
    door.sheet("home")
    door.picture("home")
    stored = door.page.run(
        "return document.documentElement.outerHTML + JSON.stringify({...sessionStorage,"
        " ...localStorage})")
    check(PINS["supervisor"] not in stored and pin not in stored, "a PIN is left in the page")
    for role in ("steward", "manager"):
        door.press("Sign out")
        door.page.wait("document.getElementById('staff-text').textContent === 'Staff'")
        door.press("Staff", "#idle")
        door.sign_in(*door.box.people[role])
        door.sheet("changePin")
        for digits in (door.box.people[role][1], PINS[role], PINS[role]):
            door.type(digits, "pin")
        door.sheet("home")
    print("first PINs are changed before anything else", flush=True)


def set_event(door, title):
    """From the panel's tiles, and back to them, whichever event the box had chosen."""
    door.press("This door")
    door.sheet("door")
    door.press(title)
    is_set = door.page.run(
        "return [...document.querySelectorAll('.choices')].at(-1).querySelector("
        "'[aria-pressed=true]').textContent === arguments[0]"
        " && document.querySelector('#sheet .buttons').lastChild.disabled", title)
    if is_set:
        door.press("Back", "#sheet")
    else:
        door.press(f"Change: {title}")
    door.sheet("home")
    door.page.wait(f"document.getElementById('event').textContent === '{title}'")


def override_and_undo(door):
    door.turn_over("supervisor")
    set_event(door, "Techno Night")
    door.press("Close")
    asha = door.box.tickets[0]
    seen = door.acknowledged()
    door.scan(asha)
    door.word("WELCOME")
    # The box knows that it was seen: the next one is not the same answer again.
    door.page.wait(f"{ACKNOWLEDGED} > {seen}")
    door.scan(asha)
    door.word("USED")
    door.picture("verdict-override")
    door.press("Override", BESIDE)
    door.sheet("override")
    door.press("Known to us")
    door.picture("override")
    door.press("Let in", "#sheet")
    door.word("WELCOME")
    door.view("idle")
    check(door.is_open(), "the panel is gone after the answer")
    door.sheet("home")
    door.press("Take back", ".newest .answer:first-of-type")
    door.sheet("undo")
    door.press("Take back", "#sheet .buttons")
    door.sheet("home")
    check("Taken back" in door.note(), "nothing is said of what was taken back")
    acts = [(row["act"], row.get("staff"), row.get("cause")) for row in door.box.journal()]
    number = door.box.people["supervisor"][0]
    check(("override", number, "known") in acts, f"the journal says {acts}")
    check(any(act == "undo" and who == number for act, who, _ in acts), f"journal: {acts}")
    print("override with a reason, and taken back", flush=True)


def guest_goes_first(door):
    """A guest comes while somebody types: the answer covers the panel and takes nothing away."""
    door.press("Look up")
    door.sheet("lookup")
    for letter in "NS-10":
        door.press(letter, ".keyboard")
    door.scan(door.box.tickets[1])
    door.word("WELCOME")
    check(door.page.run("return document.getElementById('panel').inert"),
          "what is typed goes into a panel that nobody sees")
    door.view("idle")
    typed = door.page.run("return document.querySelector('.field').value")
    check(typed == "NS-10", f"after the answer the field says “{typed}”")
    door.press("2", ".keyboard")
    door.press("Search")
    door.page.wait("document.querySelector('.found')")
    found = door.page.run("return document.querySelector('.results').innerText")
    check("Anita Bose" in found, f"found {found!r}")
    door.press("Name", "#sheet")
    door.page.run(
        "const f = document.querySelector('.field'); f.value = 'kab';"
        "f.dispatchEvent(new Event('input'))")
    door.press("Search")
    shown = "document.querySelector('.results')?.innerText.includes('Kabir Singh')"
    door.page.wait(shown)
    door.picture("results")
    door.press("Admit: Kabir Singh")
    door.word("WELCOME")
    door.view("idle")
    print("a guest goes first; look-up by number and by name; admitted", flush=True)


def group_and_counts(door):
    door.press("Close")
    before = door.inside()
    door.scan(door.box.group)
    door.word("GROUP")
    door.press("How many?", BESIDE)
    door.sheet("group")
    door.press("One less")
    door.picture("group")
    door.press("Let 3 in")
    door.view("idle")
    door.sheet("home")
    door.press("Count people")
    door.press("One person in")
    door.page.wait("document.querySelector('#sheet .amount').textContent === '+1'")
    door.press("Back", ".panel-head")
    door.press("No ticket")
    door.press("One more")
    door.press("On the guest list")
    door.press("Let 2 in")
    door.sheet("home")
    wanted = before + 3 + 1 + 2
    door.page.wait(f"document.getElementById('inside').textContent === '{wanted}'")
    print("three of a group, one by hand, two without a ticket: all are inside", flush=True)


def another_event(door):
    set_event(door, "After Hours")
    door.press("Close")
    door.scan(door.box.late, LATE)
    door.word("CONFIRM")
    door.press("Confirm", BESIDE)
    door.sheet("confirm")
    door.picture("confirm")
    door.press("Seen: goes in")
    door.word("WELCOME")
    door.view("idle")
    print("another event, and a guest whose age was seen", flush=True)


HOLD_ANSWERS = """
    const real = window.fetch;
    const gate = new Promise((open) => {
      window.answer = () => { window.fetch = real; open(); };
    });
    window.fetch = async (...request) => {
      const answer = await real(...request);
      await gate;
      return answer;
    };
"""


def asked_while_a_pin_is_checked(door):
    """The box is slow to say that a PIN is right; whoever went elsewhere stays there."""
    door.page.run(HOLD_ANSWERS)
    door.type(PINS[door.role], "pin")
    door.page.wait("document.body.dataset.busy")
    door.page.run("document.getElementById('panel-emergency').click()")
    door.page.wait(f"{SHEET} === 'emergency'")
    door.page.run("window.answer()")
    who = "document.getElementById('panel-who').textContent"
    door.page.wait(f"{who}.includes('locks in')")
    check(door.at_sheet() == "emergency", "the answer to a PIN took the emergency's question away")
    door.press("Back", "#sheet")
    door.closed()
    door.press("Supervisor", "#idle")


def asked_while_an_order_is_given(door):
    """The box is slow to say that somebody went in; whoever went elsewhere stays there."""
    wanted = door.inside() + 1
    door.press("No ticket")
    door.press("On the guest list")
    door.page.run(HOLD_ANSWERS)
    door.press("Let 1 in")
    door.page.wait("document.body.dataset.busy")
    door.page.run("document.getElementById('panel-emergency').click()")
    door.page.wait(f"{SHEET} === 'emergency'")
    door.page.run("window.answer()")
    door.page.wait("!document.body.dataset.busy")
    door.page.wait(f"document.getElementById('inside').textContent === '{wanted}'")
    check(door.at_sheet() == "emergency", "an order's answer took the emergency's question away")
    door.press("Back", "#sheet")
    door.closed()
    door.press("Supervisor", "#idle")
    door.press("Lock")
    door.closed()


def emergency(door):
    """Held for its time it is declared, without a PIN; only a manager ends it."""
    if door.is_open():
        door.press("Lock")
    door.closed()
    door.press("Supervisor", "#idle")
    door.sheet("unlock")
    asked_while_a_pin_is_checked(door)
    asked_while_an_order_is_given(door)
    door.press("Supervisor", "#idle")
    door.sheet("unlock")
    hold = """
    const key = document.getElementById("panel-emergency");
    key.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    setTimeout(() => {
      key.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
      key.click();
    }, arguments[0] * 1000);
    """
    door.page.run(hold, 0.4)
    door.page.wait(f"{SHEET} === 'emergency'")
    door.picture("emergency-asked")
    door.press("Back", "#sheet")
    check(door.page.run("return document.getElementById('emergency').hidden"),
          "a short press was enough")
    door.press("Supervisor", "#idle")
    door.page.run(hold, HELD_SECONDS)
    door.page.wait("!document.getElementById('emergency').hidden")
    door.picture("emergency")
    door.scan(door.box.tickets[4])
    time.sleep(0.5)
    shown = door.page.run(
        "const b = document.getElementById('emergency').getBoundingClientRect();"
        "return document.getElementById('emergency').contains(document.elementFromPoint("
        "b.width / 3, b.height / 3))")
    check(shown, "an answer stands over the emergency")
    door.box.kill()
    door.view("lost")
    check(not door.page.run("return document.getElementById('emergency').hidden"),
          "the emergency goes with the line")
    door.picture("emergency-lost")
    door.box.start()
    door.view("idle")
    check(not door.page.run("return document.getElementById('emergency').hidden"),
          "the emergency did not survive the restart")
    door.page.complaints()  # refused connections, while there was nobody
    all_clear(door)
    print("emergency held, latched over a restart, ended by a manager", flush=True)


def all_clear(door):
    door.press("All clear", "#emergency")
    if door.role == "supervisor":
        door.sheet("allClear")
        door.press("All clear", "#sheet")
        check("role" in door.note(), "a supervisor may end an emergency")
        door.press("Close")
        door.press("All clear", "#emergency")
        door.page.wait(f"{SHEET} === 'unlock'")
        door.press("Somebody else")
        door.sign_in(door.box.people["manager"][0], PINS["manager"])
        door.role = "manager"
    else:
        door.page.wait(f"{SHEET} === 'unlock'")
    door.sheet("allClear")
    door.picture("all-clear")
    door.press("All clear", "#sheet")
    door.page.wait("document.getElementById('emergency').hidden")
    door.picture("after-the-all-clear")


def managers_page(door):
    """Declared at the manager's page it is on the door's screen at once."""
    url = f"http://127.0.0.1:{door.box.port}/"
    door.page.open(url)
    door.page.run("document.getElementById('declare').click()")
    door.page.wait("document.getElementById('question').open")
    door.picture("manager-asked")
    door.page.run("document.getElementById('question-yes').click()")
    door.page.wait("!document.getElementById('emergency').hidden")
    door.picture("manager-emergency")
    door.page.run("document.getElementById('clear').click()")
    door.page.run("document.getElementById('question-yes').click()")
    door.page.wait("document.getElementById('question-problem').textContent")
    said = door.page.run("return document.getElementById('question-problem').textContent")
    check("login" in said, f"without a login the all-clear says “{said}”")
    door.page.complaints()
    door.open()
    door.page.wait("!document.getElementById('emergency').hidden")
    all_clear(door)
    print("declared by the manager, shown at the door", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", help="the program under test")
    parser.add_argument("--out", default="pictures", help="where pictures go")
    arguments = parser.parse_args()
    box = make_box(arguments.binary)
    page = Page()
    try:
        box.start()
        page.resize(800, 480)
        door = Door(page, box, arguments.out)
        door.open()
        for part in (first_shift, override_and_undo, guest_goes_first, group_and_counts,
                     lambda door: money(door, check), another_event, emergency, managers_page):
            part(door)
        log = box.log()
        check(not any(pin in log for pin in PINS.values()), "a PIN is in the log")
    finally:
        page.close()
        box.remove()
    print(f"staff: {len(failures)} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
