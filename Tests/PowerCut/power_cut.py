"""Cuts the power of a machine that admits guests, again and again, and proves that nothing that was
shown was lost.

    power_cut.py BINARY IMAGE CYCLES [SEED]

Tests/VM/Guest/power_cut.py is what runs in the machine, and says what it shows. The disks are
Disk, whose cache is volatile. Two of the three must lose something, or the method is worthless: the
lane fails then as well.
"""

import json
import pathlib
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from box import Box  # noqa: E402
from disk import Disk, Keeps, check_bites  # noqa: E402

DISK_SIZE = "64M"
# Below those that a client is given: nobody in the machine may hold them first.
PORTS = {"truth": 8321, "liar": 8322}
# Tickets that are new in each life; those of the one before are shown again.
FRESH = 40
# A machine that says nothing for so long is dead; emulation on a busy machine is slow.
SILENCE = 300.0
# From the moment at which everybody is at work, in seconds.
LONGEST_WORK = 4.0
# How long a disk fails before the power goes as well.
LONGEST_FAILURE = 1.0
# By turns: what becomes of the disk's cache, and whether the disk fails before.
ENDS = [(Keeps.SOME, False), (Keeps.SOME, True), (Keeps.NOTHING, False)]


class Machine:
    """A running QEMU, by the lines that its cases say."""

    def __init__(self, image, share, console, disks):
        drives = []
        for disk in disks:
            drives += ["-drive", disk.option, "-device",
                       f"virtio-blk-pci,drive={disk.name},serial={disk.name}"]
        self._lines = queue.Queue()
        self._process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "KILL", "--", ROOT / "Tests/VM/boot.sh", image, share,
             "/dev/fd/1", console, "power_cut", *drives],
            stdout=subprocess.PIPE)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self._process.stdout:
            # What is cut off in mid-line was not said.
            if line.endswith(b"\n"):
                self._lines.put(line.decode(errors="replace").strip())
        self._lines.put(None)

    def hear(self, limit=SILENCE):
        """The next line; None when the machine has ended. Raises queue.Empty after `limit`."""
        return self._lines.get(timeout=max(limit, 0))

    def kill(self):
        self._process.kill()
        self._process.wait()


class Evening:
    """What was shown in all lives, and what is known of the losses that must be."""

    def __init__(self, codes, rng):
        self.codes, self.rng = codes, rng
        self.shown = {"truth": [], "liar": []}
        self.lazy, self.order = 0, 1
        self.lost = {"liar": 0, "lazy": 0}

    def plan(self, life, last):
        tickets = list(self.codes)[max(life - 2, 0) * FRESH:life * FRESH]
        return {
            "life": life, "last": last, "read_only": life == 1, "seed": self.rng.random(),
            "order": self.order, "shown": self.shown, "lazy": self.lazy,
            "codes": {ticket: self.codes[ticket] for ticket in tickets},
        }

    def note(self, line):
        """Takes in what the machine says. Returns the first two words."""
        words = line.split()
        match words:
            case ["shown", disk, asked, ticket, number, kind]:
                self.shown[disk].append((int(asked), ticket, int(number), kind))
                self.order = max(self.order, int(asked) + 1)
            case ["wrote", number]:
                self.lazy = int(number)
            case ["lost", disk, count]:
                self.lost[disk] += int(count)
                # It goes on from what it has; what was lost is counted once.
                if disk == "liar":
                    self.shown["liar"] = []
                else:
                    self.lazy = 0
            case _:
                print(f"    {line}", flush=True)
        if line.startswith("FAILED"):
            raise AssertionError("the machine says so")
        return " ".join(words[:2])

    def live(self, machine, disks, keeps, fails):
        """From the boot to the cut."""
        while self.note(hear(machine)) != "at work":
            pass
        self._listen_for(machine, self.rng.uniform(0, LONGEST_WORK))
        if fails:
            disks[0].fail()
            while self.note(hear(machine)) != "condition journal_failed":
                pass
            self._listen_for(machine, self.rng.uniform(0, LONGEST_FAILURE))
        truth, liar, lazy = disks
        # Nothing of the liar's is safe, and a whole file system is easier to boot with.
        said = [truth.cut(keeps, self.rng), liar.cut(Keeps.NOTHING, self.rng),
                lazy.cut(keeps, self.rng)]
        machine.kill()
        while (line := machine.hear()) is not None:
            self.note(line)
        print(f"    cut{' a failing disk' if fails else ''}: {'; '.join(said)}", flush=True)

    def _listen_for(self, machine, span):
        end = time.monotonic() + span
        while True:
            try:
                self.note(hear(machine, end - time.monotonic()))
            except queue.Empty:
                return

    def look_back(self, machine):
        """The last boot, which only looks."""
        while (words := self.note(hear(machine))) != "ended with":
            pass
        while machine.hear() is not None:
            pass
        return words


