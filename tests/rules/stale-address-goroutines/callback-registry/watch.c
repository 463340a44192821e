#include "watch.h"

#include "_cgo_export.h"
#include <stdlib.h>

struct watch *watch_add(int fd)
{
	struct watch *w = malloc(sizeof(*w));

	if (w)
		w->fd = fd;
	return w;
}

void watch_fire(struct watch *w, int mask)
{
	goWatchEvent(w, mask);
}

void watch_remove(struct watch *w)
{
	free(w);
}
