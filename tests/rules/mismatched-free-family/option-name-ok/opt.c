#include "opt.h"

#include <stdlib.h>
#include <string.h>

struct head {
	size_t len;
};

char *opt_strdup(const char *s)
{
	size_t n = strlen(s);
	struct head *h = malloc(sizeof(*h) + n + 1);

	if (!h)
		return NULL;
	h->len = n;
	return memcpy(h + 1, s, n + 1);
}

void opt_strfree(char *s)
{
	if (s)
		free((struct head *)s - 1);
}
