#include <stdlib.h>
#include <string.h>

struct str {
	size_t len;
	char s[];
};

static inline struct str *str_new(const char *s)
{
	size_t n = strlen(s);
	struct str *str = malloc(sizeof(*str) + n + 1);

	if (!str)
		abort();
	str->len = n;
	memcpy(str->s, s, n + 1);
	return str;
}

static inline void str_clear(struct str **p)
{
	free(*p);
	*p = NULL;
}
