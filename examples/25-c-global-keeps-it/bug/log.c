/* SPDX-License-Identifier: MIT */
#include "log.h"

#include <stdio.h>

static const char *prefix = "";

void log_prefix(const char *text)
{
	prefix = text;
}

void log_line(int number)
{
	for (const char *p = prefix; *p; p++)
		putchar(*p);
	printf("line %d\n", number);
	fflush(stdout);
}
