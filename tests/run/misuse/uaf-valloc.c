/* SPDX-License-Identifier: MIT */
/* Memory of valloc is read after its free. */
#include "run.h"

static APART void *make(void)
{
	return valloc(40); /* alloc */
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
