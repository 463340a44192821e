/* SPDX-License-Identifier: MIT */
/*
 * Packed secrets.
 *
 * A vault is one range of address space with an unreadable page at each end.
 * A page of it belongs to one class of cells, 64 bytes to a whole page:
 *
 *	| canary 8 | secret ... | canary, 8 or more |     one cell
 *
 * so that a page holds 64 keys of 32 bytes, where a block with pages of its
 * own would lock one page for each.  What describes a page and its cells is
 * not in it but in the heap: an overflow reaches canaries and other secrets,
 * never the lists.
 *
 * A handle is one of a registry; its object is the cell's description.  Who
 * has a secret open uses the object, so that dropping wipes it when the last
 * one closes it: in the registry's destructor.  A page counts how many of its
 * secrets are open, and can be read while that is not zero.
 *
 * One lock guards pages and lists; it is never held while the registry or a
 * handler is called, since both may come back here.
 */
#include "belay/guard.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "belay/registry.h"
#include "lib/alloc.h"
#include "lib/guard_int.h"
#include "lib/misuse.h"
#include "lib/random.h"
#include "lib/registry_own.h"

enum {
	VAULT_PAGE = 4096, /* cells are cut from this, whatever the kernel's */
	SMALLEST = 64,
	NCLASSES = 7, /* 64, 128, ... 4096 */
	NCELLS = VAULT_PAGE / SMALLEST,
	CANARY = 8,
};

struct secret {
	uint16_t page_cell; /* its number in the page */
	uint16_t len;
	unsigned open; /* news and opens without their close */
	struct page *page;
};

struct page {
	struct page
		*next; /* of the class with free cells, or that are unused */
	struct page *prev;
	char *base;
	uint64_t free; /* cells */
	unsigned open;
	uint8_t class;
	bool locked;
	struct secret secret[NCELLS];
};

struct belay_vault {
	pthread_mutex_t lock; /* guards all that follows but reg and base */
	struct page *partial[NCLASSES];
	struct page **pages; /* NULL until first used */
	struct page *unused;
	size_t npages, nfresh;
	struct belay_vault_stats stats;
	struct belay_registry *reg;
	char *base; /* of the first page */
	size_t map_size;
	uint64_t canary;
	uint32_t flags;
};

static size_t cell_size(const struct page *p)
{
	return (size_t)SMALLEST << p->class;
}

static char *cell_of(const struct secret *s)
{
	return s->page->base + s->page_cell * cell_size(s->page);
}

static void list_add(struct page **list, struct page *p)
{
	p->prev = NULL;
	p->next = *list;
	if (p->next)
		p->next->prev = p;
	*list = p;
}

static void list_remove(struct page **list, struct page *p)
{
	if (p->prev)
		p->prev->next = p->next;
	else
		*list = p->next;
	if (p->next)
		p->next->prev = p->prev;
}

static bool page_access(const struct page *p, int protection)
{
	return mprotect(p->base, VAULT_PAGE, protection) == 0;
}

/* One more that needs the page. */
static bool page_open(struct page *p)
{
	if (p->open == 0 && !page_access(p, PROT_READ | PROT_WRITE))
		return false;
	p->open++;
	return true;
}

static void page_close(struct page *p)
{
	if (--p->open == 0)
		page_access(p, PROT_NONE);
}

/* One more who has a secret open. */
static int secret_open(struct belay_vault *v, struct secret *s)
{
	if (!page_open(s->page))
		return BELAY_ENOMEM;
	s->open++;
	v->stats.open++;
	return 0;
}

static void secret_close(struct belay_vault *v, struct secret *s)
{
	s->open--;
	v->stats.open--;
	page_close(s->page);
}

/* A page without a class yet, or NULL with the reason in *ret_err. */
static struct page *page_take(struct belay_vault *v, int *ret_err)
{
	struct page *p = v->unused;

	*ret_err = BELAY_EFULL;
	if (p) {
		list_remove(&v->unused, p);
	} else {
		if (v->nfresh == v->npages)
			return NULL;
		p = belay__zalloc(NULL, sizeof(*p));
		if (!p) {
			*ret_err = BELAY_ENOMEM;
			return NULL;
		}
		p->base = v->base + v->nfresh * VAULT_PAGE;
		v->pages[v->nfresh++] = p;
	}
	if (!page_access(p, PROT_READ | PROT_WRITE))
		*ret_err = BELAY_ENOMEM;
	else if ((p->locked = belay__lock_pages(p->base, VAULT_PAGE)) ||
		 !(v->flags & BELAY_GUARD_MUST_LOCK))
		return p;
	page_access(p, PROT_NONE);
	list_add(&v->unused, p);
	return NULL;
}

