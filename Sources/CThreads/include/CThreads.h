// What Swift cannot see of glibc's threads: names are a GNU extension. Imported by Threads alone.
#pragma once

// Names the calling thread; the kernel keeps the first 15 bytes. Returns 0 or an errno.
int checkind_name_thread(const char *name);
