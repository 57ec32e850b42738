// The edge to the kernel's input devices and serial lines: what Swift cannot import of them
// (request macros, variadic open and ioctl). It must never keep state, allocate, or decide
// anything.

#ifndef CHECKIND_CINPUT_H
#define CHECKIND_CINPUT_H

#include <linux/input.h>
#include <poll.h>
#include <stdint.h>

// What a device turned out to be.
enum { input_is_other = 0, input_is_keyboard = 1, input_is_serial = 2 };

// When an event happened, in nanoseconds of its device's clock. Which module of C a timeval belongs
// to is nothing Swift should have to know.
static inline int64_t input_nanoseconds(struct input_event event)
{
    return (int64_t)((uint64_t)event.time.tv_sec * 1000000000u
                     + (uint64_t)event.time.tv_usec * 1000u);
}

// Every function below but input_number returns a value of at least zero, or -errno. None returns
// -EINTR.

// Opens a device for reading and writing: not blocking, closed on exec, never as the terminal that
// controls this process.
int input_open(const char *path);
int input_close(int device);
// One of the values above.
int input_kind(int device);
// Bytes read; 0 when the other end has hung up.
int input_read(int device, void *buffer, uint32_t length);
// How many of the descriptors have something to say.
int input_poll(struct pollfd *watched, uint32_t count, int milliseconds);
// The kernel's number of a device node, through links; 0 when there is none.
uint64_t input_number(const char *path);

// What a keyboard calls itself: the bytes written, without a zero at the end.
int input_name(int keyboard, char *name, uint32_t length);
// One bit a key: those it has, those held down.
int input_keys(int keyboard, uint8_t *bits, uint32_t length);
int input_held(int keyboard, uint8_t *bits, uint32_t length);
// Keeps every other reader out, stamps events by CLOCK_MONOTONIC, and puts Caps Lock's light out.
int input_grab(int keyboard);

// Makes a serial line ours alone and its bytes raw: 9600 baud, 8 bits, no parity, DTR and RTS on;
// what it had to say before is thrown away.
int input_claim(int serial);

#endif
