"""The built daemon from outside: pictures in, answers on the page and on disk, a clean end.

    scenarios.py BINARY [NAME...]
"""

import concurrent.futures
import contextlib
import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error

from box import ANSWER_LIMIT, EVENT, Box


# At once at a door that cannot write: as many as are taken at once, so that one wait and a wait for
# each are far apart.
GUESTS = 16
# How long the daemon waits for a journal that somebody else holds, in seconds.
LOCK_WAIT = 1.0
# After so many seconds the daemon cuts off whatever does not end by itself.
CUT_OFF = 8.0
# For what comes by itself, however loaded the machine is.
PATIENCE = 120.0


def pictures_become_verdicts_on_the_page(binary):
    """Three guests' pictures, one of them twice; the page is told each answer once."""
    box = Box(binary, tickets=3)
    pictures = box.folder / "pictures"
    pictures.mkdir()
    # The camera stands at a gate until the page is open: a pipe is not opened before somebody has
    # opened its other end. It is no picture, and is passed over.
    gate = pictures / "0.pgm"
    os.mkfifo(gate)
    for name, ticket in (("1", 0), ("2", 1), ("3", 0), ("4", 2)):
        box.run("code", "make", "--keys", box.key, "--event", EVENT, "--ticket",
                box.tickets[ticket], "--scheme", "ns2_hmac", "--picture", pictures / f"{name}.pgm")
    text = box.config.read_text().replace(
        'device = "none"', f'device = "replay:{pictures}"\nrate = 2'
    )
    box.config.write_text(text)
    box.set("require_display = false")
    box.start()
    events = http.client.HTTPConnection("127.0.0.1", box.port, timeout=ANSWER_LIMIT)
    events.request("GET", "/api/v1/door/events")
    stream, kinds, numbers, name = events.getresponse(), [], [], ""
    open_gate(gate)
    limit = time.monotonic() + PATIENCE
    while len(kinds) < 4:
        assert time.monotonic() < limit, f"the page was told only {kinds}"
        line = stream.readline().decode().rstrip("\n")
        if line.startswith("event:"):
            name = line.split(":", 1)[1].strip()
        elif line.startswith("data:") and name == "verdict":
            verdict = json.loads(line.split(":", 1)[1])
            kinds.append(verdict.get("reason") or verdict["kind"])
            numbers.append(verdict["number"])
            box.seen(verdict["number"])
    events.close()
    assert kinds == ["admitted", "admitted", "already_inside", "admitted"], kinds
    assert [attempt["number"] for attempt in box.journal()] == numbers == [1, 2, 3, 4]
    return box


