"""What boxes see of the built server, over HTTP. Each function is one story; each has a database of
its own.
"""

import base64
import http.client
import json
import re
import socket
import subprocess
import time
import uuid

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from cluster import MIGRATIONS, PLATFORM, ROOT
from evening import Venue
from gateway import JSON, Installation, Later, digest, open_box, public_text, until


class House:
    """An event with a tier, a key of each kind and a server."""

    def __init__(self, here, tickets=3):
        self.here = here
        self.event = here.administer("event", "add", "An evening", "--starts",
                                     "2026-10-01T20:00:00Z")
        self.tier = here.administer("tier", "add", "General", "--event", self.event, "--price",
                                    "150000")
        here.administer("key", "new", "--event", self.event)
        here.administer("key", "new", "--event", self.event, "--scheme", "ns2_hmac", "--id", "9")
        made = here.administer("tickets", "add", "--event", self.event, "--tier", self.tier,
                               "--count", str(tickets), "--holder", "Ada Lovelace")
        self.tickets = [line.split("\t")[0] for line in made.split("\n")]
        self.server = here.serve()

    def box(self, name, **more):
        return self.here.enrol(self.server, name, self.event, **more)

    def db(self):
        return self.here.cluster.connect(self.here.database, autocommit=True)

    def settle(self):
        """Until everything is numbered that there is."""
        with self.db() as db:
            until(lambda: db.execute("SELECT count(*) FROM door_outbox").fetchone()[0] == 0)

    def sell(self):
        """As the platform does, behind the server's back."""
        with self.db() as db:
            return str(db.execute(
                "INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data, holder_name)"
                " VALUES (%s, %s, '', 'Somebody') RETURNING id",
                [self.tier, uuid.uuid4().hex]).fetchone()[0])


def is_problem(answer, status, code):
    assert answer.status == status, (answer.status, answer.bytes)
    assert answer.headers["Content-Type"] == "application/problem+json", answer.headers
    assert answer.json["code"] == code and answer.json["status"] == status, answer.json
    assert answer.headers["Checkin-Time"] and answer.headers["X-Request-Id"], answer.headers
    return answer


def a_code_makes_one_box_and_no_second(here):
    house = House(here)
    code = here.administer("enrolment", "new", "a", "--door", "front", "--event", house.event)
    body = {"code": code.lower().replace("-", " "), "device": "box-a",
            "public_key": public_text(X25519PrivateKey.generate())}
    first = house.server.ask("POST", "/v1/enrol", json.dumps(body), JSON)
    assert first.status == 201 and first.json["door"] == "front", first.bytes
    assert [event["id"] for event in first.json["events"]] == [house.event]
    again = house.server.ask("POST", "/v1/enrol", json.dumps({**body, "device": "box-b"}), JSON)
    is_problem(again, 403, "enrolment_used")
    unknown = {**body, "code": "AAAAA-AAAAA-AAAAA-AAAAA"}
    is_problem(house.server.ask("POST", "/v1/enrol", json.dumps(unknown), JSON), 403,
               "enrolment_unknown")
    taken = here.administer("enrolment", "new", "b", "--door", "front", "--event", house.event)
    is_problem(house.server.ask("POST", "/v1/enrol", json.dumps({**body, "code": taken}), JSON),
               409, "device_exists")
    for wrong in ({**body, "public_key": "AAAA"}, {**body, "device": ""}):
        is_problem(house.server.ask("POST", "/v1/enrol", json.dumps(wrong), JSON), 422,
                   "enrolment_malformed")
    is_problem(house.server.ask("POST", "/v1/enrol", json.dumps({"code": code}), JSON), 400,
               "malformed_body")
    # What was refused used no code up.
    free = {**body, "code": taken, "device": "box-c"}
    assert house.server.ask("POST", "/v1/enrol", json.dumps(free), JSON).status == 201


