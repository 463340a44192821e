/* SPDX-License-Identifier: MIT */
/*
 * What types say of pointers to C, and what a function asks of its caller.
 */
#include "flow/gopointer_impl.h"

#include "flow/model.h"
#include "flow_make.h"
#include "test.h"

static struct flow_make m;

static struct type *pointer_to(struct type *t)
{
	return new_pointer(m.arena, t);
}

static struct type *struct_of(const char *name, struct type *field)
{
	struct object **f = ARENA_ARRAY(m.arena, 1, struct object *);

	f[0] = object_new_var(m.arena, VAR_FIELD, NO_POS, NULL, name_of(name),
			      field);
	return new_struct(m.arena, f, 1, NULL);
}

static void open_make(void)
{
	flow_make_open(&m, 1);
}

/* Types */

static void a_pointer_to_numbers_leads_to_no_pointer(void)
{
	open_make();
	CHECK(!go_type_leads_to_pointer(pointer_to(TYP(INT8))));
	CHECK(!go_type_leads_to_pointer(
		pointer_to(new_array(m.arena, TYP(UINTPTR), 4))));
	CHECK(!go_type_leads_to_pointer(TYP(UINTPTR)));
	flow_make_close(&m);
}

static void a_pointer_to_a_pointer_does(void)
{
	struct type *p;

	open_make();
	p = pointer_to(TYP(INT8));
	CHECK(go_type_leads_to_pointer(pointer_to(p)));
	CHECK(go_type_leads_to_pointer(pointer_to(struct_of("p", p))));
	CHECK(go_type_leads_to_pointer(TYP(UNSAFE_POINTER)));
	CHECK(go_type_leads_to_pointer(pointer_to(TYP(STRING))));
	flow_make_close(&m);
}

static void a_union_of_c_is_bytes_that_may_be_a_pointer(void)
{
	struct type *bytes;

	open_make();
	bytes = new_array(m.arena, TYP(UINT8), 8);
	CHECK(!go_type_leads_to_pointer(pointer_to(bytes)));
	((struct array *)bytes)->union_with_pointer = true;
	CHECK(go_type_leads_to_pointer(pointer_to(bytes)));
	CHECK(!go_type_leads_to_pointer(bytes));
	flow_make_close(&m);
}

static void only_go_has_structs_with_strings_and_maps(void)
{
	struct type *map;

	open_make();
	map = new_map(m.arena, TYP(INT), TYP(INT));
	CHECK(go_type_is_gos(pointer_to(struct_of("m", map))));
	CHECK(go_type_is_gos(
		pointer_to(struct_of("in", struct_of("s", TYP(STRING))))));
	CHECK(!go_type_is_gos(pointer_to(struct_of("n", TYP(INT)))));
	CHECK(!go_type_is_gos(struct_of("m", map)));
	CHECK(!go_type_is_gos(NULL));
	flow_make_close(&m);
}

static void a_part_has_the_type_of_its_field_or_element(void)
{
	struct type *st;

	open_make();
	st = struct_of("u", TYP(UINTPTR));
	CHECK(go_type_part(st, ACCESS_FIELD, name_of("u")) == TYP(UINTPTR));
	CHECK(!go_type_part(st, ACCESS_FIELD, name_of("v")));
	CHECK(go_type_part(new_array(m.arena, st, 2), ACCESS_ELEM, 0) == st);
	CHECK(!go_type_part(NULL, ACCESS_ELEM, 0));
	flow_make_close(&m);
}

static void what_an_address_holds_is_known_by_its_struct(void)
{
	val_t obj, slot;

	open_make();
	obj = flow_make_object(m.s);
	state_cell(m.s, obj)->type = pointer_to(struct_of("u", TYP(UINTPTR)));
	slot = state_read(m.s, obj, ACCESS_FIELD, name_of("u"), NULL);
	CHECK(go_held_type(m.s, slot) == TYP(UINTPTR));
	flow_make_close(&m);
}

