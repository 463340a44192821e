/* SPDX-License-Identifier: MIT */
/* The program sees no descriptor that it did not open. */
#include <fcntl.h>
#include <unistd.h>

#include "run.h"

int main(void)
{
	int fd = open("/proc/self/exe", O_RDONLY);

	/* The lowest free number: nothing of ours is in between. */
	free(malloc(100));
	printf("%d\n", fd);
	return 0;
}
