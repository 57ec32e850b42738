"""The devices of these tests, as a case handles them: made, told what to do, taken away.

Whatever a case does to a device has happened when the call returns; what the kernel and the daemon
make of it is waited for, never guessed by time.
"""

import contextlib
import fcntl
import glob
import os
import pathlib
import queue
import struct
import subprocess
import threading
import time

# An event that has not come by then does not come. Emulation on a busy machine is slow; the limit
# is never reached by what works.
LIMIT = 180.0
PAUSE = 0.05


def wait_until(what, condition, limit=LIMIT):
    """Returns the first true value of `condition`, and how many seconds it took."""
    began = time.monotonic()
    while True:
        value = condition()
        passed = time.monotonic() - began
        if value:
            return value, passed
        if passed > limit:
            raise AssertionError(f"not within {limit:.0f} s: {what}")
        time.sleep(PAUSE)


def load(*modules):
    for module in modules:
        subprocess.run(["modprobe", *module.split()], check=True)


class Program:
    """One of the programs that are a device: it is told by lines, and answers by lines."""

    def __init__(self, *command):
        self.lines = queue.Queue()
        self.said = []
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, bufsize=1)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.said.append(line.strip())
            self.lines.put(line.strip())

    def hear(self, line):
        """Waits until the program has said this."""
        end = time.monotonic() + LIMIT
        while True:
            try:
                if self.lines.get(timeout=max(end - time.monotonic(), 0)) == line:
                    return
            except queue.Empty:
                raise AssertionError(f"{self.process.args[0]} does not say: {line}") from None

    def tell(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        self.hear(command)

    def end(self):
        self.process.kill()
        self.process.wait()


class UsbCamera(Program):
    """A camera that the driver uvcvideo takes for real; out of its socket when it ends."""

    LINK = "/dev/v4l/by-id/usb-checkind_Virtual_Camera_0001-video-index0"

    def __init__(self, *options):
        load("vhci-hcd", "uvcvideo")
        super().__init__("usb_camera", *options)
        self.hear("plugged")

    def end(self):
        super().end()
        wait_until("the camera's node goes", lambda: not glob.glob("/dev/video*"))


class LoopbackFeed(Program):
    """Whoever feeds the loopback camera with pictures in one format."""

    DEVICE = "/dev/video10"

    def __init__(self, pixels, picture):
        load("v4l2loopback video_nr=10 exclusive_caps=1 max_buffers=4")
        wait_until("the loopback has a node", lambda: os.path.exists(self.DEVICE))
        super().__init__("loopback_feed", self.DEVICE, pixels, picture)
        self.hear("feeding")


class Vivid:
    """The kernel's own camera for tests, which fails on demand. It shows no codes."""

    DEVICE = "/dev/video20"
    BUS_NAME = "vivid.0"
    # The numbers that v4l2-ctl --list-ctrls shows.
    DROPPED_PERCENTAGE = 0x00F0F040
    DISCONNECT = 0x00F0F041
    BUFFER_FLAGGED = 0x00F0F042
    REQUEST_BUFFERS_FAILS = 0x00F0F043
    QUEUE_FAILS = 0x00F0F044
    START_FAILS = 0x00F0F045
    STREAM_BREAKS = 0x00F0F046
    _SET_CONTROL = 0xC008561C

    def __init__(self):
        load("vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0 vid_cap_nr=20")
        self._await_node()
        self._presser = None

    def _await_node(self):
        wait_until("vivid has a node", lambda: os.path.exists(self.DEVICE))

    def set(self, control, value=1):
        with open(self.DEVICE, "rb", buffering=0) as node:
            fcntl.ioctl(node, self._SET_CONTROL, struct.pack("Ii", control, value))

    def hold(self, *buttons):
        """Presses them again and again, as each press is good for one failure."""
        self._released = threading.Event()
        self._presser = threading.Thread(target=self._press, args=(buttons,), daemon=True)
        self._presser.start()

    def _press(self, buttons):
        while not self._released.wait(PAUSE / 5):
            for button in buttons:
                self.set(button)

    def release(self):
        if self._presser:
            self._released.set()
            self._presser.join()
            self._presser = None

    def unbind(self):
        pathlib.Path("/sys/bus/platform/drivers/vivid/unbind").write_text(self.BUS_NAME)

    def bind(self):
        pathlib.Path("/sys/bus/platform/drivers/vivid/bind").write_text(self.BUS_NAME)
        self._await_node()

    def end(self):
        self.release()
        # A daemon that still has the device open is on its way out.
        wait_until("vivid can be unloaded", lambda: subprocess.run(
            ["modprobe", "-r", "vivid"], stderr=subprocess.DEVNULL).returncode == 0)


class Keyboard(Program):
    """A hand scanner that types: by USB with a link by id, or with "-u" through uinput."""

    LINK = "/dev/input/by-id/usb-checkind_Virtual_Barcode_Scanner_0002-event-kbd"

    def __init__(self, *options):
        load("vhci-hcd", "usbhid", "hid-generic", "evdev", "uinput")
        super().__init__("hand_scanner", *options)
        self.hear("plugged")
        wait_until("the keyboard has a node", self.node)

    def node(self):
        """The path of its events, while it is plugged in."""
        for name in glob.glob("/sys/class/input/event*/device/name"):
            # It may go between the look into the folder and the look into the file.
            with contextlib.suppress(OSError):
                if "Barcode Scanner" in pathlib.Path(name).read_text():
                    node = "/dev/input/" + name.split("/")[4]
                    return node if os.path.exists(node) else None
        return None

    def end(self):
        super().end()
        wait_until("the keyboard's node goes", lambda: not self.node())


class SerialScanner:
    """A hand scanner with a serial line over USB: both ends of the cable are this machine's."""

    LINK = "/dev/serial/by-id/usb-checkind_Serial_Scanner_0003-if00"
    _GADGETS = pathlib.Path("/sys/kernel/config/usb_gadget")

    def __init__(self):
        load("dummy_hcd", "libcomposite", "usb_f_acm", "cdc-acm")
        gadget = self._GADGETS / "scanner"
        if not gadget.exists():
            for folder in ("strings/0x409", "configs/c.1", "functions/acm.0"):
                (gadget / folder).mkdir(parents=True)
            for name, text in (
                    ("idVendor", "0x1209"), ("idProduct", "4"),
                    ("strings/0x409/manufacturer", "checkind"),
                    ("strings/0x409/product", "Serial Scanner"),
                    ("strings/0x409/serialnumber", "0003")):
                (gadget / name).write_text(text)
            (gadget / "configs/c.1/acm.0").symlink_to(gadget / "functions/acm.0")
        self._socket = gadget / "UDC"
        self.replug()

    def replug(self):
        self._socket.write_text("dummy_udc.0")
        wait_until("the serial scanner has a node", lambda: os.path.exists(self.LINK))

    def unplug(self):
        self._socket.write_text("\n")

    def type(self, line):
        with open("/dev/ttyGS0", "wb", buffering=0) as cable:
            subprocess.run(["stty", "-F", "/dev/ttyGS0", "raw", "-echo"], check=True)
            cable.write(line.encode() + b"\r")

    def end(self):
        if self._socket.read_text().strip():
            self.unplug()
