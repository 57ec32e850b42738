"""A venue without a network: what a box and its server would say to each other goes on a stick,
with real daemons and the built server. Each function is one story; each has a database of its own.
"""

import pathlib
import subprocess
import tempfile

from bulk_stories import LongHouse
from door_stories import PATIENCE, inside, knows
from gateway import until


class Stick:
    """A folder that is carried."""

    def __init__(self, house):
        self.house = house
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-stick-"))

    def from_server(self, device, name, ok=True):
        path = self.folder / name
        said = self.house.here.administer("bundle", "export", self.house.event, "--device", device,
                                          str(path), ok=ok)
        return path if ok else said

    def to_server(self, path, ok=True):
        return self.house.here.administer("bundle", "import", str(path), ok=ok)

    def from_box(self, door, *more):
        """The one new file of the folder."""
        before = set(self.folder.iterdir())
        door.run("bundle", "export", "--config", door.config, *more, self.folder)
        new, = set(self.folder.iterdir()) - before
        return new

    def changed(self, path, place, name="changed"):
        bytes_ = bytearray(path.read_bytes())
        bytes_[place] ^= 1
        return self.written(bytes_, name)

    def written(self, bytes_, name):
        path = self.folder / name
        path.write_bytes(bytes_)
        return path


def refused(door, path, code=""):
    """The box takes none of it, and says so."""
    done = subprocess.run([door.binary, "bundle", "import", "--config", str(door.config),
                           str(path)], text=True, capture_output=True)
    assert done.returncode == 66 and f"error[{code}" in done.stderr, (done.returncode, done.stderr)


def codes_of(house, count, *more):
    made = house.here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                                 "--count", str(count), "--holder", "Ada Lovelace", *more)
    return [line.split("\t")[2] for line in made.split("\n")]


def a_journal_comes_by_stick_once_whatever_happens_to_the_stick(here):
    house = LongHouse(here, 3)
    codes = codes_of(house, 4)
    a, other = house.door("a"), house.door("b")
    a.start()
    knows(a, 10)
    port = house.server.port
    house.server.kill()
    for code in codes[:3]:
        assert a.result(code) == "admitted"
    stick = Stick(house)
    file = stick.from_box(a)
    whole = file.read_bytes()

    def held():
        with house.db() as db:
            return db.execute("SELECT count(*) FROM door_attempt").fetchone()[0]

    # Cut anywhere, or changed anywhere: none of it is taken.
    for place in (0, 40, len(whole) // 3, len(whole) // 2, len(whole) - 60, len(whole) - 8):
        said = stick.to_server(stick.changed(file, place), ok=False)
        assert "error[bundle_" in said, said
        said = stick.to_server(stick.written(whole[:place], "cut"), ok=False)
        assert "error[bundle_" in said, said
    twice = whole.split(b"\n", 1)
    assert "bundle_torn" in stick.to_server(stick.written(whole + twice[1], "longer"), ok=False)
    assert held() == 0
    # Another box's name on it does not make it that box's.
    named = stick.written(whole.replace(b'"device":"a"', b'"device":"b"'), "named")
    assert "bundle_altered" in stick.to_server(named, ok=False)
    assert held() == 0
    assert "3 attempts stored, 0 known" in stick.to_server(file)
    assert "0 attempts stored, 3 known" in stick.to_server(file)
    # Nothing told the box: the next file has it all again, and one more.
    assert a.result(codes[3]) == "admitted"
    assert "1 attempts stored, 3 known" in stick.to_server(stick.from_box(a))
    # Nor does it matter when there is a network after all.
    house.server = here.serve(port=port)
    until(lambda: nothing_to_write(a, stick), PATIENCE)
    assert held() == 4
    assert "0 attempts stored, 4 known" in stick.to_server(stick.from_box(a, "--all"))
    assert not list(stick.folder.glob("*.part"))
    # What is there is never replaced, and what cannot be written is said.
    for path, code in ((file, "bundle_exists"), (stick.folder / "no" / "x", "bundle_unwritable")):
        done = export(a, path, "--all")
        assert done.returncode == 73 and f"error[{code}]" in done.stderr, done.stderr
    # The other door hears of them as of anything else.
    other.start()
    until(lambda: inside(other) == 4, PATIENCE)
    assert a.stop() == 0
    a.run("verify", "--config", a.config)


def nothing_to_write(door, stick):
    path = stick.folder / "some"
    path.unlink(missing_ok=True)
    done = export(door, path)
    assert done.returncode == 0, done.stderr
    return "nothing is written" in done.stderr


def export(door, path, *more):
    return subprocess.run([door.binary, "bundle", "export", "--config", str(door.config), *more,
                           str(path)], text=True, capture_output=True)


def a_box_without_a_network_gets_its_list_and_keys_by_stick(here):
    house = LongHouse(here, 300)
    a, b = house.door("a"), house.door("b")
    # A key that is made after the box was enrolled.
    here.administer("key", "new", "--event", house.event, "--scheme", "ns2_hmac", "--id", "10")
    first, second = codes_of(house, 2)
    b.start()
    knows(b, 305)
    assert b.result(first) == "admitted"
    with house.db() as db:
        until(lambda: db.execute("SELECT count(*) FROM door_attempt").fetchone()[0] == 1, PATIENCE)
    house.server.kill()
    stick = Stick(house)
    old = stick.from_server("a", "old")
    a.start()
    assert "no_snapshot" in a.conditions()
    house.sell()
    file = stick.from_server("a", "new")
    assert "file_exists" in house.here.administer(
        "bundle", "export", house.event, "--device", "a", str(file), ok=False)
    size = len(file.read_bytes())
    for place in (5, 200, size // 2, size - 40):
        refused(a, stick.changed(file, place))
        refused(a, stick.written(file.read_bytes()[:place], "cut"))
    refused(a, stick.from_server("b", "others"), "bundle_of_another_device")
    assert "error[not_found]" in stick.from_server("nobody", "x", ok=False)
    assert "no_snapshot" in a.conditions()
    # Beside the running door, and twice without harm.
    assert "3 keys" in a.run("bundle", "import", "--config", a.config, file)
    assert "is in use" in a.run("bundle", "import", "--config", a.config, file)
    knows(a, 306)
    until(lambda: inside(a) == 1, PATIENCE)
    assert a.result(first) == "already_inside"
    refused(a, old, "snapshot_older")
    knows(a, 306)
    assert a.stop() == 0
    a.start()
    assert "keys of the central server cannot be used" not in a.log()
    assert a.result(second) == "admitted"
    assert "already_inside" == a.result(first)
    assert not list((a.folder / "state").glob("staged-*"))
    assert a.stop() == 0
    a.run("verify", "--config", a.config)

