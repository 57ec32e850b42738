"""Hand scanners that type, at uinput and at USB, and one with a serial line."""

import errno
import fcntl
import os
import select
import time

from devices import Keyboard, SerialScanner


TAKE_FOR_ONESELF = 0x40044590  # EVIOCGRAB
# Seconds that somebody takes at least to pull the trigger again.
PERSON = 1


def _on_stage(stage, device, make):
    """A daemon without a camera, with a hand scanner that has brought in the first ticket."""
    stage.prepare(extra=f'[[hand_scanner]]\ndevice = "{device}"\nlayout = "us"')
    scanner = stage.use(make())
    stage.box.start()
    stage.has_ready_scanner()
    _type(stage, scanner, 0)
    stage.is_well()
    return scanner


def _is_taken(scanner):
    with open(scanner.node(), "rb", buffering=0) as events:
        try:
            fcntl.ioctl(events, TAKE_FOR_ONESELF, 1)
        except OSError as error:
            return error.errno == errno.EBUSY
        return False


def _type(stage, scanner, ticket):
    """Once; and once more for each line of which the kernel threw keys away and the daemon the
    rest, as whoever holds the scanner does when the door asks for it."""
    line = stage.box.code(stage.box.tickets[ticket])
    before = stage.has_lost_lines()
    answered, told_at = before, None

    def type_again():
        nonlocal answered, told_at
        if stage.has_lost_lines() == answered:
            return
        told_at = told_at or time.monotonic()
        # What comes at once may still belong to the line that was lost; nobody is so fast.
        if time.monotonic() - told_at > PERSON:
            answered, told_at = stage.has_lost_lines(), None
            scanner.tell(f"type {line}")
    if isinstance(scanner, SerialScanner):
        scanner.type(line)
    else:
        scanner.tell(f"type {line}")
    stage.admits(ticket, type_again)
    if answered > before:
        stage.notes.append(f"{answered - before} lines thrown away and typed again")
    assert len(stage.box.journal()) == ticket + 1, stage.box.journal()


def reads_a_line_whole_or_not_at_all(stage):
    """Through uinput keys come faster than the kernel keeps them for a reader: what it has thrown
    away must not leave half a ticket."""
    scanner = _on_stage(stage, "auto", lambda: Keyboard("-u", "-d", "5"))
    scanner.tell("pause 0")
    again = stage.box.code(stage.box.tickets[0])
    for _ in range(10):
        scanner.tell(f"type {again}")
    scanner.tell("pause 5")
    # Whatever was begun ends here.
    scanner.tell(f"type {again}")
    scanner.tell(f"type {stage.box.code(stage.box.tickets[1])}")
    stage.admits(1)
    outcomes = {entry.get("reason") or entry["outcome"] for entry in stage.box.journal()}
    assert outcomes <= {"admitted", "already_inside"}, outcomes


def reads_a_uinput_keyboard_that_pauses_after_each_key(stage):
    _on_stage(stage, "auto", lambda: Keyboard("-u", "-d", "5"))


def reads_a_usb_keyboard_that_types_without_pauses(stage):
    scanner = _on_stage(stage, Keyboard.LINK, lambda: Keyboard("-d", "0"))
    for ticket in (1, 2, 3):
        _type(stage, scanner, ticket)


def reads_a_usb_keyboard_that_pauses_after_each_key(stage):
    _on_stage(stage, Keyboard.LINK, lambda: Keyboard("-d", "5"))


def names_an_unplugged_usb_keyboard_and_reads_on_after_the_replug(stage):
    scanner = _on_stage(stage, Keyboard.LINK, Keyboard)
    for ticket in (1, 2):
        scanner.tell("unplug")
        stage.shows("hand_scanner_missing")
        scanner.tell("replug")
        stage.is_well()
        stage.has_ready_scanner(ticket + 1)
        _type(stage, scanner, ticket)


def finds_a_usb_keyboard_that_is_plugged_in_later(stage):
    stage.prepare(extra='[[hand_scanner]]\ndevice = "auto"')
    stage.box.start()
    scanner = stage.use(Keyboard())
    stage.has_ready_scanner()
    assert _is_taken(scanner), "another program could take the keyboard"
    _type(stage, scanner, 0)


def lets_nobody_else_hear_what_is_typed(stage):
    """Else a code would be typed into whatever window has the focus."""
    scanner = _on_stage(stage, Keyboard.LINK, Keyboard)
    other = os.open(scanner.node(), os.O_RDONLY | os.O_NONBLOCK)
    _type(stage, scanner, 1)
    heard, _, _ = select.select([other], [], [], 0)
    assert not heard, "another reader hears the keys"
    # It would hear them if the daemon let go.
    assert stage.box.stop() == 0
    scanner.tell("type x")
    heard, _, _ = select.select([other], [], [], 10)
    os.close(other)
    assert heard, "nobody hears the keys even without the daemon"


def names_a_keyboard_that_another_program_has_taken(stage):
    stage.prepare(extra=f'[[hand_scanner]]\ndevice = "{Keyboard.LINK}"')
    scanner = stage.use(Keyboard())
    other = os.open(scanner.node(), os.O_RDONLY)
    fcntl.ioctl(other, TAKE_FOR_ONESELF, 1)
    stage.box.start()
    stage.shows("hand_scanner_busy")
    os.close(other)
    stage.is_well()
    stage.has_ready_scanner()
    _type(stage, scanner, 0)


def reads_a_serial_scanner_and_names_it_when_it_is_unplugged(stage):
    scanner = _on_stage(stage, SerialScanner.LINK, SerialScanner)
    scanner.unplug()
    stage.shows("hand_scanner_missing")
    scanner.replug()
    stage.is_well()
    stage.has_ready_scanner(2)
    _type(stage, scanner, 1)
