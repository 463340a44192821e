#include "decode.h"

#include "_cgo_export.h"

int decode(int n)
{
	char *work = goAlloc(n);
	int i, sum = 0;

	if (!work)
		return 0;
	for (i = 0; i < n; i++)
		work[i] = i;
	for (i = 0; i < n; i++)
		sum += work[i];
	return sum;
}
