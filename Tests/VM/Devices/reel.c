/* See reel.h. Pictures are laid out once and sent in turn: a camera emulated by an emulated machine
 * has little time. */
#include "reel.h"

#include "picture.h"
#include "usb_device.h"

#include <stdlib.h>
#include <string.h>

enum { GRAINS = 4 };

static struct scene scene;
static const char *format = "YUYV";
static enum { WHOLE, CUT, SCRAMBLED } damage;
static int is_bare, is_repeating, spoils_next;
static uint8_t *pictures[GRAINS];
static size_t lengths[GRAINS];
static int are_drawn;
static unsigned count;

void reel_make(int width, int height)
{
    scene_make(&scene, width, height);
    for (int grain = 0; grain < GRAINS; grain++)
        pictures[grain] = malloc(picture_room(width, height));
}

void reel_use(const char *name)
{
    format = name;
    are_drawn = 0;
}

/* Leaves the marks at both ends. */
static void scramble(unsigned grain)
{
    for (size_t at = 2; at + 2 < lengths[grain]; at++)
        pictures[grain][at] = at * 167;
}

static void draw(void)
{
    const char *name = is_bare && !strcmp(format, "MJPG") ? "MJPn" : format;
    for (unsigned grain = 0; grain < GRAINS; grain++) {
        lengths[grain] = picture_encode(&scene, name, grain, pictures[grain]);
        if (damage == CUT)
            lengths[grain] /= 2;
        if (damage == SCRAMBLED)
            scramble(grain);
    }
    are_drawn = 1;
}

const uint8_t *reel_next(size_t *length, unsigned *number)
{
    if (!are_drawn)
        draw();
    unsigned grain = is_repeating ? 0 : count % GRAINS;
    *number = count++;
    if (spoils_next) {
        scramble(grain);
        spoils_next = are_drawn = 0;
        say("spoilt");
    }
    *length = lengths[grain];
    return pictures[grain];
}

int reel_obey(const char *command)
{
    if (!strncmp(command, "show ", 5)) {
        if (scene_show(&scene, command + 5))
            return 0;
    } else if (!strcmp(command, "blank") || !strcmp(command, "cover"))
        scene_fill(&scene, command[0] == 'b' ? WALL : DARKNESS);
    else if (!strcmp(command, "cut"))
        damage = CUT;
    else if (!strcmp(command, "scramble"))
        damage = SCRAMBLED;
    else if (!strcmp(command, "spoil"))
        spoils_next = 1;
    else if (!strcmp(command, "repeat"))
        is_repeating = 1;
    else if (!strcmp(command, "mend"))
        damage = is_repeating = 0;
    else if (!strcmp(command, "bare"))
        is_bare = 1;
    else
        return 0;
    are_drawn = 0;
    return 1;
}
