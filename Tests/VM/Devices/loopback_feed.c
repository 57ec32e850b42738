/* Writes pictures into a v4l2loopback device, which hands them to its reader as a camera would.
 *   loopback_feed DEVICE FORMAT PICTURE.pgm      FORMAT: YUYV NV12 GREY MJPG
 * Says "feeding" when the first picture is in. It ends when it is killed: readers then get nothing
 * any more, and no error. */
#include "picture.h"

#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH = 640, HEIGHT = 480, PAUSE_MICROSECONDS = 100000, GRAINS = 4 };

static int set_format(int device, const char *name)
{
    struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_OUTPUT };
    struct v4l2_pix_format *pix = &format.fmt.pix;
    pix->width = WIDTH;
    pix->height = HEIGHT;
    pix->field = V4L2_FIELD_NONE;
    pix->pixelformat = v4l2_fourcc(name[0], name[1], name[2], name[3]);
    pix->bytesperline = strcmp(name, "YUYV") ? WIDTH : 2 * WIDTH;
    pix->sizeimage = 2 * WIDTH * HEIGHT;
    if (!strcmp(name, "NV12"))
        pix->sizeimage = WIDTH * HEIGHT * 3 / 2;
    if (!strcmp(name, "GREY"))
        pix->sizeimage = WIDTH * HEIGHT;
    pix->colorspace = V4L2_COLORSPACE_SRGB;
    return ioctl(device, VIDIOC_S_FMT, &format);
}

int main(int count, char **arguments)
{
    struct scene scene;
    uint8_t *pictures[GRAINS];
    size_t lengths[GRAINS];
    if (count != 4 || strlen(arguments[2]) != 4)
        return 64;
    scene_make(&scene, WIDTH, HEIGHT);
    int device = open(arguments[1], O_RDWR);
    if (device < 0 || set_format(device, arguments[2]) || scene_show(&scene, arguments[3])) {
        perror("loopback_feed");
        return 1;
    }
    for (unsigned grain = 0; grain < GRAINS; grain++) {
        pictures[grain] = malloc(picture_room(WIDTH, HEIGHT));
        lengths[grain] = picture_encode(&scene, arguments[2], grain, pictures[grain]);
    }
    for (unsigned number = 0;; number++) {
        if (write(device, pictures[number % GRAINS], lengths[number % GRAINS]) < 0) {
            perror("write");
            return 1;
        }
        if (number == 0) {
            printf("feeding\n");
            fflush(stdout);
        }
        usleep(PAUSE_MICROSECONDS);
    }
}
