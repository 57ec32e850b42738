/* A USB camera that the kernel's own uvcvideo driver takes for real.
 *   usb_camera [-i] [-f YUYV|MJPG]          (modprobe vhci-hcd uvcvideo first)
 *     -i   isochronous; without it bulk       -f   offers this format only
 * Told on its standard input, one command a line, and says each on its standard output when done:
 *   show FILE.pgm   this is what it sees          blank, cover   a bare wall, or darkness
 *   freeze          sends nothing, without error  resume
 *   cut             only half of each picture     scramble       no sense in it
 *   repeat          the same picture for ever     mend           none of these three any more
 *   spoil           the next picture is scrambled, and no other: it says "spoilt" then
 *   bare            MJPEG without Huffman tables
 *   unplug          out of its socket             replug
 * It says, too, what format is streamed and what its controls are set to. It ends with its
 * input. */
#include "reel.h"
#include "uvc.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of the virtual bus; the hand scanner has another one. */
enum { PORT = 0 };
enum { WIDTH = 640, HEIGHT = 480, LINE = 512 };
/* A device that has no frame to send must not answer at once, or nothing else gets to run. */
enum { MICROFRAME_MICROSECONDS = 125 };

static struct uvc_camera camera = { .width = WIDTH, .height = HEIGHT, .rate = 5 };
static uint8_t configuration[512];
static int configuration_length;

static int is_frozen;
static int format = UVC_YUYV;

/* The picture on its way. */
static const uint8_t *picture;
static size_t left;
static unsigned number;
static double due;
/* The kernel's requests for pictures, oldest first. */
static struct usb_request *waiting;

static void forget_requests(void)
{
    while (waiting) {
        struct usb_request *next = waiting->next;
        usb_free(waiting);
        waiting = next;
    }
}

static void stop_stream(void)
{
    forget_requests();
    left = 0;
}

static void take_out(void)
{
    usb_unplug();
    stop_stream();
}

/* The next piece of the picture behind its header; the number of bytes. */
static size_t put_piece(uint8_t *to, size_t room)
{
    size_t count = left < room - 2 ? left : room - 2;
    to[0] = 2;
    to[1] = 0x80 | (number & 1) | (count == left ? 2 : 0);
    memcpy(to + 2, picture, count);
    picture += count;
    left -= count;
    return count + 2;
}

/* Whether there is something to send now. */
static int is_ready(void)
{
    double now = seconds_now();
    if (left)
        return 1;
    if (now < due || is_frozen)
        return 0;
    due = (due < now - 1 ? now : due) + 1 / camera.rate;
    picture = reel_next(&left, &number);
    return 1;
}

static int answer_packets(struct usb_request *request)
{
    static uint8_t bytes[1 << 20];
    size_t total = 0;
    for (uint32_t at = 0; at < request->packets; at++) {
        struct usb_packet *packet = &request->packet[at];
        packet->actual = left && total + packet->length <= sizeof bytes
            ? put_piece(bytes + total, packet->length) : 0;
        total += packet->actual;
    }
    if (!total)
        usleep(request->packets * MICROFRAME_MICROSECONDS);
    return usb_answer(request, 0, bytes, total);
}

/* Answers requests for pictures until there is nothing to send, or something to listen to. */
static void send_pictures(void)
{
    static uint8_t bytes[UVC_BULK_PAYLOAD];
    while (waiting && usb_descriptor >= 0) {
        /* An isochronous bus goes on with nothing on it; a bulk one waits. */
        if (!is_ready() && !camera.isochronous)
            return;
        struct usb_request *request = waiting;
        waiting = request->next;
        size_t room = request->length < sizeof bytes ? request->length : sizeof bytes;
        if (request->packets ? answer_packets(request)
                             : usb_answer(request, 0, bytes, put_piece(bytes, room)))
            return;
        struct pollfd spoken = { usb_descriptor, POLLIN, 0 };
        if (poll(&spoken, 1, 0) > 0)
            return;
    }
}

static void answer_stream_control(struct usb_request *request)
{
    static uint8_t agreed[UVC_PROBE_BYTES];
    struct usb_setup setup = usb_setup(request);
    uint8_t few[2] = { 0, 0 };
    if (!agreed[2])
        uvc_probe(&camera, 1, agreed);
    switch (setup.request) {
    case UVC_SET_CUR:
        uvc_probe(&camera, request->data[2] == 2 && !camera.offers ? 2 : 1, agreed);
        if (setup.value >> 8 == UVC_COMMIT) {
            format = camera.offers ? camera.offers : agreed[2];
            reel_use(format == UVC_YUYV ? "YUYV" : "MJPG");
            left = 0;
            due = seconds_now();
            say(format == UVC_YUYV ? "streams YUYV" : "streams MJPG");
        }
        usb_answer_control(request, NULL, 0);
        break;
    case UVC_GET_LEN:
        few[0] = UVC_PROBE_BYTES;
        usb_answer_control(request, few, 2);
        break;
    case UVC_GET_INFO:
        few[0] = UVC_CAN_GET_AND_SET;
        usb_answer_control(request, few, 1);
        break;
    default: usb_answer_control(request, agreed, sizeof agreed);
    }
}

