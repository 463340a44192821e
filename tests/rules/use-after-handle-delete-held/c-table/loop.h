#ifndef LOOP_H
#define LOOP_H

#include <stdint.h>

#define MAX_FD 64

int loop_watch(int fd, uintptr_t data);
void loop_unwatch(int fd);
int loop_poll(uint64_t ready);

#endif
