/* SPDX-License-Identifier: MIT */
/*
 * Interning.
 *
 * Entries lie in one reserved range of addresses, so that a name is an
 * offset in it (in units of 8 bytes) and its text is found by an addition.
 * The range is cut into blocks; each of the table's shards fills blocks of
 * its own, under its lock.  Only the blocks in use are backed by memory.
 *
 * A reservation costs nothing but addresses; where these are limited
 * (ulimit -v), smaller ones are tried.  When the range is full the process
 * ends with one line, as an arena does.
 *
 * Hashing multiplies words of the text by secret odd numbers and adds the
 * products, whose upper bits are the hash (Dietzfelbinger's multiply-shift):
 * a source file cannot be written such that all its identifiers collide.
 *
 * A cache finds names of up to 32 bytes by comparing the bytes themselves,
 * which lie in its slots: the entry is not touched.  There are three tables
 * for three lengths, so that the many short names lie close together.
 * Longer names are found by hash and compared with the entry.
 */
#include "base/name.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "base/diag.h"
#include "base/unicode.h"

#define RANGE_MAX ((size_t)16 << 30)
#define RANGE_MIN ((size_t)4 << 20)
#define BLOCK ((size_t)64 << 10)
#define NSHARDS 64u
#define SHORT 32u /* bytes that a slot can hold */

struct shard {
	pthread_mutex_t lock; /* guards the rest */
	struct name_long_slot *slots;
	uint32_t mask, used;
	char *at, *end; /* free part of the shard's block */
};

/* What NO_NAME is read from before there is a range. */
static struct {
	struct name_entry entry;
	char text[8];
} nothing;

