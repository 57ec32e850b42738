"""Kills the real daemon at random instants, many times, and proves that nothing was lost.

    kill_loop.py BINARY KILLS [SEED]

Several pages scan codes as fast as they can. After each kill the journal must hold everything
that was shown, and no ticket may have been admitted twice without having left.
"""

import random
import sys
import threading
import time
import urllib.error

from box import Box

PAGES = 3
VERIFY_EVERY = 25


class Page(threading.Thread):
    """Scans random codes and notes every answer it was shown, until the daemon is gone."""

    def __init__(self, box, codes, rng):
        super().__init__(daemon=True)
        self.box, self.codes, self.rng, self.shown = box, codes, rng, []

    def run(self):
        while True:
            ticket = self.rng.choice(list(self.codes))
            try:
                answer = self.box.scan(self.codes[ticket])
                self.shown.append((ticket, answer))
                if self.rng.random() < 0.5 and answer["number"]:
                    self.box.seen(answer["number"])
            except (urllib.error.URLError, OSError, ValueError, EOFError):
                return
            except Exception as error:  # a half-sent answer ends in many ways
                if "IncompleteRead" in type(error).__name__ or "BadStatus" in type(error).__name__:
                    return
                if "RemoteDisconnected" in type(error).__name__:
                    return
                raise


def check(journal, shown):
    """The invariants, over everything that was ever shown."""
    numbers = [attempt["number"] for attempt in journal]
    assert numbers == list(range(1, len(numbers) + 1)), "numbering has a gap"
    stored = {attempt["number"]: attempt for attempt in journal}
    for ticket, answer in shown:
        number = answer["number"]
        assert number is not None, f"shown without being recorded: {answer['kind']}"
        assert number in stored, f"shown and lost: attempt {number} of {ticket}"
        assert stored[number]["outcome"] == answer["kind"], f"shown otherwise than stored: {number}"
        assert stored[number]["ticket_id"] == ticket, f"attempt {number} is of another ticket"
    entered = set()
    for attempt in journal:
        if attempt["outcome"] == "admitted" and not attempt.get("repeats"):
            ticket = attempt["ticket_id"]
            assert ticket not in entered, f"admitted twice: {ticket}"
            entered.add(ticket)
    return entered


def main():
    binary, kills = sys.argv[1], int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1 << 32)
    rng = random.Random(seed)
    # Enough tickets that first admissions go on until the last kill.
    box = Box(binary, tickets=max(400, kills * 4))
    shown = []
    started = time.monotonic()
    try:
        codes = {ticket: box.code(ticket) for ticket in box.tickets[:400]}
        fresh = list(codes)
        active = {}
        for kill in range(1, kills + 1):
            for ticket in [fresh.pop() for _ in range(min(2, len(fresh)))]:
                active[ticket] = codes[ticket]
            box.start()
            pages = [Page(box, dict(active), random.Random(rng.random())) for _ in range(PAGES)]
            for page in pages:
                page.start()
            # The instant of the kill is the thing under test: it must be at random.
            time.sleep(rng.uniform(0.0, 0.15))
            box.kill()
            for page in pages:
                page.join(10)
                assert not page.is_alive(), "a page hangs after the kill"
                shown += page.shown
            if kill % VERIFY_EVERY == 0 or kill == kills:
                entered = check(box.journal(), shown)
                box.run("verify", "--config", box.config)
                print(f"  {kill} kills: {len(shown)} answers shown, all stored; "
                      f"{len(entered)} tickets in, none twice", flush=True)
        box.start()
        assert box.stop() == 0, "SIGTERM did not end the daemon cleanly"
    except AssertionError:
        print(f"FAILED with seed {seed}; the box is in {box.folder}")
        raise
    print(f"{kills} kills in {time.monotonic() - started:.0f} s, seed {seed}")
    box.remove()


if __name__ == "__main__":
    main()
