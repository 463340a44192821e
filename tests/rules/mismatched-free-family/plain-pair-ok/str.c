#include "str.h"

#include <stdlib.h>
#include <string.h>

char *str_upper(const char *s)
{
	char *u = strdup(s);

	for (char *p = u; p && *p; p++)
		if (*p >= 'a' && *p <= 'z')
			*p -= 'a' - 'A';
	return u;
}

void str_free(char *s)
{
	free(s);
}
