/* SPDX-License-Identifier: MIT */
/*
 * The universe block, and package unsafe
 *
 * Both are made once and never change, so that threads read them without a
 * lock; the type sets of their interfaces are made here for that reason.
 */
#include "types/types.h"

#include <string.h>

#include "types/check.h"

#define BYTE_FLAGS (INFO_INTEGER | INFO_UNSIGNED)

/* byte and rune are uint8 and int32, but messages use their own names. */
static struct basic byte_type = {
	.t = {.kind = TYPE_BASIC},
	.basic_kind = BASIC_UINT8,
	.info = BYTE_FLAGS,
	.name = "byte",
};
static struct basic rune_type = {
	.t = {.kind = TYPE_BASIC},
	.basic_kind = BASIC_INT32,
	.info = INFO_INTEGER,
	.name = "rune",
};
static struct interface any_interface = {
	.t = {.kind = TYPE_INTERFACE},
	.complete = true,
};

static const char *const builtin_names[NBUILTINS] = {
#define BUILTIN(ID, name, ...) name,
#include "types/builtins.def"
#undef BUILTIN
};

struct scope *universe;
struct package *package_unsafe;
struct object *universe_iota, *universe_append;
struct type *universe_byte = &byte_type.t, *universe_rune = &rune_type.t;
struct type *universe_any_alias, *universe_any_no_alias;
struct type *universe_error, *universe_comparable;
struct type *empty_interface = &any_interface.t;

static struct arena *arena;

/*
 * Objects with a name of which a blank is a part stay outside; exported ones
 * are those of package unsafe.
 */
static void define(struct object *obj)
{
	struct scope *s = universe;

	if (strchr(name_text(obj->name), ' '))
		return;
	if (name_exported(obj->name)) {
		s = package_unsafe->scope;
		obj->pkg = package_unsafe;
	}
	scope_insert(arena, s, obj);
}

static struct object *make_object(enum object_kind kind, const char *name,
				  struct type *type)
{
	return object_new(arena, kind, NO_POS, NULL, name_of(name), type);
}

static void define_type(const char *name, struct type *type)
{
	define(make_object(OBJECT_TYPE_NAME, name, type));
}

static struct named *make_named(const char *name, struct interface *under)
{
	struct named *n = ARENA_NEW(arena, struct named);

	n->t.kind = TYPE_NAMED;
	n->obj = make_object(OBJECT_TYPE_NAME, name, &n->t);
	n->from_rhs = n->underlying = &under->t;
	n->state = NAMED_UNPACKED | NAMED_HAS_METHODS | NAMED_HAS_UNDER;
	return n;
}

static struct interface *make_interface(void)
{
	struct interface *t = ARENA_NEW(arena, struct interface);

	t->t.kind = TYPE_INTERFACE;
	t->complete = true;
	return t;
}

/* type error interface { Error() string } */
static void define_error(void)
{
	struct interface *iface = make_interface();
	struct named *n = make_named("error", iface);
	struct object *recv =
		object_new_var(arena, VAR_RECV, NO_POS, NULL, NO_NAME, &n->t);
	struct object *result = object_new_var(arena, VAR_RESULT, NO_POS, NULL,
					       NO_NAME, TYP(STRING));
	struct signature *sig;

	sig = new_signature(arena, (struct type_list){0}, recv, NULL,
			    new_tuple_of(arena, result), false);
	iface->methods = ARENA_NEW(arena, struct object *);
	iface->nmethods = 1;
	iface->methods[0] = make_object(OBJECT_FUNC, "Error", &sig->t);
	compute_interface_type_set(NULL, iface);
	define(n->obj);
	universe_error = &n->t;
}

/* type any = interface{} */
static void define_any(void)
{
	struct alias *a = ARENA_NEW(arena, struct alias);

	compute_interface_type_set(NULL, &any_interface);
	a->t.kind = TYPE_ALIAS;
	a->orig = a;
	a->from_rhs = a->actual = empty_interface;
	a->obj = make_object(OBJECT_TYPE_NAME, "any", &a->t);
	a->obj->flags |= OBJECT_ALIAS;
	define(a->obj);
	universe_any_alias = &a->t;
	universe_any_no_alias = empty_interface;
}

/* type comparable interface{}, marked as comparable */
static void define_comparable(void)
{
	struct interface *iface = make_interface();
	struct named *n = make_named("comparable", iface);

	iface->tset = type_set_of_comparable(arena);
	define(n->obj);
	universe_comparable = &n->t;
}

static struct object *define_const(const char *name, struct type *type,
				   const struct value *val)
{
	struct object *obj = make_object(OBJECT_CONST, name, type);

	obj->val = val;
	define(obj);
	return obj;
}

static void define_builtin(enum builtin_id id)
{
	struct object *obj =
		make_object(OBJECT_BUILTIN, builtin_names[id], TYP(INVALID));

	obj->builtin = id;
	define(obj);
	if (id == BUILTIN_APPEND)
		universe_append = obj;
}

void types_init(void)
{
	if (universe)
		return;
	arena = arena_create(0);
	universe = scope_new(arena, NULL, NO_POS, NO_POS);
	package_unsafe = ARENA_NEW(arena, struct package);
	package_unsafe->path = "unsafe";
	package_unsafe->name = name_of("unsafe");
	package_unsafe->go_version = "";
	package_unsafe->complete = true;
	package_unsafe->arena = arena;
	package_unsafe->scope = scope_new(arena, universe, NO_POS, NO_POS);

	for (int i = 0; i < NBASICS; i++)
		define_type(((struct basic *)basic_types[i])->name,
			    basic_types[i]);
	define_type("byte", universe_byte);
	define_type("rune", universe_rune);
	define_error();
	define_any();
	define_comparable();
	define_const("true", TYP(UNTYPED_BOOL), value_make_bool(true));
	define_const("false", TYP(UNTYPED_BOOL), value_make_bool(false));
	universe_iota = define_const("iota", TYP(UNTYPED_INT),
				     value_make_int64(arena, 0));
	define(make_object(OBJECT_NIL, "nil", TYP(UNTYPED_NIL)));
	for (int id = 0; id < BUILTIN_ASSERT; id++)
		define_builtin((enum builtin_id)id);
}

void types_init_test_builtins(void)
{
	if (scope_lookup(universe, name_of("assert")))
		return;
	define_builtin(BUILTIN_ASSERT);
	define_builtin(BUILTIN_TRACE);
}
