/* USB/IP on the device's side; see usb_device.h. Numbers travel with the highest byte first. */
#include "usb_device.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SUBMIT = 1, UNLINK = 2, SUBMITTED = 3, UNLINKED = 4, HEADER_WORDS = 12 };
/* Room for the answers of several pictures, so that a slow reader does not stop the device. */
enum { SEND_BUFFER = 4 << 20 };
#define NO_PACKETS 0xffffffffu

int usb_descriptor = -1;

double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

void say(const char *what)
{
    printf("%s\n", what);
    fflush(stdout);
}

static int read_all(void *to, size_t count)
{
    for (char *at = to; count;) {
        ssize_t got = read(usb_descriptor, at, count);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return -1;
        at += got;
        count -= got;
    }
    return 0;
}

static int write_all(const void *from, size_t count)
{
    for (const char *at = from; count;) {
        ssize_t put = write(usb_descriptor, at, count);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return -1;
        at += put;
        count -= put;
    }
    return 0;
}

int usb_plug(int port, enum usb_speed speed)
{
    int ends[2], room = SEND_BUFFER;
    char line[64];
    int attach = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY);
    if (attach < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) {
        perror("vhci_hcd");
        return -1;
    }
    setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
    int length = snprintf(
        line, sizeof line, "%d %d %d %d", port, ends[0], 0x10000 + port + 1, speed);
    int failed = write(attach, line, length) < 0;
    if (failed)
        perror("vhci_hcd attach");
    close(attach);
    close(ends[0]);
    if (failed) {
        close(ends[1]);
        return -1;
    }
    usb_descriptor = ends[1];
    return 0;
}

void usb_unplug(void)
{
    if (usb_descriptor >= 0)
        close(usb_descriptor);
    usb_descriptor = -1;
}

void usb_free(struct usb_request *request)
{
    free(request->packet);
    free(request->data);
    free(request);
}

/* The rest of a request, after its header. */
static struct usb_request *read_request(const uint32_t *header)
{
    struct usb_request *request = calloc(1, sizeof *request);
    request->sequence = ntohl(header[1]);
    request->is_in = ntohl(header[3]);
    request->endpoint = ntohl(header[4]);
    request->length = ntohl(header[6]);
    request->start_frame = ntohl(header[7]);
    request->packets = header[8] == NO_PACKETS ? 0 : ntohl(header[8]);
    memcpy(request->setup, header + 10, USB_SETUP_BYTES);
    request->data = calloc(1, request->length + 1);
    if (!request->is_in && read_all(request->data, request->length))
        goto gone;
    request->packet = calloc(request->packets + 1, sizeof *request->packet);
    for (uint32_t at = 0; at < request->packets; at++) {
        uint32_t words[4];
        if (read_all(words, sizeof words))
            goto gone;
        request->packet[at] = (struct usb_packet){ ntohl(words[0]), ntohl(words[1]), 0, 0 };
    }
    return request;
gone:
    usb_free(request);
    return NULL;
}

struct usb_message usb_read(void)
{
    struct usb_message message = { .event = USB_GONE };
    uint32_t header[HEADER_WORDS];
    if (read_all(header, sizeof header))
        return message;
    if (ntohl(header[0]) == UNLINK) {
        message.event = USB_UNLINK;
        message.sequence = ntohl(header[1]);
        message.unlinked = ntohl(header[5]);
    } else if (ntohl(header[0]) == SUBMIT) {
        message.request = read_request(header);
        message.event = message.request ? USB_REQUEST : USB_GONE;
    }
    return message;
}

int usb_answer(struct usb_request *request, int status, const void *data, uint32_t actual)
{
    uint32_t header[HEADER_WORDS] = {
        htonl(SUBMITTED), htonl(request->sequence), 0, 0, 0, htonl(status), htonl(actual),
        htonl(request->start_frame), htonl(request->packets),
    };
    int failed = write_all(header, sizeof header);
    if (!failed && request->is_in && actual)
        failed = write_all(data, actual);
    for (uint32_t at = 0; !failed && at < request->packets; at++) {
        const struct usb_packet *packet = &request->packet[at];
        uint32_t words[4] = {
            htonl(packet->offset), htonl(packet->length), htonl(packet->actual),
            htonl(packet->status),
        };
        failed = write_all(words, sizeof words);
    }
    usb_free(request);
    return failed;
}

void usb_answer_control(struct usb_request *request, const void *data, int actual)
{
    int asked = usb_setup(request).length;
    if (actual < 0)
        usb_answer(request, -EPIPE, NULL, 0);
    else if (request->is_in)
        usb_answer(request, 0, data, actual < asked ? actual : asked);
    else
        usb_answer(request, 0, NULL, request->length);
}

void usb_answer_unlink(uint32_t sequence, int status)
{
    uint32_t header[HEADER_WORDS] = {
        htonl(UNLINKED), htonl(sequence), 0, 0, 0, htonl(status),
    };
    write_all(header, sizeof header);
}

struct usb_setup usb_setup(const struct usb_request *request)
{
    const uint8_t *bytes = request->setup;
    return (struct usb_setup){
        bytes[0], bytes[1], bytes[2] | bytes[3] << 8, bytes[4] | bytes[5] << 8,
        bytes[6] | bytes[7] << 8,
    };
}

int usb_string(uint8_t *to, int index, const char *const *strings, int count)
{
    static const uint8_t languages[] = { 4, 3, 0x09, 0x04 };
    if (index == 0) {
        memcpy(to, languages, sizeof languages);
        return sizeof languages;
    }
    if (index > count)
        return -1;
    const char *text = strings[index - 1];
    int length = strlen(text);
    to[0] = 2 + 2 * length;
    to[1] = 3;
    for (int at = 0; at < length; at++) {
        to[2 + 2 * at] = text[at];
        to[3 + 2 * at] = 0;
    }
    return to[0];
}
