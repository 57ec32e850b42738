/* What a USB Video Class camera says about itself, and its controls: the parts of usb_camera.c that
 * are tables. Numbers are those of the class's specification 1.1. */
#ifndef UVC_H
#define UVC_H
#include "usb_device.h"

enum { UVC_YUYV = 1, UVC_MJPG = 2 };                    /* the numbers of our formats */
enum { UVC_CONTROL_INTERFACE = 0, UVC_STREAM_INTERFACE = 1 };
enum { UVC_SET_CUR = 0x01, UVC_GET_CUR = 0x81, UVC_GET_MIN, UVC_GET_MAX, UVC_GET_RES, UVC_GET_LEN,
    UVC_GET_INFO, UVC_GET_DEF };
enum { UVC_PROBE = 1, UVC_COMMIT = 2, UVC_PROBE_BYTES = 34, UVC_CAN_GET_AND_SET = 3 };
/* Of an isochronous packet, and of what goes over a bulk endpoint at once. */
enum { UVC_PACKET = 1024, UVC_BULK_PAYLOAD = 16384 };

struct uvc_camera {
    int width, height;
    double rate;                /* pictures a second */
    int isochronous;            /* as most webcams are; else bulk */
    int offers;                 /* one of the formats, or 0 for both */
};

/* Writes the configuration descriptor; the number of its bytes. */
int uvc_configuration(const struct uvc_camera *camera, uint8_t *to);
/* Fills in what camera and driver agree on before a stream. */
void uvc_probe(const struct uvc_camera *camera, int format, uint8_t *to);
/* Answers a request to one of the camera's controls. */
void uvc_answer_control(struct usb_request *request);
#endif
