#include "index.h"

#include <stdlib.h>
#include <string.h>

struct idx {
	size_t nwords;
	char **words;
};

struct idx *idx_new(void)
{
	return calloc(1, sizeof(struct idx));
}

int idx_add(struct idx *x, const char *word)
{
	char **w = realloc(x->words, (x->nwords + 1) * sizeof(*w));

	if (!w)
		return -1;
	x->words = w;
	w[x->nwords] = strdup(word);
	if (!w[x->nwords])
		return -1;
	x->nwords++;
	return 0;
}

size_t idx_count(const struct idx *x)
{
	return x->nwords;
}

void idx_free(struct idx *x)
{
	if (!x)
		return;
	for (size_t i = 0; i < x->nwords; i++)
		free(x->words[i]);
	free(x->words);
	free(x);
}