/* Pins */

static void what_a_pinner_has_is_pinned_and_its_block(void)
{
	val_t pinner, obj, field, slot;

	open_make();
	pinner = flow_make_object(m.s);
	obj = flow_make_object(m.s);
	field = state_read(m.s, obj, ACCESS_FIELD, name_of("f"), NULL);
	slot = state_new_slot(m.s, pinner);
	state_set(m.s, pinner, ACCESS_ELEM, field, slot, NULL);
	/* A map has keys, too. */
	CHECK(!go_is_pinned(m.s, obj));
	state_set(m.s, pinner, ACCESS_MODEL, MODEL_PINNER, state_int(m.s, 1),
		  NULL);
	CHECK(go_is_pinned(m.s, obj));
	CHECK(go_is_pinned(m.s, field));
	state_clear(m.s, pinner, ACCESS_ELEM);
	CHECK(!go_is_pinned(m.s, obj));
	flow_make_close(&m);
}

/* Asks */

static void the_same_is_asked_once(void)
{
	static int root;
	val_t v;

	open_make();
	v = flow_make_param(m.s, &root);
	CHECK(state_ask_add(m.s, ASK_KEPT, v, flow_make_step(&m)));
	CHECK(!state_ask_add(m.s, ASK_KEPT, v, flow_make_step(&m)));
	CHECK(state_ask_add(m.s, ASK_STORED, v, flow_make_step(&m)));
	CHECK(m.s->nasks == 2);
	flow_make_close(&m);
}

static void asks_stop_at_their_ceiling(void)
{
	open_make();
	for (uint32_t i = 0; i < STATE_MAX_ASKS; i++)
		CHECK(state_ask_add(m.s, ASK_KEPT, state_new(m.s, 0), NULL));
	CHECK(!state_ask_add(m.s, ASK_KEPT, state_new(m.s, 0), NULL));
	CHECK(m.s->nasks == STATE_MAX_ASKS);
	flow_make_close(&m);
}

static void a_fork_asks_and_a_compact_state_does(void)
{
	struct state *fork;
	val_t v;

	open_make();
	state_new(m.s, ORIGIN_GO); /* goes */
	v = state_new(m.s, ORIGIN_UNKNOWN);
	state_cell(m.s, v)->lo = 42;
	state_ask_add(m.s, ASK_KEPT, v, NULL);
	fork = state_fork(m.s);
	state_compact(fork, NULL);
	CHECK(fork->nasks == 1);
	CHECK(fork->asks[0].v != v);
	CHECK(state_cell(fork, fork->asks[0].v)->lo == 42);
	CHECK(m.s->asks[0].v == v);
	state_release(fork);
	flow_make_close(&m);
}

static void states_that_ask_something_else_are_not_joined(void)
{
	static int root;
	struct state *other;
	val_t v;

	open_make();
	v = flow_make_param(m.s, &root);
	other = state_fork(m.s);
	state_ask_add(m.s, ASK_KEPT, v, NULL);
	CHECK(!state_join(m.s, other, NULL));
	state_ask_add(other, ASK_KEPT, v, NULL);
	CHECK(state_join(m.s, other, NULL));
	state_release(other);
	flow_make_close(&m);
}

int main(void)
{
	RUN(a_pointer_to_numbers_leads_to_no_pointer);
	RUN(a_pointer_to_a_pointer_does);
	RUN(a_union_of_c_is_bytes_that_may_be_a_pointer);
	RUN(only_go_has_structs_with_strings_and_maps);
	RUN(a_part_has_the_type_of_its_field_or_element);
	RUN(what_an_address_holds_is_known_by_its_struct);
	RUN(what_a_pinner_has_is_pinned_and_its_block);
	RUN(the_same_is_asked_once);
	RUN(asks_stop_at_their_ceiling);
	RUN(a_fork_asks_and_a_compact_state_does);
	RUN(states_that_ask_something_else_are_not_joined);
	return test_summary();
}
