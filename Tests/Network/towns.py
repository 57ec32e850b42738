"""Network namespaces joined like a town: each site has one of its own, with one cable to the hub,
and no way to anybody else. The hub is the namespace of this process.

It needs root, and `unshare --net` before it, so that nothing of it is seen on the machine and all
of it is gone with the last process. It must never touch the machine's own network.
"""

import contextlib
import ctypes
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x4000_0000


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def check_that_we_are_alone():
    """The hub's cables must not be drawn in a network that anybody else uses."""
    up = subprocess.run(["ip", "-o", "link", "show", "up"], check=True, capture_output=True).stdout
    if up:
        raise SystemExit("start it by run.sh: it wants a network namespace of its own")
    ip("link", "set", "lo", "up")


class Site:
    """A namespace with `address`, at the other end of a cable from `gateway`, the hub's end."""

    def __init__(self, name, number):
        self.name = name
        self.gateway, self.address = f"10.77.{number}.1", f"10.77.{number}.2"
        self.cable = f"hub-{name}"
        # Who holds the namespace until we end; it says so once it is in it.
        self.holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo; exec cat"],
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.holder.stdout.readline()
        self.hub = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        self.handle = os.open(f"/proc/{self.holder.pid}/ns/net", os.O_RDONLY)
        ip("link", "add", self.cable, "type", "veth", "peer", "name", "eth0", "netns",
           str(self.holder.pid))
        ip("addr", "add", f"{self.gateway}/24", "dev", self.cable)
        ip("link", "set", self.cable, "up")
        with self.inside():
            ip("link", "set", "lo", "up")
            ip("addr", "add", f"{self.address}/24", "dev", "eth0")
            ip("link", "set", "eth0", "up")

    def inside(self):
        """What this thread opens and starts meanwhile is in the namespace, and stays there."""
        return inside(self.handle)

    def plug(self, is_in):
        with inside(self.hub):
            ip("link", "set", self.cable, "up" if is_in else "down")

    def close(self):
        self.holder.stdin.close()
        self.holder.wait()
        os.close(self.handle)
        os.close(self.hub)


@contextlib.contextmanager
def inside(handle):
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    enter(handle)
    try:
        yield
    finally:
        enter(before)
        os.close(before)


def enter(handle):
    if LIBC.setns(handle, CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")
