"""The loss of the box, as the pages show it; and the service under test, which is stopped for that.

It exists so that run.py stays a list of parts. How long a page takes is read off its own clock.
"""

import select
import shlex
import signal
import subprocess
import time

from box import PORT_TRIES, START_LIMIT, free_port
from page import HISTORY

# How long a page may show what it heard last, by its own clock.
DOOR_LOSS_SECONDS, MANAGER_LOSS_SECONDS = 3.0, 14.0
# A line that breaks is told at once, not after the silence: before the next word would be due.
MANAGER_BREAK_SECONDS = 5.0
# Without an end of its own a page's stream holds a stop up for half a minute and more.
STOP_SECONDS = 20.0
# Listens beside the page, and notes when the box was heard last and when the page said so; and how
# long the page was held up meanwhile, which is the machine's doing.
LOSS_WATCH = """
const [path, selector, key] = arguments;
const watch = { heard: performance.now(), lost: null, lag: 0 };
window.watch = watch;
let before = performance.now();
const line = new EventSource(path);
line.addEventListener("beat", () => Object.assign(watch, { heard: performance.now(), lag: 0 }));
const timer = setInterval(() => {
  const now = performance.now();
  watch.lag += Math.max(0, now - before - 2 * 50);
  before = now;
  if (document.querySelector(selector).dataset[key] !== "lost") return;
  watch.lost = now;
  line.close();
  clearInterval(timer);
}, 50);
"""


class Service:
    """The service under test, when we may start and stop it."""

    def __init__(self, command, port):
        self.command = shlex.split(command)
        self.port = port
        # Once it has listened, pages know it by its port.
        self.has_listened = False
        self.process = None

    def start(self):
        for _ in range(PORT_TRIES):
            command = [word.replace("{port}", str(self.port)) for word in self.command]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE)
            if self._listens():
                self.has_listened = True
                return
            if self.has_listened or self.process.poll() is None:
                break
            # Another server may have been quicker at this port, and no page knows it yet.
            self.port = free_port()
        raise RuntimeError("the service does not listen")

    def _listens(self):
        """By its first line: who answers at the port may be the server that was quicker. False when
        it ended before."""
        ready, _, _ = select.select([self.process.stdout], [], [], START_LIMIT)
        line = self.process.stdout.readline().decode() if ready else ""
        if not line and ready:
            self.process.wait(STOP_SECONDS)
        return f"127.0.0.1:{self.port}/" in line

    def stop(self):
        """How long it took."""
        if self.process and self.process.poll() is None:
            start = time.monotonic()
            self.process.terminate()
            try:
                self.process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill()
            return time.monotonic() - start
        return 0.0

    def pause(self, is_paused):
        self.process.send_signal(signal.SIGSTOP if is_paused else signal.SIGCONT)

    def kill(self):
        self.process.kill()
        self.process.wait()


def loss(page, url, service, out, check, scan):
    page.resize(1920, 1080)
    page.open(url + "/door")
    page.wait("document.getElementById('clock').textContent")
    page.run("document.body.dataset.first = 'yes'")
    page.run(HISTORY)
    scan()
    page.wait("window.views.includes('verdict')")
    watch_loss(page, "door", "body", "view")
    service.kill()
    took = lost(page, DOOR_LOSS_SECONDS, "the door", check)
    check(page.run("return document.getElementById('verdict').hidden"), "a verdict on a dead line")
    page.picture(out, "live-lost")
    print(f"loss of the service shown after {took:.1f} s", flush=True)
    service.start()
    took = page.wait("document.body.dataset.view === 'idle' && document.body.dataset.ready")
    check(page.run("return document.body.dataset.first") == "yes", "loaded anew for nothing")
    print(f"back {took:.1f} s after the restart", flush=True)
    watch_loss(page, "door", "body", "view")
    hang(page, service, DOOR_LOSS_SECONDS, "the door", check)
    page.wait("document.body.dataset.view === 'idle'")
    manager_loss(page, url, service, check)
    page.open(url + "/door")
    page.wait("document.getElementById('clock').textContent")
    stopped = service.stop()
    check(stopped < STOP_SECONDS, f"stopping with a page open took {stopped:.2f} s")
    print(f"stopped in {stopped * 1000:.0f} ms with a page open", flush=True)
    page.driver.get("about:blank")
    page.complaints()  # refused connections, while there was nobody
    service.start()


def watch_loss(page, who, selector, key):
    page.run(LOSS_WATCH, f"/api/v1/{who}/events", selector, key)
    page.run("window.watch.before = window.watch.heard")
    page.wait("window.watch.heard > window.watch.before")


def lost(page, limit, what, check):
    """How long after the last word of the box the page said so."""
    page.wait("window.watch.lost")
    watch = page.run("return window.watch")
    took = (watch["lost"] - watch["heard"] - watch["lag"]) / 1_000
    check(took < limit, f"{what} shows a loss only after {took:.1f} s")
    return took


def hang(page, service, limit, what, check):
    """The service stands still until the page has said so."""
    service.pause(True)
    took = lost(page, limit, what, check)
    service.pause(False)
    print(f"{what}: a service that hangs shown after {took:.1f} s", flush=True)


def manager_loss(page, url, service, check):
    page.open(url + "/")
    page.wait("document.getElementById('line').dataset.level === 'live'")
    watch_loss(page, "venue", "#line", "level")
    hang(page, service, MANAGER_LOSS_SECONDS, "the manager's page", check)
    page.wait("document.getElementById('line').dataset.level === 'live'")
    watch_loss(page, "venue", "#line", "level")
    service.kill()
    took = lost(page, MANAGER_BREAK_SECONDS, "the manager's page, of a line that broke,", check)
    service.start()
    page.wait("document.getElementById('line').dataset.level === 'live'")
    print(f"manager: loss of the service shown after {took:.1f} s", flush=True)
