// SPDX-License-Identifier: MIT
// A C++ program that uses the map: what the headers promise to C++.
#include <cstdio>
#include <cstring>
#include <new>
#include <string>

#include "belay/alloc.h"
#include "belay/annotate.h"
#include "belay/error.h"
#include "belay/map.h"

// A std::string as value, destroyed by the map.
static void destroy_string(const struct belay_type *, void *obj)
{
	static_cast<std::string *>(obj)->~basic_string();
}

int main()
{
	struct belay_type text = {};
	struct belay_map_options options = {};
	struct belay_map_ref ref;
	struct belay_map *map;
	const char *key = "one";
	void *at;

	text.name = "std::string";
	text.size = sizeof(std::string);
	text.align = alignof(std::string);
	text.destroy = destroy_string;
	options.flags = BELAY_MAP_STABLE;
	options.name = "texts";
	if (belay_map_create(&belay_type_cstr, &text, &options, &map))
		return 1;
	if (belay_map_put(map, &key, nullptr, &at))
		return 1;
	new (at) std::string("a text that is too long to be stored in place");
	if (belay_map_ref(map, &key, &ref) || belay_map_ref_get(ref, &at))
		return 1;
	if (static_cast<std::string *>(at)->size() != 45)
		return 1;
	if (belay_map_delete(map, &key) ||
	    belay_map_ref_get(ref, &at) != BELAY_ESTALE)
		return 1;
	belay_map_destroy(map);
	std::puts("ok");
	return 0;
}
