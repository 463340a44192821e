/* SPDX-License-Identifier: MIT */
/*
 * libbelay's own map; -DFLAGS=... chooses an engine and what it checks.
 */
#include "measure.h"

#include "belay/map.h"

#ifndef FLAGS
#define FLAGS 0
#endif

static struct belay_map *make(const struct belay_type *key,
			      const struct belay_type *value)
{
	struct belay_map_options o = {.flags = FLAGS, .seed = 4711};
	struct belay_map *m;

	if (belay_map_create(key, value, &o, &m))
		wrong("no map");
	return m;
}

static const struct belay_type big_type = {
	.name = "big", .size = sizeof(struct big), .align = 1
};

static inline uint64_t each(struct belay_map *m)
{
	struct belay_map_iter it;
	uint64_t n = 0;
	const void *k;
	void *v;

	belay_map_iter_init(&it, m);
	while (belay_map_iter_next(&it, &k, &v) == 0)
		n++;
	return n;
}

static inline int has(struct belay_map *m, const void *key)
{
	void *at;

	return belay_map_get(m, key, &at) == 0;
}

#define SET(m, k, v) \
	if (belay_map_set(m, &(k), &(v))) \
	wrong("set")
#define HAS(m, k) has(m, &(k))
#define ERASE(m, k) belay_map_delete(m, &(k))
#define EACH(m, sum) sum = each(m)
#define FREE(m) belay_map_destroy(m)

#define NAME u32
#define KEY_T uint32_t
#define VALUE_T uint32_t
#define MAP_T struct belay_map *
#define MAKE(m) m = make(&belay_type_u32, &belay_type_u32)
#include "loops.h"
#undef MAKE

#define NAME structs
#define KEY_T uint64_t
#define VALUE_T struct big
#define MAP_T struct belay_map *
#define MAKE(m) m = make(&belay_type_u64, &big_type)
#include "loops.h"
#undef MAKE

#define NAME cstr
#define KEY_T char *
#define VALUE_T uint64_t
#define MAP_T struct belay_map *
#define MAKE(m) m = make(&belay_type_cstr, &belay_type_u64)
#include "loops.h"

int main(int argc, char **argv)
{
	static const struct runs runs = {
		(run_fn *)run_u32, (run_fn *)run_structs, (run_fn *)run_cstr
	};

	return measure(argc, argv, &runs);
}
