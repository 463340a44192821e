/* SPDX-License-Identifier: MIT */
/*
 * Buckets of the linear engine: how they are made, split, merged and chained.
 *
 * map_linear.c has the idea.  A split or a merge deals the entries of one
 * chain to one or two others.  Main slots are emptied or left alone; overflow
 * buckets are taken off first and given back one by one as they are emptied,
 * so that what the new chains need of them is there: at most one more than
 * there were, two more for a merge, which is asked for before anything moves.
 *
 * The pool of overflow buckets is kept dense: when many are free, the last
 * one moves into a free one, and its memory is given back.  Who links to it
 * is found by the hash of an entry that it has.
 */
#include "lib/map_linear.h"

#include "lib/poison.h"

const struct pool_links belay__over_links = {
	.next = 4,
	.prev = 0,
	.tag = offsetof(struct bucket, tag),
};

void belay__bump(struct belay_map *m, uint32_t *gen, uint32_t *floor)
{
	if (++*gen == 0) {
		belay__map_forget(&m->body->id);
		*floor = 0;
	} else if (*floor < *gen) {
		*floor = *gen;
	}
}

/* Slots: their bytes, and who may look at them. */

static void wake_slot(const struct linear *l, const struct place *p)
{
	if (l->poisons)
		belay__unpoison(payload_of(l, p), l->stride);
}

void belay__slot_bury(const struct linear *l, const struct place *p)
{
	if (l->poisons)
		belay__poison(payload_of(l, p), l->stride);
}

static void copy_payload(const struct linear *l, unsigned char *to,
			 const unsigned char *from)
{
	if (l->payload == 8)
		memcpy(to, from, 8);
	else if (l->payload == 16)
		memcpy(to, from, 16);
	else
		memcpy(to, from, l->payload);
}

void belay__slot_vacate(struct belay_map *m, struct linear *l,
			const struct place *p)
{
	p->head->top[p->slot] = 0;
	if (l->gen_stride)
		belay__bump(m, gen_of(l, p), &l->floor);
	belay__slot_bury(l, p);
}

/* A bucket whose memory may hold anything. */
static void make_bucket(const struct linear *l, struct place p)
{
	unsigned slots = p.over ? OVER_SLOTS : MAIN_SLOTS;

	memset(p.head, 0, sizeof(*p.head));
	*link_of(l, &p) = 0;
	if (!l->gen_stride && !l->poisons)
		return;
	for (p.slot = 0; p.slot < slots; p.slot++) {
		if (l->gen_stride)
			*gen_of(l, &p) = l->floor;
		belay__slot_bury(l, &p);
	}
}

/* Pools, which may move while they are small. */

static void bury_dead(const struct belay_map *m, const struct linear *l,
		      bool over, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		struct place p = over ? over_at(l, i) : start_of(m, l, i);
		unsigned dead = free_slots(&p);

		if (over && p.head->tag == POOL_FREE)
			dead = all_slots(over);
		for (; dead; dead &= dead - 1) {
			p.slot = (uint8_t)__builtin_ctz(dead);
			belay__slot_bury(l, &p);
		}
	}
}

static void refresh(struct belay_map *m, const struct linear *l)
{
	bool flat = !l->heads.segments && !l->areas.segments;

	m->hot.heads = flat ? (struct bucket *)(void *)l->heads.base : NULL;
	m->hot.areas = flat ? l->areas.base : NULL;
}

bool belay__pool_wake(const struct linear *l, const struct pool *p)
{
	if (!l->poisons || !pool_moves(p))
		return false;
	belay__unpoison(p->base, p->bytes / 8 * 8);
	return true;
}

static bool extend_buckets(struct belay_map *m, struct linear *l, uint32_t n)
{
	const struct belay_allocator *a = l->body.allocator;
	const unsigned char *heads = l->heads.base, *areas = l->areas.base;
	bool done, told = belay__pool_wake(l, &l->areas);

	done = pool_reserve(&l->heads, a, n) && pool_reserve(&l->areas, a, n);
	refresh(m, l);
	if (told)
		bury_dead(m, l, false, l->areas.used);
	if (heads != l->heads.base || areas != l->areas.base)
		m->version++;
	if (done)
		l->heads.used = l->areas.used = n;
	return done;
}

