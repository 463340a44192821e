/* SPDX-License-Identifier: MIT */
#ifndef LOG_H
#define LOG_H

/* What each line begins with. */
void log_prefix(const char *text);

void log_line(int number);

#endif
