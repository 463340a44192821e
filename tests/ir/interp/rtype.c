/* SPDX-License-Identifier: MIT */
/*
 * Makes the descriptors of abi.h, each when it is first needed.  What a
 * descriptor points to is made with it, but for methods and pointer types,
 * which stand in it as offsets.
 *
 * TypeOff: (tinfo.id + 1) * 2, and 1 more for a pointer to that type.
 */
#include "interp.h"
#include "abi.h"

static struct VEC(char *) names;

/* abi.Name: flags, length, bytes, and the same for a tag. */
static char *name_bytes(const char *name, const char *tag, bool embedded)
{
	size_t n = strlen(name), m = tag ? strlen(tag) : 0;
	char *p = mem_alloc(n + m + 16), *start = p;

	*p++ = (char)((name[0] >= 'A' && name[0] <= 'Z') | (m > 0) << 1 |
		      embedded << 3);
	for (size_t k = n;; k >>= 7) {
		*p++ = (char)((k & 0x7f) | (k > 0x7f ? 0x80 : 0));
		if (k <= 0x7f)
			break;
	}
	memcpy(p, name, n);
	p += n;
	for (size_t k = m; m > 0; k >>= 7) {
		*p++ = (char)((k & 0x7f) | (k > 0x7f ? 0x80 : 0));
		if (k <= 0x7f)
			break;
	}
	if (m > 0)
		memcpy(p, tag, m);
	return start;
}

static char *object_name_bytes(const struct object *o, const char *tag)
{
	char *p = name_bytes(name_text(o->name), tag,
			     (o->flags & OBJECT_EMBEDDED) != 0);

	p[0] = (char)((p[0] & ~1) | name_exported(o->name));
	return p;
}

int32_t rtype_add_name(void *bytes)
{
	if (names.len == 0)
		vec_push(&names, NULL);
	vec_push(&names, bytes);
	return (int32_t)names.len - 1;
}

void *rtype_name_at(int32_t off)
{
	return off > 0 && (uint32_t)off < names.len ? names.at[off] : NULL;
}

static int32_t type_off(struct type *t)
{
	return (int32_t)(tinfo_of(t)->id + 1) * 2;
}

void *rtype_type_at(int32_t off)
{
	struct tinfo *t;

	if (off < 2 || (uint32_t)off / 2 - 1 >= vm.types.len)
		return NULL;
	t = vm.types.at[off / 2 - 1];
	if (off & 1)
		t = tinfo_of(new_pointer(vm.arena, t->type));
	return rtype_of(t);
}

struct tinfo *rtype_tinfo(const void *abi)
{
	const char *p = abi;

	return ((const struct rtype *)(p - offsetof(struct rtype, abi)))->t;
}

static bool has_pointers(const struct tinfo *t)
{
	if (t->cls == CLS_ARRAY)
		return t->len > 0 && has_pointers(t->elem);
	for (uint32_t i = 0; i < t->nfields; i++)
		if (has_pointers(t->fields[i].t))
			return true;
	return t->cls >= CLS_STRING && t->cls <= CLS_INTERFACE;
}

/* The func value of a native that has a type beside its code. */
static void *typed_native(const char *name, struct tinfo *t)
{
	void **p = mem_alloc(2 * sizeof(*p));

	p[0] = code_named(name);
	p[1] = t;
	return p;
}

static const size_t sizes_of_kinds[] = {
	[KIND_ARRAY] = sizeof(struct abi_array),
	[KIND_CHAN] = sizeof(struct abi_chan),
	[KIND_FUNC] = sizeof(struct abi_func),
	[KIND_INTERFACE] = sizeof(struct abi_interface),
	[KIND_MAP] = sizeof(struct abi_map),
	[KIND_POINTER] = sizeof(struct abi_elem),
	[KIND_SLICE] = sizeof(struct abi_elem),
	[KIND_STRUCT] = sizeof(struct abi_struct),
	[KIND_UNSAFE_POINTER] = sizeof(struct abi_type),
};

static size_t size_without_uncommon(const struct tinfo *t)
{
	size_t n = sizes_of_kinds[t->kind];

	return n ? n : sizeof(struct abi_type);
}

static void fill_interface(struct abi_interface *r, struct tinfo *t)
{
	struct interface *i = (struct interface *)t->under;
	uint32_t n = interface_nmethods(i);
	struct abi_imethod *m = mem_alloc(n * sizeof(*m));

	for (uint32_t k = 0; k < n; k++) {
		struct object *o = interface_method(i, k);

		m[k].name = rtype_add_name(object_name_bytes(o, NULL));
		m[k].type = type_off(o->type);
		if (!r->pkg_path && !name_exported(o->name) && o->pkg)
			r->pkg_path = name_bytes(o->pkg->path, NULL, false);
	}
	r->methods = (struct abi_slice){m, n, n};
}

static void fill_struct(struct abi_struct *r, struct tinfo *t)
{
	struct structure *s = (struct structure *)t->under;
	struct abi_field *f = mem_alloc(s->nfields * sizeof(*f));

	for (uint32_t i = 0; i < s->nfields; i++) {
		struct object *o = s->fields[i];

		f[i].name = object_name_bytes(o, s->tags ? s->tags[i] : NULL);
		f[i].type = rtype_of(t->fields[i].t);
		f[i].offset = (uint64_t)t->fields[i].offset;
		if (!r->pkg_path && !name_exported(o->name) && o->pkg)
			r->pkg_path = name_bytes(o->pkg->path, NULL, false);
	}
	r->fields = (struct abi_slice){f, s->nfields, s->nfields};
}

