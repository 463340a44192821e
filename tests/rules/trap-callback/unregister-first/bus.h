#ifndef BUS_H
#define BUS_H

typedef void bus_fn(int topic);

struct listener {
	int topic;
	int calls;
	bus_fn *fn;
};

struct listener *bus_listen(int topic, bus_fn *fn);
void bus_unlisten(struct listener *l);
int bus_publish(int topic);
void bus_count(int topic);

#endif
