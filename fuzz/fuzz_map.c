/* SPDX-License-Identifier: MIT */
/*
 * The map, all engines and types of keys, driven by bytes and held against
 * the model of the unit tests: see tests/unit/map_model.h for the script.
 */
#include "../tests/unit/map_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct map_model m;
	const char *broken;

	if (size > 1 << 16)
		return 0;
	broken = model_run(&m, data, size);
	if (broken) {
		fprintf(stderr, "not so: %s\n", broken);
		abort();
	}
	return 0;
}
