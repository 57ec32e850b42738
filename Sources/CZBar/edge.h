// The edge to zbar.

#include <zbar.h>
