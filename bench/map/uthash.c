/* SPDX-License-Identifier: MIT */
#include "measure.h"

#include <uthash.h>

struct small {
	uint32_t key, value;
	UT_hash_handle hh;
};

struct large {
	uint64_t key;
	struct big value;
	UT_hash_handle hh;
};

struct text {
	const char *key;
	uint64_t value;
	UT_hash_handle hh;
};

#define ADD(m, k, v, find, add, type)             \
	do {                                      \
		struct type *e_;                  \
                                                  \
		find;                             \
		if (!e_) {                        \
			e_ = malloc(sizeof(*e_)); \
			e_->key = k;              \
			add;                      \
		}                                 \
		e_->value = v;                    \
	} while (0)

#define DROP(m, find)                    \
	do {                             \
		find;                    \
		if (e_) {                \
			HASH_DEL(m, e_); \
			free(e_);        \
		}                        \
	} while (0)

#define FIND_INT(m, k) HASH_FIND(hh, m, &(k), sizeof(k), e_)
#define FIND_TEXT(m, k) HASH_FIND_STR(m, k, e_)

static int is_in_small(struct small *m, uint32_t k)
{
	struct small *e_;

	FIND_INT(m, k);
	return e_ != NULL;
}

static int is_in_large(struct large *m, uint64_t k)
{
	struct large *e_;

	FIND_INT(m, k);
	return e_ != NULL;
}

static int is_in_text(struct text *m, const char *k)
{
	struct text *e_;

	FIND_TEXT(m, k);
	return e_ != NULL;
}

#define ALL(m, type, what)                                            \
	for (struct type *e_ = m, *next_; e_; e_ = next_) {           \
		next_ = (struct type *)e_->hh.next;                   \
		what;                                                 \
	}

#define MAKE(m) m = NULL
#define SET(m, k, v)                                                         \
	ADD(m, k, v, FIND_INT(m, k), HASH_ADD(hh, m, key, sizeof(k), e_), small)
#define HAS(m, k) is_in_small(m, k)
#define ERASE(m, k) do { struct small *e_; DROP(m, FIND_INT(m, k)); } while (0)
#define EACH(m, sum) ALL(m, small, sum++)
#define FREE(m) ALL(m, small, HASH_DEL(m, e_); free(e_))
#define NAME u32
#define KEY_T uint32_t
#define VALUE_T uint32_t
#define MAP_T struct small *
#include "loops.h"
#undef SET
#undef HAS
#undef ERASE
#undef EACH
#undef FREE

#define SET(m, k, v)                                                         \
	ADD(m, k, v, FIND_INT(m, k), HASH_ADD(hh, m, key, sizeof(k), e_), large)
#define HAS(m, k) is_in_large(m, k)
#define ERASE(m, k) do { struct large *e_; DROP(m, FIND_INT(m, k)); } while (0)
#define EACH(m, sum) ALL(m, large, sum++)
#define FREE(m) ALL(m, large, HASH_DEL(m, e_); free(e_))
#define NAME structs
#define KEY_T uint64_t
#define VALUE_T struct big
#define MAP_T struct large *
#include "loops.h"
#undef SET
#undef HAS
#undef ERASE
#undef EACH
#undef FREE

#define SET(m, k, v)                       \
	ADD(m, k, v, FIND_TEXT(m, k),      \
	    HASH_ADD_KEYPTR(hh, m, e_->key, strlen(e_->key), e_), text)
#define HAS(m, k) is_in_text(m, k)
#define ERASE(m, k) do { struct text *e_; DROP(m, FIND_TEXT(m, k)); } while (0)
#define EACH(m, sum) ALL(m, text, sum++)
#define FREE(m) ALL(m, text, HASH_DEL(m, e_); free(e_))
#define NAME cstr
#define KEY_T char *
#define VALUE_T uint64_t
#define MAP_T struct text *
#include "loops.h"

int main(int argc, char **argv)
{
	static const struct runs runs = {
		(run_fn *)run_u32, (run_fn *)run_structs, (run_fn *)run_cstr
	};

	return measure(argc, argv, &runs);
}
