#!/usr/bin/env python3
"""A manager's words on the real pages: written on one, confirmed, read on the other and touched
away there. Pictures go to --out. Exit code 1 when a check failed.
"""

import argparse
import sys
from pathlib import Path

sys.dont_write_bytecode = True  # the tree stays as it is
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "EndToEnd"))
import box as boxes  # noqa: E402
from page import Page  # noqa: E402

PASSPHRASE = "a quiet evening"
# Markup that must stay text, and more than one part of it.
WORDS = "The <b>lift</b> is out of order: guests in wheelchairs use the ramp at the garden door, " \
    "and somebody of the house goes with each of them as far as the hall."
SHOWN = "!document.getElementById('message').hidden"
TEXT = "return document.getElementById('message-text').textContent"

failures = []


def check(condition, what):
    if not condition:
        failures.append(what)
        print(f"FAILED {what}", flush=True)


def say(page, url, out):
    page.open(url + "/login", "document.querySelector('form')")
    page.driver.execute_async_script(
        "const [passphrase, done] = arguments; fetch('/login', { method: 'POST',"
        " headers: { 'Content-Type': 'application/json' },"
        " body: JSON.stringify({ passphrase }) }).then(done)", PASSPHRASE)
    page.open(url + "/")
    check(page.run("return document.getElementById('say-send').disabled"),
          "nothing at all can be sent")
    page.run("const text = document.getElementById('say-text'); text.value = arguments[0];"
             " text.dispatchEvent(new Event('input'));"
             " document.getElementById('say-send').click()", WORDS)
    page.wait("document.getElementById('question').open")
    check(WORDS in page.run("return document.getElementById('question-text').textContent"),
          "the second question does not say what is sent")
    page.picture(out, "message-asked")
    page.run("document.getElementById('question-yes').click()")
    page.wait("!document.getElementById('question').open")
    check(page.run("return document.getElementById('say-text').value") == "",
          "what was sent stands there to be sent again")


def read(page, url, out):
    page.open(url + "/door?lang=en")
    page.wait(SHOWN)
    first = page.run(TEXT)
    check(WORDS.startswith(first), f"the door says “{first}”")
    check(not page.run("return document.querySelector('#message-text *')"), "it became markup")
    page.picture(out, "message-shown")
    page.open(url + "/door?lang=en")
    page.wait(SHOWN)
    page.run("document.getElementById('message-read').click()")
    check(page.run(TEXT) == WORDS[len(first) + 1:], "the rest does not follow")
    page.run("document.getElementById('message-read').click()")
    page.wait("document.getElementById('message').hidden")
    page.wait("performance.getEntriesByType('resource').some((one) =>"
              " one.name.endsWith('/messages/read') && one.responseEnd > 0)")
    page.open(url + "/door?lang=en")
    page.wait("document.getElementById('clock').textContent")
    check(page.run("return document.getElementById('message').hidden"),
          "what was touched away came back")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", help="the program under test")
    parser.add_argument("--out", default="pictures", help="where pictures go")
    arguments = parser.parse_args()
    box = boxes.Box(arguments.binary, tickets=1)
    secret = box.folder / "passphrase"
    secret.write_text(PASSPHRASE + "\n")
    secret.chmod(0o600)
    box.set(f'manager_passphrase_file = "{secret}"')
    page = Page()
    try:
        box.start()
        url = f"http://127.0.0.1:{box.port}"
        page.resize(800, 480)
        say(page, url, arguments.out)
        read(page, url, arguments.out)
        complaints = page.complaints()
        check(not complaints, f"the browser complains: {complaints[:3]}")
    finally:
        page.close()
        box.remove()
    print(f"messages: {len(failures)} failures", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
