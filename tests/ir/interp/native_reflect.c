/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include "abi.h"

/* What reflect and internal/reflectlite ask the runtime for. */

#define TYPE(i) (rtype_tinfo((void *)a[i]))
/* Also of the types that reflect makes for itself, which have no tinfo. */
#define SIZE(i) (((struct abi_type *)a[i])->size)
#define MAP(i) ((struct hmap *)a[i])

SIMPLE(native_resolve_name, r[0] = (uint64_t)rtype_name_at(*(int32_t *)&a[1]))
SIMPLE(native_resolve_type, r[0] = (uint64_t)rtype_type_at(*(int32_t *)&a[1]))

/* Of method i: 2 * i + 2 for interfaces, 2 * i + 3 for itself. */
enum native_end native_resolve_text(struct g *g, uint64_t *a, uint64_t *r)
{
	struct tinfo *t = TYPE(0);
	const struct method_set *set = tinfo_methods(t);
	uint32_t off = *(uint32_t *)&a[1];
	struct code *c;

	(void)g;
	if (off < 2 || off / 2 - 1 >= set->n)
		missing("reflect: a method that is not there");
	c = method_code_at(t, &set->at[off / 2 - 1]);
	r[0] = (uint64_t)(off & 1 ? c->target : c);
	return NATIVE_DONE;
}

SIMPLE(native_add_offset, *(int32_t *)r = rtype_add_name((void *)a[0]))
SIMPLE(native_typelinks, memset(r, 0, 48))

/* func ifaceE2I(t *abi.Type, src any, dst unsafe.Pointer) */
enum native_end native_iface_e2i(struct g *g, uint64_t *a, uint64_t *r)
{
	struct tinfo *t = TYPE(0);
	struct go_iface *dst = (struct go_iface *)a[3];
	const char *lacks = NULL;

	(void)g;
	(void)r;
	dst->type = itab_of(t, TYPE(1), &lacks);
	dst->data = (char *)a[2];
	if (dst->type)
		return NATIVE_DONE;
	throw_assertion(NULL, (void *)a[1], t, lacks);
	return NATIVE_PANIC;
}

SIMPLE(native_memmove, memmove((void *)a[0], (void *)a[1], a[2]))
SIMPLE(native_typed_move, memmove((void *)a[1], (void *)a[2], SIZE(0)))
SIMPLE(native_typed_clear, memset((void *)a[1], 0, SIZE(0)))
SIMPLE(native_typed_clear_part, memset((char *)a[1], 0, a[3]))
SIMPLE(native_array_clear, memset((void *)a[1], 0, (size_t)TYPE(0)->size *a[2]))

/* func typedslicecopy(t *abi.Type, dst, src unsafeheader.Slice) int */
enum native_end native_slice_copy(struct g *g, uint64_t *a, uint64_t *r)
{
	struct go_slice *to = SLICE_AT(1), *from = SLICE_AT(4);
	int64_t n = to->len < from->len ? to->len : from->len;

	(void)g;
	if (n > 0)
		memmove(to->p, from->p, (size_t)(n * TYPE(0)->size));
	r[0] = (uint64_t)n;
	return NATIVE_DONE;
}

enum native_end native_typehash(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	r[0] = a[2];
	return value_hash(TYPE(0), (char *)a[1], r) ? NATIVE_DONE
						    : NATIVE_PANIC;
}

SIMPLE(native_unsafe_new, r[0] = (uint64_t)mem_alloc(SIZE(0)))

enum native_end native_unsafe_new_array(struct g *g, uint64_t *a, uint64_t *r)
{
	struct go_slice s;

	(void)g;
	if (!slice_make(TYPE(0), (int64_t)a[1], (int64_t)a[1], &s))
		return NATIVE_PANIC;
	r[0] = (uint64_t)s.p;
	return NATIVE_DONE;
}

/* func growslice(t *abi.Type, old unsafeheader.Slice, num int) Slice */
SIMPLE(native_growslice,
       *(struct go_slice *)r = slice_grow(TYPE(0)->size, *SLICE_AT(1),
					  SLICE_AT(1)->len + (int64_t)a[4]))

SIMPLE(native_first_word, r[0] = a[0] ? *(uint64_t *)a[0] : 0)
SIMPLE(native_second_word, r[0] = a[0] ? ((uint64_t *)a[0])[1] : 0)

SIMPLE(native_make_chan,
       r[0] = (uint64_t)chan_new(TYPE(0)->elem, (int64_t)a[1]))

enum native_end native_chan_close(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	return chan_close((struct hchan *)a[0]) == CHAN_PANIC ? NATIVE_PANIC
							      : NATIVE_DONE;
}

/* func chanrecv(ch, nb bool, val unsafe.Pointer) (selected, received bool) */
enum native_end native_chan_recv(struct g *g, uint64_t *a, uint64_t *r)
{
	bool nb = *(bool *)&a[1], done;
	enum chan_end end;

	r[1] = 0;
	end = chan_recv(g, (struct hchan *)a[0], (char *)a[2], (bool *)&r[1],
			!nb, &done);
	r[0] = end == CHAN_WAIT || done;
	return end == CHAN_WAIT ? NATIVE_PARKED : NATIVE_DONE;
}

/* func chansend0(ch, val unsafe.Pointer, nb bool) bool */
enum native_end native_chan_send(struct g *g, uint64_t *a, uint64_t *r)
{
	bool nb = *(bool *)&a[2], done;
	enum chan_end end =
		chan_send(g, (struct hchan *)a[0], (char *)a[1], !nb, &done);

