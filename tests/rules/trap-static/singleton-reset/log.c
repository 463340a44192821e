#include "log.h"

#include <stdlib.h>
#include <string.h>

static struct logger global;

struct logger *logger_get(void)
{
	return &global;
}

int logger_setprefix(struct logger *l, const char *s)
{
	char *p = strdup(s);

	if (!p)
		return -1;
	free(l->prefix);
	l->prefix = p;
	return 0;
}

void logger_put(struct logger *l)
{
	free(l->prefix);
	l->prefix = NULL;
	l->lines = 0;
}
