#ifndef QUEUE_H
#define QUEUE_H

struct queue;

struct item {
	struct item *next;
	char *text;
};

struct queue *queue_new(void);
struct item *item_new(const char *text);
void queue_push(struct queue *q, struct item *i);
void queue_free(struct queue *q);

#endif
