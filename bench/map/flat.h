/* SPDX-License-Identifier: MIT */
/*
 * flat.h - the runs of a C++ map with the interface of std::unordered_map
 *
 * MAP<K, V, H, E> is the map.
 */
#include "measure.h"

struct hash_int {
	size_t operator()(uint64_t x) const { return scramble(x); }
};

struct hash_text {
	size_t operator()(const char *s) const
	{
		uint64_t h = UINT64_C(0xcbf29ce484222325);

		for (; *s; s++)
			h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001b3);
		return h;
	}
};

struct same_text {
	bool operator()(const char *a, const char *b) const
	{
		return !strcmp(a, b);
	}
};

typedef MAP<uint32_t, uint32_t, hash_int, std::equal_to<uint32_t>> map_u32;
typedef MAP<uint64_t, big, hash_int, std::equal_to<uint64_t>> map_structs;
typedef MAP<const char *, uint64_t, hash_text, same_text> map_cstr;

#define SET(m, k, v) m->insert_or_assign(k, v)
#define HAS(m, k) (m->find(k) != m->end())
#define ERASE(m, k) m->erase(k)
#define EACH(m, sum)      \
	for (auto &e : *m) \
	sum += (uint64_t)(&e != nullptr)
#define MAKE(m) m = new std::remove_pointer<decltype(m)>::type
#define FREE(m) delete m

#define NAME u32
#define KEY_T uint32_t
#define VALUE_T uint32_t
#define MAP_T map_u32 *
#include "loops.h"

#define NAME structs
#define KEY_T uint64_t
#define VALUE_T struct big
#define MAP_T map_structs *
#include "loops.h"

#define NAME cstr
#define KEY_T char *
#define VALUE_T uint64_t
#define MAP_T map_cstr *
#include "loops.h"

int main(int argc, char **argv)
{
	static const struct runs runs = {
		(run_fn *)run_u32, (run_fn *)run_structs, (run_fn *)run_cstr
	};

	return measure(argc, argv, &runs);
}
