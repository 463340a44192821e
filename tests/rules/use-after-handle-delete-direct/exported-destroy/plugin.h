#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdint.h>

int plugin_run(uintptr_t self, int n);

#endif
