#ifndef DOC_H
#define DOC_H

struct doc;

struct elem {
	struct elem *next;
	char name[24];
	int visits;
};

struct doc *doc_new(void);
struct elem *doc_add(struct doc *d, const char *name);
void doc_free(struct doc *d);

#endif
