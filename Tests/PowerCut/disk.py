"""A disk with a volatile write cache, for machines whose power is cut: QEMU speaks NBD to it.

What a machine writes lies in the cache until the machine asks for a flush; a cut decides what
becomes of the rest, as a real drive would: nothing of it, or any sectors in any order, each in any
of the versions that were written. It must never keep more than a drive might, and never lose what
was flushed.
"""

import enum
import os
import socket
import struct
import threading

SECTOR = 512
# The largest request that QEMU is told to send, with room to spare.
MAXIMUM_REQUEST = 32 << 20

# Of the NBD protocol (doc/proto.md of nbd): what is said first, options, replies, commands.
_HELLO = b"NBDMAGIC" + b"IHAVEOPT"
_OPTION_REPLY = 0x0003E889045565A9
_REQUEST, _SIMPLE_REPLY = 0x25609513, 0x67446698
_FIXED_NEWSTYLE, _NO_ZEROES = 1, 2
_EXPORT_NAME, _ABORT, _INFO, _GO = 1, 2, 6, 7
_ACK, _SAY_INFO, _UNSUPPORTED = 1, 3, 0x80000001
_READ, _WRITE, _DISCONNECT, _FLUSH = 0, 1, 2, 3
_HAS_FLAGS, _HAS_FLUSH, _HAS_FUA = 1, 4, 8
_FUA = 1
_EIO, _EINVAL = 5, 22


class Keeps(enum.Enum):
    """What a cut leaves of the writes that were not flushed."""

    NOTHING = "nothing"
    SOME = "some"


