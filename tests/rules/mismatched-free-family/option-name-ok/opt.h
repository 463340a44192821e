#ifndef OPT_H
#define OPT_H

char *opt_strdup(const char *s);
void opt_strfree(char *s);

#endif
