#ifndef STR_H
#define STR_H

char *str_upper(const char *s);
void str_free(char *s);

#endif
