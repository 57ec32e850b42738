// The edge to zbar, the decoder of QR codes. Its image scanner alone is used: its windows and its
// own way to cameras are none of ours.

#include <zbar.h>
