/* A USB device in user space: it speaks the protocol of USB/IP with the kernel's vhci-hcd over a
 * socket pair, with no network in between. The kernel sees an ordinary device and binds its own
 * driver. What the device is, is said by whoever answers its requests. */
#ifndef USB_DEVICE_H
#define USB_DEVICE_H
#include <stdint.h>

enum usb_speed { USB_FULL_SPEED = 2, USB_HIGH_SPEED = 3 };
enum { USB_SETUP_BYTES = 8 };

struct usb_packet { uint32_t offset, length, actual, status; };

/* One request of the kernel. */
struct usb_request {
    struct usb_request *next;
    uint32_t sequence, is_in, endpoint, length, start_frame;
    uint32_t packets;           /* of an isochronous request, else 0 */
    struct usb_packet *packet;
    uint8_t setup[USB_SETUP_BYTES];
    uint8_t *data;
};

/* The fields of a control request's setup. */
struct usb_setup { uint8_t type, request; uint16_t value, index, length; };
struct usb_setup usb_setup(const struct usb_request *request);

/* What usb_read has got. */
enum usb_event { USB_REQUEST, USB_UNLINK, USB_GONE };
struct usb_message {
    enum usb_event event;
    struct usb_request *request;    /* USB_REQUEST: the caller's from now on */
    uint32_t sequence, unlinked;    /* USB_UNLINK: its number, and that of what is called back */
};

/* The descriptor to poll and read while plugged in, else -1. */
extern int usb_descriptor;

int usb_plug(int port, enum usb_speed speed);
void usb_unplug(void);
struct usb_message usb_read(void);
/* Answers a request and frees it; `status` is 0 or a negative errno. 0 when it was sent. */
int usb_answer(struct usb_request *request, int status, const void *data, uint32_t actual);
/* Answers a control request with `actual` bytes, cut to what was asked for; a negative `actual`
 * says that the device does not know such a request. */
void usb_answer_control(struct usb_request *request, const void *data, int actual);
void usb_answer_unlink(uint32_t sequence, int status);
void usb_free(struct usb_request *request);

/* Fills in a string descriptor; the number of its bytes, or -1 when there is no such string. */
int usb_string(uint8_t *to, int index, const char *const *strings, int count);

/* Seconds of the clock that never jumps. */
double seconds_now(void);
/* Prints one line for whoever drives this device. */
void say(const char *what);
#endif
