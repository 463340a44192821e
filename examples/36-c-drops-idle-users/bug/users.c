/* SPDX-License-Identifier: MIT */
#include "users.h"

#include <stdlib.h>

static struct user *users;
static int last;

struct user *user_add(void)
{
	struct user *u = calloc(1, sizeof(*u));

	if (!u)
		abort();
	u->number = ++last;
	u->active = 1;
	u->next = users;
	users = u;
	return u;
}

struct user *user_find(int number)
{
	struct user *u = users;

	while (u && u->number != number)
		u = u->next;
	return u;
}

void users_tick(void)
{
	struct user **link = &users;

	while (*link) {
		struct user *u = *link;

		if (u->active) {
			u->active = 0;
			link = &u->next;
		} else {
			*link = u->next;
			free(u);
		}
	}
}
