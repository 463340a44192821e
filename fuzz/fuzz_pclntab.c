/* SPDX-License-Identifier: MIT */
/*
 * Takes an ELF file, or, when the input is not one, a pclntab that is loaded
 * at a fixed address and counts from another; asks for addresses all over
 * its text.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/elf_file.h"
#include "symbol/elf_symbols.h"
#include "symbol/go_version.h"
#include "symbol/pclntab.h"
#include "symbol/symbol.h"

enum { BASE = 0x400000, TEXT = 0x501000, SPAN = 0x60, MAX_INPUT = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is handed out must be readable to its end. */
static void read_text(const char *s)
{
	volatile size_t len = s ? strlen(s) : 0;

	(void)len;
}

static void ask_table(const struct pclntab *t)
{
	struct symbol_frame frames[16];

	for (unsigned i = 0; i < SPAN; i += 3) {
		size_t n = pclntab_lookup(t, t->text + i, frames, 16);

		for (size_t k = 0; k < n; k++) {
			read_text(frames[k].function);
			read_text(frames[k].file);
		}
		(void)pclntab_frame_size(t, t->text + i);
	}
}

static void ask_elf(const struct elf_file *f)
{
	struct elf_symbols symbols = {0};
	struct pclntab *t =
		pclntab_find(f, go_version_minor(go_version_read(f)));

	if (t)
		ask_table(t);
	elf_symbols_add(&symbols, f);
	elf_symbols_sort(&symbols);
	for (size_t i = 0; i < symbols.n; i++)
		read_text(elf_symbols_find(&symbols, symbols.v[i].addr));
	elf_symbols_finish(&symbols);
}

static void ask_raw(struct arena *a, const uint8_t *data, size_t size)
{
	struct elf_segment all = {.vaddr = BASE, .memsz = size, .filesz = size};
	struct elf_file f = {.data = data,
			     .size = size,
			     .arena = a,
			     .segments = &all,
			     .nsegments = 1};
	static const struct pclntab_ids ids = {0, 10, 15, 20, 23};
	struct pclntab t;

	if (!pclntab_init(&t, &f, BASE, data, size))
		return;
	t.ids = &ids;
	t.text = TEXT;
	t.gofunc = BASE + t.funcs;
	ask_table(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a;
	struct elf_file f;

	if (size > MAX_INPUT)
		return 0;
	a = arena_create(0);
	if (elf_file_from_memory(&f, a, data, size) == NULL)
		ask_elf(&f);
	else
		ask_raw(a, data, size);
	elf_file_finish(&f);
	arena_destroy(a);
	return 0;
}
