#ifndef CB_H
#define CB_H

#include <stdint.h>

void run_steps(int n, uintptr_t data);

#endif
