// The system calls behind CInput.h: each one call, retried when a signal interrupts it. Nothing
// here may keep state or look at what a call returned beyond its error.

#define _GNU_SOURCE
#include "CInput.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

// A call that is interrupted more often than this in a row is reported as busy.
enum { interruptions = 16 };

static int control(int device, unsigned long request, void *argument)
{
    for (int left = interruptions; left > 0; left--) {
        int result = ioctl(device, request, argument);
        if (result >= 0)
            return result;
        if (errno != EINTR)
            return -errno;
    }
    return -EBUSY;
}

int input_open(const char *path)
{
    for (int left = interruptions; left > 0; left--) {
        int device = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (device >= 0)
            return device;
        if (errno != EINTR)
            return -errno;
    }
    return -EBUSY;
}

int input_close(int device)
{
    // Linux has closed the descriptor even when it reports an interruption.
    return close(device) == 0 || errno == EINTR ? 0 : -errno;
}

int input_kind(int device)
{
    int version = 0;
    if (control(device, EVIOCGVERSION, &version) >= 0)
        return input_is_keyboard;
    return isatty(device) ? input_is_serial : input_is_other;
}

int input_read(int device, void *buffer, uint32_t length)
{
    for (int left = interruptions; left > 0; left--) {
        ssize_t got = read(device, buffer, length);
        if (got >= 0)
            return (int)got;
        if (errno != EINTR)
            return -errno;
    }
    return -EAGAIN;
}

int input_poll(struct pollfd *watched, uint32_t count, int milliseconds)
{
    int result = poll(watched, count, milliseconds);
    if (result >= 0)
        return result;
    if (errno != EINTR)
        return -errno;
    for (uint32_t index = 0; index < count; index++)
        watched[index].revents = 0;
    return 0;
}

uint64_t input_number(const char *path)
{
    struct stat node;
    return stat(path, &node) == 0 && S_ISCHR(node.st_mode) ? node.st_rdev : 0;
}

int input_name(int keyboard, char *name, uint32_t length)
{
    int written = control(keyboard, EVIOCGNAME(length), name);
    return written > 0 ? (int)strnlen(name, (size_t)written) : written;
}

int input_keys(int keyboard, uint8_t *bits, uint32_t length)
{
    return control(keyboard, EVIOCGBIT(EV_KEY, length), bits);
}

int input_held(int keyboard, uint8_t *bits, uint32_t length)
{
    return control(keyboard, EVIOCGKEY(length), bits);
}

int input_grab(int keyboard)
{
    int result = control(keyboard, EVIOCGRAB, (void *)1);
    if (result < 0)
        return result;
    // Neither is worth refusing a scanner: without the first its stamps are known to be wrong, and
    // few scanners look at the light.
    int clock = CLOCK_MONOTONIC;
    (void)control(keyboard, EVIOCSCLOCKID, &clock);
    struct input_event dark[2] = {{.type = EV_LED, .code = LED_CAPSL}, {.type = EV_SYN}};
    ssize_t written = write(keyboard, dark, sizeof dark);
    (void)written;
    return 0;
}

int input_claim(int serial)
{
    // The flag keeps out who opens it later, the lock who has it open and is polite.
    if (flock(serial, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? -EBUSY : -errno;
    int result = control(serial, TIOCEXCL, NULL);
    if (result < 0)
        return result;
    struct termios line;
    if (tcgetattr(serial, &line) < 0)
        return -errno;
    cfmakeraw(&line);
    line.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS);
    line.c_cflag |= CLOCAL | CREAD;
    // With these a line that is silent is told from one that hung up.
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    if (cfsetspeed(&line, B9600) < 0 || tcsetattr(serial, TCSANOW, &line) < 0)
        return -errno;
    if (tcflush(serial, TCIFLUSH) < 0)
        return -errno;
    // Not every line has these wires.
    int wires = TIOCM_DTR | TIOCM_RTS;
    (void)control(serial, TIOCMBIS, &wires);
    return 0;
}
