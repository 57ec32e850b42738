// The edge to ZXing's reader, which speaks C++ only: one call that looks for QR codes in a grey
// picture. It must never keep state, throw, or hand out memory that it still owns.

#ifndef CHECKIND_CZXING_H
#define CHECKIND_CZXING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Called for each code with its bytes, which are lent until it returns.
typedef void (*czxing_found)(void *context, const uint8_t *bytes, size_t count);

// Looks for at most `most` QR codes in `width` x `height` grey pixels without gaps between the
// rows. A picture of 0 and other values alone `is_black_and_white`: nothing is made of it first.
// Whether any failure of the library itself kept it from looking: 0, or -1.
int czxing_read(const uint8_t *pixels, int width, int height, int is_black_and_white, int most,
    czxing_found found, void *context);

#ifdef __cplusplus
}
#endif

#endif