char *name_base = (char *)&nothing;
uint64_t name_seed[4];
name_t name_blank;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct shard shards[NSHARDS];
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
static char *take_block(size_t size, size_t *ret_size)
{
	size_t start;
	char *p;

	size = (size + BLOCK - 1) / BLOCK * BLOCK;
	start = __atomic_fetch_add(&range_used, size, __ATOMIC_RELAXED);
	if (size > range_size || start > range_size - size)
		give_up("too many names");
	p = name_base + start;
	if (mprotect(p, size, PROT_READ | PROT_WRITE) < 0)
		give_up("names");
	*ret_size = size;
	return p;
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

static void start(struct shard *sh, size_t size)
{
	size_t got;
	char *p = take_block(size, &got);

	sh->at = p;
	sh->end = p + got;
}

static name_t make(struct shard *sh, const char *text, size_t n, uint32_t hash)
{
	size_t size = (offsetof(struct name_entry, text) + n + 1 + 7) & ~7ul;
	struct name_entry *e;
	unsigned len;

	if ((size_t)(sh->end - sh->at) < size)
		start(sh, size);
	e = (struct name_entry *)sh->at;
	sh->at += size;
	e->hash = hash;
	e->len = (uint32_t)n;
	memcpy(e->text, text, n);
	if (n)
		e->exported = rune_is_upper(
			utf8_decode((const unsigned char *)text, n, &len));
	return (name_t)((size_t)((char *)e - name_base) / 8);
}

static bool same(name_t name, uint32_t hash, const char *text, size_t n)
{
	const struct name_entry *e = name_entry(name);

	return e->hash == hash && e->len == n && memcmp(e->text, text, n) == 0;
}

static void insert(struct name_long_slot *slots, uint32_t mask, uint32_t hash,
		   name_t name)
{
	uint32_t i = hash & mask;

	while (slots[i].name)
		i = (i + 1) & mask;
	slots[i].hash = hash;
	slots[i].name = name;
}

/* Twice the room, when the table is half full. */
static void grow(struct name_long_slot **slots, uint32_t *mask, uint32_t used)
{
	uint32_t cap = *mask + 1;
	struct name_long_slot *more;

	if (used < cap / 2)
		return;
	if (cap >= (uint32_t)1 << 31)
		give_up("too many names");
	more = take_slots((size_t)cap * 2, sizeof(*more));
	for (uint32_t i = 0; i < cap; i++)
		if ((*slots)[i].name)
			insert(more, cap * 2 - 1, (*slots)[i].hash,
			       (*slots)[i].name);
	free(*slots);
	*slots = more;
	*mask = cap * 2 - 1;
}

static name_t find(const struct name_long_slot *slots, uint32_t mask,
		   const char *text, size_t n, uint32_t hash)
{
	for (uint32_t i = hash & mask; slots[i].name; i = (i + 1) & mask)
		if (slots[i].hash == hash &&
		    same(slots[i].name, hash, text, n))
			return slots[i].name;
	return NO_NAME;
}

/* In the table of all. */
static name_t global(const char *text, size_t n, uint32_t hash)
{
	struct shard *sh = &shards[hash >> 26];
	name_t name;

	if (n == 0)
		return NO_NAME;
	if (n > UINT32_MAX / 2)
		give_up("a name of over two billion bytes");
	pthread_mutex_lock(&sh->lock);
	name = find(sh->slots, sh->mask, text, n, hash);
	if (!name) {
		name = make(sh, text, n, hash);
		grow(&sh->slots, &sh->mask, ++sh->used);
		insert(sh->slots, sh->mask, hash, name);
	}
	pthread_mutex_unlock(&sh->lock);
	return name;
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

static void init(void)
{
	make_seed();
	reserve();
	for (size_t i = 0; i < NSHARDS; i++) {
		pthread_mutex_init(&shards[i].lock, NULL);
		shards[i].mask = 63;
		shards[i].slots = take_slots(64, sizeof(*shards[i].slots));
	}
	/* Entry 0, which is in no table: nothing is found by an empty text. */
	start(&shards[0], 1);
	make(&shards[0], "", 0, 0);
	name_blank = global("_", 1, hash_of("_", 1));
}

uint32_t name_hash(const char *text, size_t n)
{
	pthread_once(&once, init);
	return hash_of(text, n);
}

name_t name_of_len(const char *text, size_t n)
{
	return global(text, n, name_hash(text, n));
}

name_t name_of(const char *text)
{
	return name_of_len(text, strlen(text));
}

#define LOG_FIRST 10 /* of the number of slots */

struct names *names_create(void)
{
	struct names *ns = take_slots(1, sizeof(*ns));
	const size_t n = (size_t)1 << LOG_FIRST;

	pthread_once(&once, init);
	ns->shift8 = ns->shift16 = ns->shift32 = 64 - LOG_FIRST;
	ns->slots8 = take_slots(n, sizeof(*ns->slots8));
	ns->slots16 = take_slots(n, sizeof(*ns->slots16));
	ns->slots32 = take_slots(n, sizeof(*ns->slots32));
	ns->longs = take_slots(n, sizeof(*ns->longs));
	ns->long_mask = (uint32_t)n - 1;
	return ns;
}

void names_destroy(struct names *ns)
{
	if (!ns)
		return;
	free(ns->slots8);
	free(ns->slots16);
	free(ns->slots32);
	free(ns->longs);
	free(ns);
}

/* What a cache must know of a new key. */
static void look_up(const struct names *ns, const uint64_t *key,
		    size_t nwords, name_t *ret_name, uint32_t *ret_token)
{
	char text[SHORT + 1] = {0};
	size_t n;

	memcpy(text, key, nwords * sizeof(*key));
	n = strlen(text);
	*ret_name = global(text, n, hash_of(text, n));
	*ret_token = __atomic_load_n(&name_entry(*ret_name)->token,
				     __ATOMIC_RELAXED);
	if (!*ret_token)
		*ret_token = ns->plain_token;
}

/*
 * One table's functions: PROBE() finds the slot of a key or the empty one
 * where it would be, GROW() doubles the table, names_findN() is both.
 */
#define TABLE(N, SAME, KEY, WORDS)                                           \
	static struct name_slot##N *probe##N(const struct names *ns,         \
					     const struct name_slot##N *x)   \
	{                                                                    \
		size_t mask = ((size_t)1 << (64 - ns->shift##N)) - 1;        \
		size_t i = (size_t)(names_slot##N(ns, x->key) -              \
				    ns->slots##N);                           \
                                                                             \
		while (ns->slots##N[i].name && !SAME(&ns->slots##N[i], x))   \
			i = (i + 1) & mask;                                  \
		return &ns->slots##N[i];                                     \
	}                                                                    \
                                                                             \
	static void grow##N(struct names *ns)                                \
	{                                                                    \
		size_t n = (size_t)1 << (64 - ns->shift##N);                 \
		struct name_slot##N *old = ns->slots##N;                     \
                                                                             \
		if (ns->used##N < n / 2)                                     \
			return;                                              \
		ns->slots##N = take_slots(n * 2, sizeof(*old));              \
		ns->shift##N--;                                              \
		for (size_t i = 0; i < n; i++)                               \
			if (old[i].name)                                     \
				*probe##N(ns, &old[i]) = old[i];             \
		free(old);                                                   \
	}                                                                    \
                                                                             \
	const struct name_slot##N *names_find##N(struct names *ns, KEY)      \
	{                                                                    \
		struct name_slot##N x = {0}, *s;                             \
                                                                             \
		memcpy(&x.key, WORDS, sizeof(x.key));                        \
		s = probe##N(ns, &x);                                        \
		if (s->name)                                                 \
			return s;                                            \
		look_up(ns, WORDS, sizeof(x.key) / 8, &x.name, &x.token);    \
		ns->used##N++;                                               \
		grow##N(ns);                                                 \
		s = probe##N(ns, &x);                                        \
		*s = x;                                                      \
		return s;                                                    \
	}

#define SAME_KEY(a, b) (memcmp(&(a)->key, &(b)->key, sizeof((a)->key)) == 0)

TABLE(8, SAME_KEY, uint64_t key, &key)
TABLE(16, SAME_KEY, const uint64_t key[2], key)
TABLE(32, SAME_KEY, const uint64_t key[4], key)

name_t names_get(struct names *ns, const char *text, size_t n, uint32_t hash)
{
	uint64_t key[4] = {0};
	name_t name;

	if (n == 0)
		return NO_NAME;
	if (n <= SHORT && !memchr(text, '\0', n)) {
		memcpy(key, text, n);
		return n <= 8	 ? names_find8(ns, key[0])->name
		       : n <= 16 ? names_find16(ns, key)->name
				 : names_find32(ns, key)->name;
	}
	name = find(ns->longs, ns->long_mask, text, n, hash);
	if (!name) {
		name = global(text, n, hash);
		grow(&ns->longs, &ns->long_mask, ++ns->long_used);
		insert(ns->longs, ns->long_mask, hash, name);
	}
	return name;
}

void name_set_token(struct names *ns, const char *text, uint8_t token)
{
	uint64_t key[2] = {0};
	size_t n = strlen(text);
	struct name_entry *e;

	if (n == 0 || n > sizeof(key))
		BUG("a keyword of %zu bytes", n);
	e = (struct name_entry *)(name_base + (size_t)name_of(text) * 8);
	if (__atomic_load_n(&e->token, __ATOMIC_RELAXED) != token)
		__atomic_store_n(&e->token, token, __ATOMIC_RELAXED);
	memcpy(key, text, n);
	if (n <= 8)
		((struct name_slot8 *)names_find8(ns, key[0]))->token = token;
	else
		((struct name_slot16 *)names_find16(ns, key))->token = token;
}

#define SET_PLAIN(N)                                                       \
	for (size_t i = 0; i < (size_t)1 << (64 - ns->shift##N); i++)      \
		if (ns->slots##N[i].token == ns->plain_token)              \
			ns->slots##N[i].token = token

void names_set_plain_token(struct names *ns, uint8_t token)
{
	SET_PLAIN(8);
	SET_PLAIN(16);
	SET_PLAIN(32);
	ns->plain_token = token;
}

int name_compare(name_t a, name_t b)
{
	const struct name_entry *x = name_entry(a), *y = name_entry(b);
	int order = memcmp(x->text, y->text, x->len < y->len ? x->len : y->len);

	if (order)
		return order;
	return (x->len > y->len) - (x->len < y->len);
}
