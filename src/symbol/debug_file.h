/* SPDX-License-Identifier: MIT */
/*
 * debug_file.h - finds files that are not where the module is
 *
 * Names and lines may be in a file of their own: distributions put them
 * under /usr/lib/debug by build-id, others leave a link (.gnu_debuglink)
 * or hand the user a folder.  A candidate is taken only if it belongs to
 * the module: the same build-id, or the checksum of the link.
 */
#ifndef SYMBOL_DEBUG_FILE_H
#define SYMBOL_DEBUG_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct elf_file;

struct debug_search {
	struct arena *arena;
	const char *path;	     /* of the module, in its process */
	const char *open_path;	     /* where it can be read; may be path */
	const char *const *dirs;     /* the user's folders, NULL-terminated */
	const struct elf_file *file; /* the module; NULL if it is sought */
	const uint8_t *build_id;     /* NULL when it has none */
	size_t build_id_len;
};

/*
 * The separate debug file of q->file, or, with q->file NULL, the module
 * itself, or at least its debug file.  Opens it into ret, which the caller
 * then owns, and gives its name; false when there is none.
 */
bool debug_file_find(const struct debug_search *q, struct elf_file *ret,
		     const char **ret_path);

/* True when the file has debug information or a full symbol table. */
bool debug_file_has_names(const struct elf_file *f);

#endif
