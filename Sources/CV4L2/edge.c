// The system calls behind CV4L2.h: each one call, retried when a signal interrupts it. Nothing here
// may keep state or look at what a call returned beyond its error.

#define _GNU_SOURCE
#include "CV4L2.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

// A call that is interrupted more often than this in a row is reported as busy.
enum { interruptions = 16 };

int cv4l2_open(const char *path)
{
    for (int left = interruptions; left > 0; left--) {
        int device = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (device >= 0)
            return device;
        if (errno != EINTR)
            return -errno;
    }
    return -EBUSY;
}

int cv4l2_close(int device)
{
    // Linux has closed the descriptor even when it reports an interruption.
    return close(device) == 0 || errno == EINTR ? 0 : -errno;
}

int cv4l2_ioctl(int device, uint32_t request, void *argument)
{
    for (int left = interruptions; left > 0; left--) {
        int result = ioctl(device, (unsigned long)request, argument);
        if (result >= 0)
            return result;
        if (errno != EINTR)
            return -errno;
    }
    return -EBUSY;
}

int cv4l2_map(int device, uint32_t length, uint32_t offset, void **address)
{
    void *memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, device, (off_t)offset);
    if (memory == MAP_FAILED)
        return -errno;
    *address = memory;
    return 0;
}

int cv4l2_unmap(void *address, uint32_t length)
{
    return munmap(address, length) == 0 ? 0 : -errno;
}

int cv4l2_poll(int device, int bell, int milliseconds)
{
    // A negative descriptor is one that poll passes over.
    struct pollfd watched[2] = {{.fd = device, .events = POLLIN}, {.fd = bell, .events = POLLIN}};
    int result = poll(watched, 2, milliseconds);
    if (result < 0)
        return errno == EINTR ? 0 : -errno;
    return watched[0].revents & 0xffff;
}

int cv4l2_bell_open(void)
{
    int bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return bell >= 0 ? bell : -errno;
}

int cv4l2_bell_ring(int bell)
{
    // A counter that is full is rung already.
    return eventfd_write(bell, 1) == 0 || errno == EAGAIN ? 0 : -errno;
}

int cv4l2_bell_mute(int bell)
{
    eventfd_t rings;
    return eventfd_read(bell, &rings) == 0 || errno == EAGAIN ? 0 : -errno;
}
