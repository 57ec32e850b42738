// The edge to libwebp: WebP pictures of a replay. Decoding only; nothing here may write pictures.

#include <webp/decode.h>
