/* SPDX-License-Identifier: MIT */
/*
 * Cells: where keys and values are that do not fit into a slot.
 *
 * They are numbered and dense: when an entry goes, its cell is chained, and
 * when many are, the last cells move into them and the end is given back.  A
 * value is thus found by its number and not by its address, which is also
 * what a reference names.
 *
 * In a stable map the cell has a pointer to a block with the value instead,
 * so that the value never moves, and cells do not either, so that references
 * last.  The block outlives the entry, and the map, while somebody holds it.
 */
#include "lib/map_linear.h"

#include "belay/annotate.h"
#include "lib/poison.h"

const struct pool_links belay__cell_links = {
	.next = offsetof(struct cell, serial),
	.prev = offsetof(struct cell, hash),
	.tag = offsetof(struct cell, tag),
};

static size_t inside(const struct linear *l)
{
	return l->cells.elem - sizeof(struct cell);
}

static void bury_cell(const struct linear *l, struct cell *c)
{
	if (l->poisons)
		belay__poison(c + 1, inside(l));
}

static void wake_cell(const struct linear *l, struct cell *c)
{
	if (l->poisons)
		belay__unpoison(c + 1, inside(l));
}

/* After belay__pool_wake(). */
static void bury_free(const struct linear *l)
{
	for (uint32_t i = 0; i < l->cells.used; i++)
		if (cell_at(l, i)->tag == POOL_FREE)
			bury_cell(l, cell_at(l, i));
}

static struct value_block *block_of(const struct linear *l, struct cell *c)
{
	struct value_block *b;

	memcpy(&b, (unsigned char *)c + l->value_at, sizeof(b));
	return b;
}

static struct value_block *make_block(struct linear *l)
{
	struct value_block *b =
		belay__zalloc(l->keeper->allocator, block_bytes(l->keeper));

	if (!b)
		return NULL;
	b->keeper = l->keeper;
	l->keeper->blocks++;
	if (l->body.name && belay_annotate_active())
		belay_annotate_owner(b, block_bytes(l->keeper), "map",
				     l->body.name);
	return b;
}

static void free_block(struct value_block *b)
{
	b->keeper->blocks--;
	belay__release(b->keeper->allocator, b, block_bytes(b->keeper));
}

void belay__block_end(struct value_block *b)
{
	type_destroy(b->keeper->value, b + 1);
	free_block(b);
}

/* Without an entry from now on. */
static void drop_block(struct value_block *b)
{
	if (b->holds) {
		b->dead = true;
		b->keeper->held++;
		return;
	}
	belay__block_end(b);
}

/* Where p is, if it was in a pool that has moved. */
static const void *follow(const struct linear *l, const void *p,
			  const unsigned char *base, size_t bytes)
{
	const unsigned char *at = p;

	if (!base || at < base || at >= base + bytes || base == l->cells.base)
		return p;
	if (l->cells.segments)
		return l->cells.segments[0] + (at - base);
	return l->cells.base + (at - base);
}

bool belay__cell_new(struct belay_map *m, const void *key, const void **value,
		     uint32_t hash, uint32_t *ret)
{
	struct linear *l = linear_of(m);
	const unsigned char *base =
		pool_moves(&l->cells) ? l->cells.base : NULL;
	size_t bytes = l->cells.bytes;
	struct value_block *block = NULL;
	struct cell *c;
	bool fresh, told = false;
	uint32_t i;

	if (l->keeper) {
		block = make_block(l);
		if (!block)
			return false;
	}
	if (l->cells.head == POOL_NIL)
		told = belay__pool_wake(l, &l->cells);
	i = pool_take(&l->cells, l->body.allocator, &belay__cell_links, &fresh);
	if (i == POOL_NIL) {
		if (told)
			bury_free(l);
		if (block)
			free_block(block);
		return false;
	}
	if (base && base != l->cells.base) {
		m->version++;
		key = follow(l, key, base, bytes);
		*value = follow(l, *value, base, bytes);
	}
	c = cell_at(l, i);
	if (fresh)
		c->gen = l->cell_floor;
	if (told)
		bury_free(l);
	wake_cell(l, c);
	c->serial = l->serial++;
	c->hash = hash;
	memcpy(cell_key(c), key, m->body->key->size);
	if (block)
		memcpy((unsigned char *)c + l->value_at, &block, sizeof(block));
	else
		memset(cell_value(l, c), 0, l->body.value->size);
	*ret = i;
	return true;
}

