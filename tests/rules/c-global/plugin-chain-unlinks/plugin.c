#include <stdlib.h>
#include <string.h>

#include "plugin.h"

struct plugin {
	struct plugin *next;
	int id;
	char name[32];
};

static struct plugin *first;

int plugin_load(const char *name)
{
	static int next_id;
	struct plugin *p = calloc(1, sizeof(*p));

	if (!p)
		return -1;
	strncpy(p->name, name, sizeof(p->name) - 1);
	p->id = ++next_id;
	p->next = first;
	first = p;
	return p->id;
}

void plugin_unload(int id)
{
	struct plugin **link = &first;
	struct plugin *p;

	while (*link && (*link)->id != id)
		link = &(*link)->next;
	p = *link;
	if (!p)
		return;
	*link = p->next;
	free(p);
}

int plugin_run(void)
{
	int n = 0;

	for (struct plugin *p = first; p; p = p->next)
		n += p->name[0] != '\0';
	return n;
}
