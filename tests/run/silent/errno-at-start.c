/* SPDX-License-Identifier: MIT */
/* errno is 0 when main starts, whatever was loaded before it. */
#include <errno.h>

#include "run.h"

int main(void)
{
	MUST(errno == 0);
	puts("0");
	return 0;
}