/* The last of its secrets is gone; it was wiped. */
static void page_give_back(struct belay_vault *v, struct page *p)
{
	list_remove(&v->partial[p->class], p);
	v->stats.pages--;
	v->stats.unlocked -= !p->locked;
	munlock(p->base, VAULT_PAGE);
	belay__decommit(p->base, VAULT_PAGE);
	list_add(&v->unused, p);
}

static int cell_take(struct belay_vault *v, unsigned class, struct secret **ret)
{
	struct page *p = v->partial[class];
	unsigned cell;
	int err;

	if (!p) {
		p = page_take(v, &err);
		if (!p)
			return err;
		p->class = (uint8_t) class;
		p->open = 0;
		p->free = ~(uint64_t)0 >> (64 - (NCELLS >> class));
		list_add(&v->partial[class], p);
		v->stats.pages++;
		v->stats.unlocked += !p->locked;
	}
	cell = (unsigned)__builtin_ctzll(p->free);
	p->secret[cell].page = p;
	p->secret[cell].page_cell = (uint16_t)cell;
	p->secret[cell].open = 0;
	err = secret_open(v, &p->secret[cell]);
	if (err < 0)
		return err;
	p->free &= p->free - 1;
	if (!p->free)
		list_remove(&v->partial[class], p);
	v->stats.secrets++;
	*ret = &p->secret[cell];
	return 0;
}

/* Wipes a cell and gives it back; false when its canaries were written. */
static bool cell_free(struct belay_vault *v, struct secret *s)
{
	struct page *p = s->page;
	char *cell = cell_of(s), *data = cell + CANARY;
	size_t size = cell_size(p);
	bool whole = true;

	if (page_open(p)) {
		whole = belay__canary_holds(v->canary, cell, data) &&
			belay__canary_holds(v->canary, data + s->len,
					    cell + size);
		belay_guard_wipe(cell, size);
		page_close(p);
	}
	if (!p->free)
		list_add(&v->partial[p->class], p);
	p->free |= (uint64_t)1 << s->page_cell;
	v->stats.secrets--;
	v->stats.overflows += !whole;
	if (p->free == ~(uint64_t)0 >> (64 - (NCELLS >> p->class)))
		page_give_back(v, p);
	return whole;
}

/* Set when a secret that this thread drops was written beside. */
static _Thread_local bool overflowed;

/* The registry's destructor. */
static void secret_destroy(void *ctx, void *obj)
{
	struct belay_vault *v = ctx;
	bool whole;

	pthread_mutex_lock(&v->lock);
	whole = cell_free(v, obj);
	pthread_mutex_unlock(&v->lock);
	overflowed |= !whole;
	if (!whole)
		belay__misuse(BELAY_EMISUSE,
			      "bytes beside a packed secret were written");
}

static int map_make(struct belay_vault *v)
{
	char *map;

	v->map_size = (v->npages + 2) * VAULT_PAGE;
	map = belay__reserve(v->map_size);
	if (!map)
		return BELAY_ENOMEM;
	if (mprotect(map, v->map_size, PROT_NONE) < 0) {
		belay__unreserve(map, v->map_size);
		return BELAY_ENOMEM;
	}
	v->base = map + VAULT_PAGE;
	return 0;
}

int belay_vault_create(const struct belay_vault_options *options,
		       struct belay_vault **ret)
{
	struct belay_vault_options o = {0};
	struct belay_vault *v;
	int err = BELAY_ENOMEM;

	if (options)
		o = *options;
	if (!o.bytes)
		o.bytes = (size_t)64 << 10;
	/* Protection is by the page: where they are larger this cannot work. */
	if (o.flags & ~(uint32_t)BELAY_GUARD_MUST_LOCK ||
	    o.bytes > SIZE_MAX / 4 || belay__page_size() != VAULT_PAGE)
		return BELAY_EINVAL;
	v = belay__zalloc(NULL, sizeof(*v));
	if (!v)
		return BELAY_ENOMEM;
	v->npages = (o.bytes + VAULT_PAGE - 1) / VAULT_PAGE;
	v->flags = o.flags;
	v->canary = belay__random();
	v->pages = belay__zalloc(NULL, v->npages * sizeof(*v->pages));
	if (!v->pages)
		goto fail_pages;
	err = map_make(v);
	if (err < 0)
		goto fail_map;
	err = belay_registry_create(NULL, &v->reg);
	if (err < 0)
		goto fail_registry;
	pthread_mutex_init(&v->lock, NULL);
	*ret = v;
	return 0;

fail_registry:
	belay__unreserve(v->base - VAULT_PAGE, v->map_size);
fail_map:
	belay__release(NULL, v->pages, v->npages * sizeof(*v->pages));
fail_pages:
	belay__release(NULL, v, sizeof(*v));
	return err;
}

