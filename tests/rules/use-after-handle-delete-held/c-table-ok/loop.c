#include "loop.h"

#include "_cgo_export.h"

static uintptr_t watched[MAX_FD];

int loop_watch(int fd, uintptr_t data)
{
	if (fd < 0 || fd >= MAX_FD || watched[fd])
		return -1;
	watched[fd] = data;
	return 0;
}

void loop_unwatch(int fd)
{
	if (fd >= 0 && fd < MAX_FD)
		watched[fd] = 0;
}

int loop_poll(uint64_t ready)
{
	int n = 0;

	for (int fd = 0; fd < MAX_FD; fd++) {
		if (watched[fd] && (ready >> fd & 1)) {
			goReady(watched[fd]);
			n++;
		}
	}
	return n;
}
