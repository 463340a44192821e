#include "queue.h"

#include <stdlib.h>
#include <string.h>

struct queue {
	struct item *first, **last;
};

struct queue *queue_new(void)
{
	struct queue *q = malloc(sizeof(*q));

	if (!q)
		return NULL;
	q->first = NULL;
	q->last = &q->first;
	return q;
}

struct item *item_new(const char *text)
{
	struct item *i = calloc(1, sizeof(*i));

	if (!i)
		return NULL;
	i->text = strdup(text);
	return i;
}

void queue_push(struct queue *q, struct item *i)
{
	i->next = NULL;
	*q->last = i;
	q->last = &i->next;
}

void queue_free(struct queue *q)
{
	while (q->first) {
		struct item *i = q->first;

		q->first = i->next;
		free(i->text);
		free(i);
	}
	free(q);
}
