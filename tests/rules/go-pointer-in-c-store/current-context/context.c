#include "context.h"

struct context *current;

int deeper(void)
{
	return current && ++current->depth < current->limit;
}
