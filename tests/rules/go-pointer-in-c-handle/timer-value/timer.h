#include <stdint.h>

void timer_add(int ticks, uintptr_t arg);
void timer_tick(void);
