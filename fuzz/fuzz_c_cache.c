/* SPDX-License-Identifier: MIT */
/*
 * An answer of clang from bytes, as a file of the cache may hold it: either
 * it is refused, or it can be made types of, printed, and laid out.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/name.h"
#include "cfront/decls.h"
#include "cfront/meaning.h"
#include "types/predicates.h"
#include "types/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum {
	MAX_SIZE = 64 << 10,
	MAX_MEMORY = 512 << 20, /* of one input */
	MAX_TEXT = 64 << 20,
};

static void must(int what)
{
	if (!what)
		abort();
}

static void use(const struct c_meaning *m, const struct c_decls *d)
{
	struct buf out;

	buf_init(&out, MAX_TEXT);
	for (uint32_t i = 0; i < d->ndecls; i++) {
		name_t name = name_of(c_text(d, d->decls[i].name));
		struct object *obj = c_meaning_object(m, name);

		if (!obj)
			continue;
		must(obj->type != NULL);
		object_print(&out, obj, qualify_name);
		if (obj->kind == OBJECT_FUNC)
			continue;
		type_print(&out, type_under(obj->type), qualify_name);
		sizes_sizeof(sizes_for("amd64"), obj->type);
		type_comparable(obj->type);
	}
	buf_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool ready;
	struct package pkg = {.path = "p"};
	struct c_meaning m;
	const struct c_decls *d;
	struct arena *a;

	if (size > MAX_SIZE)
		return 0;
	if (!ready) {
		types_init();
		ready = true;
	}
	a = arena_create(MAX_MEMORY);
	pkg.name = name_of("p");
	pkg.arena = a;
	pkg.scope = ARENA_NEW(a, struct scope);
	d = c_decls_read(data, size, a);
	if (d) {
		c_meaning_init(&m, a, &pkg, "linux", 8);
		c_meaning_add(&m, d);
		use(&m, d);
	}
	arena_destroy(a);
	return 0;
}
