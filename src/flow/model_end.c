/* SPDX-License-Identifier: MIT */
#include "flow/model_impl.h"

/* It does not come back: nothing of this path outlives the process, the
 * goroutine or the test. */
bool model_end(struct exec *x, struct state *s, const struct ir_instr *in,
	       const val_t *args, uint32_t nargs)
{
	(void)x;
	(void)s;
	(void)in;
	(void)args;
	(void)nargs;
	return false;
}
