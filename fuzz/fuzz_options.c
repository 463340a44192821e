/* SPDX-License-Identifier: MIT */
/*
 * BELAY_OPTIONS from bytes, twice: as a whole text, and as one pair whose
 * value is not ended by anything.
 */
#include <stdlib.h>
#include <string.h>

#include "record/options.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool what)
{
	if (!what)
		abort();
}

/* What no text may lead to. */
static void check(const struct record_options *o)
{
	must(o->mode == RECORD_MODE_GUARD);
	must(o->budget <= RECORD_BUDGET_MAX);
	must(memchr(o->session, '\0', sizeof(o->session)) != NULL);
}

static void read_text(const char *text)
{
	struct record_options o, again;
	const char *bad = NULL;
	size_t len = 0;
	bool good;

	record_options_init(&o);
	good = record_options_parse(&o, text, &bad, &len);
	check(&o);
	must(good == (bad == NULL));
	if (!good) {
		must(len > 0 && bad >= text);
		must(bad + len <= text + strlen(text));
		must(bad == text || bad[-1] == ':');
		must(memchr(bad, ':', len) == NULL);
	}
	/* What was said once more changes nothing. */
	again = o;
	must(record_options_parse(&again, text, &bad, &len) == good);
	must(again.budget == o.budget &&
	     again.quarantine_mb == o.quarantine_mb);
	must(again.quarantine_mb == o.quarantine_mb);
	must(strcmp(again.session, o.session) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *equals = size ? memchr(data, '=', size) : NULL;
	struct record_options o;
	char *text = malloc(size + 1);

	if (!text)
		abort();
	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	read_text(text);
	free(text);
	if (equals) {
		size_t keylen = (size_t)(equals - data);

		record_options_init(&o);
		record_options_set(&o, (const char *)data, keylen,
				   (const char *)equals + 1, size - keylen - 1);
		check(&o);
	}
	return 0;
}
