// What Swift cannot import of the kernel's clocks: struct timex is a GNU extension. Read only: it
// must never set or steer a clock. Imported by CheckinDaemon alone.
#pragma once

#include <stdint.h>

// Nanoseconds since boot, the time asleep included; -1 when the kernel does not say.
int64_t checkind_since_boot(void);

// 1 when a time service keeps the system's clock right, by the kernel's own word, to within
// `maximum_error` microseconds; 0 when none does, or the kernel does not say.
int checkind_clock_is_synchronised(int64_t maximum_error);
