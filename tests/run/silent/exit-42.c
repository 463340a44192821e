/* SPDX-License-Identifier: MIT */
/* The status of the program is the status of belay. */
#include "run.h"

int main(void)
{
	free(malloc(10));
	return 42;
}
