#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"

#define NBUCKETS 64
static struct counter *buckets[NBUCKETS];

static unsigned hash(const char *s)
{
	unsigned h = 5381;

	while (*s)
		h = h * 33 + (unsigned char)*s++;
	return h % NBUCKETS;
}

struct counter *table_find(const char *word)
{
	struct counter *c = buckets[hash(word)];

	while (c && strncmp(c->word, word, sizeof(c->word) - 1))
		c = c->next;
	return c;
}

struct counter *table_add(const char *word)
{
	struct counter **b = &buckets[hash(word)];
	struct counter *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	snprintf(c->word, sizeof(c->word), "%s", word);
	c->next = *b;
	c->link = b;
	if (c->next)
		c->next->link = &c->next;
	*b = c;
	return c;
}

void table_del(struct counter *c)
{
	*c->link = c->next;
	if (c->next)
		c->next->link = c->link;
	free(c);
}
