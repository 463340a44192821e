/* SPDX-License-Identifier: MIT */
/*
 * members.h - members of JSON objects that several formats print
 *
 * A member is always there; null stands for what is not known.
 */
#ifndef EMIT_MEMBERS_H
#define EMIT_MEMBERS_H

#include "base/json.h"
#include "finding/finding.h"

static inline void put_string(struct json *j, const char *key, const char *s)
{
	json_key(j, key);
	json_string(j, s);
}

static inline void put_hex(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_hex(j, v);
}

static inline void put_uint(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	json_uint(j, v);
}

/* All members of a holder, in an object that is open. */
static inline void put_holder(struct json *j, const struct finding_holder *h)
{
	put_string(j, "kind", h->kind);
	json_key(j, "certain");
	json_bool(j, h->certain);
	put_string(j, "name", h->name);
	put_string(j, "key", h->key);
	put_string(j, "type", h->type);
	put_string(j, "path", h->path);
	put_hex(j, "address", h->address);
	put_string(j, "where", h->where);
}

#endif