static void answer_standard(struct usb_request *request)
{
    static const uint8_t device[] = { 18, 1, 0, 2, 0xef, 2, 1, 64, 0x09, 0x12, 1, 0, 0, 1, 1, 2, 3,
        1 };
    static const uint8_t other_speed[] = { 10, 6, 0, 2, 0xef, 2, 1, 64, 1, 0 };
    static const char *const names[] = { "checkind", "Virtual Camera", "0001" };
    enum { CLEAR_FEATURE = 1, GET_DESCRIPTOR = 6, GET_CONFIGURATION = 8, SET_INTERFACE = 11 };
    struct usb_setup setup = usb_setup(request);
    uint8_t bytes[256] = { 0 };
    switch (setup.request) {
    case GET_DESCRIPTOR:
        switch (setup.value >> 8) {
        case 1: usb_answer_control(request, device, sizeof device); break;
        case 2: usb_answer_control(request, configuration, configuration_length); break;
        case 3: usb_answer_control(
            request, bytes, usb_string(bytes, setup.value & 255, names, 3)); break;
        case 6: usb_answer_control(request, other_speed, sizeof other_speed); break;
        default: usb_answer_control(request, NULL, -1);
        }
        return;
    case GET_CONFIGURATION: bytes[0] = 1; break;
    case SET_INTERFACE:
    case CLEAR_FEATURE: stop_stream(); break;
    }
    usb_answer_control(request, bytes, request->is_in ? setup.length : 0);
}

static void answer_control(struct usb_request *request)
{
    enum { KIND = 0x60, OF_CLASS = 0x20 };
    struct usb_setup setup = usb_setup(request);
    if ((setup.type & KIND) != OF_CLASS)
        answer_standard(request);
    else if ((setup.index & 255) == UVC_STREAM_INTERFACE)
        answer_stream_control(request);
    else
        uvc_answer_control(request);
}

/* The kernel wants a request back, which may have been answered meanwhile. */
static void call_back(uint32_t sequence, uint32_t unlinked)
{
    for (struct usb_request **at = &waiting; *at; at = &(*at)->next) {
        if ((*at)->sequence == unlinked) {
            struct usb_request *found = *at;
            *at = found->next;
            usb_free(found);
            usb_answer_unlink(sequence, -ECONNRESET);
            return;
        }
    }
    usb_answer_unlink(sequence, 0);
}

static void listen_to_kernel(void)
{
    struct usb_message message = usb_read();
    if (message.event == USB_GONE) {
        take_out();
    } else if (message.event == USB_UNLINK) {
        call_back(message.sequence, message.unlinked);
    } else if (message.request->endpoint == 0) {
        answer_control(message.request);
    } else {
        struct usb_request **end = &waiting;
        while (*end)
            end = &(*end)->next;
        *end = message.request;
    }
}

static void obey(const char *command)
{
    int is_done = 1;
    if (!strcmp(command, "freeze") || !strcmp(command, "resume"))
        is_frozen = command[0] == 'f';
    else if (!strcmp(command, "unplug"))
        take_out();
    else if (!strcmp(command, "replug"))
        is_done = usb_descriptor < 0 && usb_plug(PORT, USB_HIGH_SPEED) == 0;
    else
        is_done = reel_obey(command);
    if (is_done)
        say(command);
    else
        fprintf(stderr, "usb_camera: cannot: %s\n", command);
}

static int read_options(int count, char **arguments)
{
    for (int option; (option = getopt(count, arguments, "if:")) != -1;) {
        switch (option) {
        case 'i': camera.isochronous = 1; break;
        case 'f': camera.offers = strcmp(optarg, "YUYV") ? UVC_MJPG : UVC_YUYV; break;
        default: return -1;
        }
    }
    return 0;
}

/* Milliseconds until there is something to send; -1 for as long as nobody says anything. */
static int patience(void)
{
    if (!waiting || (is_frozen && !camera.isochronous))
        return -1;
    double rest = (due - seconds_now()) * 1000;
    return left || camera.isochronous || rest < 0 ? 0 : (int)rest + 1;
}

int main(int count, char **arguments)
{
    char line[LINE];
    if (read_options(count, arguments))
        return 64;
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdin, NULL, _IONBF, 0);
    reel_make(WIDTH, HEIGHT);
    configuration_length = uvc_configuration(&camera, configuration);
    if (usb_plug(PORT, USB_HIGH_SPEED))
        return 1;
    say("plugged");
    for (;;) {
        struct pollfd spoken[] = { { usb_descriptor, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
        if (poll(spoken, 2, patience()) < 0 && errno != EINTR)
            return 1;
        if (spoken[1].revents) {
            if (!fgets(line, sizeof line, stdin))
                return 0;
            line[strcspn(line, "\n")] = 0;
            obey(line);
        }
        if (usb_descriptor >= 0 && spoken[0].fd == usb_descriptor && spoken[0].revents)
            listen_to_kernel();
        send_pictures();
    }
}
