/* SPDX-License-Identifier: MIT */
/*
 * Interning.
 *
 * Entries lie in one reserved range of addresses, so that a name is an
 * offset in it (in units of 8 bytes) and its text is found by an addition.
 * The range is cut into blocks; each region (below) fills blocks of its
 * own.  Only the blocks in use are backed by memory.  A reservation costs
 * nothing but addresses; where these are limited (ulimit -v), smaller ones
 * are tried.  When the range is full the process ends with one line, as an
 * arena does.
 *
 * Names of up to 32 bytes are found by comparing the bytes themselves,
 * which lie in the slots of three hash tables, for three lengths; the entry
 * is not touched, and the many short names lie close together.  Longer
 * names have a table of hashes, and are compared with their entries.
 *
 *	h = key * secret            the upper bits of h are the index
 *	 |
 *	 +-- region (6 bits), place in the region (the rest); probing goes
 *	     round within the region
 *
 * Slots are only ever added.  Who looks takes no lock: a slot's first word
 * is written last, with release, and read first, with acquire.  Who adds
 * holds the lock of the region.  A table of which three quarters are full is
 * copied to one of twice the size under all locks; the old one stays, since
 * others may still look into it.  What they miss there they look for again
 * under the lock, where they get the new one.
 *
 * Hashing multiplies words of the text by secret odd numbers and adds the
 * products (Dietzfelbinger's multiply-shift): a source file cannot be
 * written such that all its identifiers collide.
 */
#include "base/name.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/unicode.h"

#define RANGE_MAX ((size_t)16 << 30)
#define RANGE_MIN ((size_t)4 << 20)
#define BLOCK ((size_t)64 << 10)
#define LOG_REGIONS 6
#define NREGIONS (1u << LOG_REGIONS)
#define LOG_FIRST 13		    /* of the number of slots at first */
#define GROW_FAST ((size_t)1 << 17) /* slots; below, by four instead of two */
#define SHORT 32u		    /* bytes that a slot can hold */

/* Of a name that is too long for the tables of slots. */
struct long_slot {
	uint32_t hash;
	name_t name;
};

static struct region {
	pthread_mutex_t lock; /* guards the rest, and adding to slots */
	char *at, *end;	      /* free part of the region's block */
	uint32_t used[3];     /* slots, of each table */
	struct long_slot *longs;
	uint32_t long_mask, long_used;
} regions[NREGIONS];

/* The current tables: read under any region's lock, changed under all. */
static struct names current;

/* Tables before they grew: views may look into them for ever. */
static const void *retired[3][64] __attribute__((used));

/* What NO_NAME is read from before there is a range. */
static union {
	struct name_entry entry;
	char space[16];
} nothing;

char *name_base = (char *)&nothing;
uint64_t name_seed[4];
name_t name_blank;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static size_t range_size;
static size_t range_used; /* atomic */

static _Noreturn void give_up(const char *what)
{
	diag("out of memory: %s", what);
	exit(DIAG_EXIT_BROKEN);
}

static void *take_slots(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (!p)
		give_up("a table of names");
	memory_touch(p, n * size);
	return p;
}

