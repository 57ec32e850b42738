"""A camera that another program feeds, through the driver v4l2loopback: formats that few USB
cameras have, and a writer that goes away."""

from devices import LoopbackFeed


def _reads(stage, pixels):
    stage.prepare(camera=LoopbackFeed.DEVICE)
    feed = stage.use(LoopbackFeed(pixels, stage.picture(0)))
    stage.box.start()
    stage.admits(0)
    stage.is_well()
    return feed


def reads_grey_pictures(stage):
    _reads(stage, "GREY")


def reads_nv12(stage):
    _reads(stage, "NV12")


def reads_yuyv(stage):
    _reads(stage, "YUYV")


def reads_motion_jpeg(stage):
    _reads(stage, "MJPG")


def names_a_writer_that_goes_away_and_reads_the_next_one(stage):
    """The next one writes another format."""
    feed = _reads(stage, "NV12")
    stage.drop(feed)
    stage.shows("camera_silent")
    stage.use(LoopbackFeed("GREY", stage.picture(1)))
    stage.admits(1)
    stage.is_well()