	r[0] = end == CHAN_WAIT || done;
	return end == CHAN_WAIT	   ? NATIVE_PARKED
	       : end == CHAN_PANIC ? NATIVE_PANIC
				   : NATIVE_DONE;
}

SIMPLE(native_make_map, r[0] = (uint64_t)map_new(TYPE(0), 0))

static enum native_end access(struct tinfo *t, struct hmap *m, char *key,
			      uint64_t *r)
{
	char *elem;

	if (!map_find(t, m, key, &elem))
		return NATIVE_PANIC;
	r[0] = (uint64_t)elem;
	return NATIVE_DONE;
}

static enum native_end assign(struct tinfo *t, struct hmap *m, char *key,
			      char *val)
{
	char *elem;

	if (!map_assign(t, m, key, &elem))
		return NATIVE_PANIC;
	memcpy(elem, val, (size_t)t->elem->size);
	return NATIVE_DONE;
}

enum native_end native_map_access(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	return access(TYPE(0), MAP(1), (char *)a[2], r);
}

enum native_end native_map_access_string(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	return access(TYPE(0), MAP(1), (char *)&a[2], r);
}

enum native_end native_map_assign(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	return assign(TYPE(0), MAP(1), (char *)a[2], (char *)a[3]);
}

enum native_end native_map_assign_string(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	return assign(TYPE(0), MAP(1), (char *)&a[2], (char *)a[4]);
}

enum native_end native_map_delete(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	return map_delete(TYPE(0), MAP(1), (char *)a[2]) ? NATIVE_DONE
							 : NATIVE_PANIC;
}

enum native_end native_map_delete_string(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	return map_delete(TYPE(0), MAP(1), (char *)&a[2]) ? NATIVE_DONE
							  : NATIVE_PANIC;
}

SIMPLE(native_map_clear, map_clear(MAP(1)))

/* Go's maps.Iter: key, elem and typ; the fifth word is for our iterator. */
static void iter_step(uint64_t *it)
{
	char *key = NULL, *elem = NULL;

	if (!map_next((struct map_iter *)it[4], &key, &elem))
		key = elem = NULL;
	it[0] = (uint64_t)key;
	it[1] = (uint64_t)elem;
}

/* func mapIterStart(t *abi.MapType, m *maps.Map, it *maps.Iter) */
enum native_end native_map_iter_start(struct g *g, uint64_t *a, uint64_t *r)
{
	uint64_t *it = (uint64_t *)a[2];
	struct map_iter *ours = mem_alloc(sizeof(*ours));

	(void)g;
	(void)r;
	map_range(ours, MAP(1));
	it[2] = a[0];
	it[3] = a[1];
	it[4] = (uint64_t)ours;
	iter_step(it);
	return NATIVE_DONE;
}

SIMPLE(native_map_iter_next, iter_step((uint64_t *)a[0]))

/* (*rtype).ptrTo: *abi.Type of a pointer to it. */
SIMPLE(native_ptr_to,
       r[0] = (uint64_t)rtype_of(tinfo_of(new_pointer(vm.arena,
						      TYPE(0)->type))))

/* A reflect.Type: all of them hold a *rtype, which is an *abi.Type. */
static void give_type(uint64_t *r, struct type *t)
{
	static struct itab *tab;
	struct tinfo *rtype = tinfo_named("reflect", "rtype");

	if (!tab)
		tab = itab_of(tinfo_named("reflect", "Type"),
			      tinfo_of(new_pointer(vm.arena, rtype->type)),
			      NULL);
	r[0] = (uint64_t)tab;
	r[1] = (uint64_t)rtype_of(tinfo_of(t));
}

SIMPLE(native_slice_of, give_type(r, new_slice(vm.arena, TYPE(1)->type)))
SIMPLE(native_array_of,
       give_type(r, new_array(vm.arena, TYPE(2)->type, (int64_t)a[0])))

enum native_end native_chan_of(struct g *g, uint64_t *a, uint64_t *r)
{
	static const uint8_t dirs[] = {0, CHAN_RECV, CHAN_SEND, CHAN_BOTH};

	(void)g;
	give_type(r, new_chan(vm.arena, dirs[a[0] & 3], TYPE(2)->type));
	return NATIVE_DONE;
}

enum native_end native_map_of(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	if (!TYPE(1)->comparable) {
		throw_plain("reflect.MapOf: invalid key type");
		return NATIVE_PANIC;
	}
	give_type(r, new_map(vm.arena, TYPE(1)->type, TYPE(3)->type));
	return NATIVE_DONE;
}

static struct tuple *tuple_of(const struct go_slice *types)
{
	struct object **vars =
		ARENA_ARRAY(vm.arena, (size_t)types->len + 1, struct object *);
	const struct go_iface *t = (const struct go_iface *)types->p;

	for (int64_t i = 0; i < types->len; i++)
		vars[i] = object_new_var(vm.arena, VAR_PARAM, NO_POS, NULL,
					 NO_NAME, rtype_tinfo(t[i].data)->type);
	return new_tuple(vm.arena, vars, (uint32_t)types->len);
}

/* func FuncOf(in, out []Type, variadic bool) Type */
SIMPLE(native_func_of,
       give_type(r, &new_signature(vm.arena, (struct type_list){0}, NULL,
				   tuple_of(SLICE_AT(0)), tuple_of(SLICE_AT(3)),
				   *(bool *)&a[6])
			     ->t))

enum native_end native_static_words(struct g *g, uint64_t *a, uint64_t *r)
{
	static uint64_t words[256];

	(void)g;
	(void)a;
	for (uint64_t i = 0; i < 256; i++)
		words[i] = i;
	r[0] = (uint64_t)words;
	return NATIVE_DONE;
}
