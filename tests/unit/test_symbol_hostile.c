/* SPDX-License-Identifier: MIT */
/* Files that are cut short or changed give fewer names and nothing worse. */
#include "symbol/pclntab.h"

#include <stdlib.h>

#include "base/arena.h"
#include "symbol/elf_file.h"
#include "symbol/elf_symbols.h"
#include "symbol/go_version.h"
#include "symbol/symbol.h"

#include "symbol_image.h"
#include "test.h"

/* Asks everything there is to ask; returns the frames at an inlined call. */
static size_t ask(const uint8_t *data, size_t len)
{
	struct arena *a = arena_create(16 << 20);
	struct elf_symbols symbols = {0};
	struct symbol_frame frames[8];
	struct elf_file f;
	size_t n = 0;

	if (elf_file_from_memory(&f, a, data, len) == NULL) {
		int minor = go_version_minor(go_version_read(&f));
		struct pclntab *t = pclntab_find(&f, minor);

		for (unsigned i = 0; t && i <= 0x50; i++) {
			(void)pclntab_frame_size(t, IMAGE_TEXT + i);
			(void)pclntab_lookup(t, IMAGE_TEXT + i, frames, 8);
		}
		if (t)
			n = pclntab_lookup(t, IMAGE_TEXT + 0x10, frames, 8);
		elf_symbols_add(&symbols, &f);
		elf_symbols_sort(&symbols);
		elf_symbols_finish(&symbols);
	}
	elf_file_finish(&f);
	arena_destroy(a);
	return n;
}

/* A copy of exactly this length, so that a sanitizer sees a read past it. */
static size_t ask_copy(const uint8_t *data, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);
	size_t n;

	if (!copy)
		abort();
	memcpy(copy, data, len);
	n = ask(copy, len);
	free(copy);
	return n;
}

static void whole_file_names_the_inlined_call(void)
{
	uint8_t image[IMAGE_SIZE];

	image_make(image);
	CHECK(ask_copy(image, sizeof(image)) == 2);
}

static void file_cut_anywhere_is_survived(void)
{
	uint8_t image[IMAGE_SIZE];

	image_make(image);
	for (size_t len = 0; len < sizeof(image); len++)
		CHECK(ask_copy(image, len) <= 2);
}

static void any_changed_byte_is_survived(void)
{
	static const uint8_t changes[] = {0x00, 0x01, 0x7f, 0x80, 0xff};
	uint8_t image[IMAGE_SIZE];

	image_make(image);
	for (size_t i = 0; i < sizeof(image); i++)
		for (size_t k = 0; k < sizeof(changes); k++) {
			uint8_t old = image[i];

			image[i] = changes[k];
			CHECK(ask_copy(image, sizeof(image)) <= 8);
			image[i] = old;
		}
}

static void chain_of_inlined_calls_that_is_a_circle_ends(void)
{
	uint8_t image[IMAGE_SIZE];

	image_make(image);
	/* The call is inlined into itself. */
	image_u32(image, IMAGE_CALL + 8, 0x10);
	CHECK(ask_copy(image, sizeof(image)) == 8);
}

static void text_start_may_be_in_the_header_alone(void)
{
	uint8_t image[IMAGE_SIZE];

	image_make(image);
	image_u64(image, IMAGE_MODULE, 0);
	image_u64(image, IMAGE_TABLE + 24, IMAGE_TEXT);
	/* Names and lines, but where inlined calls are is not known. */
	CHECK(ask_copy(image, sizeof(image)) == 1);
}

static void other_kinds_of_file_are_refused(void)
{
	struct arena *a = arena_create(0);
	uint8_t image[IMAGE_SIZE];
	struct elf_file f;

	image_make(image);
	image[EI_CLASS] = ELFCLASS32;
	CHECK(elf_file_from_memory(&f, a, image, sizeof(image)) != NULL);
	image[EI_CLASS] = ELFCLASS64;
	image[EI_DATA] = ELFDATA2MSB;
	CHECK(elf_file_from_memory(&f, a, image, sizeof(image)) != NULL);
	CHECK(elf_file_from_memory(&f, a, "#!/bin/sh\n", 10) != NULL);
	CHECK(elf_file_open(&f, a, "/dev/zero") != NULL);
	CHECK(elf_file_open(&f, a, "/") != NULL);
	arena_destroy(a);
}

int main(void)
{
	RUN(whole_file_names_the_inlined_call);
	RUN(file_cut_anywhere_is_survived);
	RUN(any_changed_byte_is_survived);
	RUN(chain_of_inlined_calls_that_is_a_circle_ends);
	RUN(text_start_may_be_in_the_header_alone);
	RUN(other_kinds_of_file_are_refused);
	return test_summary();
}
