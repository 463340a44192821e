/* SPDX-License-Identifier: MIT */
/*
 * The runtime's malloc and its relatives, driven by bytes and held against
 * the model of the unit tests: see tests/unit/heap_model.h for the script.
 *
 * The target itself runs on that malloc, so there is no sanitizer with it:
 * the model, and the runtime's own findings, are what stops it.
 */
#include "../tests/unit/heap_model.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct model m;

	model_run(&m, data, size);
	model_finish(&m);
	if (m.broken) {
		fprintf(stderr, "not so: %s\n", m.broken);
		abort();
	}
	return 0;
}