def hear(machine, limit=None):
    line = machine.hear(SILENCE if limit is None else limit)
    assert line is not None, "the machine came to an end by itself"
    assert not (line.startswith("ended with") and line != "ended with 0"), "a life went wrong"
    return line


def make_disks(box, work):
    """The box on two disks, and an empty one."""
    disks = []
    for name in ("truth", "liar", "lazy"):
        tree = work / f"tree-{name}"
        tree.mkdir()
        if name != "lazy":
            box.move(tree / "box", f"/tmp/{name}/box", "/lane/Resources", PORTS[name])
        image = work / f"{name}.image"
        subprocess.run(["truncate", "-s", DISK_SIZE, image], check=True)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", tree, image], check=True)
        disks.append(Disk(name, work / f"{name}.socket", image.read_bytes(), lies=name == "liar"))
        image.unlink()
    return disks


def make_share(binary, work):
    """What the machine sees of the host."""
    share = work / "share"
    for folder in ("EndToEnd", "VM"):
        (share / "Tests" / folder).mkdir(parents=True)
    shutil.copy(binary, share / "checkind")
    shutil.copytree(ROOT / "Resources", share / "Resources")
    for name in ("box.py", "kill_loop.py"):
        shutil.copy(ROOT / "Tests/EndToEnd" / name, share / "Tests/EndToEnd")
    shutil.copytree(ROOT / "Tests/VM/Guest", share / "Tests/VM/Guest")
    return share


def run(binary, image, cycles, rng, work):
    check_bites(work)
    share = make_share(binary, work)
    box = Box(binary, tickets=cycles * FRESH)
    try:
        box.set("require_display = true")
        codes = {ticket: box.code(ticket) for ticket in box.tickets}
        disks = make_disks(box, work)
    finally:
        box.remove()
    evening = Evening(codes, rng)
    for life in range(1, cycles + 2):
        began = time.monotonic()
        last = life > cycles
        (share / "plan.json").write_text(json.dumps(evening.plan(life, last)))
        for disk in disks:
            disk.power_on()
        machine = Machine(image, share, work / "console", disks)
        try:
            if last:
                evening.look_back(machine)
            else:
                keeps, fails = ENDS[(life - 1) % len(ENDS)]
                evening.live(machine, disks, keeps, fails)
        except queue.Empty:
            raise AssertionError("the machine is silent") from None
        finally:
            machine.kill()
        print(f"  life {life}: {len(evening.shown['truth'])} answers shown so far, "
              f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"  the controls: the disk that lies lost {evening.lost['liar']} shown answers, the "
          f"writer without a flush {evening.lost['lazy']} rows", flush=True)
    assert evening.lost["liar"] > 0, "the disk that lies lost nothing: the method is blind"
    assert evening.lost["lazy"] > 0, "no flush, and nothing lost: the method is blind"


def main():
    binary, image, cycles = sys.argv[1], sys.argv[2], int(sys.argv[3])
    seed = int(sys.argv[4]) if len(sys.argv) > 4 else random.randrange(1 << 32)
    began = time.monotonic()
    work = pathlib.Path(tempfile.mkdtemp(prefix="checkind-cut-"))
    try:
        run(binary, image, cycles, random.Random(seed), work)
        print(f"{cycles} power cuts in {time.monotonic() - began:.0f} s, seed {seed}")
    except AssertionError as error:
        print(f"FAILED with seed {seed}: {error}; the machine's console ends so:")
        console = work / "console"
        lines = console.read_text(errors="replace").splitlines() if console.exists() else []
        print("\n".join(lines[-40:]))
        sys.exit(1)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
