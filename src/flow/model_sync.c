/* SPDX-License-Identifier: MIT */
/*
 * Locks, waiting, goroutines, and what is done once.
 */
#include "flow/model_impl.h"

bool model_nothing(struct exec *x, struct state *s, const struct ir_instr *in,
		   const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)s;
	(void)in;
	(void)args;
	(void)nargs;
	return true;
}

bool model_lock(struct exec *x, struct state *s, const struct ir_instr *in,
		const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)args;
	(void)nargs;
	s->locks++;
	return true;
}

bool model_unlock(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)in;
	(void)args;
	(void)nargs;
	/* One that the caller took is the caller's. */
	if (s->locks)
		s->locks--;
	return true;
}

bool model_try_lock(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	(void)args;
	(void)nargs;
	model_split(x, s, in, NO_VAL, true, model_give_false, NULL);
	s->locks++;
	return model_give(x, s, in, state_int(s, 1));
}

bool model_wait(struct exec *x, struct state *s, const struct ir_instr *in,
		const val_t *args, uint32_t nargs)
{
	(void)in;
	(void)args;
	(void)nargs;
	event_wait(x, s);
	return true;
}

bool model_wait_error(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)args;
	(void)nargs;
	event_wait(x, s);
	return model_give_unknown(x, s, in);
}

/* wg.Go(f), g.Go(f) */
bool model_go(struct exec *x, struct state *s, const struct ir_instr *in,
	      const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return model_run_go(x, s, in, args[1]);
}

bool model_try_go(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	(void)nargs;
	return model_run_go(x, s, in, args[1]) &&
	       model_give(x, s, in, model_bool(s));
}

bool model_after_func(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)nargs;
	return model_run_go(x, s, in, args[1]) &&
	       model_give(x, s, in, exec_go_memory(x, s, NULL, "a timer"));
}

/*
 * Once.Do: whether it has run is a number beside the Once, which a function
 * that closes something twice asks of its caller.
 */
static bool was_done(void *ctx, struct exec *x, struct state *s,
		     const struct ir_instr *in, val_t unused)
{
	val_t done = *(val_t *)ctx;

	(void)x;
	(void)in;
	(void)unused;
	return state_assume_zero(s, done, false);
}

static bool go_on(void *ctx, struct exec *x, struct state *s,
		  const struct ir_instr *in, val_t unused)
{
	(void)ctx;
	(void)x;
	(void)s;
	(void)in;
	(void)unused;
	return true;
}

bool model_once_do(struct exec *x, struct state *s, const struct ir_instr *in,
		   const val_t *args, uint32_t nargs)
{
	val_t done = state_read(s, args[0], ACCESS_MODEL, MODEL_DONE, NULL);

	(void)nargs;
	switch (state_is_zero(s, done)) {
	case TRI_NO:
		return true;
	case TRI_MAYBE:
		model_split(x, s, in, NO_VAL, true, was_done, &done);
		if (!state_assume_zero(s, done, true))
			return false;
		break;
	default:
		break;
	}
	state_set(s, args[0], ACCESS_MODEL, MODEL_DONE, state_int(s, 1), NULL);
	return model_call(x, s, in, args[1], NULL, 0, go_on, NULL);
}