def pictures_hold_the_codes(here):
    house = House(here)
    folder = here.cluster.folder / "pictures"
    made = here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                           "--count", "3", "--format", "png", "--output", str(folder))
    for line in made.split("\n"):
        _, number, code = line.split("\t")
        read = subprocess.run(["zbarimg", "-q", "--raw", folder / f"{number}.png"], text=True,
                              capture_output=True)
        assert read.stdout.removesuffix("\n") == code.strip(), (read.stdout, code)
    with house.db() as db:
        assert db.execute("SELECT count(*) FROM tickets WHERE qr_code_data LIKE 'N2:%'"
                          ).fetchone()[0] == 6


def printed_pages_hold_the_codes(here):
    house = House(here)
    folder = here.cluster.folder / "pages"
    made = here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                           "--count", "3", "--format", "pdf", "--output", str(folder))
    subprocess.run(["pdftoppm", "-r", "150", "-png", folder / "tickets.pdf", folder / "page"],
                   check=True)
    for page, line in enumerate(made.split("\n"), 1):
        _, number, code = line.split("\t")
        read = subprocess.run(["zbarimg", "-q", "--raw", folder / f"page-{page}.png"], text=True,
                              capture_output=True)
        assert read.stdout.removesuffix("\n") == code.strip(), (read.stdout, code)
        said = subprocess.run(["pdftotext", "-f", str(page), "-l", str(page),
                               folder / "tickets.pdf", "-"], text=True, capture_output=True)
        assert number in said.stdout, said


def secrets_of_keys_are_sealed_for_one_box(here):
    house = House(here)
    a, b = house.box("a"), house.box("b")
    keys = {key["algorithm"]: key for key in a.ask("GET", "/v1/device").json["keys"]}
    assert "sealed" not in keys["ed25519"] and len(
        base64.b64decode(keys["ed25519"]["public_key"])) == 32
    sealed = base64.b64decode(keys["hmac-sha256"]["sealed"])
    purpose = f"checkind/device-key/{house.event}/ns2/hmac-sha256/9"
    secret = open_box(sealed, a.key, purpose)
    assert secret and len(secret) == 32
    assert open_box(sealed, b.key, purpose) is None
    assert open_box(sealed, a.key, purpose.replace("/9", "/8")) is None
    other = {key["algorithm"]: key for key in b.ask("GET", "/v1/device").json["keys"]}
    assert open_box(base64.b64decode(other["hmac-sha256"]["sealed"]), b.key, purpose) == secret
    until(lambda: len([e for e in a.whole_feed(house.event)[0] if e["kind"] == "key"]) == 2)
    text = json.dumps(a.whole_feed(house.event)[0])
    assert "sealed" not in text and secret.hex() not in text


def who_is_nobody_is_told_how_to_be_somebody(here):
    house = House(here)
    box = house.box("a")
    for path in ("/v1/device", f"/v1/events/{house.event}/feed",
                 f"/v1/events/{house.event}/snapshot"):
        answer = is_problem(house.server.ask("GET", path), 401, "token_missing")
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        for token in ("0" * 64, "x", box.token[:-1], box.token.upper(), box.token + "0"):
            is_problem(house.server.ask("GET", path, headers={
                "Authorization": f"Bearer {token}"}), 401, "token_unknown")
    other = here.administer("event", "add", "Another", "--starts", "2026-10-02T20:00:00Z")
    for event in (other, str(uuid.uuid4()), "nonsense"):
        for rest in ("feed", "snapshot"):
            is_problem(box.ask("GET", f"/v1/events/{event}/{rest}"), 403, "event_not_served")
    is_problem(box.ask("GET", "/nothing"), 404, "not_found")