int belay_vault_destroy(struct belay_vault *v)
{
	int err;

	if (!v)
		return 0;
	err = belay_registry_destroy(v->reg);
	if (err < 0)
		return err;
	for (size_t i = 0; i < v->nfresh; i++)
		belay__release(NULL, v->pages[i], sizeof(**v->pages));
	belay__unreserve(v->base - VAULT_PAGE, v->map_size);
	belay__release(NULL, v->pages, v->npages * sizeof(*v->pages));
	pthread_mutex_destroy(&v->lock);
	belay_guard_wipe(v, sizeof(*v));
	belay__release(NULL, v, sizeof(*v));
	return 0;
}

/* The smallest class that has room for a secret and its canaries. */
static unsigned class_of(size_t len)
{
	unsigned class = 0;

	while (len + 2 * CANARY > (size_t)SMALLEST << class)
		class ++;
	return class;
}

int belay_vault_new(struct belay_vault *v, size_t len, uint64_t *ret_handle,
		    void **ret)
{
	struct belay_object object = {.destroy = secret_destroy, .ctx = v};
	struct secret *s;
	char *cell;
	void *ignored;
	int err;

	if (len == 0 || len > BELAY_VAULT_MAX)
		return BELAY_EINVAL;
	pthread_mutex_lock(&v->lock);
	err = cell_take(v, class_of(len), &s);
	pthread_mutex_unlock(&v->lock);
	if (err < 0)
		return err;
	s->len = (uint16_t)len;
	cell = cell_of(s);
	belay__canary_fill(v->canary, cell, cell + CANARY);
	memset(cell + CANARY, 0, len);
	belay__canary_fill(v->canary, cell + CANARY + len,
			   cell + cell_size(s->page));
	object.obj = s;
	err = belay_registry_add_object(v->reg, &object, ret_handle);
	if (err < 0) {
		pthread_mutex_lock(&v->lock);
		secret_close(v, s);
		cell_free(v, s);
		pthread_mutex_unlock(&v->lock);
		return err;
	}
	/* Nobody else knows the handle, so this is no race with a drop. */
	err = belay_registry_acquire(v->reg, *ret_handle, &ignored);
	*ret = cell + CANARY;
	return err;
}

int belay_vault_open(struct belay_vault *v, uint64_t handle, void **ret,
		     size_t *ret_len)
{
	struct secret *s;
	void *obj;
	int err = belay_registry_acquire(v->reg, handle, &obj);

	if (err < 0)
		return err;
	s = obj;
	pthread_mutex_lock(&v->lock);
	err = secret_open(v, s);
	pthread_mutex_unlock(&v->lock);
	if (err < 0) {
		belay_registry_release(v->reg, handle);
		return err;
	}
	*ret = cell_of(s) + CANARY;
	if (ret_len)
		*ret_len = s->len;
	return 0;
}

int belay_vault_close(struct belay_vault *v, uint64_t handle)
{
	struct secret *s;

	/*
	 * Looked up under the lock: while it is held no destructor ends, so
	 * that what is in use now is this secret and no other.
	 */
	pthread_mutex_lock(&v->lock);
	s = belay__registry_used(v->reg, handle);
	if (s && s->open)
		secret_close(v, s);
	else
		s = NULL;
	pthread_mutex_unlock(&v->lock);
	if (!s)
		return belay__misuse(BELAY_EMISUSE,
				     "close of secret %#llx, which is not open",
				     (unsigned long long)handle);
	return belay_registry_release(v->reg, handle);
}

int belay_vault_drop(struct belay_vault *v, uint64_t handle)
{
	int err;

	overflowed = false;
	err = belay_registry_revoke(v->reg, handle);
	return err == 0 && overflowed ? BELAY_EMISUSE : err;
}

void belay_vault_stats(struct belay_vault *v, struct belay_vault_stats *ret)
{
	pthread_mutex_lock(&v->lock);
	*ret = v->stats;
	pthread_mutex_unlock(&v->lock);
}
