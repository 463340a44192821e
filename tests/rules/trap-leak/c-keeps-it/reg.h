#ifndef REG_H
#define REG_H

struct driver {
	struct driver *next;
	char name[16];
	int probes;
};

struct driver *driver_new(const char *name);
void driver_register(struct driver *d);
struct driver *driver_find(const char *name);

#endif
