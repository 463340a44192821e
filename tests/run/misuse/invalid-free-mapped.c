/* SPDX-License-Identifier: MIT */
/* Memory of mmap is freed. */
#include <sys/mman.h>

#include "run.h"

static APART void again(void *p)
{
	free(p); /* access */
}

int main(void)
{
	void *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	again(p);
	return 0;
}
