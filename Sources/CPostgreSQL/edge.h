// The edge to libpq, PostgreSQL's own client. Nothing is added to it: the numbers of its macros
// that Swift cannot see stand where they are used.

#include <libpq-fe.h>
