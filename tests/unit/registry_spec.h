/* SPDX-License-Identifier: MIT */
/*
 * registry_spec.h - what an object of a registry answers to one operation
 * after the other: what every order of steps is held against
 */
#ifndef TESTS_UNIT_REGISTRY_SPEC_H
#define TESTS_UNIT_REGISTRY_SPEC_H

#include <stdbool.h>
#include <stdint.h>

#include "belay/error.h"

enum spec_op { ACQUIRE, RELEASE, REVOKE, WEAKEN };

struct spec {
	bool kept, revoked;
	uint32_t users;
};

static inline bool spec_there(const struct spec *s)
{
	return s->kept || s->users;
}

static inline bool spec_valid(const struct spec *s)
{
	return spec_there(s) && !s->revoked;
}

/* What op returns, done now. */
static inline int spec_do(struct spec *s, enum spec_op op)
{
	bool valid = spec_valid(s);

	switch (op) {
	case ACQUIRE:
		s->users += valid;
		return valid ? 0 : BELAY_ESTALE;
	case RELEASE:
		if (!s->users)
			return BELAY_EMISUSE;
		s->users--;
		return 0;
	case REVOKE:
		if (!valid)
			return BELAY_ESTALE;
		s->kept = false;
		s->revoked = true;
		return 0;
	case WEAKEN:
		if (!valid || !s->kept)
			return BELAY_ESTALE;
		s->kept = false;
		return 0;
	}
	return 0;
}

#endif
