#include <stddef.h>

int json_dump(const char *key, long value, char **out, size_t *n);
void json_release(char *text);
