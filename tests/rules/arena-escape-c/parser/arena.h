#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
void *arena_alloc(struct arena *a, size_t n);
void arena_free(struct arena *a);

struct node {
	struct node *left, *right;
	int op;
	int value;
};

#endif
