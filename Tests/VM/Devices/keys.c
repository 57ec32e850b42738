/* The keys of a keyboard of the United States, letter by letter, and what USB and the kernel call
 * them: a table and nothing else. */
#include "keys.h"

#include <linux/input-event-codes.h>
#include <string.h>

/* In the order of USB's usages, which begin with A at 4; a space stands for a key nobody types. */
enum { FIRST_USAGE = 4 };
static const char plain[] = "abcdefghijklmnopqrstuvwxyz1234567890\n \b\t -=[]\\ ;'`,./";
static const char shifted[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!@#$%^&*()     _+{}| :\"~<>?";
static const int codes[] = {
    KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I, KEY_J, KEY_K, KEY_L, KEY_M,
    KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R, KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z,
    KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8, KEY_9, KEY_0, KEY_ENTER, KEY_ESC,
    KEY_BACKSPACE, KEY_TAB, KEY_SPACE, KEY_MINUS, KEY_EQUAL, KEY_LEFTBRACE, KEY_RIGHTBRACE,
    KEY_BACKSLASH, 0, KEY_SEMICOLON, KEY_APOSTROPHE, KEY_GRAVE, KEY_COMMA, KEY_DOT, KEY_SLASH,
};
enum { SPACE_USAGE = 0x2c };

struct key key_for(char letter)
{
    if (letter == ' ')
        return (struct key){ SPACE_USAGE, KEY_SPACE, 0 };
    for (int is_shifted = 0; letter && is_shifted < 2; is_shifted++) {
        const char *keys = is_shifted ? shifted : plain;
        const char *at = strchr(keys, letter);
        if (at)
            return (struct key){ FIRST_USAGE + (at - keys), codes[at - keys], is_shifted };
    }
    return (struct key){ 0, 0, 0 };
}
