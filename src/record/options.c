/* SPDX-License-Identifier: MIT */
#include "record/options.h"

#include <string.h>

/* One row of options.def, as the parser sees it. */
struct row {
	const char *key;
	bool (*set)(void *field, const char *value, size_t n);
	size_t offset;
};

static bool same(const char *word, const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && word[i] != '\0' && word[i] == s[i])
		i++;
	return i == n && word[i] == '\0';
}

static bool read_number(const char *s, size_t n, uint64_t *ret)
{
	uint64_t v = 0;

	if (n == 0 || n > 18)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s[i] < '0' || s[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(s[i] - '0');
	}
	*ret = v;
	return true;
}

static bool set_number(void *field, const char *s, size_t n)
{
	return read_number(s, n, field);
}

static bool set_switch(void *field, const char *s, size_t n)
{
	if (!same("0", s, n) && !same("1", s, n))
		return false;
	*(bool *)field = s[0] == '1';
	return true;
}

static bool set_mode(void *field, const char *s, size_t n)
{
	if (!same("guard", s, n))
		return false;
	*(enum record_mode *)field = RECORD_MODE_GUARD;
	return true;
}

static bool set_budget(void *field, const char *s, size_t n)
{
	uint64_t percent;

	if (same("max", s, n)) {
		*(uint32_t *)field = RECORD_BUDGET_MAX;
		return true;
	}
	if (!read_number(s, n, &percent) || percent > 100)
		return false;
	*(uint32_t *)field = (uint32_t)percent;
	return true;
}

static bool set_text(void *field, const char *s, size_t n)
{
	struct record_options *sizes = NULL;

	if (n >= sizeof(sizes->session))
		return false;
	memcpy(field, s, n);
	((char *)field)[n] = '\0';
	return true;
}

#define SET_NUMBER set_number
#define SET_SWITCH set_switch
#define SET_MODE set_mode
#define SET_BUDGET set_budget
#define SET_TEXT set_text

static const struct row rows[] = {
#define OPTION(key, field, type, def, values, help) \
	{key, SET_##type, offsetof(struct record_options, field)},
#include "record/options.def"
#undef OPTION
};

void record_options_init(struct record_options *o)
{
	*o = (struct record_options){
#define DEFAULT_TEXT(def) \
	{                 \
		def       \
	}
#define DEFAULT_NUMBER(def) def
#define DEFAULT_SWITCH(def) def
#define DEFAULT_MODE(def) def
#define DEFAULT_BUDGET(def) def
#define OPTION(key, field, type, def, values, help) \
	.field = DEFAULT_##type(def),
#include "record/options.def"
#undef OPTION
	};
}

bool record_options_set(struct record_options *o, const char *key,
			size_t keylen, const char *value, size_t n)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (same(rows[i].key, key, keylen))
			return rows[i].set((char *)o + rows[i].offset, value,
					   n);
	}
	return false;
}

/* Length of the run of bytes up to c or the end of the text. */
static size_t until(const char *s, char c)
{
	size_t n = 0;

	while (s[n] != '\0' && s[n] != c)
		n++;
	return n;
}

bool record_options_parse(struct record_options *o, const char *text,
			  const char **ret_bad, size_t *ret_len)
{
	bool good = true;

	while (*text != '\0') {
		size_t n = until(text, ':');
		size_t keylen = until(text, '=');
		bool fits = keylen < n && record_options_set(o, text, keylen,
							     text + keylen + 1,
							     n - keylen - 1);

		if (!fits && n > 0 && good) {
			*ret_bad = text;
			*ret_len = n;
			good = false;
		}
		text += n;
		if (*text == ':')
			text++;
	}
	return good;
}
