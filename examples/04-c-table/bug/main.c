/* SPDX-License-Identifier: MIT */
/*
 * The same bug in plain C: a table of pointers, and an entry whose memory
 * was freed.
 *
 * Ending session 15 frees it, but its bucket still points there.  The next
 * search walks through the freed block: it compares an id and follows a link
 * that may belong to somebody else by now, and usually finds them untouched,
 * so the closed session looks open and nobody notices.
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
	struct session *s = session_find(id);

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
