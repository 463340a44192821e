#include "_cgo_export.h"

static const struct {
	const char *name;
	int level;
} modules[] = {
	{ "net", 3 },
	{ "disk", 1 },
	{ "sched", 2 },
};

void each_module(void)
{
	unsigned i;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++)
		goLevel((char *)modules[i].name, modules[i].level);
}