def what_is_too_large_or_no_json_is_refused(here):
    house = House(here)
    box = house.box("a")
    is_problem(box.ask("POST", "/v1/attempts", "{}", {"Content-Type": "text/plain"}), 415,
               "not_json")
    is_problem(box.ask("POST", "/v1/attempts", "{", JSON), 400, "malformed_body")
    is_problem(box.ask("POST", "/v1/attempts", b'{"a": "\xff"}', JSON), 400, "malformed_body")
    is_problem(box.ask("POST", "/v1/attempts", '{"attempts": ["\\u0000"]}', JSON), 400,
               "malformed_body")
    is_problem(box.ask("POST", "/v1/attempts", b'{"attempts": []}\0', JSON), 400,
               "malformed_body")
    for body in ("[]", "7", "{}", '{"attempts": []}', '{"incarnation": "", "attempts": []}',
                 '{"incarnation": "l", "attempts": {}}', '{"incarnation": 7, "attempts": []}'):
        is_problem(box.ask("POST", "/v1/attempts", body, JSON), 422, "batch_malformed")
    many = [box.entry(house.event, house.tickets[0], place) for place in range(501)]
    is_problem(box.send(many), 413, "batch_too_large")
    huge = "x" * (5 << 20)
    is_problem(box.ask("POST", "/v1/attempts", json.dumps({"a": huge}), JSON), 413,
               "body_too_large")
    connection = http.client.HTTPConnection("127.0.0.1", house.server.port, timeout=20)
    connection.request("POST", "/v1/attempts", iter([b"x" * 65536] * 80), {
        **JSON, "Authorization": f"Bearer {box.token}"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    for query in ("after=-1", "after=x", "wait=31", "limit=0", "limit=501", "generation=x",
                  "after=99999999999999999999"):
        is_problem(box.ask("GET", f"/v1/events/{house.event}/feed?{query}"), 400,
                   "query_malformed")
    assert house.server.ask("GET", "/healthz").status == 200


def sending_again_changes_nothing(here):
    house = House(here)
    box = house.box("a")
    batch = [box.entry(house.event, ticket, place) for place, ticket in enumerate(house.tickets)]
    first, second = box.send(batch), box.send(batch)
    assert first.status == second.status == 200
    assert (first.json["held"], first.json["stored"]) == (3, 3), first.json
    assert (second.json["held"], second.json["stored"], second.json["known"]) == (3, 0, 3)
    with house.db() as db:
        assert db.execute("SELECT count(*) FROM door_attempt").fetchone()[0] == 3
        assert db.execute("SELECT count(*) FROM tickets WHERE status = 'used'").fetchone()[0] == 3
    forged = box.send([{**batch[0], "outcome": "refused"}]).json
    assert forged["forked"] == [1], forged
    assert "central_attempts_stored_total 3" in house.server.ask("GET", "/metrics").bytes.decode()


def a_double_admission_is_told_to_both(here):
    house = House(here)
    a, b = house.box("a"), house.box("b")
    ticket = house.tickets[0]
    assert a.send([a.entry(house.event, ticket)]).json["notes"] == []
    note = b.send([b.entry(house.event, ticket, 1)]).json["notes"][0]
    assert note["with"]["device"] == "a", note
    entries = until(lambda: [e for e in a.whole_feed(house.event)[0] if e["kind"] == "attempt"])
    assert [e["body"]["device"] for e in entries] == ["b"], "its own, or not the other's"
    listed = here.administer("conflicts", "list", "--event", house.event)
    assert note["conflict"] in listed and "undecided" in listed


def conflicts_are_told_to_boxes_of_the_event_alone(here):
    house = House(here)
    a, b = house.box("a"), house.box("b")
    path = f"/v1/events/{house.event}/conflicts"
    assert a.ask("GET", path).json == {"event": house.event, "conflicts": []}
    for box in (a, b):
        box.send([box.entry(house.event, ticket, place)
                  for place, ticket in enumerate(house.tickets[:2])])
    told = a.ask("GET", path).json["conflicts"]
    assert len(told) == 2 and told == b.ask("GET", path).json["conflicts"]
    first = a.ask("GET", path + "?limit=1").json
    assert first["conflicts"] == told[:1] and first["next"] == told[0]["id"], first
    rest = a.ask("GET", path + f"?limit=1&after={first['next']}").json
    assert rest["conflicts"] == told[1:] and "next" not in rest, rest
    for query in ("limit=0", "limit=201", "limit=x", "after=x", "after=" + "A" * 32):
        is_problem(a.ask("GET", f"{path}?{query}"), 400, "query_malformed")
    is_problem(house.server.ask("GET", path), 401, "token_missing")
    other = here.administer("event", "add", "Another", "--starts", "2026-10-02T20:00:00Z")
    is_problem(a.ask("GET", f"/v1/events/{other}/conflicts"), 403, "event_not_served")
    # Who went out between was let in rightly.
    a.send([a.entry(house.event, house.tickets[0], 0, direction="exit", outcome="exited")])
    left = b.ask("GET", path).json["conflicts"]
    assert [one["ticket"] for one in left] == [house.tickets[1]], left


def a_known_path_says_which_methods_it_has(here):
    house = House(here)
    box = house.box("a")
    for path, wrong, allowed in (
            ("/v1/enrol", "GET", "POST"), ("/v1/device", "POST", "GET, HEAD"),
            ("/v1/attempts", "PUT", "POST"),
            (f"/v1/events/{house.event}/feed", "DELETE", "GET, HEAD"),
            (f"/v1/events/{house.event}/messages", "GET", "POST"),
            (f"/v1/events/{house.event}/conflicts", "POST", "GET, HEAD"),
            (f"/v1/events/{house.event}/snapshot/{uuid.uuid4()}", "PATCH", "GET, HEAD"),
            ("/healthz", "OPTIONS", "GET, HEAD"), ("/metrics", "TRACE", "GET, HEAD")):
        answer = is_problem(box.ask(wrong, path), 405, "method_not_allowed")
        assert answer.headers["Allow"] == allowed, (path, answer.headers["Allow"])
    assert house.server.ask("HEAD", "/healthz").status == 200
    for path in ("/", "/v1", "/v1/device/x", f"/v1/events/{house.event}", "/v1/events//feed"):
        is_problem(box.ask("POST", path), 404, "not_found")


def a_sale_wakes_whoever_waits(here):
    house = House(here)
    box = house.box("a")
    house.settle()
    head = box.whole_feed(house.event)[1]
    spans = []
    for _ in range(10):
        poll = Later(lambda: box.feed(house.event, head["cursor"], head["generation"], wait=25))
        time.sleep(0.1)
        sold = house.sell()
        begun = time.monotonic()
        answer = poll.result()
        spans.append(answer.at - begun)
        head = answer.json
        assert [(e["kind"], e["key"]) for e in head["entries"]] == [("ticket", sold)], head
    assert max(spans) < 1, spans
    begun = time.monotonic()
    answer = box.feed(house.event, head["cursor"], head["generation"], wait=1)
    assert answer.status == 200 and answer.json["entries"] == [], answer.bytes
    assert 0.9 < time.monotonic() - begun < 3
    # A cursor of another life means nothing here.
    assert box.feed(house.event, 3, str(uuid.uuid4()), wait=25).json["reset"] is True


def a_newer_wait_ends_the_older(here):
    house = House(here)
    box = house.box("a")
    house.settle()
    page = box.whole_feed(house.event)[1]
    polls = []
    for _ in range(3):
        polls.append(Later(
            lambda: box.feed(house.event, page["head"], page["generation"], wait=25)))
        time.sleep(0.2)
    assert polls[0].result(5).status == polls[1].result(5).status == 200
    assert polls[2].is_alive()
    house.sell()
    assert polls[2].result(5).json["entries"]


def messages_reach_the_doors(here):
    house = House(here)
    a, b = house.box("a"), house.box("b")
    here.administer("staff", "add", "Noor", "--event", house.event, "--id", "11", "--role",
                    "manager")
    here.administer("staff", "add", "Sam", "--event", house.event, "--id", "12", "--role",
                    "steward")
    path = f"/v1/events/{house.event}/messages"
    alarm = {"id": str(uuid.uuid4()), "kind": "emergency"}
    assert a.ask("POST", path, alarm).status == a.ask("POST", path, alarm).status == 201
    is_problem(a.ask("POST", path, {"id": str(uuid.uuid4()), "kind": "emergency"}), 409,
               "emergency_holds")
    words = {"id": str(uuid.uuid4()), "kind": "message", "text": "Doors at nine"}
    for staff in ("12", "99"):
        is_problem(a.ask("POST", path, {**words, "staff": staff}), 403, "staff_may_not")
    assert a.ask("POST", path, {**words, "staff": "11"}).status == 201
    clear = {"id": str(uuid.uuid4()), "kind": "all_clear", "ends": alarm["id"]}
    is_problem(a.ask("POST", path, {**clear, "staff": "12"}), 403, "staff_may_not")
    # The box answers for somebody whom the server does not know.
    assert a.ask("POST", path, clear).status == 201
    for wrong in ({"kind": "shout"}, {"id": "x"}, {"text": ""}, {"text": "x" * 1001},
                  {"text": "a\u0001b"}, {"ends": "x"}):
        is_problem(a.ask("POST", path, {**words, "staff": "11", **wrong}), 422,
                   "message_malformed")
    is_problem(a.ask("POST", path, {**clear, "staff": "11", "ends": words["id"]}), 409,
               "emergency_unknown")

    def told():
        return [e["body"]["kind"] for e in b.whole_feed(house.event)[0] if e["kind"] == "message"]
    until(lambda: told() == ["emergency", "message", "all_clear"])


def a_snapshot_is_whole_signed_and_can_be_resumed(here):
    house = House(here, tickets=4000)
    box, other = house.box("a"), house.box("b")
    box.send([box.entry(house.event, ticket) for ticket in house.tickets[:5]])
    until(lambda: len([e for e in other.whole_feed(house.event)[0]
                       if e["kind"] == "attempt"]) == 5)
    told = box.ask("GET", f"/v1/events/{house.event}/snapshot")
    assert told.status == 200, told.bytes
    told = told.json
    assert (told["tickets"], told["attempts"]) == (4000, 5), told
    path = f"/v1/events/{house.event}/snapshot/{told['id']}"
    whole = box.ask("GET", path)
    assert whole.status == 200 and len(whole.bytes) == told["size"] > 1 << 20, told
    lines = [json.loads(line) for line in whole.bytes.split(b"\n")[:-1]]
    header, trailer = lines[0], lines[-1]
    assert header["cursor"] == told["cursor"] and trailer["lines"] == len(lines) - 1
    proved = whole.bytes[:whole.bytes.rindex(b"\n", 0, -1) + 1]
    assert trailer["sha256"] == told["sha256"] == digest(proved)
    statement = "\n".join(["checkind/snapshot/1", house.event, header["generation"],
                           str(header["cursor"]), trailer["sha256"]]).encode()
    key = Ed25519PublicKey.from_public_bytes(box.server_key)
    key.verify(base64.b64decode(trailer["signature"]), statement)
    try:
        key.verify(base64.b64decode(trailer["signature"]), statement + b"0")
        raise AssertionError("a signature of something else")
    except InvalidSignature:
        pass
    kinds = [line["kind"] for line in lines]
    assert kinds.count("ticket") == 4000 and kinds.count("attempt") == 5, set(kinds)
    keys = [line["key"] for line in lines if line["kind"] == "ticket"]
    assert keys == sorted(keys) and set(keys) == set(house.tickets)
    assert b"sealed" not in whole.bytes
    # Resumed at three places, within a piece and at its edge.
    size, parts = told["size"], b""
    for first, last in ((0, 524287), (524288, 600000), (600001, None)):
        answer = box.ask("GET", path, headers={
            "Range": f"bytes={first}-{'' if last is None else last}",
            "If-Range": whole.headers["ETag"]})
        assert answer.status == 206, answer.status
        end = size - 1 if last is None else last
        assert answer.headers["Content-Range"] == f"bytes {first}-{end}/{size}"
        parts += answer.bytes
    assert parts == whole.bytes
    assert box.ask("GET", path, headers={"Range": "bytes=-10"}).bytes == whole.bytes[-10:]
    behind = is_problem(box.ask("GET", path, headers={"Range": f"bytes={size}-"}), 416,
                        "range_not_satisfiable")
    assert behind.headers["Content-Range"] == f"bytes */{size}"
    changed = box.ask("GET", path, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert changed.status == 200 and changed.bytes == whole.bytes
    is_problem(box.ask("GET", path[:-1] + ("0" if path[-1] != "0" else "1")), 404,
               "snapshot_unknown")
    # The same one again, and the feed goes on from it.
    assert box.ask("GET", f"/v1/events/{house.event}/snapshot").json["id"] == told["id"]
    sold = house.sell()
    page = until(lambda: box.feed(house.event, told["cursor"], told["generation"]).json["entries"])
    assert [e["key"] for e in page] == [sold]


def a_revoked_box_is_told_so_by_the_servers_own_key(here):
    house = House(here)
    box, other = house.box("a"), house.box("b")
    poll = Later(lambda: box.feed(house.event, 10_000_000, wait=1))
    here.administer("device", "revoke", "a")
    answer = is_problem(box.ask("GET", "/v1/device"), 403, "device_revoked")
    proof = json.loads(answer.json["revocation"])
    assert proof["device"] == "a"
    statement = f"checkind/revocation/1\na\n{proof['at']}".encode()
    Ed25519PublicKey.from_public_bytes(box.server_key).verify(
        base64.b64decode(proof["signature"]), statement)
    for ask in (lambda: box.send([]), lambda: box.feed(house.event),
                lambda: box.ask("GET", f"/v1/events/{house.event}/snapshot")):
        is_problem(ask(), 403, "device_revoked")
    poll.result()
    assert other.ask("GET", "/v1/device").status == 200
    assert "revoked" in here.administer("device", "list")
    here.administer("device", "revoke", "a", ok=False)


def a_stop_answers_everybody_who_waits(here):
    house = House(here)
    boxes = [house.box(f"box-{number}") for number in range(12)]
    house.settle()
    page = boxes[0].whole_feed(house.event)[1]
    polls = [Later(lambda box=box: box.feed(house.event, page["head"], page["generation"],
                                            wait=25)) for box in boxes]

    def waiting():
        text = house.server.ask("GET", "/metrics").bytes.decode()
        return "central_feed_waiters 12" in text
    until(waiting)
    status, seconds = house.server.stop()
    assert status == 0 and seconds < 3, (status, seconds)
    assert [poll.result(5).status for poll in polls] == [200] * 12


def two_servers_are_as_good_as_one(here):
    house = House(here)
    second = here.serve()
    a, b = house.box("a"), house.box("b")
    house.settle()
    head = b.whole_feed(house.event, server=second)[1]
    for turn in range(20):
        poll = Later(lambda: b.feed(house.event, head["cursor"], head["generation"], wait=25,
                                    server=second))
        time.sleep(0.05)
        begun = time.monotonic()
        assert a.send([a.entry(house.event, house.tickets[turn % 3], turn)]).status == 200
        answer = poll.result()
        assert answer.at - begun < 1, answer.at - begun
        head = answer.json
        assert head["entries"][-1]["body"]["number"] == turn + 1
    for _ in range(30):
        house.sell()
    house.settle()
    with house.db() as db:
        positions = [row[0] for row in db.execute(
            "SELECT position FROM door_feed WHERE event = %s ORDER BY 1", [house.event])]
    assert positions == list(range(1, len(positions) + 1))
    first, _ = a.whole_feed(house.event)
    assert [e["position"] for e in a.whole_feed(house.event, server=second)[0]] == [
        e["position"] for e in first]
    assert house.server.stop()[0] == 0
    head = b.whole_feed(house.event, server=second)[1]
    poll = Later(lambda: b.feed(house.event, head["cursor"], head["generation"], wait=25,
                                server=second))
    time.sleep(0.1)
    house.sell()
    assert poll.result(5).json["entries"], "the other one went on alone"


def a_database_that_was_away_is_found_again(here):
    house = House(here)
    box = house.box("a")
    until(lambda: house.server.ask("GET", "/readyz").status == 200)
    here.cluster.run("pg_ctl", "-D", here.cluster.data, "-m", "immediate", "-w", "stop")
    try:
        answer = is_problem(box.ask("GET", "/v1/device"), 503, "database_unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
        is_problem(house.server.ask("GET", "/readyz"), 503, "database_unavailable")
        assert house.server.ask("GET", "/healthz").status == 200
    finally:
        here.cluster.run("pg_ctl", "-D", here.cluster.data, "-l", here.cluster.folder / "log",
                         "-w", "start")
    until(lambda: box.ask("GET", "/v1/device").status == 200, 30)
    until(lambda: b"central_database_listening 1" in house.server.ask("GET", "/metrics").bytes, 30)
    head = box.whole_feed(house.event)[1]
    poll = Later(lambda: box.feed(house.event, head["cursor"], head["generation"], wait=25))
    time.sleep(0.1)
    house.sell()
    assert poll.result(5).json["entries"]


def logs_name_nobody_and_hold_no_secret(here):
    house = House(here)
    box = house.box("a")
    box.send([box.entry(house.event, house.tickets[0])])
    box.send([{**box.entry(house.event, house.tickets[0]), "number": 1, "facts": "Ada Lovelace"}])
    box.whole_feed(house.event)
    box.ask("GET", f"/v1/events/{house.event}/snapshot")
    text = house.server.log.read_text("utf-8")
    assert "forked" in text
    for secret in (box.token, "Ada", "Lovelace", house.tickets[0], "Bearer", "host=",
                   str(here.cluster.folder), "signing"):
        assert secret not in text, secret
    assert re.search(r"route=/?v1/attempts", text), text[-500:]
    named = box.ask("GET", "/v1/device", headers={"X-Request-Id": "my-own-1"})
    assert named.headers["X-Request-Id"] == "my-own-1"
    odd = box.ask("GET", "/v1/device", headers={"X-Request-Id": "a b"})
    assert odd.headers["X-Request-Id"] != "a b"


def who_hangs_up_in_the_middle_is_no_fault_of_ours(here):
    house = House(here)
    box = house.box("a")
    with socket.create_connection((house.server.host, house.server.port)) as connection:
        connection.sendall(
            f"POST /v1/attempts HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {box.token}\r\n"
            "Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{".encode())
    said = until(lambda: re.findall(r"route=/v1/attempts status=(\d+)",
                                    house.server.log.read_text("utf-8")))
    assert said == ["400"], said
    assert "A request failed" not in house.server.log.read_text("utf-8")


def a_changed_step_is_not_passed_over(here):
    with here.cluster.connect(here.database, autocommit=True) as db:
        db.execute("UPDATE door_migration SET sha256 = sha256(sha256) WHERE name = '0004-rows'")
        assert "migration_changed" in here.command(
            "migrate", "--migrations", str(MIGRATIONS), ok=False)
        assert "migration_changed" in here.administer(
            "serve", "--migrations", str(MIGRATIONS), ok=False)
        db.execute("DELETE FROM door_migration WHERE name = '0004-rows'")
        assert "migrations_missing" in here.administer(
            "serve", "--migrations", str(MIGRATIONS), ok=False)
        db.execute("INSERT INTO door_migration (name) VALUES ('0004-rows'), ('9999-newer')")
        assert "migration_unknown" in here.administer(
            "serve", "--migrations", str(MIGRATIONS), ok=False)


def the_rights_that_the_document_gives_are_enough(here):
    """A role that owns nothing of the platform's serves; and one that only sells still sells."""
    page = (ROOT / "docs" / "OPERATIONS.md").read_text("utf-8")
    (grants,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    confined = Installation(here.binary, here.cluster, "confined", "checkin-central")
    with here.cluster.connect("postgres", autocommit=True) as db:
        db.execute("CREATE DATABASE confined")
    try:
        with here.cluster.connect("confined", autocommit=True) as db:
            db.execute(PLATFORM.read_text("utf-8"))
            db.execute(grants)
            db.execute("CREATE ROLE seller LOGIN;"
                       " GRANT ALL ON events, ticket_tiers, orders, tickets TO seller")
            confined.administer("init")
            confined.command("migrate", "--migrations", str(MIGRATIONS))
            with here.cluster.connect("confined", autocommit=True, user="seller") as seller:
                venue = Venue(seller)
                event = venue.event()
                sold = venue.ticket(venue.tier(event))
            confined.administer("key", "new", "--event", event)
            server = confined.serve()
            box = confined.enrol(server, "a", event)
            until(lambda: [e for e in box.whole_feed(event)[0] if e["key"] == sold])
            assert box.send([box.entry(event, sold)]).json["stored"] == 1
            assert box.ask("GET", f"/v1/events/{event}/snapshot").json["tickets"] == 1
            assert db.execute("SELECT status FROM tickets").fetchone() == ("used",)
            assert "central_sequencer_faults_total 0" in server.ask(
                "GET", "/metrics").bytes.decode()
    finally:
        confined.close()