def open_gate(gate):
    """Lets whoever waits at this pipe go on; complains when nobody does."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        with contextlib.suppress(OSError):
            os.close(os.open(gate, os.O_WRONLY | os.O_NONBLOCK))
            return
        time.sleep(0.01)
    raise AssertionError("the camera does not wait at the gate")


def stops_cleanly_and_goes_on_where_it_was(binary):
    box = Box(binary, tickets=2)
    code = box.code(box.tickets[0])
    box.start()
    assert box.scan(code)["kind"] == "admitted"
    # An open page must not hold the stop up.
    page = http.client.HTTPConnection("127.0.0.1", box.port, timeout=ANSWER_LIMIT)
    page.request("GET", "/api/v1/door/events")
    page.getresponse()
    box.seen(1)
    began = time.monotonic()
    assert box.stop() == 0
    assert time.monotonic() - began < CUT_OFF, "an open page holds the stop up"
    box.start()
    answer = box.scan(code)
    assert answer["reason"] == "already_inside" and answer["number"] == 2, answer
    return box


def answers_again_what_nobody_saw(binary):
    box = Box(binary, tickets=1)
    code = box.code(box.tickets[0])
    box.start()
    assert box.scan(code)["kind"] == "admitted"
    box.kill()
    box.start()
    again = box.scan(code)
    assert again["kind"] == "admitted", again
    box.seen(again["number"])
    assert box.scan(code)["reason"] == "already_inside"
    repeats = [attempt.get("repeats") for attempt in box.journal()]
    assert repeats == [None, 1, None], repeats
    return box


def a_box_without_a_screen_lets_nobody_in_twice(binary):
    box = Box(binary, tickets=1)
    box.set("require_display = false")
    code = box.code(box.tickets[0])
    box.start()
    assert box.scan(code)["kind"] == "admitted"
    assert [box.scan(code)["reason"] for _ in range(2)] == ["already_inside"] * 2
    return box


def says_that_nobody_looks_before_anybody_comes(binary):
    box = Box(binary, tickets=1)
    box.start()
    codes = wait_for(box, lambda codes: "nobody_sees" in codes)
    assert "nobody_sees" in codes, codes
    return box


def a_journal_that_somebody_else_holds_is_waited_for_once(binary):
    """Another program has the write lock: nobody is let in, the door says so, and goes on."""
    box = Box(binary, tickets=2)
    codes = [box.code(ticket) for ticket in box.tickets]
    box.start()
    assert box.scan(codes[0])["kind"] == "admitted"
    other = sqlite3.connect(box.folder / "state" / "journal.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(GUESTS) as guests:
        answers = list(guests.map(box.scan, [codes[1]] * GUESTS))
    for answer in answers:
        assert (answer["number"], answer["reason"]) == (None, "journal_failed"), answer
    # One of them waits, and those behind do not wait once more. If each did, it would take as long
    # as all these waits; a loaded machine may be slow over the rest.
    assert time.monotonic() - began < GUESTS * LOCK_WAIT * 3 / 4, "every guest waits for the lock"
    assert "journal_failed" in box.conditions()
    other.execute("ROLLBACK")
    other.close()
    assert box.scan(codes[1])["kind"] == "admitted"
    assert "journal_failed" not in box.conditions()
    assert [attempt["number"] for attempt in box.journal()] == [1, 2]
    box.run("verify", "--config", box.config)
    return box


def wait_for(box, condition, limit=PATIENCE):
    """Asks for the conditions until they are as wanted, or the time is up."""
    end = time.monotonic() + limit
    while True:
        codes = box.conditions()
        if condition(codes) or time.monotonic() > end:
            return codes
        time.sleep(0.1)


def a_service_manager_that_does_not_listen_stops_nothing(binary):
    """A notification socket whose queue is full: nobody reads it, ever."""
    box = Box(binary, tickets=1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        path = str(box.folder / "notify")
        manager.bind(path)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as filler:
            filler.setblocking(False)
            try:
                while True:
                    filler.sendto(b"full", path)
            except BlockingIOError:
                pass
        box.start(NOTIFY_SOCKET=path, WATCHDOG_USEC="20000")
        assert box.scan(box.code(box.tickets[0]))["kind"] == "admitted"
        assert box.stop() == 0
    return box


def refuses_a_second_daemon(binary):
    box = Box(binary, tickets=1)
    box.start()
    second = subprocess.run(
        [box.binary, "run", "--config", str(box.config)],
        capture_output=True, text=True, timeout=PATIENCE)
    assert second.returncode == 1, second
    assert "error[already_running]" in second.stderr, second.stderr
    assert box.scan(box.code(box.tickets[0]))["kind"] == "admitted"
    return box


def survives_every_kind_of_rubbish(binary):
    box = Box(binary, tickets=1)
    box.start()
    for rubbish in ("", " ", "N2:", "N2:" + "A" * 1_000, "\x00\x01", "ü" * 1_000, "RSV:", "{}",
                    "eyJ0aWNrZXRJZCI6", "=" * 2_048, "\\000026N2:A"):
        try:
            assert box.scan(rubbish)["reason"] == "unreadable", rubbish
        except urllib.error.HTTPError as error:
            assert error.code == 422, (rubbish, error.code)
    for body in (b"", b"{", b"[]", b"{\"code\": 5}", b"\xff" * 100, b"x" * 100_000):
        status = raw_post(box.port, "/api/v1/door/scan", body)
        assert 400 <= status < 500, (body[:20], status)
    assert box.scan("A" * 2_048)["reason"] == "unreadable"
    assert box.scan(box.code(box.tickets[0]))["kind"] == "admitted"
    box.run("verify", "--config", box.config)
    return box


def raw_post(port, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=ANSWER_LIMIT)
    connection.request("POST", path, body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status


def commands_show_what_happened(binary):
    box = Box(binary, tickets=2)
    box.start()
    box.scan(box.code(box.tickets[0]))
    box.scan("not a ticket")
    status = box.run("status", "--config", box.config)
    assert "running" in status and "not running" not in status, status
    assert "1 of 2 sold" in status, status
    tail = box.run("tail", "--config", box.config, "--no-follow").splitlines()
    assert len(tail) == 2 and "admitted" in tail[0] and "unreadable" in tail[1], tail
    newest = box.run("tail", "--config", box.config, "--no-follow", "--count", "1").splitlines()
    assert len(newest) == 1, newest
    csv = box.run("export", "--config", box.config).splitlines()
    assert len(csv) == 3 and csv[0].startswith("number,"), csv
    assert "sound" in box.run("verify", "--config", box.config)
    box.stop()
    assert "not running" in box.run("status", "--config", box.config)
    return box


def keeps_secrets_and_names_out_of_the_log(binary):
    box = Box(binary, tickets=1, extra='show_names = true\n[log]\nlevel = "trace"')
    rows = box.folder / "named.ndjson"
    rows.write_text(json.dumps({
        "ticket_id": box.tickets[0], "tier_id": "general", "number": "T-0",
        "holder": "Zebedee Quux"}) + "\n")
    box.run("import", "--config", box.config, rows)
    code = box.code(box.tickets[0])
    box.start()
    assert box.scan(code)["holder"] == "Zebedee Quux"
    box.stop()
    log, secret = box.log(), box.key.read_text().split('secret = "')[1].split('"')[0]
    for what in (code, code[3:20], "Quux", secret):
        assert what not in log, "a secret or a name is in the log"
    return box


def a_bad_list_changes_nothing(binary):
    box = Box(binary, tickets=2)
    rows = box.folder / "bad.csv"
    rows.write_text("ticket_id,tier_id,number\nt-1,general,1\nt-2,nosuch,2\n,general,3\n")
    done = subprocess.run(
        [box.binary, "import", "--config", str(box.config), str(rows)],
        capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 66, done
    assert "line 3" in done.stderr and "line 4" in done.stderr, done.stderr
    box.start()
    assert box.scan(box.code(box.tickets[0]))["kind"] == "admitted", "the old list is gone"
    box.run("import", "--config", box.config, rows, "--skip-bad")
    # The new list is in use from the next scan on, without a restart.
    assert box.scan(box.code(box.tickets[1]))["reason"] == "not_found"
    return box


SCENARIOS = [
    pictures_become_verdicts_on_the_page, stops_cleanly_and_goes_on_where_it_was,
    answers_again_what_nobody_saw, a_box_without_a_screen_lets_nobody_in_twice,
    says_that_nobody_looks_before_anybody_comes,
    a_journal_that_somebody_else_holds_is_waited_for_once,
    a_service_manager_that_does_not_listen_stops_nothing, refuses_a_second_daemon,
    survives_every_kind_of_rubbish,
    commands_show_what_happened, keeps_secrets_and_names_out_of_the_log,
    a_bad_list_changes_nothing,
]


def main():
    binary, names = sys.argv[1], sys.argv[2:]
    passed = failed = 0
    for scenario in SCENARIOS:
        if names and scenario.__name__ not in names:
            continue
        try:
            box = scenario(binary)
            if box.process.poll() is None:
                assert box.stop() == 0, f"SIGTERM ended it with a failure:\n{box.log()[-2000:]}"
            assert " error " not in box.log(), f"errors in the log:\n{box.log()[-2000:]}"
        except Exception as error:  # the next scenario is worth running all the same
            failed += 1
            print(f"✘ {scenario.__name__}: {type(error).__name__}: {error}", flush=True)
            continue
        box.remove()
        passed += 1
        print(f"✔ {scenario.__name__}", flush=True)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
