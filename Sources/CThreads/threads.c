// Names threads for people who look at the process: a GNU extension that Swift does not see.
#define _GNU_SOURCE
#include "CThreads.h"

#include <pthread.h>
#include <string.h>

int checkind_name_thread(const char *name) {
    char short_name[16];
    strncpy(short_name, name, sizeof short_name - 1);
    short_name[sizeof short_name - 1] = '\0';
    return pthread_setname_np(pthread_self(), short_name);
}
