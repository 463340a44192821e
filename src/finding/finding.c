/* SPDX-License-Identifier: MIT */
#include "finding/finding.h"

const char *level_name(enum level level)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[level];
}

size_t finding_count(const struct finding_report *report, enum level level)
{
	size_t n = 0;

	for (size_t i = 0; i < report->nfindings; i++)
		n += report->findings[i].level == level;
	return n;
}
