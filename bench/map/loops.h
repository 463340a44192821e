/* SPDX-License-Identifier: MIT */
/*
 * loops.h - what is measured, once for each map and kind of key
 *
 * Included with these defined: NAME, KEY_T, VALUE_T, MAP_T, and MAKE(m),
 * SET(m, k, v), HAS(m, k), ERASE(m, k), EACH(m, sum), FREE(m), where k is a
 * KEY_T.  So the loops see each map as a program that uses it would.  The
 * first four are undefined again.
 */
#define GLUE2(a, b) a##_##b
#define GLUE(a, b) GLUE2(a, b)

static void GLUE(run, NAME)(const struct plan *p, const KEY_T *keys,
			    const KEY_T *others, struct result *r)
{
	static VALUE_T value;
	size_t n = p->n, found = 0, part;
	uint64_t start, sum = 0;
	MAP_T m;

	if (p->tail) {
		for (unsigned round = 0; round < p->tail; round++) {
			MAKE(m);
			for (size_t i = 0; i < n; i++) {
				start = ticks();
				SET(m, keys[i], value);
				note(r, round, i, ticks() - start);
			}
			FREE(m);
		}
		return;
	}
	r->base = resident();
	MAKE(m);
	start = nanoseconds();
	for (size_t i = 0; i < n; i++)
		SET(m, keys[i], value);
	r->insert = nanoseconds() - start;
	r->full = resident();
	r->peak = peak();
	start = nanoseconds();
	for (size_t i = 0; i < n; i++)
		found += HAS(m, keys[p->order[i]]);
	r->hit = nanoseconds() - start;
	if (found != n)
		wrong("a key is missing");
	start = nanoseconds();
	for (size_t i = 0; i < n; i++)
		found += HAS(m, others[i]);
	r->miss = nanoseconds() - start;
	if (found != n)
		wrong("a key is there that was not put in");
	start = nanoseconds();
	EACH(m, sum);
	r->iterate = nanoseconds() - start;
	if (sum != n)
		wrong("an iteration does not see all");
	part = n / 10 * 9;
	start = nanoseconds();
	for (size_t i = 0; i < part; i++)
		ERASE(m, keys[p->order[i]]);
	r->erase = (nanoseconds() - start) * n / (part ? part : 1);
	r->emptied = resident();
	FREE(m);
}

#undef NAME
#undef KEY_T
#undef VALUE_T
#undef MAP_T
