/* SPDX-License-Identifier: MIT */
/* go_version.h - which Go made a file, by the build information in it */
#ifndef SYMBOL_GO_VERSION_H
#define SYMBOL_GO_VERSION_H

struct elf_file;

/* "go1.26.8" in the file's arena, or NULL. */
const char *go_version_read(const struct elf_file *f);

/* 26 for "go1.26.8" and "devel go1.26-..."; 0 where it says no such thing. */
int go_version_minor(const char *version);

#endif
