// The edge to the kernel's video interface: what Swift cannot import of it (request macros,
// variadic ioctl) and nothing more. It must never keep state, allocate, or decide anything.

#ifndef CHECKIND_CV4L2_H
#define CHECKIND_CV4L2_H

#include <linux/videodev2.h>
#include <stdint.h>

static const uint32_t cv4l2_query_capability = (uint32_t)VIDIOC_QUERYCAP;
static const uint32_t cv4l2_list_formats = (uint32_t)VIDIOC_ENUM_FMT;
static const uint32_t cv4l2_list_sizes = (uint32_t)VIDIOC_ENUM_FRAMESIZES;
static const uint32_t cv4l2_list_intervals = (uint32_t)VIDIOC_ENUM_FRAMEINTERVALS;
static const uint32_t cv4l2_set_format = (uint32_t)VIDIOC_S_FMT;
static const uint32_t cv4l2_set_parameters = (uint32_t)VIDIOC_S_PARM;
static const uint32_t cv4l2_request_buffers = (uint32_t)VIDIOC_REQBUFS;
static const uint32_t cv4l2_query_buffer = (uint32_t)VIDIOC_QUERYBUF;
static const uint32_t cv4l2_queue_buffer = (uint32_t)VIDIOC_QBUF;
static const uint32_t cv4l2_dequeue_buffer = (uint32_t)VIDIOC_DQBUF;
static const uint32_t cv4l2_stream_on = (uint32_t)VIDIOC_STREAMON;
static const uint32_t cv4l2_stream_off = (uint32_t)VIDIOC_STREAMOFF;
static const uint32_t cv4l2_query_control = (uint32_t)VIDIOC_QUERYCTRL;
static const uint32_t cv4l2_set_control = (uint32_t)VIDIOC_S_CTRL;

static const uint32_t cv4l2_cid_exposure_mode = V4L2_CID_EXPOSURE_AUTO;
static const uint32_t cv4l2_cid_exposure = V4L2_CID_EXPOSURE_ABSOLUTE;
static const uint32_t cv4l2_cid_automatic_focus = V4L2_CID_FOCUS_AUTO;
static const uint32_t cv4l2_cid_focus = V4L2_CID_FOCUS_ABSOLUTE;
static const uint32_t cv4l2_cid_automatic_gain = V4L2_CID_AUTOGAIN;
static const uint32_t cv4l2_cid_gain = V4L2_CID_GAIN;
static const uint32_t cv4l2_cid_analogue_gain = V4L2_CID_ANALOGUE_GAIN;
static const uint32_t cv4l2_cid_power_line = V4L2_CID_POWER_LINE_FREQUENCY;
static const uint32_t cv4l2_cid_flash_mode = V4L2_CID_FLASH_LED_MODE;

// Every function returns a value of at least zero, or -errno. None returns -EINTR.

// Opens a device for reading and writing: not blocking, closed on exec.
int cv4l2_open(const char *path);
int cv4l2_close(int device);
int cv4l2_ioctl(int device, uint32_t request, void *argument);
int cv4l2_map(int device, uint32_t length, uint32_t offset, void **address);
int cv4l2_unmap(void *address, uint32_t length);
// Waits until the device or the bell has something to say. The device's poll events, or 0.
int cv4l2_poll(int device, int bell, int milliseconds);

// A bell wakes a thread out of cv4l2_poll. Once rung it stays rung until it is muted.
int cv4l2_bell_open(void);
int cv4l2_bell_ring(int bell);
int cv4l2_bell_mute(int bell);

#endif
