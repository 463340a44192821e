/* SPDX-License-Identifier: MIT */
/*
 * An answer is kept under a hash of everything that it depends on but for
 * the headers: the program's version, what the file system says about
 * libclang, the flags, the source with its path, the names.  It holds as
 * long as the headers that were read are as they were.
 *
 * Not seen is a new header that hides one of these, in a folder that is
 * searched before; and an answer with something wrong in it is not kept at
 * all, since what is missing may be there the next time.
 */
#include "cfront/cache.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/decls.h"
#include "cfront/extract.h"
#include "cfront/store.h"

enum { MAX_FILE = 256 << 20 };

static struct c_hash hash_of(const struct c_question *q)
{
	const struct c_package *p = q->package;
	struct c_hash h = c_hash_of_package(p);

	c_hash_string(&h, q->source->path);
	c_hash_bytes(&h, q->source->text, q->source->size);
	for (uint32_t i = 0; i < p->nmade; i++)
		c_hash_bytes(&h, p->made[i].Contents, p->made[i].Length);
	for (uint32_t i = 0; i < q->nnames; i++)
		c_hash_string(&h, name_text(q->names[i].name));
	return h;
}

static bool headers_are_same(const struct c_decls *d)
{
	for (uint32_t i = 0; i < d->nheaders; i++) {
		const struct c_header *h = &d->headers[i];
		struct c_stamp now = c_stamp_of(c_text(d, h->path));

		if (now.size != h->size || now.mtime != h->mtime)
			return false;
	}
	return true;
}

const struct c_decls *c_cache_get(const struct c_question *q, struct arena *a)
{
	struct c_hash h = hash_of(q);
	const struct c_decls *d = NULL;
	struct buf b;

	buf_init(&b, MAX_FILE);
	if (c_store_get("c", &h, &b))
		d = c_decls_read(b.data, b.len, a);
	buf_finish(&b);
	return d && headers_are_same(d) ? d : NULL;
}

void c_cache_put(const struct c_question *q, const struct c_decls *d,
		 const struct buf *bytes)
{
	struct c_hash h = hash_of(q);

	if (d->nnotes == 0)
		c_store_put("c", &h, bytes->data, bytes->len);
}
