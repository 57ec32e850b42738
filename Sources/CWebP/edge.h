// The edge to libwebp.

#include <webp/decode.h>
