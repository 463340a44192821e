/* SPDX-License-Identifier: MIT */
/*
 * Looking at all objects of a registry, and saying what one is.
 *
 * Whoever looks at an object makes itself a user of it, so that what is
 * looked at stays; an object may die by that user's release.
 */
#include "belay/registry.h"

#include <stdio.h>

#include "lib/registry_int.h"

/* slot_release() of a slot that the caller pinned or acquired. */
static void unpin(struct belay_registry *reg, struct belay_slot *s,
		  uint32_t index, uint32_t gen)
{
	if (slot_release(s, gen) > 0)
		belay__registry_bury(reg, index);
}

int belay_registry_each(struct belay_registry *reg, belay_each_fn *each,
			void *ctx)
{
	uint32_t n = nslots(reg);
	int stop = 0;

	for (uint32_t i = 0; i < n && !stop; i++) {
		struct belay_slot *s = slot_at(&reg->core, i);
		struct tenant *t = tenant_at(&reg->core, i);
		uint32_t gen = word_gen(CORE_LOAD(&s->word, __ATOMIC_RELAXED));
		struct belay_object object;

		if (slot_acquire(s, gen) < 0)
			continue;
		object = (struct belay_object){
			.obj = CORE_LOAD(&s->obj, __ATOMIC_RELAXED),
			.destroy = t->destroy,
			.ctx = t->ctx,
			.name = t->name,
			.type = t->type,
		};
		stop = each(ctx, handle_of(reg, gen, i), &object);
		unpin(reg, s, i, gen);
	}
	return stop;
}

int belay_registry_get(struct belay_registry *reg, belay_handle h,
		       struct belay_borrow *ret)
{
	struct belay_borrow b = {.reg = reg, .handle = h};
	int err = belay_registry_acquire(reg, h, &b.obj);

	if (err == 0)
		*ret = b;
	return err;
}

void belay_borrow_end(struct belay_borrow *borrow)
{
	struct belay_registry *reg = borrow->reg;

	if (!reg)
		return;
	/* First, so that a destructor that ends it again finds nothing. */
	borrow->reg = NULL;
	belay_registry_release(reg, borrow->handle);
}

int belay_registry_describe(struct belay_registry *reg, belay_handle h,
			    char *buf, size_t size)
{
	unsigned long long number = h;
	const struct tenant *t;
	struct belay_slot *s;
	const char *state;
	uint32_t gen;
	uint64_t w;
	int len;

	s = handle_slot(reg, h, &gen);
	if (!s || !slot_pin(s, gen)) {
		state = belay_registry_check(reg, h) == BELAY_EINVAL ? "unknown"
								     : "stale";
		return snprintf(buf, size, "%s handle %#llx", state, number);
	}
	t = tenant_of(reg, h);
	w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);
	state = w & BELAY_SLOT_REVOKED ? ", revoked"
		: w & BELAY_SLOT_KEPT  ? ""
				       : ", weak";
	/* One of the users is ourselves. */
	len = snprintf(buf, size, "'%s' (handle %#llx, type %u%s, %u users)",
		       t->name ? t->name : "", number, (unsigned)t->type, state,
		       (unsigned)(w & BELAY_SLOT_USERS) - 1);
	unpin(reg, s, index_of(reg, h), gen);
	return len;
}

void belay_registry_stats(const struct belay_registry *reg,
			  struct belay_registry_stats *ret)
{
	struct belay_registry_stats stats = {
		.slots = nslots(reg),
		.bytes = sizeof(*reg),
	};

	for (uint32_t i = 0; i < stats.slots; i++) {
		const struct belay_slot *s = slot_at(&reg->core, i);
		uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);

		stats.live += word_good(w);
		stats.revoked += (w & BELAY_SLOT_REVOKED) != 0;
		stats.users += w & BELAY_SLOT_USERS;
		stats.retired += w == word_of(CORE_LAST_GEN, 0);
	}
	for (unsigned k = 0; k < 31; k++)
		if (CORE_LOAD(&reg->core.view.chunk[k], __ATOMIC_RELAXED))
			stats.bytes += chunk_size(k);
	*ret = stats;
}
