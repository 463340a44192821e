/* SPDX-License-Identifier: MIT */
/* Memory of posix_memalign is read after its free. */
#include "run.h"

static APART void *make(void)
{
	void *p;

	if (posix_memalign(&p, 256, 100)) /* alloc */
		abort();
	return p;
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return *(volatile int *)p; /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
