#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"

int json_dump(const char *key, long value, char **out, size_t *n)
{
	size_t size = strlen(key) + 32;
	char *text;

	if (size > 4096)
		return -1;
	text = malloc(size);
	if (!text)
		return -1;
	*n = (size_t)snprintf(text, size, "{\"%s\":%ld}", key, value);
	*out = text;
	return 0;
}

void json_release(char *text)
{
	if (text)
		free(text);
}
