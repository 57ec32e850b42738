"""A door of the built daemon that is enrolled at a central server, for black-box tests.

It knows the daemon only as ops do: its commands, its configuration, its page.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

from cluster import ROOT

sys.path.append(str(ROOT / "Tests" / "EndToEnd"))
from box import Box, free_port, hours_from_now  # noqa: E402 (the path comes first)


class Door(Box):
    """Made without a list and without keys: both come from the server."""

    def __init__(self, binary, name, event, central):
        self.binary = str(pathlib.Path(binary).resolve())
        self.name = name
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-door-"))
        self.log_file = self.folder / "log"
        self.port = free_port()
        self.has_listened = False
        self.process = None
        for folder in ("state", "keys"):
            (self.folder / folder).mkdir(mode=0o700)
        self.config = self.folder / "checkind.toml"
        self.config.write_text(CONFIGURATION.format(
            name=name, folder=self.folder, resources=ROOT / "Resources", event=event,
            port=self.port, central=central, starts_at=hours_from_now(0)))

    def enrol(self, code):
        return self.run("enrol", "--config", self.config, code)

    def result(self, code):
        """What the door says to a code: why not, or how."""
        answer = self.scan(code)
        return answer.get("reason") or answer["kind"]

    def conflicts(self):
        """The names that `checkind conflicts` says."""
        return list(self.rulings())

    def rulings(self):
        """What was decided of each conflict, by `checkind conflicts`."""
        done = subprocess.run([self.binary, "conflicts", "--config", str(self.config)], text=True,
                              capture_output=True)
        said = {line.split()[0]: line.split()[-1] for line in done.stdout.splitlines()}
        waits = "undecided" in said.values()
        assert done.returncode == (2 if waits else 0), (done.returncode, done.stderr)
        return said

    def manager(self):
        """Somebody who has logged in to the manager's page. Restarts the door for it."""
        secret = self.folder / "passphrase"
        secret.write_text("an evening of two doors\n")
        secret.chmod(0o600)
        text = self.config.read_text()
        self.config.write_text(
            text.replace("[pages]\n", f'[pages]\nmanager_passphrase_file = "{secret}"\n', 1))
        assert self.stop() == 0
        self.start()
        return Manager(f"http://127.0.0.1:{self.port}", secret.read_text().strip())

    def shows(self, name):
        """A line of `checkind status`."""
        found = re.search(rf"^{name}\s+(.*)$", self.run("status", "--config", self.config), re.M)
        return found[1] if found else ""


class Manager:
    """A browser with a session."""

    def __init__(self, url, passphrase):
        self.url = url
        self.cookie = None
        self.cookie = self._ask("/login", {"passphrase": passphrase}).headers["Set-Cookie"]

    def _ask(self, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.cookie:
            headers["Cookie"] = self.cookie.split(";")[0]
        data = None if body is None else json.dumps(body).encode()
        return urllib.request.urlopen(
            urllib.request.Request(self.url + path, data=data, headers=headers), timeout=60)

    def conflicts(self):
        return json.loads(self._ask("/api/v1/venue/conflicts").read())["conflicts"]

    def decide(self, name, cause):
        return json.loads(self._ask(
            "/api/v1/venue/conflicts/decide", {"conflict": name, "cause": cause}).read())


CONFIGURATION = """
[device]
id = "{name}"
state_directory = "{folder}/state"
resources = "{resources}"
[door]
id = "door-{name}"
event = "{event}"
[camera]
device = "none"
[keys]
directory = "{folder}/keys"
[central]
url = "{central}"
allow_plain_http = true
[pages]
door_listen = "127.0.0.1:{port}"
require_display = false
[[event]]
id = "{event}"
title = "An evening"
starts_at = {starts_at}
code_max_age = "none"
"""
