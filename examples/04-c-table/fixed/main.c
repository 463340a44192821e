/* SPDX-License-Identifier: MIT */
/*
 * The session is taken out of its bucket, and only then freed.
 */
#include <stdio.h>
#include <stdlib.h>

struct session {
	char user[24];
	unsigned id;
	struct session *next;
};

#define NBUCKETS 8
static struct session *table[NBUCKETS];

static struct session *session_find(unsigned id)
{
	struct session *s = table[id % NBUCKETS];

	while (s && s->id != id)
		s = s->next;
	return s;
}

static void session_start(unsigned id, const char *user)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->id = id;
	snprintf(s->user, sizeof(s->user), "%s", user);
	s->next = table[id % NBUCKETS];
	table[id % NBUCKETS] = s;
}

static void session_end(unsigned id)
{
	struct session **link = &table[id % NBUCKETS];
	struct session *s;

	while (*link && (*link)->id != id)
		link = &(*link)->next;
	s = *link;
	if (!s)
		return;
	*link = s->next;
	free(s);
}

int main(void)
{
	session_start(7, "alice");
	session_start(15, "bob");
	session_end(15);
	printf("session 15 is %s\n", session_find(15) ? "open" : "closed");
	session_end(7);
	return 0;
}
