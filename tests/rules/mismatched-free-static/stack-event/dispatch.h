#ifndef DISPATCH_H
#define DISPATCH_H

struct event {
	int kind;
	int code;
};

void dispatch(int first, int count);

#endif
