"""The kernel's camera for tests, which fails on demand. It shows no codes: that it is read again is
seen by nothing being said against it, which takes a good picture, and later silence would be."""

import os
import pathlib
import subprocess

from devices import Vivid


def _on_stage(stage):
    stage.prepare(camera=Vivid.DEVICE)
    camera = stage.use(Vivid())
    stage.box.start()
    stage.has_mapped(camera.DEVICE)
    return camera


def takes_another_format_where_there_is_no_motion_jpeg(stage):
    camera = _on_stage(stage)
    stage.stays_well()
    offers = subprocess.run(
        ["v4l2-ctl", "-d", camera.DEVICE, "--list-formats"], capture_output=True, text=True)
    assert "YUYV" in offers.stdout and "MJPG" not in offers.stdout, offers.stdout


def names_a_camera_that_leaves_its_bus_and_takes_it_back(stage):
    camera = _on_stage(stage)
    for _ in range(2):
        camera.unbind()
        stage.shows("camera_missing")
        camera.bind()
        stage.is_well()


def names_a_disconnected_camera(stage):
    """Its node stays, and says that there is nothing behind it."""
    camera = _on_stage(stage)
    camera.set(Vivid.DISCONNECT)
    stage.shows("camera_missing")
    camera.unbind()
    camera.bind()
    stage.is_well()


def names_a_camera_that_fails_while_it_is_opened(stage):
    """Its streams break, and while a failure is held it cannot be opened again either."""
    camera = _on_stage(stage)
    for failure in (Vivid.REQUEST_BUFFERS_FAILS, Vivid.QUEUE_FAILS, Vivid.START_FAILS):
        camera.hold(failure, Vivid.STREAM_BREAKS)
        stage.shows("camera_unusable")
        camera.release()
        stage.is_well()
    stage.stays_well()


def mends_a_stream_that_breaks_once(stage):
    camera = _on_stage(stage)
    stage.stays_well()
    camera.set(Vivid.STREAM_BREAKS)
    stage.stays_well()


def names_a_stream_that_breaks_again_and_again(stage):
    camera = _on_stage(stage)
    camera.hold(Vivid.STREAM_BREAKS)
    stage.shows("camera_silent")
    camera.release()
    stage.is_well()
    stage.stays_well()


def minds_neither_a_flagged_buffer_nor_dropped_ones(stage):
    """Two pictures of three are lost, and one is broken: nothing to tell anybody."""
    camera = _on_stage(stage)
    camera.set(Vivid.DROPPED_PERCENTAGE, 66)
    camera.set(Vivid.BUFFER_FLAGGED)
    stage.stays_well()


def names_a_camera_that_drops_every_buffer(stage):
    camera = _on_stage(stage)
    camera.set(Vivid.DROPPED_PERCENTAGE, 100)
    stage.shows("camera_silent")
    camera.set(Vivid.DROPPED_PERCENTAGE, 0)
    stage.is_well()


def names_a_camera_whose_buffers_are_all_flagged(stage):
    camera = _on_stage(stage)
    camera.hold(Vivid.BUFFER_FLAGGED)
    stage.shows("camera_bad_frames")
    camera.release()
    stage.is_well()


def names_a_camera_that_another_program_uses(stage):
    stage.prepare(camera=Vivid.DEVICE)
    camera = stage.use(Vivid())
    other = subprocess.Popen(
        ["v4l2-ctl", "-d", camera.DEVICE, "--stream-mmap"], stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL)
    # It writes a mark for each picture it has got.
    assert other.stderr.read(1), "the other program gets no pictures"
    stage.box.start()
    stage.shows("camera_busy")
    other.kill()
    other.wait()
    stage.is_well()


def names_a_camera_that_may_not_be_opened(stage):
    """The daemon runs as nobody, as root may open everything."""
    stage.prepare(camera=Vivid.DEVICE)
    camera = stage.use(Vivid())
    os.chmod(camera.DEVICE, 0)
    wrapper = pathlib.Path("/tmp/as-nobody")
    wrapper.write_text(
        f'#!/bin/sh\nexec setpriv --reuid=nobody --regid=nogroup --clear-groups -- '
        f'{stage.box.binary} "$@"\n')
    wrapper.chmod(0o755)
    subprocess.run(["chown", "-R", "nobody:nogroup", stage.box.folder], check=True)
    stage.box.binary = str(wrapper)
    stage.box.start()
    stage.shows("camera_denied")
    os.chmod(camera.DEVICE, 0o666)
    stage.is_well()
