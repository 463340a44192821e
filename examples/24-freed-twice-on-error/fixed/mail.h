/* SPDX-License-Identifier: MIT */
#ifndef MAIL_H
#define MAIL_H

#include <stdlib.h>

struct mail {
	int to;
	int sent;
};

static inline struct mail *mail_new(int to)
{
	struct mail *m = calloc(1, sizeof(*m));

	if (!m)
		abort();
	m->to = to;
	return m;
}

static inline void mail_free(struct mail *m)
{
	free(m);
}

/* 0, or -1 if there is nobody to send it to. */
static inline int mail_send(struct mail *m)
{
	if (m->to == 0) {
		mail_free(m);
		return -1;
	}
	m->sent = 1;
	return 0;
}

#endif
