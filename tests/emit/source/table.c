#include <stdlib.h>

void table_clear(struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->rows[i]);
}
