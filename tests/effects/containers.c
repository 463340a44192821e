/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

struct node {
	struct node *next, *prev;
	void *data;
	char *key;
};

struct list {
	struct node *head, *tail;
	void (*free_data)(void *data);
	size_t n;
};

static struct node *registry;
static char *names[16];

/*= list_push: out 0.head owned malloc if result == 0; keeps 1 in 0.head.data if
 * result == 0 */
int list_push(struct list *l, void *data)
{
	struct node *n = malloc(sizeof(*n));

	if (!n)
		return -1;
	n->data = data;
	n->next = l->head;
	l->head = n;
	return 0;
}

/*= list_link: keeps 1 in 0.head; keeps 0.head in 1.next */
void list_link(struct list *l, struct node *n)
{
	n->next = l->head;
	l->head = n;
}

/*= list_pop: returns alias 0.head.data; frees 0.head malloc */
void *list_pop(struct list *l)
{
	struct node *n = l->head;
	void *data;

	if (!n)
		return NULL;
	data = n->data;
	l->head = n->next;
	free(n);
	return data;
}

/*= list_free: frees 0... malloc; frees 0 malloc; calls 0.free_data */
void list_free(struct list *l)
{
	struct node *n = l->head;

	while (n) {
		struct node *next = n->next;

		if (l->free_data)
			l->free_data(n->data);
		free(n);
		n = next;
	}
	free(l);
}

/*= chain_free: frees 0 malloc; frees 0... malloc */
void chain_free(struct node *n)
{
	struct node *next;

	for (; n; n = next) {
		next = n->next;
		free(n);
	}
}

/*= tree_free: frees 0 malloc; frees 0... malloc */
void tree_free(struct node *n)
{
	if (!n)
		return;
	tree_free(n->next);
	tree_free(n->prev);
	free(n);
}

/*= register_node: keeps 0 in global registry */
void register_node(struct node *n)
{
	n->next = registry;
	registry = n;
}

/*= set_name: keeps 1 in global names */
void set_name(unsigned i, char *name)
{
	names[i % 16] = name;
}

/*= first_registered: returns alias global registry */
struct node *first_registered(void)
{
	return registry;
}

/*= drop_registry: frees global registry malloc; clears global registry */
void drop_registry(void)
{
	free(registry);
	registry = NULL;
}

/*= pass_through: none */
void pass_through(struct node *n)
{
	struct node *saved = registry;

	registry = n;
	(void)registry;
	registry = saved;
}

/*= array_free: frees *0 malloc; frees 0 malloc */
void array_free(char **strings, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(strings[i]);
	free(strings);
}

/*= vector_free: frees *0 malloc; frees 0 malloc */
void vector_free(char **strings)
{
	char **s;

	if (!strings)
		return;
	for (s = strings; *s; s++)
		free(*s);
	free(strings);
}

/*= find: returns alias 0... maybe; returns alias 0 maybe */
struct node *find(struct node *n, const char *key)
{
	while (n && strcmp(n->key, key) != 0)
		n = n->next;
	return n;
}
