/* Blocks that nothing points to in the end, and such that something does. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <threads.h>

struct node {
	struct node *next, *other;
	char name[32];
};

static struct node *list;
static void **arena;
static _Thread_local void *local;

__attribute__((noinline)) static void keep(void)
{
	for (int i = 0; i < 20; i++) {
		struct node *n = calloc(1, sizeof(*n));

		n->next = list;
		list = n;
	}
	arena = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	arena[7] = (char *)malloc(100) + 50;
	local = malloc(64);
}

__attribute__((noinline)) static void lose_ring(void)
{
	struct node *a = calloc(1, sizeof(*a)), *b = calloc(1, sizeof(*b));

	a->next = b;
	b->other = a;
}

__attribute__((noinline)) static void lose_many(void)
{
	for (int i = 0; i < 50; i++)
		memset(malloc(200), i, 200);
}

/* What lies on the stack below is no pointer any more. */
__attribute__((noinline)) static int wipe(void)
{
	volatile char deep[8192];

	for (size_t i = 0; i < sizeof(deep); i++)
		deep[i] = 1;
	return deep[17];
}

int main(void)
{
	keep();
	lose_ring();
	lose_many();
	printf("%d %s\n", wipe(), list && local ? "kept" : "");
	return 0;
}
