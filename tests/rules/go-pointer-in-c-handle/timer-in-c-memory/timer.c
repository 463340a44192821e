#include "timer.h"

#include "_cgo_export.h"

static struct {
	int ticks;
	void *arg;
} timers[16];

void timer_add(int ticks, void *arg)
{
	int i;

	for (i = 0; i < 16; i++)
		if (!timers[i].arg) {
			timers[i].ticks = ticks;
			timers[i].arg = arg;
			return;
		}
}

void timer_tick(void)
{
	int i;

	for (i = 0; i < 16; i++)
		if (timers[i].arg && timers[i].ticks-- == 0) {
			goTimer(timers[i].arg);
			timers[i].arg = 0;
		}
}
