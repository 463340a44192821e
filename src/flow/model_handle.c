/* SPDX-License-Identifier: MIT */
/*
 * runtime/cgo.Handle: a number that stands for a Go value until Delete.
 *
 * What it stands for is what its "address" holds, so that a handle is a
 * holder as a variable is.
 */
#include "flow/model_impl.h"

bool model_new_handle(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	val_t h = event_alloc(x, s, ORIGIN_HANDLE, NO_NAME, "cgo.NewHandle");

	(void)nargs;
	state_assume_zero(s, h, false);
	state_set(s, h, ACCESS_DEREF, 0, args[0],
		  exec_step(x, NULL, TRACE_STORE, "cgo.NewHandle"));
	return model_give(x, s, in, h);
}

bool model_handle_value(struct exec *x, struct state *s,
			const struct ir_instr *in, const val_t *args,
			uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_USE, "cgo.Handle.Value");
	return model_give(x, s, in, model_load(s, args[0]));
}

bool model_handle_delete(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	(void)in;
	(void)nargs;
	/* Of the zero handle it panics. */
	return state_assume_zero(s, args[0], false) &&
	       event_free(x, s, args[0], FREED_DELETE, NO_NAME,
			  "cgo.Handle.Delete");
}
