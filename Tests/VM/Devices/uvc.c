/* The descriptors and controls of a USB Video Class camera, as bytes on the wire. */
#include "uvc.h"

#include <stdio.h>
#include <string.h>

enum { CAMERA = 1, OUTPUT = 2, PROCESSING = 3 };        /* units of the camera */
enum { AUTO_EXPOSURE = 2, EXPOSURE = 4, FOCUS = 6, AUTO_FOCUS = 8, GAIN = 4, POWER_LINE = 5 };
enum { EXPOSURE_MANUAL = 1, EXPOSURE_APERTURE_PRIORITY = 8 };
#define TICKS_A_SECOND 10000000
#define CLOCK_HERTZ 48000000

#define BYTES_2(x) (x) & 255, (x) >> 8 & 255
#define BYTES_3(x) BYTES_2(x), (x) >> 16 & 255
#define BYTES_4(x) BYTES_3(x), (x) >> 24 & 255

static int append(uint8_t *to, int length, const uint8_t *descriptor)
{
    memcpy(to + length, descriptor, descriptor[0]);
    return length + descriptor[0];
}
#define APPEND(...) length = append(to, length, (const uint8_t[]){ __VA_ARGS__ })

static uint32_t picture_bytes(const struct uvc_camera *camera)
{
    return (uint32_t)camera->width * camera->height * 2;
}

static uint32_t interval(const struct uvc_camera *camera)
{
    return TICKS_A_SECOND / camera->rate;
}

/* The camera, its processing and its output, with the controls they have. */
static int append_units(uint8_t *to, int length)
{
    const uint32_t lens = 1 << 1 | 1 << 3 | 1 << 5 | 1 << 17;   /* exposure and focus */
    const uint32_t processing = 1 << 9 | 1 << 10;               /* gain and power line */
    const int units = 13 + 18 + 12 + 9;
    APPEND(13, 0x24, 1, BYTES_2(0x110), BYTES_2(units), BYTES_4(CLOCK_HERTZ), 1,
        UVC_STREAM_INTERFACE);
    APPEND(18, 0x24, 2, CAMERA, BYTES_2(0x201), 0, 0, BYTES_2(0), BYTES_2(0), BYTES_2(0), 3,
        BYTES_3(lens));
    APPEND(12, 0x24, 5, PROCESSING, CAMERA, BYTES_2(0), 2, BYTES_2(processing), 0, 0);
    APPEND(9, 0x24, 3, OUTPUT, BYTES_2(0x101), 0, PROCESSING, 0);
    return length;
}

/* One format in one size at one rate. */
static int append_format(
    const struct uvc_camera *camera, uint8_t *to, int length, int kind, int number)
{
    const uint32_t bytes = picture_bytes(camera), least = bytes * 8, most = bytes * 8 * 30;
    const uint32_t ticks = interval(camera);
    if (kind == UVC_YUYV)
        APPEND(27, 0x24, 4, number, 1, 'Y', 'U', 'Y', '2', 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0,
            0x38, 0x9b, 0x71, 16, 1, 0, 0, 0, 0);
    else
        APPEND(11, 0x24, 6, number, 1, 1, 1, 0, 0, 0, 0);
    APPEND(30, 0x24, kind == UVC_YUYV ? 5 : 7, 1, 0, BYTES_2(camera->width),
        BYTES_2(camera->height), BYTES_4(least), BYTES_4(most), BYTES_4(bytes), BYTES_4(ticks), 1,
        BYTES_4(ticks));
    APPEND(6, 0x24, 13, 1, 1, 4);
    return length;
}

int uvc_configuration(const struct uvc_camera *camera, uint8_t *to)
{
    int length = 0;
    APPEND(9, 2, 0, 0, 2, 1, 0, 0x80, 250);
    APPEND(8, 11, UVC_CONTROL_INTERFACE, 2, 14, 3, 0, 2);
    APPEND(9, 4, UVC_CONTROL_INTERFACE, 0, 0, 14, 1, 0, 2);
    length = append_units(to, length);
    APPEND(9, 4, UVC_STREAM_INTERFACE, 0, camera->isochronous ? 0 : 1, 14, 2, 0, 0);
    int start = length, formats = camera->offers ? 1 : 2;
    if (formats == 2)
        APPEND(15, 0x24, 1, 2, 0, 0, 0x81, 0, OUTPUT, 0, 0, 0, 1, 0, 0);
    else
        APPEND(14, 0x24, 1, 1, 0, 0, 0x81, 0, OUTPUT, 0, 0, 0, 1, 0);
    for (int number = 1; number <= formats; number++)
        length = append_format(
            camera, to, length, camera->offers ? camera->offers : number, number);
    to[start + 4] = (length - start) & 255;
    to[start + 5] = (length - start) >> 8;
    if (camera->isochronous) {
        APPEND(9, 4, UVC_STREAM_INTERFACE, 1, 1, 14, 2, 0, 0);
        APPEND(7, 5, 0x81, 5, BYTES_2(UVC_PACKET), 1);
    } else {
        APPEND(7, 5, 0x81, 2, BYTES_2(512), 0);
    }
    to[2] = length & 255;
    to[3] = length >> 8;
    return length;
}

