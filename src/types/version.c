/* SPDX-License-Identifier: MIT */
/* Language versions: what go.mod and //go:build lines say. */
#include "types/check.h"

/*
 * A decimal number without leading zeros; what follows it, or NULL.  One
 * that is too large for any release counts as the largest.
 */
static const char *parse_number(const char *s, uint32_t *ret)
{
	uint32_t n = 0;

	if (*s < '0' || *s > '9' || (*s == '0' && s[1] >= '0' && s[1] <= '9'))
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++)
		n = n < 6000 ? n * 10 + (uint32_t)(*s - '0') : 65535;
	*ret = n;
	return s;
}

/* "rc1" or "beta2", then the end or a suffix as in "-custom". */
static bool ends_well(const char *s)
{
	uint32_t n;

	if (*s >= 'a' && *s <= 'z') {
		while (*s >= 'a' && *s <= 'z')
			s++;
		s = parse_number(s, &n);
	}
	return s && (*s == '\0' || *s == '-');
}

go_version go_version_parse(const char *text)
{
	uint32_t major, minor = 0, patch;
	const char *s;

	if (!text || text[0] != 'g' || text[1] != 'o')
		return 0;
	s = parse_number(text + 2, &major);
	if (s && *s == '.')
		s = parse_number(s + 1, &minor);
	if (s && *s == '.') {
		s = parse_number(s + 1, &patch);
		if (s && *s != '\0' && *s != '-')
			return 0;
	}
	if (!s || !ends_well(s))
		return 0;
	return major << 16 | minor;
}

const char *go_version_str(struct checker *c, go_version v)
{
	return check_sprintf(c, "go%u.%u", v >> 16, v & 0xffff);
}

bool check_allow_version(struct checker *c, go_version want)
{
	return c->env.version == 0 || c->env.version >= want;
}

bool check_verify_version(struct checker *c, pos_t at, go_version want,
			  const char *what)
{
	if (check_allow_version(c, want))
		return true;
	check_version_error(c, at, want, "%s", what);
	return false;
}
