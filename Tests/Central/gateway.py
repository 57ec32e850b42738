"""The built server as a process, and a box as a client of it, for black-box tests.

It exists so that stories read like what boxes do. It must never reach into the server otherwise
than over HTTP, nor read its own files but for the log.
"""

import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cluster import MIGRATIONS, PLATFORM

START = 1_790_000_000_000


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()
        self.at = time.monotonic()

    @property
    def json(self):
        return json.loads(self.bytes)


class Installation:
    """One database and the keys that belong to it; any number of servers over it."""

    # Where the servers listen.
    host = "127.0.0.1"

    def __init__(self, binary, cluster, database, user="postgres", door=None):
        self.user = user
        # The box's own binary, and the real boxes that are enrolled here.
        self.door = door
        self.doors = []
        self.binary = str(binary)
        self.cluster = cluster
        self.database = database
        self.keys = cluster.folder / f"{database}.keys"
        self.servers = []

    def command(self, *words, ok=True):
        environment = {**os.environ, "PGHOST": str(self.cluster.folder), "PGUSER": self.user,
                       "PGDATABASE": self.database}
        done = subprocess.run([self.binary, *words], env=environment, text=True,
                              capture_output=True)
        assert (done.returncode == 0) == ok, (words, done.returncode, done.stderr)
        return done.stdout.strip() if ok else done.stderr

    def administer(self, *words, **options):
        return self.command(*words, "--keys", str(self.keys), **options)

    def prepare(self):
        with self.cluster.connect("postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{self.database}"')
        self.administer("init")
        self.command("migrate", "--migrations", str(MIGRATIONS),
                     "--with-platform-tables", str(PLATFORM))
        return self

    def serve(self, port=0, **environment):
        server = Server(self, environment, port)
        self.servers.append(server)
        return server

    def enrol(self, server, name, *events, **more):
        words = ["enrolment", "new", name, "--door", "door-" + name]
        for event in events:
            words += ["--event", event]
        code = self.administer(*words)
        return Box(server, name, code, **more)

    def close(self):
        for server in self.servers:
            server.kill()
        for door in self.doors:
            door.remove()


class Server:
    def __init__(self, installation, environment, port=0):
        self.log = installation.cluster.folder / f"server-{uuid.uuid4()}.log"
        self.host = installation.host
        self.process = subprocess.Popen(
            [installation.binary, "serve", "--listen", f"{self.host}:{port}",
             "--log-level", "debug", "--keys", str(installation.keys),
             "--migrations", str(MIGRATIONS)],
            stderr=open(self.log, "wb"), stdout=subprocess.DEVNULL,
            env={**os.environ, "PGHOST": str(installation.cluster.folder),
                 "PGUSER": installation.user, "PGDATABASE": installation.database, **environment})
        deadline = time.monotonic() + 20
        while not (found := re.search(r"port=(\d+).*serving", self.log.read_text("utf-8"))):
            assert self.process.poll() is None, self.log.read_text("utf-8")
            assert time.monotonic() < deadline, "it does not serve"
            time.sleep(0.02)
        self.port = int(found[1])

    def ask(self, method, path, body=None, headers=None, timeout=40):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def stop(self):
        """Asks it to end; returns its status and the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20), time.monotonic() - begun

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Box:
    """A door's box: enrols when it is made."""

    def __init__(self, server, name, code, key=None):
        self.server = server
        self.name = name
        self.key = key or X25519PrivateKey.generate()
        self.life = str(uuid.uuid4())
        self.number = 0
        self.answer = server.ask("POST", "/v1/enrol", json.dumps({
            "code": code, "device": name, "public_key": public_text(self.key)}), JSON)
        assert self.answer.status == 201, self.answer.bytes
        self.token = self.answer.json["token"]
        self.server_key = base64.b64decode(self.answer.json["server_key"])

    def ask(self, method, path, body=None, headers=None, server=None, **options):
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        if body is not None and not isinstance(body, (str, bytes)):
            body, headers = json.dumps(body), {**JSON, **headers}
        return (server or self.server).ask(method, path, body, headers, **options)

    def feed(self, event, after=0, generation=None, wait=0, **options):
        query = f"after={after}&wait={wait}&incarnation={self.life}"
        if generation:
            query += f"&generation={generation}"
        return self.ask("GET", f"/v1/events/{event}/feed?{query}", **options)

    def whole_feed(self, event, **options):
        """Every entry up to the head, and the last page."""
        after, generation, entries = 0, None, []
        while True:
            page = self.feed(event, after, generation, **options).json
            entries += page["entries"]
            if page["cursor"] == after:
                return entries, page
            after, generation = page["cursor"], page["generation"]

    def entry(self, event, ticket, minute=0, **members):
        self.number += 1
        at = START + minute * 60_000
        return {"number": self.number, "at": at, "clock": at, "tick": 0, "time_trusted": True,
                "door": "door-" + self.name, "direction": "entry", "source": "camera",
                "event": event, "ticket": ticket, "ticket_event": event, "scheme": "ns2_ed25519",
                "issued_at": START - 1000, "generation": 0, "act": "scan", "outcome": "admitted",
                "people": 0, **members}

    def send(self, attempts, **more):
        return self.ask("POST", "/v1/attempts",
                        {"incarnation": self.life, "attempts": attempts, **more}, more.pop(
                            "headers", None))


JSON = {"Content-Type": "application/json"}


class Later(threading.Thread):
    """Something that is asked now and answered later."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work = work
        self.answer = self.fault = None
        self.start()

    def run(self):
        try:
            self.answer = self.work()
        except Exception as fault:
            self.fault = fault

    def result(self, seconds=40):
        self.join(seconds)
        assert not self.is_alive(), "it was not answered"
        if self.fault:
            raise self.fault
        return self.answer


def public_text(key):
    return base64.b64encode(
        key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def until(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.02)
    return value


def open_box(box, key, purpose):
    """RFC 9180, base mode, from the standard's text: DHKEM(X25519), HKDF-SHA256, AES-128-GCM.
    None when it does not open."""
    def labelled(suite, label):
        return b"HPKE-v1" + suite + label

    def extract(salt, suite, label, material):
        return hmac.digest(salt or bytes(32), labelled(suite, label) + material, "sha256")

    def expand(secret, suite, label, info, count):
        return hmac.digest(secret, count.to_bytes(2, "big") + labelled(suite, label) + info
                           + b"\x01", "sha256")[:count]

    kem, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x01"
    own = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    shared = key.exchange(X25519PublicKey.from_public_bytes(box[:32]))
    agreed = expand(extract(b"", kem, b"eae_prk", shared), kem, b"shared_secret",
                    box[:32] + own, 32)
    context = b"\x00" + extract(b"", suite, b"psk_id_hash", b"") \
        + extract(b"", suite, b"info_hash", purpose.encode())
    root = extract(agreed, suite, b"secret", b"")
    try:
        return AESGCM(expand(root, suite, b"key", context, 16)).decrypt(
            expand(root, suite, b"base_nonce", context, 12), box[32:], b"")
    except InvalidTag:
        return None


def digest(data):
    return hashlib.sha256(data).hexdigest()
