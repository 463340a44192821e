/* SPDX-License-Identifier: MIT */
/*
 * registry_int.h - a registry, for the files that make it up
 */
#ifndef LIB_REGISTRY_INT_H
#define LIB_REGISTRY_INT_H

#include "belay/registry.h"

#define CORE_LOAD(p, order) __atomic_load_n(p, order)
#define CORE_STORE(p, v, order) __atomic_store_n(p, v, order)
#define CORE_SWAP(p, v, order) __atomic_exchange_n(p, v, order)
#define CORE_CAS(p, old, v, order) \
	__atomic_compare_exchange_n(p, old, v, 0, order, CORE_FAILED(order))
#define CORE_GET(field) (field)
#define CORE_SET(field, v) ((field) = (v))

/* A swap that fails orders as much as one that succeeds would read. */
#define CORE_FAILED(order)                                          \
	((order) == __ATOMIC_RELEASE || (order) == __ATOMIC_RELAXED \
		 ? __ATOMIC_RELAXED                                 \
		 : __ATOMIC_ACQUIRE)

#include "lib/registry_core.h"

struct belay_registry {
	struct core core;
	const struct belay_allocator *allocator;
	uint32_t flags;
	uint32_t ready; /* id of the next to be reaped; the reaper's alone */
};

#define CHUNK_SHIFT 27 /* of the chunk's number in a handle */
#define OFFSET_MASK ((1u << CHUNK_SHIFT) - 1)

/* The slot of a handle and its generation, or NULL. */
static inline struct belay_slot *handle_slot(const struct belay_registry *reg,
					     belay_handle h, uint32_t *ret_gen)
{
	uint64_t raw = h ^ reg->core.view.key;
	uint32_t k = (uint32_t)raw >> CHUNK_SHIFT;
	uint32_t offset = (uint32_t)raw & OFFSET_MASK;
	struct belay_slot *chunk;

	*ret_gen = word_gen(raw);
	chunk = CORE_LOAD(&reg->core.view.chunk[k], __ATOMIC_ACQUIRE);
	if (!chunk || offset >> (k + CORE_FIRST_SHIFT))
		return NULL;
	return chunk + offset;
}

/* Of a handle that has a slot. */
static inline uint32_t index_of(const struct belay_registry *reg,
				belay_handle h)
{
	uint32_t low = (uint32_t)(h ^ reg->core.view.key);
	uint32_t k = low >> CHUNK_SHIFT;

	return (low & OFFSET_MASK) + (((1u << k) - 1) << CORE_FIRST_SHIFT);
}

static inline belay_handle handle_of(const struct belay_registry *reg,
				     uint32_t gen, uint32_t index)
{
	size_t offset;
	unsigned k = chunk_of(index, &offset);

	return word_of(gen, k << CHUNK_SHIFT | (uint32_t)offset) ^
	       reg->core.view.key;
}

static inline struct tenant *tenant_of(const struct belay_registry *reg,
				       belay_handle h)
{
	return tenant_at(&reg->core, index_of(reg, h));
}

static inline size_t chunk_size(unsigned k)
{
	size_t n = (size_t)1 << (k + CORE_FIRST_SHIFT);

	return n * (sizeof(struct belay_slot) + sizeof(struct tenant));
}

/* How many slots were ever handed out: all objects are below. */
static inline uint32_t nslots(const struct belay_registry *reg)
{
	return CORE_LOAD(&reg->core.fresh, __ATOMIC_RELAXED);
}

/*
 * A slot whose object died now has the caller as its owner.  True when the
 * destructor has run, false when it will.
 */
bool belay__registry_bury(struct belay_registry *reg, uint32_t index);

#endif
