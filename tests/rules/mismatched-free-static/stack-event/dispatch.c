#include "dispatch.h"
#include "_cgo_export.h"

void dispatch(int first, int count)
{
	for (int i = 0; i < count; i++) {
		struct event ev = { .kind = i & 1, .code = first + i };

		goOnEvent(&ev);
	}
}
