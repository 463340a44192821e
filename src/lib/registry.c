/* SPDX-License-Identifier: MIT */
/*
 * What surrounds the slots of registry_core.h: memory, handles, destructors.
 *
 * Chunks double in size and are found by the highest bit of an index, so the
 * directory has a fixed size and a registry grows without anything moving: a
 * stale handle always has a slot to be compared with.  Two threads that need
 * the same chunk both allocate it, and one of them gives its own back.
 *
 * No function here takes a lock, so a thread that is gone, after a fork or
 * for good, leaves nothing locked behind.  What it was about to put back is
 * lost to the child of a fork, and nothing else.
 *
 * Destructors.  An object that dies while a destructor of its registry runs
 * on the same thread waits in a list, linked through its tenant, and is
 * destroyed when that one returns.  Lists of objects that hold each other
 * can so be of any length without a stack of that depth.
 */
#include "belay/registry.h"

#include "lib/alloc.h"
#include "lib/misuse.h"
#include "lib/random.h"
#include "lib/registry_int.h"
#include "lib/registry_own.h"

_Static_assert(sizeof(struct belay_slot) == 16, "ABI");
_Static_assert(sizeof(struct shard) == 64, "one cache line");

/* What dies on this thread while a destructor of reg runs on it. */
struct wake {
	struct wake *outer;
	struct belay_registry *reg;
	uint32_t first, last; /* ids */
};

static _Thread_local struct wake *wakes;
static _Thread_local uint32_t my_shard; /* + 1; 0 before the first use */

/* Threads are dealt out to the shards in turn. */
static uint32_t home_shard(void)
{
	static uint32_t nthreads;

	if (!my_shard) {
		my_shard = __atomic_fetch_add(&nthreads, 1, __ATOMIC_RELAXED);
		my_shard = my_shard % CORE_SHARDS + 1;
	}
	return my_shard - 1;
}

int belay_registry_create(const struct belay_registry_options *options,
			  struct belay_registry **ret)
{
	struct belay_registry_options o = {0};
	struct belay_registry *reg;

	if (options)
		o = *options;
	if (o.max > CORE_MAX || o.flags & ~(uint32_t)BELAY_REGISTRY_REAP)
		return BELAY_EINVAL;
	reg = belay__zalloc(o.allocator, sizeof(*reg));
	if (!reg)
		return BELAY_ENOMEM;
	/*
	 * The key makes handles of other registries and numbers made up miss.
	 * Its chunk, which is never there, is what a null handle names.
	 */
	reg->core.view.key = belay__random() | (uint64_t)31 << CHUNK_SHIFT;
	reg->core.max = o.max ? o.max : CORE_MAX;
	reg->allocator = o.allocator;
	reg->flags = o.flags;
	*ret = reg;
	return 0;
}

/* Makes sure that the chunk of an index is there. */
static bool grow(struct belay_registry *reg, uint32_t index)
{
	struct belay_slot *none = NULL, *chunk;
	size_t offset;
	unsigned k = chunk_of(index, &offset);

	if (slot_at(&reg->core, index))
		return true;
	chunk = belay__zalloc(reg->allocator, chunk_size(k));
	if (!chunk)
		return false;
	if (!CORE_CAS(&reg->core.view.chunk[k], &none, chunk, __ATOMIC_ACQ_REL))
		belay__release(reg->allocator, chunk, chunk_size(k));
	return true;
}

/* From the own shard, from what is fresh, or at last from the others. */
static int slot_new(struct belay_registry *reg, uint32_t *ret)
{
	uint32_t home = home_shard(), fresh, id;
	struct core *c = &reg->core;
	int err = BELAY_EFULL;

	do {
		id = queue_pop(c, &c->shard[home]);
		if (id)
			break;
		fresh = nslots(reg);
		if (fresh >= c->max)
			break;
		if (!grow(reg, fresh)) {
			err = BELAY_ENOMEM;
			break;
		}
		id = carve(c, home);
	} while (!id);
	for (uint32_t i = 1; !id && i < CORE_SHARDS; i++)
		id = queue_pop(c, &c->shard[(home + i) % CORE_SHARDS]);
	if (!id)
		return err;
	*ret = id;
	return 0;
}

int belay_registry_add_object(struct belay_registry *reg,
			      const struct belay_object *object,
			      belay_handle *ret)
{
	uint32_t id, gen;
	int err = slot_new(reg, &id);

	if (err < 0)
		return err;
	gen = slot_fill(&reg->core, id, object);
	*ret = handle_of(reg, gen, id - 1);
	return 0;
}

int belay_registry_add(struct belay_registry *reg, void *obj,
		       belay_destroy_fn *destroy, belay_handle *ret)
{
	struct belay_object object = {.obj = obj, .destroy = destroy};

	return belay_registry_add_object(reg, &object, ret);
}

/*
 * The slot is given back before the destructor runs, so that this can add
 * objects to a registry that is full.
 */
static void destroy_one(struct belay_registry *reg, uint32_t id)
{
	struct belay_object dead = slot_clear(&reg->core, id);

	if (dead.destroy)
		dead.destroy(dead.ctx, dead.obj);
}

static struct wake *wake_of(const struct belay_registry *reg)
{
	struct wake *w = wakes;

	while (w && w->reg != reg)
		w = w->outer;
	return w;
}

static void wake_add(struct wake *w, uint32_t id)
{
	const struct core *c = &w->reg->core;

	CORE_STORE(&tenant_at(c, id - 1)->next, 0, __ATOMIC_RELAXED);
	if (w->first)
		CORE_STORE(&tenant_at(c, w->last - 1)->next, id,
			   __ATOMIC_RELAXED);
	else
		w->first = id;
	w->last = id;
}