class Disk:
    """One disk, in memory; it outlives the machines that use it, one after the other."""

    def __init__(self, name, path, image, lies=False):
        """`lies`: a flush is answered and nothing is flushed."""
        self.name, self.path, self.lies = name, str(path), lies
        self._durable = bytearray(image)
        # By sector: every version written since the last flush, oldest first.
        self._cached = {}
        self._lock = threading.Lock()
        self._powered = self._failing = False
        self._clients = []
        self.flushes = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(self.path)
        self._listener.listen(4)
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def option(self):
        """For QEMU's -drive."""
        return f"file=nbd+unix:///?socket={self.path},format=raw,cache=none,if=none,id={self.name}"

    def power_on(self):
        with self._lock:
            self._powered, self._failing, self.flushes = True, False, 0

    def fail(self):
        """From now on every request is answered with an I/O error."""
        with self._lock:
            self._failing = True

    def cut(self, keeps, rng):
        """The power goes, in the middle of whatever is under way. Says what became of the cache."""
        with self._lock:
            self._powered = False
            cached, self._cached = self._cached, {}
            kept = 0
            for sector, versions in sorted(cached.items()) if keeps is Keeps.SOME else ():
                # 0: what was on the disk before all of them.
                version = rng.randrange(len(versions) + 1)
                if version:
                    self._store(sector, versions[version - 1])
                    kept += 1
            for client in self._clients:
                try:
                    client.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # it has gone by itself
            self._clients = []
            return f"{self.name}: {kept} of {len(cached)} sectors in the cache were kept"

    def _store(self, sector, data):
        self._durable[sector * SECTOR:(sector + 1) * SECTOR] = data

    # What a client sees

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            with self._lock:
                self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            with client, client.makefile("rb") as stream:
                if self._agree(client, stream):
                    while self._answer(client, stream):
                        pass
        except (OSError, EOFError, struct.error):
            pass  # the machine is gone

    def _agree(self, client, stream):
        """The handshake; false when the client does not stay."""
        client.sendall(_HELLO + struct.pack(">H", _FIXED_NEWSTYLE | _NO_ZEROES))
        (wishes,) = struct.unpack(">I", _exactly(stream, 4))
        flags = _HAS_FLAGS | _HAS_FLUSH | _HAS_FUA
        while True:
            _, option, length = struct.unpack(">8sII", _exactly(stream, 16))
            _exactly(stream, length)

            def reply(kind, data=b"", option=option):
                client.sendall(
                    struct.pack(">QIII", _OPTION_REPLY, option, kind, len(data)) + data)

            if option == _EXPORT_NAME:
                rest = b"" if wishes & _NO_ZEROES else bytes(124)
                client.sendall(struct.pack(">QH", len(self._durable), flags) + rest)
                return True
            if option in (_INFO, _GO):
                reply(_SAY_INFO, struct.pack(">HQH", 0, len(self._durable), flags))
                reply(_SAY_INFO, struct.pack(">HIII", 3, SECTOR, 4_096, MAXIMUM_REQUEST))
                reply(_ACK)
                if option == _GO:
                    return True
            elif option == _ABORT:
                reply(_ACK)
                return False
            else:
                reply(_UNSUPPORTED)

    def _answer(self, client, stream):
        magic, flags, command, handle, offset, length = struct.unpack(
            ">IHHQQI", _exactly(stream, 28))
        if magic != _REQUEST or command == _DISCONNECT or length > MAXIMUM_REQUEST:
            return False
        data = _exactly(stream, length) if command == _WRITE else b""
        with self._lock:
            if not self._powered:
                return False
            error, answer = self._obey(command, flags, offset, length, data)
        client.sendall(struct.pack(">IIQ", _SIMPLE_REPLY, error, handle) + answer)
        return True

    def _obey(self, command, flags, offset, length, data):
        if self._failing:
            return _EIO, b""
        if offset % SECTOR or length % SECTOR or offset + length > len(self._durable):
            return _EINVAL, b""
        sectors = range(offset // SECTOR, (offset + length) // SECTOR)
        if command == _READ:
            return 0, self._read(offset, length, sectors)
        if command == _WRITE:
            for index, sector in enumerate(sectors):
                part = data[index * SECTOR:(index + 1) * SECTOR]
                self._cached.setdefault(sector, []).append(part)
            if flags & _FUA:
                self._flush(sectors)
            return 0, b""
        if command == _FLUSH:
            self.flushes += 1
            self._flush(list(self._cached))
            return 0, b""
        return _EINVAL, b""

    def _read(self, offset, length, sectors):
        data = self._durable[offset:offset + length]
        for index, sector in enumerate(sectors):
            if sector in self._cached:
                data[index * SECTOR:(index + 1) * SECTOR] = self._cached[sector][-1]
        return bytes(data)

    def _flush(self, sectors):
        if self.lies:
            return
        for sector in sectors:
            versions = self._cached.pop(sector, None)
            if versions:
                self._store(sector, versions[-1])


def _exactly(stream, count):
    data = stream.read(count) if count else b""
    if len(data) < count:
        raise EOFError
    return data


def check_bites(folder):
    """A disk that keeps too much, or loses what was flushed, would prove nothing."""
    import random

    def fresh(lies=False):
        disk = Disk("check", os.path.join(folder, f"check-{lies}"), bytes(4 * SECTOR), lies)
        disk.power_on()
        return disk

    def write(disk, sector, letter, flags=0):
        data = letter.encode() * SECTOR
        assert disk._obey(_WRITE, flags, sector * SECTOR, SECTOR, data) == (0, b"")

    def stored(disk):
        return "".join(chr(disk._durable[n * SECTOR] or ord("-")) for n in range(4))

    disk = fresh()
    write(disk, 0, "a")
    write(disk, 1, "b", _FUA)
    assert stored(disk) == "-b--", "forced writes go to the disk, others do not"
    disk._obey(_FLUSH, 0, 0, 0, b"")
    write(disk, 0, "x")
    write(disk, 2, "c")
    assert disk._obey(_READ, 0, 0, SECTOR, b"")[1][:1] == b"x", "the cache is read"
    disk.cut(Keeps.NOTHING, random.Random(1))
    assert stored(disk) == "ab--", "what was flushed stays, the rest goes"
    found = set()
    for seed in range(64):
        disk.power_on()
        disk._durable[:] = bytes(4 * SECTOR)
        for sector, letter in ((0, "p"), (0, "q"), (3, "r")):
            write(disk, sector, letter)
        disk.cut(Keeps.SOME, random.Random(seed))
        found.add(stored(disk))
    assert found == {f"{a}--{b}" for a in "-pq" for b in "-r"}, found
    disk.power_on()
    disk.fail()
    assert disk._obey(_FLUSH, 0, 0, 0, b"") == (_EIO, b"")
    liar = fresh(lies=True)
    write(liar, 0, "a", _FUA)
    liar._obey(_FLUSH, 0, 0, 0, b"")
    liar.cut(Keeps.NOTHING, random.Random(1))
    assert stored(liar) == "----", "a disk that lies keeps nothing"