void uvc_probe(const struct uvc_camera *camera, int format, uint8_t *to)
{
    const uint32_t bytes = picture_bytes(camera), ticks = interval(camera);
    const uint32_t payload = camera->isochronous ? UVC_PACKET : UVC_BULK_PAYLOAD;
    const uint8_t agreed[UVC_PROBE_BYTES] = {
        BYTES_2(1), format, 1, BYTES_4(ticks), 0, 0, 0, 0, 0, 0, 0, 0, BYTES_2(50),
        BYTES_4(bytes), BYTES_4(payload), BYTES_4(CLOCK_HERTZ), 3, 1, 1, 1,
    };
    memcpy(to, agreed, sizeof agreed);
}

static struct control {
    const char *name;
    int unit, selector, bytes;
    uint32_t least, most, step, normal, now;
} controls[] = {
    /* The step of this one is the set of its values. */
    { "auto_exposure", CAMERA, AUTO_EXPOSURE, 1, 0, 0,
      EXPOSURE_MANUAL | EXPOSURE_APERTURE_PRIORITY, EXPOSURE_APERTURE_PRIORITY,
      EXPOSURE_APERTURE_PRIORITY },
    { "exposure", CAMERA, EXPOSURE, 4, 3, 2047, 1, 250, 250 },
    { "focus", CAMERA, FOCUS, 2, 0, 250, 5, 0, 0 },
    { "auto_focus", CAMERA, AUTO_FOCUS, 1, 0, 1, 1, 1, 1 },
    { "gain", PROCESSING, GAIN, 2, 0, 200, 1, 64, 64 },
    { "power_line", PROCESSING, POWER_LINE, 1, 0, 2, 1, 0, 0 },
};
enum { CONTROLS = sizeof controls / sizeof *controls };

static struct control *find_control(int unit, int selector)
{
    for (int at = 0; at < CONTROLS; at++)
        if (controls[at].unit == unit && controls[at].selector == selector)
            return &controls[at];
    return NULL;
}

/* A camera that sees to it by itself refuses to be told, as real ones do. */
static int is_refused(const struct control *control)
{
    if (control->unit != CAMERA)
        return 0;
    if (control->selector == EXPOSURE)
        return find_control(CAMERA, AUTO_EXPOSURE)->now != EXPOSURE_MANUAL;
    return control->selector == FOCUS && find_control(CAMERA, AUTO_FOCUS)->now;
}

static int set_control(struct control *control, const struct usb_request *request)
{
    char line[64];
    if (is_refused(control) || (int)request->length != control->bytes)
        return -1;
    control->now = 0;
    for (int at = control->bytes - 1; at >= 0; at--)
        control->now = control->now << 8 | request->data[at];
    snprintf(line, sizeof line, "set %s %u", control->name, control->now);
    say(line);
    return 0;
}

void uvc_answer_control(struct usb_request *request)
{
    struct usb_setup setup = usb_setup(request);
    struct control *control = find_control(setup.index >> 8, setup.value >> 8);
    int actual = control ? control->bytes : -1;
    uint32_t value = 0;
    if (control) {
        switch (setup.request) {
        case UVC_SET_CUR: actual = set_control(control, request); break;
        case UVC_GET_CUR: value = control->now; break;
        case UVC_GET_MIN: value = control->least; break;
        case UVC_GET_MAX: value = control->most; break;
        case UVC_GET_RES: value = control->step; break;
        case UVC_GET_DEF: value = control->normal; break;
        case UVC_GET_LEN: value = control->bytes; actual = 2; break;
        case UVC_GET_INFO: value = UVC_CAN_GET_AND_SET; actual = 1; break;
        default: actual = -1;
        }
    }
    const uint8_t bytes[] = { BYTES_4(value) };
    usb_answer_control(request, bytes, actual);
}