static void shrink_buckets(struct belay_map *m, struct linear *l, uint32_t n)
{
	const struct belay_allocator *a = l->body.allocator;
	bool told = belay__pool_wake(l, &l->areas);

	pool_shrink(&l->heads, a, n);
	pool_shrink(&l->areas, a, n);
	refresh(m, l);
	if (told)
		bury_dead(m, l, false, n);
	m->version++;
}

/* References can name all slots: see number_of() in map_ref.c. */
static bool can_be_named(const struct belay_map *m, const struct linear *l,
			 uint64_t more)
{
	return (m->hot.n + more) * 16 +
		       (l->over.used + more) * (uint64_t)OVER_SLOTS <
	       UINT32_MAX;
}

/* So many overflow buckets can be taken without asking for memory. */
static bool reserve_over(struct belay_map *m, struct linear *l, uint32_t n)
{
	const unsigned char *base = l->over.base;
	bool done, told;

	if (l->over.nfree >= n)
		return true;
	if (!can_be_named(m, l, n))
		return false;
	told = belay__pool_wake(l, &l->over);
	done = pool_reserve(&l->over, l->body.allocator, l->over.used + n);
	if (told)
		bury_dead(m, l, true, l->over.used);
	if (base != l->over.base)
		m->version++;
	return done;
}

/* Room was reserved, so this does not fail. */
static struct place take_over(struct linear *l)
{
	bool fresh;
	uint32_t i = pool_take(&l->over, l->body.allocator, &belay__over_links,
			       &fresh);
	struct place p = over_at(l, i);

	if (fresh)
		make_bucket(l, p);
	memset(p.head, 0, sizeof(*p.head));
	*link_of(l, &p) = 0;
	return p;
}

/* Chains. */

/*
 * The next slot of the chain that is free.  At its end there is a bucket more
 * if may_add says so, for which room was reserved.
 */
static bool next_free(struct linear *l, struct place *p, bool may_add)
{
	for (;;) {
		unsigned bits = free_slots(p) >> p->slot << p->slot;
		uint32_t *link;

		if (bits) {
			p->slot = (uint8_t)__builtin_ctz(bits);
			return true;
		}
		link = link_of(l, p);
		if (!*link) {
			if (!may_add)
				return false;
			*p = take_over(l);
			*link = p->number + 1;
		} else {
			*p = over_at(l, *link - 1);
		}
	}
}

struct target {
	struct place first; /* of the chain */
	struct place at;    /* where to go on */
};

static struct target target_of(const struct belay_map *m,
			       const struct linear *l, uint32_t i)
{
	struct place p = start_of(m, l, i);

	return (struct target){p, p};
}

/* Moves some slots of a bucket to free ones of a chain. */
static void move_slots(struct belay_map *m, struct linear *l, struct place from,
		       unsigned slots, struct target *to)
{
	for (; slots; slots &= slots - 1) {
		from.slot = (uint8_t)__builtin_ctz(slots);
		next_free(l, &to->at, true);
		if (to->at.over)
			to->first.head->filter |=
				filter_bit(slot_hash(m, l, &from));
		wake_slot(l, &to->at);
		copy_payload(l, payload_of(l, &to->at), payload_of(l, &from));
		to->at.head->top[to->at.slot] = from.head->top[from.slot];
		belay__slot_vacate(m, l, &from);
	}
}

/* Those of the live slots whose hash has the bit; no branch on hashes. */
static unsigned movers(const struct belay_map *m, const struct linear *l,
		       struct place p, unsigned live, uint32_t bit)
{
	unsigned bits = 0;

	for (; live; live &= live - 1) {
		p.slot = (uint8_t)__builtin_ctz(live);
		bits |= (unsigned)((slot_hash(m, l, &p) & bit) != 0) << p.slot;
	}
	return bits;
}

/*
 * Moves all of a bucket to one of two chains, by a bit of the hash.  What
 * stays in a main bucket stays in its slot.
 */
static void deal(struct belay_map *m, struct linear *l, struct place from,
		 uint32_t bit, struct target *stay, struct target *go)
{
	unsigned live = live_slots(&from), going = 0;

	if (bit)
		going = movers(m, l, from, live, bit);
	move_slots(m, l, from, going, go);
	if (stay->first.head != from.head)
		move_slots(m, l, from, live & ~going, stay);
}

