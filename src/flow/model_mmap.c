/* SPDX-License-Identifier: MIT */
/*
 * Mapped memory: syscall and golang.org/x/sys/unix.
 *
 * Each of these can fail, and the code behind looks: both ways are gone.
 */
#include "flow/model_impl.h"

static bool failed(void *ctx, struct exec *x, struct state *s,
		   const struct ir_instr *in, val_t unused)
{
	(void)ctx;
	(void)unused;
	return model_give2(x, s, in, state_nil(s), model_error(s));
}

bool model_mmap(struct exec *x, struct state *s, const struct ir_instr *in,
		const val_t *args, uint32_t nargs)
{
	val_t v;

	(void)args;
	(void)nargs;
	model_split(x, s, in, NO_VAL, true, failed, NULL);
	v = event_alloc(x, s, ORIGIN_MMAP, NO_NAME, "Mmap");
	state_assume_zero(s, v, false);
	return model_give2(x, s, in, v, state_nil(s));
}

static bool not_unmapped(void *ctx, struct exec *x, struct state *s,
			 const struct ir_instr *in, val_t unused)
{
	(void)ctx;
	(void)unused;
	return model_give(x, s, in, model_error(s));
}

bool model_munmap(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	(void)nargs;
	model_split(x, s, in, NO_VAL, true, not_unmapped, NULL);
	return event_free(x, s, args[0], FREED_UNMAP, NO_NAME, "Munmap") &&
	       model_give(x, s, in, state_nil(s));
}

/* The old place is gone; the new one may be another. */
bool model_mremap(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs)
{
	val_t v;

	(void)nargs;
	model_split(x, s, in, NO_VAL, true, failed, NULL);
	if (!event_free(x, s, args[0], FREED_REALLOC, NO_NAME, "Mremap"))
		return false;
	v = event_alloc(x, s, ORIGIN_MMAP, NO_NAME, "Mremap");
	state_assume_zero(s, v, false);
	return model_give2(x, s, in, v, state_nil(s));
}
