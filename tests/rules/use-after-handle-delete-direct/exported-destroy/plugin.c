#include "plugin.h"

#include "_cgo_export.h"

int plugin_run(uintptr_t self, int n)
{
	int rc = 0;

	for (int i = 0; i < n && rc == 0; i++)
		rc = goPluginCall(self, i);
	goPluginDestroy(self);
	return rc;
}
