// The edge to libv4lconvert, for camera formats that are not read directly. The library wants a
// device to ask for its software controls; it is given one that has none, so that nothing but the
// conversion is used and no picture is turned, mirrored or tinted behind our back.

#pragma once

#include <errno.h>
#include <libv4l-plugin.h>
#include <libv4lconvert.h>
#include <string.h>

static int cv4lconvert_no_device(void *state, int device, unsigned long request, void *argument)
{
    (void)state;
    (void)device;
    if ((unsigned int)request == (unsigned int)VIDIOC_QUERYCAP) {
        memset(argument, 0, sizeof(struct v4l2_capability));
        return 0;
    }
    errno = ENOTTY;
    return -1;
}

static const struct libv4l_dev_ops cv4lconvert_nothing = {.ioctl = cv4lconvert_no_device};

// A converter that belongs to no device. NULL when memory is exhausted.
static inline struct v4lconvert_data *cv4lconvert_create(void)
{
    return v4lconvert_create_with_dev_ops(-1, NULL, &cv4lconvert_nothing);
}
