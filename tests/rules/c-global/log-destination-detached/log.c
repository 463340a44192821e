#include <stdio.h>

#include "log.h"

static struct {
	char *buf;
	size_t size, fill;
} dest;

void log_attach(char *buf, size_t size)
{
	dest.buf = buf;
	dest.size = size;
	dest.fill = 0;
}

void log_line(int code)
{
	int n;

	if (!dest.buf)
		return;
	n = snprintf(dest.buf + dest.fill, dest.size - dest.fill, "E%d\n", code);
	if (n > 0 && (size_t)n < dest.size - dest.fill)
		dest.fill += n;
}

size_t log_flush(void)
{
	size_t n = dest.fill;

	dest.fill = 0;
	return n;
}
