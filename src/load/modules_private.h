/* SPDX-License-Identifier: MIT */
/*
 * modules_private.h - between the files that make up modules.h
 */
#ifndef LOAD_MODULES_PRIVATE_H
#define LOAD_MODULES_PRIVATE_H

#include "load/modules.h"

/* Reads vendor/modules.txt and holds it against the go.mod files. */
void modules_read_vendor(struct modules *m);

/* The directory is one for a workspace: its modules.txt says so. */
bool modules_vendor_is_for_work(struct modules *m, const char *dir);

/* Whether a main module excludes that version. */
bool modules_excluded(const struct modules *m, const struct mod_version *mod);

#endif