/* The same with what was chained to a bucket. */
static void deal_chain(struct belay_map *m, struct linear *l, uint32_t link,
		       uint32_t bit, struct target *stay, struct target *go)
{
	while (link) {
		struct place from = over_at(l, link - 1);

		link = *link_of(l, &from);
		deal(m, l, from, bit, stay, go);
		pool_give(&l->over, &belay__over_links, from.number);
	}
}

/* How many overflow buckets there are behind a main one. */
static uint32_t chain_length(const struct linear *l, struct place p)
{
	uint32_t n = 0;

	while (next_bucket(l, &p))
		n++;
	return n;
}

/* Takes them off, and returns the link to the first. */
static uint32_t unchain(const struct linear *l, const struct place *p)
{
	uint32_t first;

	if (!p->head->filter)
		return 0;
	first = *link_of(l, p);
	p->head->filter = 0;
	*link_of(l, p) = 0;
	return first;
}

static void set_buckets(struct belay_map *m, uint32_t n)
{
	m->hot.n = n;
	m->hot.mask = 2 * power_below(n) - 1;
}

/* Grows by a bucket, if there is memory for it. */
static void split(struct belay_map *m, struct linear *l)
{
	uint32_t n = m->hot.n, bit = power_below(n), i = n - bit;
	uint32_t length = chain_length(l, start_of(m, l, i)), link;
	struct target stay, go;

	if (!can_be_named(m, l, 1) ||
	    (length && !reserve_over(m, l, length + 1)) ||
	    !extend_buckets(m, l, n + 1))
		return;
	m->version++;
	set_buckets(m, n + 1);
	stay = target_of(m, l, i);
	go = target_of(m, l, n);
	make_bucket(l, go.first);
	link = unchain(l, &stay.first);
	deal(m, l, stay.first, bit, &stay, &go);
	deal_chain(m, l, link, bit, &stay, &go);
}

/*
 * Contracts by a bucket, if the chain of the other can be made longer.  That
 * chain is dealt out again too: deletions have left holes in it.
 */
static void merge(struct belay_map *m, struct linear *l)
{
	uint32_t n = m->hot.n - 1, i = n - power_below(n), link, own;
	struct place from = start_of(m, l, n);
	struct target to;

	if (!reserve_over(m, l,
			  chain_length(l, from) + MAIN_SLOTS / OVER_SLOTS + 2))
		return;
	m->version++;
	to = target_of(m, l, i);
	own = unchain(l, &to.first);
	link = unchain(l, &from);
	deal_chain(m, l, own, 0, &to, &to);
	deal(m, l, from, 0, &to, &to);
	deal_chain(m, l, link, 0, &to, &to);
	set_buckets(m, n);
	shrink_buckets(m, l, n);
}

/* The place that holds the number of an overflow bucket, or NULL. */
static uint32_t *link_to(const struct belay_map *m, const struct linear *l,
			 uint32_t hash, uint32_t number)
{
	struct place p = start_of(m, l, address(m, hash));

	do {
		if (*link_of(l, &p) == number + 1)
			return link_of(l, &p);
	} while (next_bucket(l, &p));
	return NULL;
}

/* Moves the last overflow bucket to one that is free before it. */
static bool move_last_over(struct belay_map *m, struct linear *l)
{
	struct place from = over_at(l, l->over.used - 1), to;
	unsigned live = live_slots(&from);
	uint32_t *link;

	from.slot = (uint8_t)__builtin_ctz(live);
	link = link_to(m, l, slot_hash(m, l, &from), from.number);
	if (!link)
		return false;
	m->version++;
	to = take_over(l);
	*link_of(l, &to) = *link_of(l, &from);
	*link = to.number + 1;
	for (; live; live &= live - 1) {
		from.slot = to.slot = (uint8_t)__builtin_ctz(live);
		wake_slot(l, &to);
		copy_payload(l, payload_of(l, &to), payload_of(l, &from));
		to.head->top[to.slot] = from.head->top[from.slot];
		belay__slot_vacate(m, l, &from);
	}
	pool_give(&l->over, &belay__over_links, from.number);
	return true;
}

