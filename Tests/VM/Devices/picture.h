/* What a camera of these tests sees, and how it lays that out: a drawn code in the middle of a
 * plain wall, with the grain that every sensor adds. No two pictures in a row are alike, as a
 * camera that repeats itself is a broken one. */
#ifndef PICTURE_H
#define PICTURE_H
#include <stddef.h>
#include <stdint.h>

struct scene {
    int width, height;
    uint8_t *luma;              /* without the grain */
};

/* How bright a plain wall is, and a covered lens. */
enum { WALL = 190, DARKNESS = 10 };

/* A wall and nothing else. */
void scene_make(struct scene *scene, int width, int height);
/* One shade everywhere. */
void scene_fill(struct scene *scene, int shade);
/* Puts the picture in the PGM file into the middle; 0 when that was possible. */
int scene_show(struct scene *scene, const char *path);

/* Bytes that are enough for a picture in any format. */
size_t picture_room(int width, int height);
/* Lays a picture out in the V4L2 format of that name, "MJPG" with its Huffman tables and "MJPn"
 * without, as many cameras send it. The number of bytes, 0 for an unknown format. */
size_t picture_encode(
    const struct scene *scene, const char *format, unsigned grain, uint8_t *to);
#endif
