#include <stddef.h>

#include "watch.h"

#define MAXFD 32
static struct watch_ctx *watchers[MAXFD];

int watch_add(int fd, struct watch_ctx *ctx)
{
	if (fd < 0 || fd >= MAXFD || watchers[fd])
		return -1;
	watchers[fd] = ctx;
	return 0;
}

void watch_del(int fd)
{
	if (fd >= 0 && fd < MAXFD)
		watchers[fd] = NULL;
}

int poll_once(void)
{
	int i, woken = 0;

	for (i = 0; i < MAXFD; i++) {
		if (!watchers[i] || watchers[i]->budget == 0) /* may BL101 */
			continue;
		watchers[i]->budget--; /* may BL101 */
		woken++;
	}
	return woken;
}
