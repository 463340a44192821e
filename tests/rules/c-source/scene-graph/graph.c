#include <stdio.h>
#include <stdlib.h>

#include "graph.h"

struct node *node_add(struct node *parent, const char *name)
{
	struct node *n = calloc(1, sizeof(*n));

	if (!n)
		return NULL;
	snprintf(n->name, sizeof(n->name), "%s", name);
	if (parent) {
		n->next = parent->child;
		parent->child = n;
	}
	return n;
}

/* Takes n from among the children of parent, and frees it. */
void node_remove(struct node *parent, struct node *n)
{
	struct node **link = &parent->child;

	while (*link && *link != n)
		link = &(*link)->next;
	if (*link)
		*link = n->next;
	free(n);
}
