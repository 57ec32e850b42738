"""A USB camera at the driver uvcvideo."""

from devices import UsbCamera, wait_until


def _on_stage(stage, *options, more="", device=UsbCamera.LINK):
    """A daemon with a camera that sees the first ticket; it has been read."""
    stage.prepare(camera=device, more=more)
    camera = stage.use(UsbCamera(*options))
    camera.tell(f"show {stage.picture(0)}")
    stage.box.start()
    stage.admits(0)
    return camera


def _reads(stage, pixels, *options):
    camera = _on_stage(stage, "-f", pixels, *options)
    assert f"streams {pixels}" in camera.said, camera.said
    camera.tell(f"show {stage.picture(1)}")
    stage.admits(1)
    stage.is_well()
    return camera


def reads_plain_pictures_over_bulk(stage):
    _reads(stage, "YUYV")


def reads_plain_pictures_over_isochronous(stage):
    _reads(stage, "YUYV", "-i")


def reads_motion_jpeg_over_bulk_with_tables_and_without(stage):
    camera = _reads(stage, "MJPG")
    camera.tell("bare")
    camera.tell(f"show {stage.picture(2)}")
    stage.admits(2)


def reads_motion_jpeg_over_isochronous_with_tables_and_without(stage):
    camera = _reads(stage, "MJPG", "-i")
    camera.tell("bare")
    camera.tell(f"show {stage.picture(2)}")
    stage.admits(2)


def finds_a_camera_by_itself_that_is_plugged_in_later(stage):
    stage.prepare(camera="auto")
    stage.box.start()
    stage.shows("camera_missing")
    camera = stage.use(UsbCamera())
    camera.tell(f"show {stage.picture(0)}")
    stage.admits(0)
    stage.is_well()


def names_an_unplugged_camera_and_reads_on_after_the_replug(stage):
    camera = _on_stage(stage)
    for ticket in (1, 2):
        camera.tell("unplug")
        stage.shows("camera_missing")
        camera.tell(f"show {stage.picture(ticket)}")
        camera.tell("replug")
        stage.admits(ticket)
        stage.is_well()


def names_a_camera_that_freezes_and_reads_on_when_it_wakes(stage):
    camera = _on_stage(stage)
    camera.tell("freeze")
    stage.shows("camera_silent")
    camera.tell(f"show {stage.picture(1)}")
    camera.tell("resume")
    stage.admits(1)
    stage.is_well()


def names_a_frozen_camera_that_is_pulled_out(stage):
    camera = _on_stage(stage)
    camera.tell("freeze")
    stage.shows("camera_silent")
    camera.tell("unplug")
    stage.shows("camera_missing")
    camera.tell("resume")
    camera.tell(f"show {stage.picture(1)}")
    camera.tell("replug")
    stage.admits(1)
    stage.is_well()


def names_a_camera_that_repeats_itself(stage):
    camera = _on_stage(stage)
    camera.tell("repeat")
    stage.shows("camera_frozen")
    camera.tell(f"show {stage.picture(1)}")
    camera.tell("mend")
    stage.admits(1)
    stage.is_well()


def names_a_covered_lens(stage):
    camera = _on_stage(stage)
    camera.tell("cover")
    stage.shows("camera_covered")
    camera.tell(f"show {stage.picture(1)}")
    stage.admits(1)
    stage.is_well()


def _breaks(stage, damage, condition, pixels):
    camera = _on_stage(stage, "-f", pixels)
    camera.tell(f"show {stage.picture(1)}")
    stage.admits(1)
    camera.tell("blank")
    camera.tell(damage)
    stage.shows(condition)
    camera.tell(f"show {stage.picture(2)}")
    camera.tell("mend")
    stage.admits(2)
    stage.is_well()


def names_motion_jpeg_that_is_cut_short(stage):
    _breaks(stage, "cut", "camera_bad_frames", "MJPG")


def names_motion_jpeg_without_sense(stage):
    _breaks(stage, "scramble", "camera_bad_frames", "MJPG")


def minds_no_single_picture_without_sense(stage):
    """The next one is read, and the stream is not started anew for it."""
    camera = _on_stage(stage, "-f", "MJPG")
    for ticket in (1, 2):
        camera.tell("blank")
        camera.tell("spoil")
        camera.hear("spoilt")
        camera.tell(f"show {stage.picture(ticket)}")
        stage.admits(ticket)
    assert camera.said.count("streams MJPG") == 1, camera.said
    stage.is_well()


def names_plain_pictures_that_are_cut_short(stage):
    """The driver keeps those to itself: for its reader the camera is silent."""
    _breaks(stage, "cut", "camera_silent", "YUYV")


def sets_the_cameras_controls(stage):
    """Exposure and focus are refused by the camera until it is told to leave them alone."""
    camera = _on_stage(
        stage, more='exposure = "5ms"\nfocus = 40\ngain = 50\npower_line = "60"')
    wanted = {"set auto_exposure 1", "set exposure 50", "set auto_focus 0", "set focus 100",
              "set gain 100", "set power_line 2"}
    wait_until(f"{wanted} in {camera.said}", lambda: wanted <= set(camera.said))
    camera.said.clear()
    camera.tell("unplug")
    stage.shows("camera_missing")
    camera.tell("replug")
    stage.is_well()
    wait_until(f"{wanted} again in {camera.said}", lambda: wanted <= set(camera.said))
