#include "opt.h"

#include <stdlib.h>
#include <string.h>

/* Every string of the library carries its length in front of it. */
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

size_t opt_strlen(const char *s)
{
	return ((const struct head *)s - 1)->len;
}
