// Asks the kernel about its clocks. Both calls return at once and change nothing.
#define _GNU_SOURCE
#include "CClock.h"

#include <sys/timex.h>
#include <time.h>

int64_t checkind_since_boot(void) {
    struct timespec now;
    if (clock_gettime(CLOCK_BOOTTIME, &now) != 0) return -1;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int checkind_clock_is_synchronised(int64_t maximum_error) {
    // No mode is set: the call reads. A sandbox may refuse it, which is no answer and no error.
    struct timex clock = {0};
    int state = clock_adjtime(CLOCK_REALTIME, &clock);
    if (state < 0 || state == TIME_ERROR || (clock.status & STA_UNSYNC) != 0) return 0;
    return clock.maxerror >= 0 && clock.maxerror <= maximum_error;
}
