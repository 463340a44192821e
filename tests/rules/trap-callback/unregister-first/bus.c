#include "bus.h"

#include <stdlib.h>

#define MAX 16

static struct listener *listeners[MAX];

struct listener *bus_listen(int topic, bus_fn *fn)
{
	struct listener *l = malloc(sizeof(*l));

	if (!l)
		return NULL;
	l->topic = topic;
	l->calls = 0;
	l->fn = fn;
	for (int i = 0; i < MAX; i++) {
		if (!listeners[i]) {
			listeners[i] = l;
			return l;
		}
	}
	free(l);
	return NULL;
}

void bus_unlisten(struct listener *l)
{
	for (int i = 0; i < MAX; i++)
		if (listeners[i] == l)
			listeners[i] = NULL;
	free(l);
}

int bus_publish(int topic)
{
	int n = 0;

	for (int i = 0; i < MAX; i++) {
		if (listeners[i] && listeners[i]->topic == topic) {
			listeners[i]->calls++;
			listeners[i]->fn(topic);
			n++;
		}
	}
	return n;
}

void bus_count(int topic)
{
	(void)topic;
}
