"""A box that shows a certificate of its own, to a way to the server that asks for one. Each
function is one story; each has a database of its own.
"""

import datetime
import ipaddress
import os
import pathlib
import socket
import ssl
import tempfile
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding, NoEncryption, PrivateFormat)

from door import Door
from door_stories import PATIENCE, knows
from gateway import until
from server_stories import House


class Certificate:
    """One that is its own authority, as two files."""

    def __init__(self, folder, name):
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.timezone.utc)
        made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject)
                .public_key(key.public_key()).serial_number(x509.random_serial_number())
                .not_valid_before(now - datetime.timedelta(days=1))
                .not_valid_after(now + datetime.timedelta(days=1))
                .add_extension(x509.SubjectAlternativeName(
                    [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
                .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
                .sign(key, hashes.SHA256()))
        self.file = folder / f"{name}.pem"
        self.key = folder / f"{name}.key"
        self.file.write_bytes(made.public_bytes(Encoding.PEM))
        self.key.write_bytes(key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.key.chmod(0o600)


class Gate:
    """Ends TLS before the server, for those alone who show a certificate of the guest."""

    def __init__(self, server, own, guest):
        self.to = server
        self.refused = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(own.file, own.key)
        self.context.load_verify_locations(guest.file)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                box, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=[box], daemon=True).start()

    def _serve(self, box):
        try:
            box = self.context.wrap_socket(box, server_side=True)
        except (ssl.SSLError, OSError):
            self.refused += 1
            return
        server = socket.create_connection(("127.0.0.1", self.to))
        threading.Thread(target=_carry, args=[server, box], daemon=True).start()
        _carry(box, server)


def _carry(source, target):
    try:
        while part := source.recv(1 << 16):
            target.sendall(part)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def a_box_shows_its_certificate_where_one_is_asked_for(here):
    house = House(here)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-tls-"))
    gate_itself, box = Certificate(folder, "gate"), Certificate(folder, "box")
    gate = Gate(house.server.port, gate_itself, box)
    door = Door(here.door, "a", house.event, gate)
    here.doors.append(door)

    def configure(*lines):
        text = door.config.read_text().split("[central]")[0]
        rest = door.config.read_text().split("[pages]")[1]
        central = [f'url = "https://127.0.0.1:{gate.port}"',
                   f'authority_file = "{gate_itself.file}"', *lines]
        door.config.write_text(
            text + "[central]\n" + "\n".join(central) + "\n[pages]" + rest)

    own = [f'certificate_file = "{box.file}"', f'key_file = "{box.key}"']
    code = here.administer(
        "enrolment", "new", "a", "--door", "door-a", "--event", house.event)
    configure()
    door.run("enrol", "--config", door.config, code, expect=1)
    assert gate.refused > 0
    configure(*own)
    assert "enrolled as a" in door.enrol(code)
    door.start()
    knows(door, 3)
    assert door.stop() == 0
    # A key that others may read is not used, and the door opens all the same.
    os.chmod(box.key, 0o640)
    door.start()
    until(lambda: "central_refuses_us" in door.conditions(), PATIENCE)
    assert "others than its owner may read" in door.log()
    assert "BEGIN" not in door.log()
