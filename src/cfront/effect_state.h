/* SPDX-License-Identifier: MIT */
/*
 * effect_state.h - what holds at one point of a function, on one way there
 */
#ifndef CFRONT_EFFECT_STATE_H
#define CFRONT_EFFECT_STATE_H

#include "cfront/effect_value.h"

enum { STATE_FACTS = 24, STATE_CELLS = 48, STATE_EVENTS = 48 };

/* v is in [low, high] and not except. */
struct fact {
	value_t v;
	bool has_except;
	int64_t low, high, except;
};

/* Holds when v relation c; v NO_VALUE: always. */
struct when {
	value_t v;
	uint8_t relation;
	int64_t c;
};

/* Memory that the function has written: field of base. */
struct cell {
	value_t base, value;
	uint32_t field, line;
	bool may, pointer;
	name_t by; /* the function that wrote it; NO_NAME: this one */
	struct when when;
};

/*
 * A field that stands for the whole object: it was filled with zeros (value
 * is 0), copied from the object at value, or made unknown (NO_VALUE).
 */
#define CELL_ALL UINT32_MAX

/* Something that has happened to subject. */
struct event {
	uint8_t kind; /* enum effect_kind */
	bool may;
	bool exchanged; /* for new memory, by the same call */
	bool inside;	/* the pointer was not the start of the memory */
	value_t subject;
	name_t family, name, by;
	uint32_t line;
	struct when when;
};

struct state {
	struct state *next; /* of the free ones */
	value_t *slots;
	uint64_t hash;
	bool done;
	bool lost; /* there was no room for a cell: memory may be anything */
	uint8_t nfacts, ncells, nevents;
	struct fact facts[STATE_FACTS];
	struct cell cells[STATE_CELLS];
	struct event events[STATE_EVENTS];
};

/* Makes v relation c hold; false when it cannot. */
bool way_assume(struct state *s, struct values *vs, uint32_t nslots, value_t v,
		uint8_t relation, int64_t c);

/* 1: it holds, 0: it does not, -1: who knows. */
int way_knows(const struct state *s, const struct values *vs, value_t v,
	      uint8_t relation, int64_t c);

/* What is known of v, or NULL; and whether that decides. */
struct fact *way_fact(const struct state *s, value_t v);
int fact_knows(const struct fact *f, uint8_t relation, int64_t c);

/* The range v is in; false when nothing bounds it. */
bool way_range(const struct state *s, const struct values *vs, value_t v,
	       int64_t *ret_low, int64_t *ret_high);

value_t way_load(const struct state *s, struct values *vs, value_t base,
		 uint32_t field);
void way_store(struct state *s, struct values *vs, const struct cell *cell,
	       bool weak);
void way_add(struct state *s, const struct event *e);

/* What was known of a value is about another one from here on. */
void way_forget(struct state *s, value_t v);
/* What is in the memory of v is not known any more. */
void way_clobber(struct state *s, struct values *vs, value_t v);

void way_seal(struct state *s, uint32_t nslots); /* fills in hash */
bool way_equal(const struct state *x, const struct state *y, uint32_t nslots);
/*
 * How many events and pointers in memory only one of them has; events of
 * parameters count most.  Not exact from limit on.
 */
uint32_t way_distance(const struct state *x, const struct state *y,
		      const struct values *vs, uint32_t limit);
/* into holds what holds in both; true when that is less than before. */
bool way_merge(struct state *into, const struct state *from, struct values *vs,
	       uint32_t nslots);
void way_copy(struct state *to, const struct state *from, uint32_t nslots);

#endif
