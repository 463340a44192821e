#include "obj.h"

#include <stdlib.h>

struct obj {
	int refs;
	int x, y;
};

struct obj *obj_new(int x, int y)
{
	struct obj *o = malloc(sizeof(*o));

	if (!o)
		return NULL;
	o->refs = 1;
	o->x = x;
	o->y = y;
	return o;
}

struct obj *obj_ref(struct obj *o)
{
	o->refs++;
	return o;
}

void obj_unref(struct obj *o)
{
	if (--o->refs == 0)
		free(o);
}

int obj_area(const struct obj *o)
{
	return o->x * o->y;
}
