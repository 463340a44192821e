#ifndef OPT_H
#define OPT_H

#include <stddef.h>

char *opt_strdup(const char *s);
void opt_strfree(char *s);
size_t opt_strlen(const char *s);

#endif
