struct node {
	struct node *child, *next;
	int visible;
	char name[28];
};

struct node *node_add(struct node *parent, const char *name);
void node_remove(struct node *parent, struct node *n);
