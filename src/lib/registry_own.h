/* SPDX-License-Identifier: MIT */
/*
 * registry_own.h - what the library's other parts need of a registry
 */
#ifndef LIB_REGISTRY_OWN_H
#define LIB_REGISTRY_OWN_H

#include "belay/registry.h"

/*
 * As belay_registry_revoke(), but 1 when the object is gone and its destructor
 * has run, 0 when it is in use or waits for another destructor to return.
 */
int belay__registry_revoke(struct belay_registry *reg, belay_handle h);

/* The object of a handle that somebody has acquired, revoked or not, or NULL.
 */
void *belay__registry_used(const struct belay_registry *reg, belay_handle h);

#endif
