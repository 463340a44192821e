/* SPDX-License-Identifier: MIT */
#include "emit/emit.h"

#include <string.h>

const struct format formats[] = {
#define FORMAT(name, function, summary) {name, function, summary},
#include "emit/formats.def"
#undef FORMAT
};

const size_t nformats = sizeof(formats) / sizeof(formats[0]);

bool is_shown(const struct finding *f, enum level level)
{
	return f->asked || f->level >= level;
}

const struct format *format_find(const char *name)
{
	for (size_t i = 0; i < nformats; i++) {
		if (strcmp(formats[i].name, name) == 0)
			return &formats[i];
	}
	return NULL;
}