static void settle_over(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2 && pool_is_loose(&l->over); i++) {
		struct place last = over_at(l, l->over.used - 1);
		const unsigned char *base = l->over.base;
		bool told;

		if (last.head->tag != POOL_FREE && !move_last_over(m, l))
			return;
		told = belay__pool_wake(l, &l->over);
		pool_drop_last(&l->over, l->body.allocator, &belay__over_links);
		if (told)
			bury_dead(m, l, true, l->over.used);
		if (l->over.base != base)
			m->version++;
	}
}

void belay__grow(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2; i++) {
		uint64_t want = ((uint64_t)m->count + 1) * 1000;

		if (m->hot.n == 1 ? m->count < MAIN_SLOTS
				  : want <= (uint64_t)m->hot.n * l->full)
			return;
		split(m, l);
	}
}

void belay__contract(struct belay_map *m, struct linear *l)
{
	for (int i = 0; i < 2 && m->hot.n > l->min_buckets; i++) {
		if ((uint64_t)m->count * 1176 >= (uint64_t)m->hot.n * l->full)
			break;
		merge(m, l);
	}
	settle_over(m, l);
}

bool belay__slot_take(struct belay_map *m, struct linear *l, uint64_t hash,
		      struct place *ret)
{
	uint32_t i = address(m, (uint32_t)hash);
	struct place first = start_of(m, l, i);

	*ret = first;
	if (!next_free(l, ret, false)) {
		if (!reserve_over(m, l, 1))
			return false;
		/* The chain may have moved. */
		*ret = start_of(m, l, i);
		next_free(l, ret, true);
	}
	wake_slot(l, ret);
	ret->head->top[ret->slot] = top_of(hash);
	if (ret->over)
		first.head->filter |= filter_bit((uint32_t)hash);
	return true;
}

void belay__chain_tidy(struct belay_map *m, struct linear *l,
		       const struct place *p, uint32_t hash)
{
	struct place first;
	uint32_t *link;

	if (!p->over || live_slots(p))
		return;
	link = link_to(m, l, hash, p->number);
	if (!link)
		return;
	*link = *link_of(l, p);
	first = start_of(m, l, address(m, hash));
	if (!*link_of(l, &first))
		first.head->filter = 0;
	pool_give(&l->over, &belay__over_links, p->number);
}

bool belay__buckets_make(struct belay_map *m, struct linear *l, uint32_t n)
{
	if (!extend_buckets(m, l, n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		make_bucket(l, start_of(m, l, i));
	set_buckets(m, n);
	return true;
}

static void unpoison_all(const struct linear *l, const struct pool *p)
{
	if (!l->poisons)
		return;
	if (p->base && !p->segments)
		belay__unpoison(p->base, p->bytes / 8 * 8);
	for (uint32_t i = 0; i < p->nsegments; i++)
		belay__unpoison(p->segments[i],
				(p->elem << p->segment_shift) / 8 * 8);
}

static void empty_pool(struct linear *l, struct pool *p)
{
	p->nfree = 0;
	p->head = POOL_NIL;
	unpoison_all(l, p);
	if (pool_moves(p))
		pool_shrink(p, l->body.allocator, 0);
	p->used = 0;
}

void belay__buckets_reset(struct belay_map *m, struct linear *l, uint32_t n)
{
	set_buckets(m, n);
	empty_pool(l, &l->over);
	empty_pool(l, &l->cells);
	unpoison_all(l, &l->areas);
	shrink_buckets(m, l, n);
	for (uint32_t i = 0; i < n; i++)
		make_bucket(l, start_of(m, l, i));
}

void belay__give_back(struct linear *l)
{
	struct pool *pools[] = {&l->heads, &l->areas, &l->over, &l->cells};

	l->slack = false;
	for (int i = 0; i < 4; i++) {
		size_t before = pools[i]->bytes;

		if (pool_moves(pools[i]))
			continue;
		pool_shrink(pools[i], l->body.allocator, pools[i]->used);
		l->slack |= pools[i]->bytes != before;
	}
}

void belay__pools_finish(struct linear *l)
{
	struct pool *pools[] = {&l->heads, &l->areas, &l->over, &l->cells};

	for (int i = 0; i < 4; i++) {
		unpoison_all(l, pools[i]);
		pool_finish(pools[i], l->body.allocator);
	}
}