bool belay__registry_bury(struct belay_registry *reg, uint32_t index)
{
	struct wake mine = {.outer = wakes, .reg = reg}, *w;

	if (reg->flags & BELAY_REGISTRY_REAP) {
		stack_push(&reg->core, &reg->core.grave, index + 1);
		return false;
	}
	w = wake_of(reg);
	if (w) {
		wake_add(w, index + 1);
		return false;
	}
	wakes = &mine;
	wake_add(&mine, index + 1);
	while (mine.first) {
		uint32_t id = mine.first;

		mine.first = CORE_LOAD(&tenant_at(&reg->core, id - 1)->next,
				       __ATOMIC_RELAXED);
		destroy_one(reg, id);
	}
	wakes = mine.outer;
	return true;
}

size_t belay_registry_reap(struct belay_registry *reg, size_t max)
{
	size_t n;

	for (n = 0; n < max; n++) {
		uint32_t id = reg->ready;

		if (!id)
			id = stack_take(&reg->core, &reg->core.grave);
		if (!id)
			break;
		reg->ready = CORE_LOAD(&tenant_at(&reg->core, id - 1)->next,
				       __ATOMIC_RELAXED);
		destroy_one(reg, id);
	}
	return n;
}

int belay_registry_acquire(struct belay_registry *reg, belay_handle h,
			   void **ret)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int err = s ? slot_acquire(s, gen) : BELAY_EINVAL;

	if (err == 0)
		*ret = CORE_LOAD(&s->obj, __ATOMIC_RELAXED);
	return err;
}

/* What a slot function says when the object is gone: the caller buries it. */
static int cleaned(struct belay_registry *reg, belay_handle h, int result)
{
	if (result > 0) {
		belay__registry_bury(reg, index_of(reg, h));
		return 0;
	}
	return result;
}

int belay_registry_release(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int result = s ? slot_release(s, gen) : BELAY_EMISUSE;

	if (result == BELAY_EMISUSE)
		return belay__misuse(BELAY_EMISUSE,
				     "release of handle %#llx, which is not "
				     "acquired",
				     (unsigned long long)h);
	return cleaned(reg, h, result);
}

int belay__registry_revoke(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);
	int result = s ? slot_revoke(s, gen) : BELAY_EINVAL;

	if (result > 0)
		return belay__registry_bury(reg, index_of(reg, h));
	return result;
}

int belay_registry_revoke(struct belay_registry *reg, belay_handle h)
{
	int result = belay__registry_revoke(reg, h);

	return result > 0 ? 0 : result;
}

void *belay__registry_used(const struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	const struct belay_slot *s = handle_slot(reg, h, &gen);
	uint64_t w = s ? CORE_LOAD(&s->word, __ATOMIC_ACQUIRE) : 0;

	if (word_gen(w) != gen || !(w & BELAY_SLOT_USERS))
		return NULL;
	return CORE_LOAD(&s->obj, __ATOMIC_ACQUIRE);
}

int belay_registry_weaken(struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	struct belay_slot *s = handle_slot(reg, h, &gen);

	return cleaned(reg, h, s ? slot_weaken(s, gen) : BELAY_EINVAL);
}

int belay_registry_acquire_type(struct belay_registry *reg, belay_handle h,
				uint32_t type, void **ret)
{
	void *obj = NULL;
	int err = belay_registry_acquire(reg, h, &obj);

	if (err < 0)
		return err;
	if (tenant_of(reg, h)->type != type) {
		belay_registry_release(reg, h);
		return BELAY_ETYPE;
	}
	*ret = obj;
	return 0;
}

int belay_registry_check(const struct belay_registry *reg, belay_handle h)
{
	uint32_t gen;
	const struct belay_slot *s = handle_slot(reg, h, &gen);
	uint64_t w;

	if (!s)
		return BELAY_EINVAL;
	w = CORE_LOAD(&s->word, __ATOMIC_ACQUIRE);
	return word_gen(w) == gen && word_good(w) ? 0 : refusal(w, gen);
}

/* Revokes what is there; true when that was something. */
static bool revoke_all(struct belay_registry *reg)
{
	uint32_t n = nslots(reg);
	bool any = false;

	for (uint32_t i = 0; i < n; i++) {
		struct belay_slot *s = slot_at(&reg->core, i);
		uint64_t w = CORE_LOAD(&s->word, __ATOMIC_RELAXED);
		int result = word_good(w) ? slot_revoke(s, word_gen(w)) : -1;

		if (result > 0)
			belay__registry_bury(reg, i);
		any |= result >= 0;
	}
	return any;
}

int belay_registry_destroy(struct belay_registry *reg)
{
	struct belay_registry_stats stats;
	bool any;

	if (!reg)
		return 0;
	/* Destructors may add objects and let others die. */
	do
		any = revoke_all(reg);
	while (belay_registry_reap(reg, SIZE_MAX) || any);
	belay_registry_stats(reg, &stats);
	if (stats.users)
		return BELAY_EBUSY;
	for (unsigned k = 0; k < 31; k++)
		belay__release(reg->allocator, reg->core.view.chunk[k],
			       chunk_size(k));
	belay__release(reg->allocator, reg, sizeof(*reg));
	return 0;
}

const struct belay_registry_view *
belay_registry_view(const struct belay_registry *reg)
{
	return &reg->core.view;
}
