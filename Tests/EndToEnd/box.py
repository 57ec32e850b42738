"""A box on disk and the real daemon on it: what every end-to-end test starts from.

It knows the daemon only as ops do: its files, its commands, its pages.
"""

import datetime
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
EVENT = "7d2f3c9e-0a51-4f6e-9a39-0d5a6a1b2c3d"
DOOR = "door-a"
# A start takes tens of milliseconds; a loaded machine may need a thousand times that.
START_LIMIT = 120.0
# What a daemon says that has its port.
OPENED = "the door is open for scanning"
# The daemon takes at most eleven, of its own clock; a loaded machine may be late with the rest.
STOP_LIMIT = 60.0
# An answer takes milliseconds. Nothing is proved by how long a loaded machine needs for it.
ANSWER_LIMIT = 60.0
COMMAND_LIMIT = 300.0
# Ports that no client is given by itself, so that nobody can hold one between the look and the
# daemon: the kernel's begin at 32768, and a machine that says otherwise is asked.
LOWEST_PORT, HIGHEST_PORT = 15_000, 32_767
CLIENT_PORTS = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")
# Another server may still come between; so often in a row it does not.
PORT_TRIES = 20


def hours_from_now(hours):
    """A moment for a configuration: guests' data goes two weeks after an event."""
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=hours)
    return moment.isoformat(timespec="seconds")


def free_port():
    """A port of 127.0.0.1 on which nothing listens now. Whoever starts a server there must be ready
    to hear that another one was quicker."""
    lowest_of_clients = int(CLIENT_PORTS.read_text().split()[0])
    ports = range(LOWEST_PORT, max(min(HIGHEST_PORT + 1, lowest_of_clients), LOWEST_PORT + 1))
    while True:
        port = random.choice(ports) if len(ports) > 1 else 0
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return probe.getsockname()[1]


