#include "visit.h"

#include "_cgo_export.h"

void visit_all(int n, void *arg)
{
	int i;

	for (i = 0; i < n; i++)
		if (!goVisit(i * i, arg))
			break;
}
