// The edge to libturbojpeg: pictures of cameras, and of folders.

#include <turbojpeg.h>
