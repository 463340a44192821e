#ifndef INDEX_H
#define INDEX_H

#include <stddef.h>

struct idx;

struct idx *idx_new(void);
int idx_add(struct idx *x, const char *word);
size_t idx_count(const struct idx *x);
void idx_free(struct idx *x);

#endif
