/* Draws what a camera shows: a code made of text, in each of the formats that cameras send. */
#include "picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>

enum { NO_COLOUR = 128, JPEG_QUALITY = 80 };

void scene_make(struct scene *scene, int width, int height)
{
    scene->width = width;
    scene->height = height;
    scene->luma = malloc((size_t)width * height);
    scene_fill(scene, WALL);
}

void scene_fill(struct scene *scene, int shade)
{
    memset(scene->luma, shade, (size_t)scene->width * scene->height);
}

int scene_show(struct scene *scene, const char *path)
{
    int width, height, failed = -1;
    FILE *file = fopen(path, "rb");
    if (!file)
        return -1;
    if (fscanf(file, "P5 %d %d 255", &width, &height) == 2 && fgetc(file) == '\n' && width > 0
        && height > 0 && width <= scene->width && height <= scene->height) {
        int left = (scene->width - width) / 2, top = (scene->height - height) / 2;
        scene_fill(scene, WALL);
        failed = 0;
        for (int row = 0; row < height && !failed; row++) {
            uint8_t *to = scene->luma + (size_t)(top + row) * scene->width + left;
            failed = fread(to, 1, width, file) == (size_t)width ? 0 : -1;
        }
    }
    fclose(file);
    return failed;
}

size_t picture_room(int width, int height)
{
    return tjBufSize(width, height, TJSAMP_444) + (size_t)width * height * 2;
}

/* The scene with a grain of its own for each number. */
static uint8_t *grainy(const struct scene *scene, unsigned grain)
{
    size_t count = (size_t)scene->width * scene->height;
    uint8_t *luma = malloc(count);
    uint32_t state = 2 * grain + 1;
    for (size_t at = 0; at < count; at++) {
        state = state * 1664525 + 1013904223;
        luma[at] = scene->luma[at] + (state >> 30) - 2;
    }
    return luma;
}

static size_t encode_jpeg(uint8_t *luma, int width, int height, uint8_t *to)
{
    size_t half = (size_t)(width / 2) * height;
    uint8_t *chroma = malloc(half);
    memset(chroma, NO_COLOUR, half);
    const uint8_t *planes[3] = { luma, chroma, chroma };
    unsigned long length = picture_room(width, height);
    tjhandle packer = tjInitCompress();
    int failed = tjCompressFromYUVPlanes(
        packer, planes, width, NULL, height, TJSAMP_422, &to, &length, JPEG_QUALITY,
        TJFLAG_NOREALLOC);
    tjDestroy(packer);
    free(chroma);
    return failed ? 0 : length;
}

/* Takes the Huffman tables out: the segments before the picture's data are walked. */
static size_t drop_tables(uint8_t *jpeg, size_t length)
{
    enum { TABLES = 0xc4, DATA = 0xda };
    size_t at = 2;
    while (at + 4 <= length && jpeg[at + 1] != DATA) {
        size_t segment = 2 + (jpeg[at + 2] << 8 | jpeg[at + 3]);
        if (jpeg[at + 1] != TABLES) {
            at += segment;
            continue;
        }
        memmove(jpeg + at, jpeg + at + segment, length - at - segment);
        length -= segment;
    }
    return length;
}

size_t picture_encode(
    const struct scene *scene, const char *format, unsigned grain, uint8_t *to)
{
    size_t count = (size_t)scene->width * scene->height, length = 0;
    uint8_t *luma = grainy(scene, grain);
    if (!strcmp(format, "YUYV")) {
        for (size_t at = 0; at < count; at++) {
            to[2 * at] = luma[at];
            to[2 * at + 1] = NO_COLOUR;
        }
        length = 2 * count;
    } else if (!strcmp(format, "NV12")) {
        memcpy(to, luma, count);
        memset(to + count, NO_COLOUR, count / 2);
        length = count * 3 / 2;
    } else if (!strcmp(format, "GREY")) {
        memcpy(to, luma, count);
        length = count;
    } else if (!strncmp(format, "MJP", 3)) {
        length = encode_jpeg(luma, scene->width, scene->height, to);
        if (!strcmp(format, "MJPn"))
            length = drop_tables(to, length);
    }
    free(luma);
    return length;
}
