"""Kills the real daemon at random instants, many times, and proves that nothing was lost.

    kill_loop.py BINARY KILLS [SEED]

Several pages scan codes as fast as they can. After each kill the journal must hold everything
that was shown, no ticket may have gone in twice (nobody ever leaves), and no answer may have been
said again once a page knew that its "seen" had been heard.

Every other daemon is killed at any instant from its start on; those between only after each page
was shown an answer, so that on every machine there is something that could be lost.
"""

import http.client
import itertools
import random
import sys
import threading
import time
import urllib.error

from box import ANSWER_LIMIT, Box

PAGES = 3
VERIFY_EVERY = 25
# New guests for each life: there are some until the last kill, however many kills there are.
FRESH = 2
# The newest tickets are shown, and shown again: older ones would only thin them out.
IN_HAND = 400
# The longest from the start, or from the answers that were waited for, to the kill, in seconds.
LONGEST_LIFE = 0.15
WENT_IN = {"admitted", "readmitted", "admitted_unlisted"}


class Page(threading.Thread):
    """Scans a new code, then random ones, and notes what it was shown and what was heard of it,
    until the daemon is gone."""

    def __init__(self, box, codes, first, rng, order):
        super().__init__(daemon=True)
        self.box, self.codes, self.first, self.rng, self.order = box, codes, first, rng, order
        self.shown, self.heard = [], []
        # Shown something, or gone.
        self.has_begun = threading.Event()
        # A daemon that is there and says no: that is no kill.
        self.refusal = None

    def run(self):
        try:
            self.scan()
        finally:
            self.has_begun.set()

    def scan(self):
        tickets, ticket = list(self.codes), self.first
        while True:
            try:
                asked = next(self.order)
                answer = self.box.scan(self.codes[ticket])
                self.shown.append((asked, ticket, answer))
                self.has_begun.set()
                if self.rng.random() < 0.5 and answer["number"]:
                    self.box.seen(answer["number"])
                    self.heard.append((next(self.order), answer["number"]))
            except urllib.error.HTTPError as refusal:
                self.refusal = f"{refusal.code} for {refusal.url}"
                return
            except (OSError, ValueError, http.client.HTTPException):
                return  # the daemon is gone; a half-sent answer ends in many ways
            ticket = self.rng.choice(tickets)


def check(journal, shown, heard):
    """The invariants, over everything that was ever shown: (asked, ticket, answer) of each answer,
    (when, number) of each acknowledgement that was heard, with places in one order of events."""
    numbers = [attempt["number"] for attempt in journal]
    assert numbers == list(range(1, len(numbers) + 1)), "numbering has a gap"
    stored = {attempt["number"]: attempt for attempt in journal}
    for _, ticket, answer in shown:
        number = answer["number"]
        assert number is not None, f"shown without being recorded: {answer['kind']}"
        assert number in stored, f"shown and lost: attempt {number} of {ticket}"
        assert stored[number]["outcome"] == answer["kind"], f"shown otherwise than stored: {number}"
        assert stored[number]["ticket_id"] == ticket, f"attempt {number} is of another ticket"
    entered = check_entries(journal)
    return entered, check_repeats(journal, shown, heard)


def check_entries(journal, lost=frozenset()):
    """Nobody leaves, so every entry after the first is a double, whatever it is called. What says
    an entry again that is `lost` stands in for it."""
    entered = {}
    for attempt in journal:
        if attempt["outcome"] not in WENT_IN:
            continue
        ticket, first = attempt["ticket_id"], attempt.get("repeats")
        if first is None or (first in lost and ticket not in entered):
            assert ticket not in entered, f"went in twice: {ticket}, by {attempt['number']}"
            entered[ticket] = attempt
        else:
            quoted = entered.get(ticket, {})
            said = quoted.get("repeats") if first in lost else quoted.get("number")
            assert said == first, (
                f"attempt {attempt['number']} says {first} again, which is not the guest's entry")
            assert quoted["outcome"] == attempt["outcome"], (
                f"attempt {attempt['number']} says {first} again in other words")
    return entered


def check_repeats(journal, shown, heard):
    """Whoever asked after an answer was known to be seen is not told it again.

    Of an attempt whose answer reached no page nothing is known but its number: it was decided after
    every attempt with a lower one, so after the moment at which any of those was asked for."""
    first_words = {attempt["number"]: attempt.get("repeats") or attempt["number"]
                   for attempt in journal}
    seen_since = {}
    for moment, number in heard:
        assert number in first_words, f"acknowledged and lost: attempt {number}"
        entry = first_words[number]
        seen_since[entry] = min(moment, seen_since.get(entry, moment))
    asked = {answer["number"]: moment for moment, _, answer in shown}
    newest, repeats = 0, 0
    for attempt in journal:
        number, first = attempt["number"], attempt.get("repeats")
        newest = max(newest, asked.get(number, 0))
        if first is None:
            continue
        repeats += 1
        assert seen_since.get(first, newest) >= newest, (
            f"attempt {number} says {first} again, although it had been seen")
    return repeats


