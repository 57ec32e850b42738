/* How a keyboard of the United States spells ASCII. */
#ifndef KEYS_H
#define KEYS_H

struct key {
    int usage;      /* of USB's page of keyboards; 0 when there is no such key */
    int code;       /* of the kernel's input events */
    int is_shifted;
};

struct key key_for(char letter);
#endif
