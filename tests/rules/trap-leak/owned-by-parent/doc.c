#include "doc.h"

#include <stdlib.h>
#include <string.h>

struct doc {
	struct elem *first;
};

struct doc *doc_new(void)
{
	return calloc(1, sizeof(struct doc));
}

struct elem *doc_add(struct doc *d, const char *name)
{
	struct elem *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	strncpy(e->name, name, sizeof(e->name) - 1);
	e->next = d->first;
	d->first = e;
	return e;
}

void doc_free(struct doc *d)
{
	while (d->first) {
		struct elem *e = d->first;

		d->first = e->next;
		free(e);
	}
	free(d);
}
