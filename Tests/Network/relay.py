"""What lies between doors and their server: a relay of TCP connections that can do to them what
networks do. It reads no more of HTTP than where a request ends, so that it can send one twice.

Everything random is from a seed. It must never make an answer up that a server of ours could have
given: what it says itself is a portal's, a proxy's or nothing.
"""

import asyncio
import collections
import contextlib
import re
import socket
import struct
import threading
import time

# What can be the matter with a link. `unplugged` is the cable's: see towns.py.
FAIR = "fair"
CUT, HOLE, FORGOTTEN, UNPLUGGED = "cut", "hole", "forgotten", "unplugged"
SLOW, DRIP, CUT_SHORT, TWICE, OVERTAKEN = "slow", "drip", "cut short", "twice", "overtaken"

PAGE = b"<!doctype html><title>Free WiFi</title><form>Room number? <input></form>\n"


def answer(status, *headers, body=b"", kind="text/html"):
    """Somebody else's answer, in place of the server's."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}",
             "Connection: close", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# What a box keeps away from for a minute.
PORTAL = "portal 403"
ANSWERS = {
    "portal 200": answer("200 OK", body=PAGE),
    "portal 302": answer("302 Found", "Location: http://portal.invalid/login"),
    PORTAL: answer("403 Forbidden", body=PAGE),
    "proxy 429": answer("429 Too Many Requests", "Retry-After: 2", body=b"later"),
    "proxy 500": answer("500 Internal Server Error", body=b"{", kind="application/json"),
    "proxy 503": answer("503 Service Unavailable", "Retry-After: 1", body=PAGE),
}
KINDS = [CUT, HOLE, FORGOTTEN, UNPLUGGED, SLOW, DRIP, CUT_SHORT, TWICE, OVERTAKEN, *ANSWERS]

# A slow network's: the longest a piece waits, in seconds.
LONGEST_DELAY = 1.0
# A drip: bytes a second, and how often some of them fall.
RATE, DROP_PAUSE = 2_000, 0.05
LENGTH = re.compile(rb"^content-length: *(\d+)\r$", re.I | re.M)
# Longer than any request of a box: a batch of 500 attempts.
MAXIMUM_REQUEST = 8 << 20


class Request:
    def __init__(self, head, body):
        self.bytes = head + body
        self.is_batch = head.startswith(b"POST /v1/attempts ")


async def read_request(reader):
    """None when the connection ended before one was whole."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        return Request(head, await reader.readexactly(int(found[1]) if found else 0))
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        return None


class Link:
    """One door's way to its server. All of it runs in the relay's loop."""

    def __init__(self, server, random):
        self.server = server
        self.random = random
        self.weather = FAIR
        self.changed = asyncio.Condition()
        # How often each kind of weather did something to somebody.
        self.bites = collections.Counter()
        # Bytes that reached the other side, either way.
        self.passed = 0
        self.streams = set()
        # A batch that is on its way still, though nobody waits for it.
        self.late = []
        # What the server said to batches that it had before, or should have had.
        self.said = collections.Counter()
        self.errands = set()

    async def set(self, weather):
        async with self.changed:
            self.weather = weather
            self.changed.notify_all()
        if weather == CUT:
            for stream in list(self.streams):
                self.bite(CUT)
                stream.reset()
        if weather == FORGOTTEN:
            for stream in self.streams:
                stream.is_forgotten = True
        return self.passed

    def bite(self, kind):
        self.bites[kind] += 1

    async def serve(self, reader, writer):
        stream = Stream(self, reader, writer)
        self.streams.add(stream)
        try:
            await stream.run()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.streams.discard(stream)
            stream.close()

    def deliver(self, request, kind):
        """Brings the server a batch whose answer no box hears."""
        errand = asyncio.ensure_future(self._deliver(request, kind))
        self.errands.add(errand)
        errand.add_done_callback(self.errands.discard)

    async def _deliver(self, request, kind):
        writer = None
        try:
            reader, writer = await asyncio.open_connection(*self.server)
            writer.write(request.bytes)
            status = int((await reader.readuntil(b"\r\n")).split()[1])
            self.said[status] += 1
            if status == 200:
                self.bite(kind)
        except (OSError, asyncio.IncompleteReadError):
            pass  # The server is down; what nobody waits for is nobody's loss.
        finally:
            if writer:
                writer.close()