def check_bites():
    """Plants each violation in a sound evening: a check that never complains proves nothing."""
    def attempt(number, ticket, outcome, repeats=None):
        return {"number": number, "ticket_id": ticket, "outcome": outcome, "repeats": repeats}

    def evening():
        journal = [
            attempt(1, "a", "admitted"), attempt(2, "a", "admitted", repeats=1),
            attempt(3, "b", "admitted"), attempt(4, "a", "refused"),
        ]
        # Attempt 2 was asked for (2) before 1 was known to be seen (3), and nobody saw attempt 3.
        shown = [(1, "a", 1), (2, "a", 2), (5, "a", 4)]
        shown = [(asked, ticket, {"number": number, "kind": journal[number - 1]["outcome"]})
                 for asked, ticket, number in shown]
        return journal, shown, [(3, 1), (4, 2)]

    def bites(complaint, plant):
        parts = evening()
        plant(*parts)
        try:
            check(*parts)
        except AssertionError as error:
            if complaint in str(error):
                return
            raise RuntimeError(f"a planted violation is called '{error}'") from error
        raise RuntimeError(f"a planted violation is not noticed: {complaint}")

    assert check(*evening()) == ({"a": evening()[0][0], "b": evening()[0][2]}, 1)
    bites("gap", lambda journal, shown, heard: journal.pop(1))
    bites("shown and lost", lambda journal, shown, heard: journal.pop())
    bites("acknowledged and lost", lambda journal, shown, heard: heard.append((9, 5)))
    bites("without being recorded", lambda journal, shown, heard: shown[0][2].update(number=None))
    bites("shown otherwise", lambda journal, shown, heard: shown[2][2].update(kind="admitted"))
    bites("of another ticket", lambda journal, shown, heard: journal[3].update(ticket_id="b"))
    for outcome in sorted(WENT_IN):
        bites("went in twice", lambda journal, shown, heard: journal.append(
            attempt(5, "b", outcome)))
    bites("not the guest's entry", lambda journal, shown, heard: journal[1].update(repeats=3))
    bites("not the guest's entry", lambda journal, shown, heard: journal.append(
        attempt(5, "c", "admitted", repeats=1)))
    bites("in other words", lambda journal, shown, heard: journal.append(
        attempt(5, "b", "readmitted", repeats=3)))
    # By an acknowledgement of the first answer, and of the one that said it again.
    for number in (1, 2):
        def plant(journal, shown, heard, number=number):
            heard[:] = [(3, number)]
            journal.append(attempt(5, "a", "admitted", repeats=1))
            shown.append((6, "a", {"number": 5, "kind": "admitted"}))
        bites("although it had been seen", plant)
    # And when its answer reached no page: attempt 4, decided before it, was asked for later (5).
    bites("although it had been seen", lambda journal, shown, heard: journal.append(
        attempt(5, "a", "admitted", repeats=1)))
    check_enough(4, [1] * 6, [1] * 4)
    for shown, entered in (([1] * 5, [1] * 4), ([1] * 6, [1] * 3)):
        try:
            check_enough(4, shown, entered)
        except AssertionError:
            continue
        raise RuntimeError("an evening without answers is taken for a sound one")


def check_enough(kills, shown, entered):
    """An evening of which nothing was shown proves nothing."""
    lives = kills // 2
    assert len(shown) >= lives * PAGES, (
        f"only {len(shown)} answers shown before {kills} kills, of at least {lives * PAGES}")
    # Every page begins with a new ticket, and there are as many new ones as FRESH says.
    assert len(entered) >= lives * min(PAGES, FRESH), (
        f"only {len(entered)} tickets went in before {kills} kills")


def live(box, kill, pages, rng):
    """From the start to the kill. Odd lives end at any instant."""
    box.start()
    for page in pages:
        page.start()
    if kill % 2 == 0:
        for page in pages:
            assert page.has_begun.wait(ANSWER_LIMIT), "a page is shown nothing"
            assert page.shown, f"a page was shown nothing: {page.refusal or 'the daemon is gone'}"
    # The instant of the kill is the thing under test: it must be at random.
    time.sleep(rng.uniform(0.0, LONGEST_LIFE))
    box.kill()
    for page in pages:
        page.join(ANSWER_LIMIT * 2)
        assert not page.is_alive(), "a page hangs after the kill"
        assert page.refusal is None, f"the daemon refused: {page.refusal}"


def main():
    check_bites()
    binary, kills = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    rng = random.Random(seed)
    box = Box(binary, tickets=kills * FRESH)
    # Across all pages and all lives of the daemon: what happened before what.
    order = itertools.count(1)
    shown, heard = [], []
    started = time.monotonic()
    try:
        fresh, codes = list(box.tickets), {}
        for kill in range(1, kills + 1):
            new = [fresh.pop() for _ in range(FRESH)]
            codes.update({ticket: box.code(ticket) for ticket in new})
            in_hand = dict(list(codes.items())[-IN_HAND:])
            pages = [Page(box, in_hand, first, random.Random(rng.random()), order)
                     for first in itertools.islice(itertools.cycle(new), PAGES)]
            live(box, kill, pages, rng)
            for page in pages:
                shown += page.shown
                heard += page.heard
            if kill % VERIFY_EVERY == 0 or kill == kills:
                entered, repeats = check(box.journal(), shown, heard)
                check_enough(kill, shown, entered)
                box.run("verify", "--config", box.config)
                print(f"  {kill} kills: {len(shown)} answers shown, all stored; {len(entered)} "
                      f"tickets in, none twice; {repeats} answers said again, none that was seen",
                      flush=True)
        box.start()
        assert box.stop() == 0, "SIGTERM did not end the daemon cleanly"
    except AssertionError:
        print(f"FAILED with seed {seed}; the box is in {box.folder}")
        raise
    finally:
        if box.process and box.process.poll() is None:
            box.kill()
    print(f"{kills} kills in {time.monotonic() - started:.0f} s, seed {seed}")
    box.remove()


if __name__ == "__main__":
    main()
