#ifndef WATCH_H
#define WATCH_H

struct watch {
	int fd;
};

struct watch *watch_add(int fd);
void watch_fire(struct watch *w, int mask);
void watch_remove(struct watch *w);

#endif