static void chain_cell(struct belay_map *m, struct linear *l, uint32_t i)
{
	struct cell *c = cell_at(l, i);

	belay__bump(m, &c->gen, &l->cell_floor);
	bury_cell(l, c);
	pool_give(&l->cells, &belay__cell_links, i);
}

void belay__cell_undo(struct belay_map *m, uint32_t cell)
{
	struct linear *l = linear_of(m);

	if (l->keeper)
		free_block(block_of(l, cell_at(l, cell)));
	chain_cell(m, l, cell);
}

void belay__cell_drop(struct belay_map *m, uint32_t cell)
{
	struct linear *l = linear_of(m);
	struct cell *c = cell_at(l, cell);

	type_destroy(m->body->key, cell_key(c));
	if (l->keeper)
		drop_block(block_of(l, c));
	else
		type_destroy(l->body.value, cell_value(l, c));
	chain_cell(m, l, cell);
}

int belay__cell_renew(struct belay_map *m, struct cell *c, const void *value,
		      void **ret)
{
	struct linear *l = linear_of(m);
	struct value_block *old = block_of(l, c), *b = old;

	if (old->holds) {
		/* Who holds the old one keeps it; references see the new. */
		b = make_block(l);
		if (!b)
			return BELAY_ENOMEM;
		memcpy((unsigned char *)c + l->value_at, &b, sizeof(b));
		memcpy(b + 1, value, l->body.value->size);
		drop_block(old);
	} else {
		type_destroy(l->body.value, b + 1);
		memmove(b + 1, value, l->body.value->size);
	}
	*ret = b + 1;
	return 0;
}

/* The slot that names a cell, or NULL if its hash leads nowhere. */
static struct cell_slot *slot_of(const struct belay_map *m,
				 const struct linear *l, uint32_t cell)
{
	struct place p = start_of(m, l, address(m, cell_at(l, cell)->hash));

	do {
		unsigned live = live_slots(&p);

		for (; live; live &= live - 1) {
			p.slot = (uint8_t)__builtin_ctz(live);
			if (cell_slot_of(l, &p)->cell == cell)
				return cell_slot_of(l, &p);
		}
	} while (next_bucket(l, &p));
	return NULL;
}

static bool move_last(struct belay_map *m, struct linear *l)
{
	uint32_t last = l->cells.used - 1, i;
	struct cell *from = cell_at(l, last), *to;
	struct cell_slot *slot = slot_of(m, l, last);
	bool fresh;

	if (!slot)
		return false;
	i = pool_take(&l->cells, l->body.allocator, &belay__cell_links, &fresh);
	to = cell_at(l, i);
	wake_cell(l, to);
	to->serial = from->serial;
	to->hash = from->hash;
	memcpy(to + 1, from + 1, inside(l));
	slot->cell = i;
	m->version++;
	chain_cell(m, l, last);
	return true;
}

void belay__cells_settle(struct belay_map *m)
{
	struct linear *l = linear_of(m);

	for (int i = 0; i < 2 && pool_is_loose(&l->cells); i++) {
		struct cell *last = cell_at(l, l->cells.used - 1);
		const unsigned char *base = l->cells.base;
		bool told;

		if (last->tag != POOL_FREE && (l->keeper || !move_last(m, l)))
			return;
		told = belay__pool_wake(l, &l->cells);
		pool_drop_last(&l->cells, l->body.allocator,
			       &belay__cell_links);
		if (told)
			bury_free(l);
		if (base != l->cells.base)
			m->version++;
	}
}
