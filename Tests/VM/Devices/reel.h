/* The pictures that a camera of these tests sends one after the other, and what is wrong with
 * them. */
#ifndef REEL_H
#define REEL_H
#include <stddef.h>
#include <stdint.h>

void reel_make(int width, int height);
/* From the next picture on; a name that picture_encode knows. */
void reel_use(const char *format);
/* The next picture, valid until the one after it; its length and its number. */
const uint8_t *reel_next(size_t *length, unsigned *number);
/* Does what it is told, from the next picture on; 0 when it does not know the command. */
int reel_obey(const char *command);
#endif
