struct counter {
	struct counter *next, **link;
	int hits;
	char word[40];
};

struct counter *table_find(const char *word);
struct counter *table_add(const char *word);
void table_del(struct counter *c);
