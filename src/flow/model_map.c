/* SPDX-License-Identifier: MIT */
/*
 * sync.Map: entries are ELEM edges of its address, as those of a map.
 *
 * A lookup of a key that nobody knows anything of goes on in two states, one
 * that has found it and one that has not.
 */
#include "flow/model_impl.h"

static bool absent(void *ctx, struct exec *x, struct state *s,
		   const struct ir_instr *in, val_t unused)
{
	const val_t *args = ctx;

	(void)unused;
	state_set(s, args[0], ACCESS_ELEM, args[1], NO_VAL, NULL);
	return model_give2(x, s, in, state_nil(s), state_int(s, 0));
}

/* In s the entry is there, when that can be; true then. */
static bool find(struct exec *x, struct state *s, const struct ir_instr *in,
		 const val_t *args, model_then *otherwise, void *ctx)
{
	switch (model_has(s, args[0], args[1])) {
	case TRI_NO:
		return false;
	case TRI_MAYBE:
		model_split(x, s, in, NO_VAL, true, otherwise, ctx);
		return true;
	default:
		return true;
	}
}

bool model_map_load(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)nargs;
	if (!find(x, s, in, args, absent, (void *)args))
		return model_give2(x, s, in, state_nil(s), state_int(s, 0));
	return model_give2(x, s, in, model_entry(s, args[0], args[1]),
			   state_int(s, 1));
}

static void store(struct exec *x, struct state *s, const val_t *args,
		  const char *what)
{
	event_escape(x, s, args[1], "stored as a key");
	event_store(x, s, args[0], ACCESS_ELEM, args[1], args[2], what);
	state_forget_len(s, args[0]);
}

bool model_map_store(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)in;
	(void)nargs;
	store(x, s, args, "sync.Map.Store");
	return true;
}

static bool store_new(void *ctx, struct exec *x, struct state *s,
		      const struct ir_instr *in, val_t unused)
{
	const val_t *args = ctx;

	(void)unused;
	store(x, s, args, "sync.Map.LoadOrStore");
	return model_give2(x, s, in, args[2], state_int(s, 0));
}

bool model_map_load_or_store(struct exec *x, struct state *s,
			     const struct ir_instr *in, const val_t *args,
			     uint32_t nargs)
{
	(void)nargs;
	if (!find(x, s, in, args, store_new, (void *)args))
		return store_new((void *)args, x, s, in, NO_VAL);
	return model_give2(x, s, in, model_entry(s, args[0], args[1]),
			   state_int(s, 1));
}

bool model_map_load_and_delete(struct exec *x, struct state *s,
			       const struct ir_instr *in, const val_t *args,
			       uint32_t nargs)
{
	val_t v;

	(void)nargs;
	if (!find(x, s, in, args, absent, (void *)args))
		return model_give2(x, s, in, state_nil(s), state_int(s, 0));
	v = model_entry(s, args[0], args[1]);
	/* What is taken out is in the caller's hands: nothing is lost. */
	state_set(s, args[0], ACCESS_ELEM, args[1], NO_VAL,
		  exec_step(x, NULL, TRACE_DELETE, "sync.Map.LoadAndDelete"));
	state_forget_len(s, args[0]);
	return model_give2(x, s, in, v, state_int(s, 1));
}

bool model_map_delete(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)in;
	(void)nargs;
	event_delete(x, s, args[0], ACCESS_ELEM, args[1], "sync.Map.Delete");
	return true;
}

static bool swap_new(void *ctx, struct exec *x, struct state *s,
		     const struct ir_instr *in, val_t unused)
{
	const val_t *args = ctx;

	(void)unused;
	store(x, s, args, "sync.Map.Swap");
	return model_give2(x, s, in, state_nil(s), state_int(s, 0));
}

bool model_map_swap(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	val_t old;

	(void)nargs;
	if (!find(x, s, in, args, swap_new, (void *)args))
		return swap_new((void *)args, x, s, in, NO_VAL);
	old = model_entry(s, args[0], args[1]);
	state_set(s, args[0], ACCESS_ELEM, args[1], NO_VAL, NULL);
	store(x, s, args, "sync.Map.Swap");
	return model_give2(x, s, in, old, state_int(s, 1));
}

/* What is there is `old`, in s; elsewhere it is not. */
static bool compare(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args)
{
	val_t same;

	if (!find(x, s, in, args, model_give_false, NULL))
		return false;
	same = state_term(s, TOK_EQL, model_entry(s, args[0], args[1]),
			  args[2]);
	model_split(x, s, in, same, false, model_give_false, NULL);
	return state_assume(s, same, true);
}

bool model_map_compare_and_swap(struct exec *x, struct state *s,
				const struct ir_instr *in, const val_t *args,
				uint32_t nargs)
{
	const val_t stored[3] = {args[0], args[1], args[3]};

	(void)nargs;
	if (!compare(x, s, in, args))
		return model_give(x, s, in, state_int(s, 0));
	store(x, s, stored, "sync.Map.CompareAndSwap");
	return model_give(x, s, in, state_int(s, 1));
}

bool model_map_compare_and_delete(struct exec *x, struct state *s,
				  const struct ir_instr *in, const val_t *args,
				  uint32_t nargs)
{
	(void)nargs;
	if (!compare(x, s, in, args))
		return model_give(x, s, in, state_int(s, 0));
	event_delete(x, s, args[0], ACCESS_ELEM, args[1],
		     "sync.Map.CompareAndDelete");
	return model_give(x, s, in, state_int(s, 1));
}

/* The function is called for one entry after the other, until it says no. */
struct walk {
	struct model_entries entries;
	uint32_t next;
	val_t map, fn;
};

static bool next_entry(void *ctx, struct exec *x, struct state *s,
		       const struct ir_instr *in, val_t go_on)
{
	/* Each state that comes here goes its own way. */
	struct walk w = *(struct walk *)ctx;
	val_t args[2];

	if (go_on != NO_VAL && (state_is_zero(s, go_on) == TRI_YES ||
				!state_assume_zero(s, go_on, false)))
		return true;
	while (w.next < w.entries.n) {
		uint32_t i = w.next++;

		/* The function may have deleted it meanwhile. */
		if (model_has(s, w.map, w.entries.at[i].key) == TRI_NO)
			continue;
		args[0] = w.entries.at[i].key;
		args[1] = model_load(s, w.entries.at[i].slot);
		return model_call(x, s, in, w.fn, args, 2, next_entry, &w);
	}
	return true;
}

bool model_map_range(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	struct walk w = {.map = args[0], .fn = args[1]};

	(void)nargs;
	model_entries(s, args[0], true, &w.entries);
	return next_entry(&w, x, s, in, NO_VAL);
}

bool model_map_clear(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	struct model_entries es;

	(void)in;
	(void)nargs;
	model_entries(s, args[0], true, &es);
	for (uint32_t i = 0; i < es.n; i++)
		event_delete(x, s, args[0], ACCESS_ELEM, es.at[i].key,
			     "sync.Map.Clear");
	state_clear(s, args[0], ACCESS_ELEM);
	return true;
}
