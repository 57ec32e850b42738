// The maker of QR codes (libqrencode), for CodeDrawing alone.
#include <qrencode.h>