class Box:
    """A state directory, a key, a ticket list and, between start and stop, a daemon."""

    def __init__(self, binary, tickets=300, camera="none", extra=""):
        self.binary = str(pathlib.Path(binary).resolve())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-e2e-"))
        self.log_file = self.folder / "log"
        self.port = free_port()
        # Once it has listened, pages know it by its port.
        self.has_listened = False
        self.process = None
        for name in ("state", "keys"):
            (self.folder / name).mkdir(mode=0o700)
        self.config = self.folder / "checkind.toml"
        self.config.write_text(CONFIGURATION.format(
            starts_at=hours_from_now(0), folder=self.folder, resources=ROOT / "Resources",
            port=self.port, event=EVENT, door=DOOR, camera=camera, extra=extra))
        key = self.run("code", "key", "--event", EVENT, "--scheme", "ns2_hmac")
        self.key = self.folder / "keys" / "event.toml"
        self.key.write_text(key)
        self.key.chmod(0o600)
        self.tickets = [str(uuid.uuid4()) for _ in range(tickets)]
        rows = self.folder / "tickets.ndjson"
        with rows.open("w") as file:
            for index, ticket in enumerate(self.tickets):
                json.dump({"ticket_id": ticket, "tier_id": "general", "number": f"T-{index}"}, file)
                file.write("\n")
        self.run("import", "--config", self.config, rows)

    @classmethod
    def at(cls, folder, binary):
        """A box that was made before, and is in this folder now."""
        box = cls.__new__(cls)
        box.binary, box.folder, box.process = str(binary), pathlib.Path(folder), None
        box.config, box.key = box.folder / "checkind.toml", box.folder / "keys" / "event.toml"
        box.log_file = box.folder / "log"
        box.has_listened = True
        box.port = int(re.search(r"door_listen = \"127.0.0.1:(\d+)\"", box.config.read_text())[1])
        return box

    def move(self, tree, folder, resources, port):
        """Copies the box to `tree`, made for a machine that has it in `folder`."""
        shutil.copytree(self.folder, tree)
        config, text = tree / "checkind.toml", self.config.read_text()
        for old, new in ((self.folder, folder), (f"{ROOT}/Resources", resources),
                         (f":{self.port}\"", f":{port}\"")):
            assert str(old) in text, f"the configuration does not name {old}"
            text = text.replace(str(old), str(new))
        config.write_text(text)

    def run(self, *arguments, expect=0, text=None):
        """Runs a command of the binary and returns its standard output."""
        done = subprocess.run(
            [self.binary, *map(str, arguments)], capture_output=True, text=True, input=text,
            timeout=COMMAND_LIMIT)
        if done.returncode != expect:
            raise AssertionError(
                f"{arguments[0]} ended with {done.returncode}, not {expect}: {done.stderr}")
        return done.stdout

    def code(self, ticket):
        return self.run(
            "code", "make", "--keys", self.key, "--event", EVENT, "--ticket", ticket,
            "--scheme", "ns2_hmac").strip()

    def start(self, **environment):
        for _ in range(PORT_TRIES):
            before = self.log_file.stat().st_size if self.log_file.exists() else 0
            if self._starts(before, environment):
                self.has_listened = True
                return
            if self.has_listened or "error[cannot_listen]" not in self.log_after(before):
                raise AssertionError(
                    f"the daemon ended while starting:\n{self.log_after(before)[-2000:]}")
            # Another server was quicker at this port, and nobody knows the box by it yet.
            self._move_to(free_port())
        raise AssertionError(f"{PORT_TRIES} ports in a row were taken")

    def _starts(self, before, environment):
        """False when the daemon ended before it answered."""
        with self.log_file.open("a") as log:
            self.process = subprocess.Popen(
                [self.binary, "run", "--config", str(self.config)], stdout=log, stderr=log,
                env={**os.environ, **environment})
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            if self.process.poll() is not None:
                return False
            # By the log: who answers at the port may be the server that was quicker.
            if OPENED in self.log_after(before):
                self.get("/healthz")
                return True
            time.sleep(0.005)
        raise AssertionError("the daemon did not answer in time")

    def _move_to(self, port):
        text = self.config.read_text()
        assert f":{self.port}\"" in text, "the configuration does not name the port"
        self.config.write_text(text.replace(f":{self.port}\"", f":{port}\""))
        self.port = port

    def log_after(self, offset):
        with self.log_file.open("rb") as log:
            log.seek(offset)
            return log.read().decode(errors="replace")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_LIMIT)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_LIMIT)

    def get(self, path):
        url = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=ANSWER_LIMIT) as answer:
            return answer.read()

    def post(self, path, body):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"}, method="POST")
        with urllib.request.urlopen(request, timeout=ANSWER_LIMIT) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def conditions(self):
        """What the door page says is wrong, by code."""
        state = json.loads(self.get("/api/v1/door/state"))
        return [entry["code"] for entry in state["conditions"]]

    def scan(self, code):
        """The answer; its number is None when nothing was recorded."""
        return {"number": None, **self.post("/api/v1/door/scan", {"code": code})}

    def seen(self, number):
        self.post("/api/v1/door/seen", {"number": number})

    def set(self, line):
        """Puts a setting into [pages]."""
        self.config.write_text(self.config.read_text().replace("[pages]", f"[pages]\n{line}"))

    def journal(self):
        lines = self.run("export", "--config", self.config, "--format", "ndjson").splitlines()
        return [json.loads(line) for line in lines]

    def log(self):
        return self.log_file.read_text()

    def remove(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


CONFIGURATION = """
[device]
id = "e2e-box"
state_directory = "{folder}/state"
resources = "{resources}"
[door]
id = "{door}"
event = "{event}"
[camera]
device = "{camera}"
[keys]
directory = "{folder}/keys"
[pages]
door_listen = "127.0.0.1:{port}"
{extra}
[[event]]
id = "{event}"
title = "Techno Night"
starts_at = {starts_at}
code_max_age = "none"
[[event.tier]]
id = "general"
name = "General"
"""