class Stream:
    """One connection of a box, and the one to the server that belongs to it."""

    def __init__(self, link, reader, writer):
        self.link, self.reader, self.writer = link, reader, writer
        self.upstream = self.back = None
        self.is_forgotten = False
        self.cuts_answer = False

    async def run(self):
        while request := await read_request(self.reader):
            if not await self.treat(request):
                return

    async def treat(self, request):
        """False when the connection is of no more use."""
        link, weather = self.link, self.link.weather
        if self.is_forgotten:
            link.bite(FORGOTTEN)
            # The box will lose patience and hang up.
            return True
        if weather in ANSWERS:
            link.bite(weather)
            self.writer.write(ANSWERS[weather])
            await self.writer.drain()
            return False
        if weather == CUT:
            link.bite(CUT)
            self.reset()
            return False
        if weather == OVERTAKEN and request.is_batch and not link.late:
            link.late.append(request)
            self.reset()
            return False
        if weather == TWICE and request.is_batch:
            link.deliver(request, TWICE)
        if weather == CUT_SHORT:
            link.bite(CUT_SHORT)
            if link.random.random() < 0.5:
                await self.forward(request.bytes[:len(request.bytes) // 2])
                return False
            self.cuts_answer = True
        await self.forward(request.bytes)
        if request.is_batch and link.late:
            link.deliver(link.late.pop(), OVERTAKEN)
        return True

    async def forward(self, data):
        if self.upstream is None:
            reader, self.upstream = await asyncio.open_connection(*self.link.server)
            self.back = asyncio.ensure_future(self.bring_back(reader))
        await self.carry(data, self.upstream)

    async def bring_back(self, reader):
        """What the server says, as it comes."""
        try:
            while data := await reader.read(1 << 16):
                if self.cuts_answer:
                    await self.carry(data[:len(data) // 2], self.writer)
                    break
                await self.carry(data, self.writer)
        except OSError:
            pass
        if not self.is_forgotten:
            self.writer.close()

    async def carry(self, data, writer):
        """Brings bytes to one side, as fast as the weather lets them pass."""
        link = self.link
        while data:
            size = len(data)
            if link.weather == DRIP:
                link.bite(DRIP)
                begun = time.monotonic()
                await asyncio.sleep(DROP_PAUSE)
                size = int((time.monotonic() - begun) * RATE)
            elif link.weather == SLOW:
                link.bite(SLOW)
                await asyncio.sleep(link.random.uniform(0, LONGEST_DELAY))
            if link.weather == HOLE:
                link.bite(HOLE)
                async with link.changed:
                    await link.changed.wait_for(lambda: link.weather != HOLE)
            if self.reader.at_eof():
                return  # The box has lost patience.
            # A network that has forgotten a connection brings nothing of it any more.
            if self.is_forgotten:
                link.bite(FORGOTTEN)
                return
            writer.write(data[:size])
            link.passed += len(data[:size])
            data = data[size:]
            await writer.drain()

    def reset(self):
        """Ends it as a router does that knows nothing of it: with RST."""
        with contextlib.suppress(OSError):
            self.writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def close(self):
        if self.back:
            self.back.cancel()
        for writer in (self.upstream, self.writer):
            if writer:
                writer.close()


class Relay:
    """The loop of all links, on a thread of its own. Its methods are for other threads."""

    def __init__(self):
        self.loop = asyncio.new_event_loop()
        self.links = {}
        threading.Thread(target=self.loop.run_forever, daemon=True).start()

    def do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def join(self, name, here, server, random):
        """A link from the address and port `here` of the hub to those of a server."""
        async def listen():
            link = Link(server, random)
            await asyncio.start_server(link.serve, *here, limit=MAXIMUM_REQUEST)
            return link
        self.links[name] = self.do(listen())

    def set(self, name, weather):
        """Returns how many bytes had passed when it changed."""
        return self.do(self.links[name].set(weather))
