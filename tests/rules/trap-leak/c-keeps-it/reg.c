#include "reg.h"

#include <stdlib.h>
#include <string.h>

static struct driver *drivers;

struct driver *driver_new(const char *name)
{
	struct driver *d = calloc(1, sizeof(*d));

	if (d)
		strncpy(d->name, name, sizeof(d->name) - 1);
	return d;
}

void driver_register(struct driver *d)
{
	d->next = drivers;
	drivers = d;
}

struct driver *driver_find(const char *name)
{
	for (struct driver *d = drivers; d; d = d->next)
		if (!strcmp(d->name, name))
			return d;
	return NULL;
}