static void reserve(void)
{
	size_t size = RANGE_MAX;
	void *p;

	for (;; size /= 4) {
		p = mmap(NULL, size, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (p != MAP_FAILED)
			break;
		if (size <= RANGE_MIN)
			give_up("no room for names in the address space");
	}
	name_base = p;
	range_size = size;
}

/* A block of at least size bytes, ready to be written. */
static void take_block(struct region *r, size_t size)
{
	size_t start;

	size = (size + BLOCK - 1) / BLOCK * BLOCK;
	start = __atomic_fetch_add(&range_used, size, __ATOMIC_RELAXED);
	if (size > range_size || start > range_size - size)
		give_up("too many names");
	r->at = name_base + start;
	r->end = r->at + size;
	if (mprotect(r->at, size, PROT_READ | PROT_WRITE) < 0)
		give_up("names");
}

static void make_seed(void)
{
	struct timespec now;

	if (getrandom(name_seed, sizeof(name_seed), GRND_NONBLOCK) !=
	    sizeof(name_seed)) {
		clock_gettime(CLOCK_REALTIME, &now);
		for (unsigned i = 0; i < 4; i++)
			name_seed[i] = ((uint64_t)now.tv_nsec + i) *
				       0x9e3779b97f4a7c15u;
	}
	for (unsigned i = 0; i < 4; i++)
		name_seed[i] |= 1;
}

static bool begins_upper(const char *text, size_t n)
{
	unsigned char c = (unsigned char)text[0];
	unsigned len;

	if (c < 0x80)
		return c >= 'A' && c <= 'Z';
	return rune_is_upper(utf8_decode((const unsigned char *)text, n, &len));
}

/* An entry; the region's lock is held. */
static name_t make(struct region *r, const char *text, size_t n, uint32_t hash)
{
	size_t size = (offsetof(struct name_entry, text) + n + 1 + 7) & ~7ul;
	struct name_entry *e;

	if (n > UINT32_MAX / 2)
		give_up("a name of over two billion bytes");
	if ((size_t)(r->end - r->at) < size)
		take_block(r, size);
	e = (struct name_entry *)r->at;
	r->at += size;
	e->hash = hash;
	e->len = (uint32_t)n;
	memcpy(e->text, text, n);
	e->exported = n > 0 && begins_upper(text, n);
	return (name_t)((size_t)((char *)e - name_base) / 8);
}

static uint32_t hash_of(const char *text, size_t n)
{
	uint64_t h = n, word;

	for (size_t i = 0; i < n; i += sizeof(word)) {
		size_t left = n - i;

		word = 0;
		memcpy(&word, text + i,
		       left < sizeof(word) ? left : sizeof(word));
		h = (h ^ h >> 32 ^ word) * name_seed[0] + name_seed[1];
	}
	return (uint32_t)(h >> 32);
}

static void lock_all(void)
{
	for (unsigned i = 0; i < NREGIONS; i++)
		pthread_mutex_lock(&regions[i].lock);
}

static void unlock_all(void)
{
	for (unsigned i = 0; i < NREGIONS; i++)
		pthread_mutex_unlock(&regions[i].lock);
}

/* The index of the slot after another, in the same region. */
static size_t after(size_t i, unsigned shift)
{
	size_t mask = ((size_t)1 << (64 - shift - LOG_REGIONS)) - 1;

	return (i & ~mask) | ((i + 1) & mask);
}

static uint64_t mix(const uint64_t *key, size_t nwords)
{
	uint64_t h = 0;

	for (size_t i = 0; i < nwords; i++)
		h += key[i] * name_seed[i];
	return h;
}

/*
 * A table whose slots begin with keys of nwords words.  One function for
 * three shapes: a slot is found by its size, its name behind its key.
 */
struct table {
	unsigned which; /* of the three */
	size_t nwords, slot_size;
	const void **slots; /* in a view */
	unsigned *shift;
};

static struct table table_of(struct names *ns, unsigned which)
{
	switch (which) {
	case 0:
		return (struct table){0, 1, sizeof(struct name_slot8),
				      (const void **)&ns->slots8, &ns->shift8};
	case 1:
		return (struct table){1, 2, sizeof(struct name_slot16),
				      (const void **)&ns->slots16,
				      &ns->shift16};
	default:
		return (struct table){2, 4, sizeof(struct name_slot32),
				      (const void **)&ns->slots32,
				      &ns->shift32};
	}
}

static uint64_t *slot_at(const struct table *t, size_t i)
{
	return (uint64_t *)((char *)*t->slots + i * t->slot_size);
}

/*
 * The slot with a key, or the empty one where it would be.  Which of the two
 * is told apart here: without the lock somebody else may fill it, with another
 * key, before it is read again.
 */
static uint64_t *probe(const struct table *t, const uint64_t *key,
		       bool *ret_found)
{
	size_t i = mix(key, t->nwords) >> *t->shift;

	for (;; i = after(i, *t->shift)) {
		uint64_t *slot = slot_at(t, i);
		uint64_t first = __atomic_load_n(&slot[0], __ATOMIC_ACQUIRE);

		*ret_found = first != 0;
		if (first == 0 ||
		    (first == key[0] &&
		     memcmp(slot, key, t->nwords * sizeof(*key)) == 0))
			return slot;
	}
}

static name_t slot_name(const struct table *t, const uint64_t *slot)
{
	return *(const name_t *)(slot + t->nwords);
}

/* A place for others to find: the first word last. */
static void fill(const struct table *t, uint64_t *slot, const uint64_t *key,
		 name_t name)
{
	*(name_t *)(slot + t->nwords) = name;
	memcpy(slot + 1, key + 1, (t->nwords - 1) * sizeof(*key));
	__atomic_store_n(&slot[0], key[0], __ATOMIC_RELEASE);
}

/* More slots, unless another thread was faster. */
static void grow(unsigned which, unsigned shift)
{
	struct table old = table_of(&current, which), new = old;
	size_t n = (size_t)1 << (64 - shift);
	const void *slots;
	bool found;

	lock_all();
	if (*old.shift == shift) {
		if (n >= (size_t)1 << 31)
			give_up("too many names");
		shift -= n < GROW_FAST ? 2 : 1;
		slots = take_slots((size_t)1 << (64 - shift), old.slot_size);
		new.slots = &slots;
		new.shift = &shift;
		for (size_t i = 0; i < n; i++) {
			const uint64_t *s = slot_at(&old, i);

			if (s[0])
				fill(&new, probe(&new, s, &found), s,
				     slot_name(&old, s));
		}
		retired[which][shift] = *old.slots;
		*old.slots = slots;
		*old.shift = shift;
	}
	unlock_all();
}

/* How many bytes of a key are text. */
static size_t text_len(const uint64_t *key, size_t nwords)
{
	size_t n = nwords;
	unsigned zeros;

	while (key[n - 1] == 0)
		n--;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	zeros = (unsigned)__builtin_clzll(key[n - 1]);
#else
	zeros = (unsigned)__builtin_ctzll(key[n - 1]);
#endif
	return n * 8 - zeros / 8;
}

static name_t make_short(struct region *r, const uint64_t *key, size_t nwords)
{
	size_t n = text_len(key, nwords);
	const char *text = (const char *)key;

	return make(r, text, n, hash_of(text, n));
}

/* The name with a key in the current tables, made when it is not there. */
static name_t find_locked(struct names *ns, unsigned which, const uint64_t *key)
{
	struct table t = table_of(&current, which);
	struct region *r = &regions[mix(key, t.nwords) >> (64 - LOG_REGIONS)];
	unsigned shift;
	uint64_t *slot;
	bool found, full;
	name_t name;

	pthread_mutex_lock(&r->lock);
	*ns = current;
	slot = probe(&t, key, &found);
	if (found) {
		name = slot_name(&t, slot);
		pthread_mutex_unlock(&r->lock);
		return name;
	}
	name = make_short(r, key, t.nwords);
	fill(&t, slot, key, name);
	shift = *t.shift;
	full = ++r->used[which] > (size_t)3 << (64 - shift - LOG_REGIONS - 2);
	pthread_mutex_unlock(&r->lock);
	if (full)
		grow(which, shift);
	return name;
}

static name_t find(struct names *ns, unsigned which, const uint64_t *key)
{
	struct table t = table_of(ns, which);
	bool found;
	const uint64_t *slot = probe(&t, key, &found);

	return found ? slot_name(&t, slot) : find_locked(ns, which, key);
}

/* As find(), which has to ask for what is known here. */
name_t names_find8(struct names *ns, uint64_t key)
{
	size_t i = key * name_seed[0] >> ns->shift8;
	uint64_t here;

	do {
		i = after(i, ns->shift8);
		here = __atomic_load_n(&ns->slots8[i].key[0], __ATOMIC_ACQUIRE);
		if (here == key)
			return ns->slots8[i].name;
	} while (here);
	return find_locked(ns, 0, &key);
}

name_t names_find16(struct names *ns, const uint64_t key[2])
{
	return find(ns, 1, key);
}

name_t names_find32(struct names *ns, const uint64_t key[4])
{
	return find(ns, 2, key);
}

static void insert_long(struct long_slot *slots, uint32_t mask, name_t name)
{
	uint32_t hash = name_entry(name)->hash, i = hash & mask;

	while (slots[i].name)
		i = (i + 1) & mask;
	slots[i] = (struct long_slot){hash, name};
}

static void grow_long(struct region *r)
{
	uint32_t n = r->long_mask + 1;
	struct long_slot *more;

	if (r->long_used < n / 2)
		return;
	if (n >= (uint32_t)1 << 31)
		give_up("too many names");
	more = take_slots((size_t)n * 2, sizeof(*more));
	for (uint32_t i = 0; i < n; i++)
		if (r->longs[i].name)
			insert_long(more, n * 2 - 1, r->longs[i].name);
	free(r->longs);
	r->longs = more;
	r->long_mask = n * 2 - 1;
}

static bool is_text(name_t name, const char *text, size_t n)
{
	const struct name_entry *e = name_entry(name);

	return e->len == n && memcmp(e->text, text, n) == 0;
}

static name_t find_long(const char *text, size_t n, uint32_t hash)
{
	struct region *r = &regions[hash >> (32 - LOG_REGIONS)];
	const struct long_slot *s;
	name_t name = NO_NAME;

	pthread_mutex_lock(&r->lock);
	for (uint32_t i = hash;; i++) {
		s = &r->longs[i & r->long_mask];
		if (!s->name)
			break;
		if (s->hash == hash && is_text(s->name, text, n)) {
			name = s->name;
			break;
		}
	}
	if (!name) {
		name = make(r, text, n, hash);
		r->long_used++;
		grow_long(r);
		insert_long(r->longs, r->long_mask, name);
	}
	pthread_mutex_unlock(&r->lock);
	return name;
}

static name_t get(struct names *ns, const char *text, size_t n, uint32_t hash)
{
	uint64_t key[SHORT / 8] = {0};

	if (n == 0)
		return NO_NAME;
	/* A key is filled up with zeros, and may hold no other. */
	if (n > SHORT || memchr(text, '\0', n))
		return find_long(text, n, hash);
	memcpy(key, text, n);
	return find(ns, n <= 8 ? 0 : n <= 16 ? 1 : 2, key);
}

static void init(void)
{
	const size_t n = (size_t)1 << LOG_FIRST;
	struct names view;

	make_seed();
	reserve();
	for (unsigned i = 0; i < 3; i++) {
		struct table t = table_of(&current, i);

		*t.slots = take_slots(n, t.slot_size);
		*t.shift = 64 - LOG_FIRST;
	}
	for (size_t i = 0; i < NREGIONS; i++) {
		pthread_mutex_init(&regions[i].lock, NULL);
		regions[i].longs = take_slots(16, sizeof(struct long_slot));
		regions[i].long_mask = 15;
	}
	/* Entry 0, which is in no table: nothing is found by an empty text. */
	make(&regions[0], "", 0, 0);
	view = current;
	name_blank = get(&view, "_", 1, hash_of("_", 1));
}

uint32_t name_hash(const char *text, size_t n)
{
	pthread_once(&once, init);
	return hash_of(text, n);
}

name_t names_get(struct names *ns, const char *text, size_t n, uint32_t hash)
{
	return get(ns, text, n, hash);
}

name_t name_of_len(const char *text, size_t n)
{
	struct names ns;

	pthread_once(&once, init);
	pthread_mutex_lock(&regions[0].lock);
	ns = current;
	pthread_mutex_unlock(&regions[0].lock);
	return get(&ns, text, n, hash_of(text, n));
}

name_t name_of(const char *text)
{
	return name_of_len(text, strlen(text));
}

struct names *names_create(void)
{
	struct names *ns = take_slots(1, sizeof(*ns));

	pthread_once(&once, init);
	pthread_mutex_lock(&regions[0].lock);
	*ns = current;
	pthread_mutex_unlock(&regions[0].lock);
	return ns;
}

void names_destroy(struct names *ns)
{
	free(ns);
}

void name_set_token(const char *text, uint8_t token)
{
	((struct name_entry *)name_entry(name_of(text)))->token = token;
}

int name_compare(name_t a, name_t b)
{
	const struct name_entry *x = name_entry(a), *y = name_entry(b);
	int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	if (order)
		return order;
	return (x->len > y->len) - (x->len < y->len);
}
