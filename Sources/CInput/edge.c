// The system calls behind CInput.h: each one call, retried when a signal interrupts it.

#include "CInput.h"