/* Parameters and results stand behind the descriptor. */
static void fill_func(struct abi_func *r, struct tinfo *t, void **at)
{
	struct signature *s = (struct signature *)t->under;
	uint32_t in = tuple_len(s->params), out = tuple_len(s->results);

	r->in = (uint16_t)in;
	r->out = (uint16_t)(out | (s->variadic ? 1u << 15 : 0));
	for (uint32_t i = 0; i < in; i++)
		at[i] = rtype_of(tinfo_of(s->params->vars[i]->type));
	for (uint32_t i = 0; i < out; i++)
		at[in + i] = rtype_of(tinfo_of(s->results->vars[i]->type));
}

static void fill_map(struct abi_map *r, struct tinfo *t)
{
	r->key = rtype_of(t->key);
	r->elem = rtype_of(t->elem);
	r->hasher = typed_native("interp.hash", t->key);
	r->slot_size = slot_size(t->key) + slot_size(t->elem);
	r->elem_offset = slot_size(t->key);
}

static void fill_chan(struct abi_chan *r, struct tinfo *t)
{
	static const int64_t dirs[] = {
		[CHAN_SEND] = 2, [CHAN_RECV] = 1, [CHAN_BOTH] = 3};

	r->elem = rtype_of(t->elem);
	r->dir = dirs[((struct chan *)t->under)->dir];
}

static void fill_array(struct abi_array *r, struct tinfo *t)
{
	r->elem = rtype_of(t->elem);
	r->slice = rtype_of(tinfo_of(new_slice(vm.arena, t->elem->type)));
	r->len = (uint64_t)t->len;
}

static void fill_kind(char *p, struct tinfo *t, void **behind)
{
	switch (t->kind) {
	case KIND_ARRAY:
		fill_array((void *)p, t);
		break;
	case KIND_CHAN:
		fill_chan((void *)p, t);
		break;
	case KIND_FUNC:
		fill_func((void *)p, t, behind);
		break;
	case KIND_INTERFACE:
		fill_interface((void *)p, t);
		break;
	case KIND_MAP:
		fill_map((void *)p, t);
		break;
	case KIND_POINTER:
	case KIND_SLICE:
		((struct abi_elem *)p)->elem = rtype_of(t->elem);
		break;
	case KIND_STRUCT:
		fill_struct((void *)p, t);
		break;
	}
}

static void fill_head(struct abi_type *r, struct tinfo *t)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	rtype_print(&b, t->type);
	r->size = (uint64_t)t->size;
	r->ptr_bytes = has_pointers(t) ? (uint64_t)t->size : 0;
	r->hash = (t->id + 1) * 0x9e3779b1u;
	r->align = r->field_align = (uint8_t)t->align;
	r->kind = t->kind;
	r->flags = (t->direct ? ABI_DIRECT : 0) | (t->plain ? ABI_REGULAR : 0);
	if (t->type->kind == TYPE_NAMED || t->type->kind == TYPE_BASIC)
		r->flags |= ABI_NAMED;
	if (t->comparable)
		r->equal = typed_native("interp.equal", t);
	r->str = rtype_add_name(name_bytes(buf_text(&b), NULL, false));
	r->ptr_to_this = (int32_t)(t->id + 1) * 2 + 1;
	buf_finish(&b);
}

static void fill_methods(struct abi_uncommon *u, struct tinfo *t,
			 struct abi_method *m)
{
	struct method_set *set = tinfo_methods(t);
	struct named *n = type_as_named(t->type);

	if (t->kind == KIND_UNSAFE_POINTER && !n)
		u->pkg_path = rtype_add_name(name_bytes("unsafe", NULL, false));
	if (n && n->obj->pkg)
		u->pkg_path = rtype_add_name(
			name_bytes(n->obj->pkg->name == name_of("main")
					   ? "main"
					   : n->obj->pkg->path,
				   NULL, false));
	u->nmethods = (uint16_t)set->n;
	u->offset = (uint32_t)((char *)m - (char *)u);
	for (uint32_t i = 0; i < set->n; i++) {
		struct object *o = set->at[i].obj;

		u->nexported += name_exported(o->name);
		m[i].name = rtype_add_name(object_name_bytes(o, NULL));
		m[i].type = type_off(selection_type(&set->at[i], vm.arena));
		m[i].ifn = (int32_t)(i * 2 + 2);
		m[i].tfn = (int32_t)(i * 2 + 3);
	}
}

static uint32_t func_ntypes(struct tinfo *t)
{
	struct signature *s = TYPE_AS(SIGNATURE, signature, t->under);

	return s ? tuple_len(s->params) + tuple_len(s->results) : 0;
}

void *rtype_of(struct tinfo *t)
{
	struct method_set *set = NULL;
	size_t size = size_without_uncommon(t), behind;
	uint32_t nmethods = 0;
	struct abi_type *r;

	if (t->r)
		return t->r->abi;
	if (t->cls != CLS_INTERFACE)
		set = tinfo_methods(t);
	nmethods = set ? set->n : 0;
	behind = size;
	if (nmethods || t->type->kind == TYPE_NAMED ||
	    t->kind == KIND_UNSAFE_POINTER)
		behind += sizeof(struct abi_uncommon);
	t->r = mem_alloc(sizeof(struct rtype) + behind +
			 func_ntypes(t) * sizeof(void *) +
			 nmethods * sizeof(struct abi_method));
	t->r->t = t;
	r = (struct abi_type *)t->r->abi;
	fill_head(r, t);
	fill_kind((char *)r, t, (void **)((char *)r + behind));
	if (behind == size)
		return r;
	r->flags |= ABI_UNCOMMON;
	if (set)
		fill_methods((void *)((char *)r + size), t,
			     (void *)((char *)r + behind +
				      func_ntypes(t) * sizeof(void *)));
	return r;
}
