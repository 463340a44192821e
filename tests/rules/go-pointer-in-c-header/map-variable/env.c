#include "env.h"

#include "_cgo_export.h"

static char *pairs[][2] = {
	{ "alpha", "1" },
	{ "beta", "2" },
};

void each_pair(void *arg)
{
	unsigned i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		goPair(arg, pairs[i][0], pairs[i][1]);
}
