// The edge to the kernel's input devices and serial lines: what Swift cannot import of them. It
// must never keep state, allocate, or decide anything.

#ifndef CHECKIND_CINPUT_H
#define CHECKIND_CINPUT_H

#include <linux/input.h>
#include <stdint.h>

#endif
