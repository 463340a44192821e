/* SPDX-License-Identifier: MIT */
#include "belay/error.h"

const char *belay_strerror(int err)
{
	switch (err) {
	case 0:
		return "success";
#define X(name, value, text) \
	case BELAY_##name:   \
		return text;
		BELAY_ERROR_MAP(X)
#undef X
	}
	return "unknown error";
}
