/* SPDX-License-Identifier: MIT */
/*
 * dump.h - tokens and trees as text, for tests and the curious
 *
 * doc/dump-format.md describes both.
 */
#ifndef SYNTAX_DUMP_H
#define SYNTAX_DUMP_H

struct ast_file;
struct buf;
struct source_file;

/* Every token of a file, errors or not. */
void dump_tokens(struct source_file *source, struct buf *out);
void dump_ast(const struct ast_file *f, struct buf *out);

#endif
