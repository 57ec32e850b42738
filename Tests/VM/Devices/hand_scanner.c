/* A barcode scanner that types what it reads, as a USB keyboard or as one of uinput.
 *   hand_scanner [-u] [-d MILLISECONDS]
 *     -u   through /dev/uinput (modprobe uinput); else USB (modprobe vhci-hcd usbhid hid-generic)
 *     -d   pause after each key; 0 types as fast as the kernel takes it
 * Told on its standard input, one command a line, and says each on its standard output when done:
 *   type TEXT       every letter of it, and Enter
 *   pause MS        after each key from now on
 *   unplug          out of its socket             replug
 * It ends with its input. */
#include "keys.h"
#include "usb_device.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/uinput.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Of the virtual bus; the camera has another one. */
enum { PORT = 1 };
enum { LINE = 4096, REPORT = 8, LEFT_SHIFT = 2, KEYS = 128 };
static const char *const names[] = { "checkind", "Virtual Barcode Scanner", "0002" };
static int pause_milliseconds = 5;
static int input = -1;      /* of uinput */

/* A keyboard as every scanner says it is: eight modifiers, six keys, five lamps. */
static const uint8_t report_descriptor[] = {
    5, 1, 9, 6, 0xa1, 1, 5, 7, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0, 0x25, 1, 0x75, 1, 0x95, 8, 0x81,
    2, 0x95, 1, 0x75, 8, 0x81, 1, 0x95, 5, 0x75, 1, 5, 8, 0x19, 1, 0x29, 5, 0x91, 2, 0x95, 1,
    0x75, 3, 0x91, 1, 0x95, 6, 0x75, 8, 0x15, 0, 0x25, 0x65, 5, 7, 0x19, 0, 0x29, 0x65, 0x81, 0,
    0xc0,
};
static const uint8_t device[] = { 18, 1, 0, 2, 0, 0, 0, 64, 0x09, 0x12, 2, 0, 0, 1, 1, 2, 3, 1 };
static const uint8_t configuration[] = {
    9, 2, 34, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0, 1, 3, 1, 1, 0,
    9, 0x21, 0x11, 1, 0, 1, 0x22, sizeof report_descriptor, 0, 7, 5, 0x81, 3, REPORT, 0, 4,
};

static void answer_control(struct usb_request *request)
{
    enum { GET_DESCRIPTOR = 6, DEVICE = 1, CONFIGURATION = 2, STRING = 3, REPORTS = 0x22 };
    struct usb_setup setup = usb_setup(request);
    uint8_t bytes[256] = { 0 };
    int is_descriptor = !(setup.type & 0x60) && setup.request == GET_DESCRIPTOR;
    int kind = is_descriptor ? setup.value >> 8 : 0;
    if (!is_descriptor)
        usb_answer_control(request, bytes, setup.length < REPORT ? setup.length : REPORT);
    else if (kind == DEVICE)
        usb_answer_control(request, device, sizeof device);
    else if (kind == CONFIGURATION)
        usb_answer_control(request, configuration, sizeof configuration);
    else if (kind == STRING)
        usb_answer_control(request, bytes, usb_string(bytes, setup.value & 255, names, 3));
    else if (kind == REPORTS)
        usb_answer_control(request, report_descriptor, sizeof report_descriptor);
    else
        usb_answer_control(request, NULL, -1);
}

/* The kernel's one request for the next report. */
static struct usb_request *wanted;

static void forget_wanted(void)
{
    if (wanted)
        usb_free(wanted);
    wanted = NULL;
}

static void take_out(void)
{
    usb_unplug();
    forget_wanted();
}

static void listen_to_kernel(void)
{
    struct usb_message message = usb_read();
    if (message.event == USB_GONE) {
        take_out();
    } else if (message.event == USB_UNLINK) {
        int is_wanted = wanted && wanted->sequence == message.unlinked;
        if (is_wanted)
            forget_wanted();
        usb_answer_unlink(message.sequence, is_wanted ? -ECONNRESET : 0);
    } else if (message.request->endpoint == 0) {
        answer_control(message.request);
    } else {
        forget_wanted();
        wanted = message.request;
    }
}

/* Sends one report as soon as the kernel asks for it. */
static void report(int modifiers, int usage)
{
    uint8_t bytes[REPORT] = { modifiers, 0, usage };
    while (usb_descriptor >= 0 && !wanted)
        listen_to_kernel();
    if (!wanted)
        return;
    struct usb_request *request = wanted;
    wanted = NULL;
    usb_answer(request, 0, bytes, sizeof bytes);
}

static void emit(int type, int code, int value)
{
    struct input_event event = { .type = type, .code = code, .value = value };
    if (write(input, &event, sizeof event) < 0)
        perror("uinput");
}

static void move(int code, int is_down)
{
    emit(EV_KEY, code, is_down);
    emit(EV_SYN, SYN_REPORT, 0);
}

static void press(struct key key)
{
    if (input < 0) {
        report(key.is_shifted ? LEFT_SHIFT : 0, key.usage);
        report(0, 0);
    } else {
        if (key.is_shifted)
            move(KEY_LEFTSHIFT, 1);
        move(key.code, 1);
        move(key.code, 0);
        if (key.is_shifted)
            move(KEY_LEFTSHIFT, 0);
    }
    if (pause_milliseconds)
        usleep(pause_milliseconds * 1000);
}

static int plug_uinput(void)
{
    struct uinput_setup setup = { .id = { BUS_USB, 0x1209, 3, 1 } };
    strcpy(setup.name, names[1]);
    input = open("/dev/uinput", O_WRONLY);
    int failed = input < 0 || ioctl(input, UI_SET_EVBIT, EV_KEY);
    for (int code = 1; !failed && code < KEYS; code++)
        failed = ioctl(input, UI_SET_KEYBIT, code);
    return failed || ioctl(input, UI_DEV_SETUP, &setup) || ioctl(input, UI_DEV_CREATE);
}

static void obey(const char *command)
{
    if (!strncmp(command, "type ", 5)) {
        for (const char *letter = command + 5; *letter; letter++)
            press(key_for(*letter));
        press(key_for('\n'));
    } else if (!strncmp(command, "pause ", 6)) {
        pause_milliseconds = atoi(command + 6);
    } else if (!strcmp(command, "unplug")) {
        take_out();
    } else if (!strcmp(command, "replug")) {
        usb_plug(PORT, USB_FULL_SPEED);
    } else {
        fprintf(stderr, "hand_scanner: cannot: %s\n", command);
        return;
    }
    say(command);
}

int main(int count, char **arguments)
{
    char line[LINE];
    int is_uinput = 0;
    for (int option; (option = getopt(count, arguments, "ud:")) != -1;) {
        switch (option) {
        case 'u': is_uinput = 1; break;
        case 'd': pause_milliseconds = atoi(optarg); break;
        default: return 64;
        }
    }
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdin, NULL, _IONBF, 0);
    if (is_uinput ? plug_uinput() : usb_plug(PORT, USB_FULL_SPEED)) {
        perror("hand_scanner");
        return 1;
    }
    say("plugged");
    for (;;) {
        struct pollfd spoken[] = { { usb_descriptor, POLLIN, 0 }, { STDIN_FILENO, POLLIN, 0 } };
        if (poll(spoken, 2, -1) < 0 && errno != EINTR)
            return 1;
        if (spoken[0].revents)
            listen_to_kernel();
        if (spoken[1].revents) {
            if (!fgets(line, sizeof line, stdin))
                return 0;
            line[strcspn(line, "\n")] = 0;
            obey(line);
        }
    }
}
