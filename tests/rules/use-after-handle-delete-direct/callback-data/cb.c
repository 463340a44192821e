#include "cb.h"

#include "_cgo_export.h"

void run_steps(int n, uintptr_t data)
{
	for (int i = 0; i < n; i++)
		goStep(data, i);
}
