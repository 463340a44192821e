/* SPDX-License-Identifier: MIT */
/* Memory of strdup is read after its free. */
#include <string.h>

#include "run.h"

static APART void *make(void)
{
	return strdup("a string of some length"); /* alloc */
}

static APART void drop(void *p)
{
	free(p); /* free */
}

static APART int use(void *p)
{
	return ((volatile char *)p)[5]; /* access */
}

int main(void)
{
	void *p = make();

	drop(p);
	printf("%d\n", use(p) == 12345);
	return 0;
}
