/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdio.h>

static char prefix[32];

void log_prefix(const char *text)
{
	snprintf(prefix, sizeof(prefix), "%s", text);
}

void log_line(int number)
{
	for (const char *p = prefix; *p; p++)
		putchar(*p);
	printf("line %d\n", number);
	fflush(stdout);
}
