/* SPDX-License-Identifier: MIT */
/* inlined.c - code for test programs: calls inlined into each other */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
	struct list *next;
	char text[32];
};

static inline __attribute__((always_inline)) struct list *
make(const char *text, struct list *next)
{
	struct list *l = malloc(sizeof(*l));

	if (!l)
		abort();
	snprintf(l->text, sizeof(l->text), "%s", text);
	l->next = next;
	return l;
}

static inline __attribute__((always_inline)) struct list *
push_two(struct list *l, const char *a, const char *b)
{
	{
		struct list *first = make(a, l);

		if (a[0] != 'x') {
			struct list *second = make(b, first);

			return second;
		}
		return first;
	}
}

__attribute__((noinline)) static size_t total(const struct list *l)
{
	size_t n = 0;

	for (; l; l = l->next)
		n += strlen(l->text);
	return n;
}

__attribute__((noinline)) static void drop(struct list *l)
{
	while (l) {
		struct list *next = l->next;

		free(l);
		l = next;
	}
}

int main(int argc, char **argv)
{
	struct list *l = NULL;

	for (int i = 0; i < argc; i++)
		l = push_two(l, argv[i], argv[0]);
	printf("%zu\n", total(l));
	drop(l);
	return 0;
}
