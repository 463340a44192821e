/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <stdlib.h>

struct obj {
	int refs;
	atomic_int count;
	char *name;
	void (*destroy)(struct obj *o);
};

/*= obj_ref: refs 0; returns alias 0 */
struct obj *obj_ref(struct obj *o)
{
	o->refs++;
	return o;
}

/*= obj_unref: unrefs 0 malloc */
void obj_unref(struct obj *o)
{
	if (--o->refs == 0) {
		free(o->name);
		free(o);
	}
}

/*= obj_unref_early: unrefs 0 malloc */
void obj_unref_early(struct obj *o)
{
	if (!o)
		return;
	o->refs -= 1;
	if (o->refs > 0)
		return;
	free(o);
}

/*= obj_unref_old: unrefs 0 malloc */
void obj_unref_old(struct obj *o)
{
	if (o->refs-- == 1)
		free(o);
}

/*= obj_unref_sync: unrefs 0 malloc */
int obj_unref_sync(struct obj *o)
{
	if (__sync_sub_and_fetch(&o->refs, 1) != 0)
		return 0;
	free(o->name);
	free(o);
	return 1;
}

/*= obj_unref_atomic: unrefs 0 malloc */
void obj_unref_atomic(struct obj *o)
{
	if (__atomic_sub_fetch(&o->refs, 1, __ATOMIC_ACQ_REL) == 0)
		free(o);
}

/*= obj_unref_c11: unrefs 0 malloc */
void obj_unref_c11(struct obj *o)
{
	if (atomic_fetch_sub(&o->count, 1) == 1)
		free(o);
}

/*= obj_ref_c11: refs 0 */
void obj_ref_c11(struct obj *o)
{
	atomic_fetch_add(&o->count, 1);
}

static int last_one(struct obj *o)
{
	return --o->refs == 0;
}

/*= obj_unref_helper: unrefs 0 malloc */
void obj_unref_helper(struct obj *o)
{
	if (last_one(o))
		free(o);
}

/*= obj_forward: unrefs 0 malloc */
void obj_forward(struct obj *o)
{
	if (o)
		obj_unref(o);
}

/*= obj_replace: unrefs *0 malloc; refs 1; keeps 1 in *0 */
void obj_replace(struct obj **slot, struct obj *o)
{
	obj_ref(o);
	if (*slot)
		obj_unref(*slot);
	*slot = o;
}
