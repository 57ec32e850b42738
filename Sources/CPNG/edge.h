// The edge to libpng. Only its simplified interface may be used: the other one leaves by longjmp,
// which no Swift frame survives.

#include <png.h>
