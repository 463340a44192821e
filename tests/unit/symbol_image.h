/* SPDX-License-Identifier: MIT */
/*
 * symbol_image.h - a Go program of a few hundred bytes
 *
 * An ELF file with one segment, a build-id, the build information and a
 * pclntab in the layout of Go 1.20 and later, with module data:
 *
 *	main.top  at 0x501000: lines 10, 12, 13 of a.go; main.leaf (line 3)
 *		  is inlined at its 0x10 to 0x20, called in line 12; it has a
 *		  frame from its fifth byte on
 *	main.G	  at 0x501040: generic, line 20, no frame; ends at 0x501050
 */
#ifndef TESTS_UNIT_SYMBOL_IMAGE_H
#define TESTS_UNIT_SYMBOL_IMAGE_H

#include <elf.h>
#include <stdint.h>
#include <string.h>

enum {
	IMAGE_BASE = 0x400000,
	IMAGE_TEXT = 0x501000,
	IMAGE_TABLE = 0x200,
	IMAGE_NAMES = IMAGE_TABLE + 80,
	IMAGE_CUS = IMAGE_TABLE + 128,
	IMAGE_FILES = IMAGE_TABLE + 136,
	IMAGE_PCS = IMAGE_TABLE + 152,
	IMAGE_FUNCS = IMAGE_TABLE + 216,
	IMAGE_TOP = IMAGE_FUNCS + 24,
	IMAGE_G = IMAGE_TOP + 80,
	IMAGE_CALL = IMAGE_G + 48,
	IMAGE_MODULE = IMAGE_CALL + 32,
	IMAGE_SECTIONS = IMAGE_MODULE + 48 * 8,
	IMAGE_SIZE = IMAGE_SECTIONS + 24,
};

static inline void image_u32(uint8_t *image, size_t off, uint32_t v)
{
	memcpy(image + off, &v, sizeof(v));
}

static inline void image_u64(uint8_t *image, size_t off, uint64_t v)
{
	memcpy(image + off, &v, sizeof(v));
}

static inline void image_headers(uint8_t *image)
{
	static const char note[] = "\4\0\0\0\4\0\0\0\3\0\0\0GNU\0\x12\x34\x56"
				   "\x78";
	Elf64_Ehdr eh = {.e_type = ET_EXEC,
			 .e_machine = EM_X86_64,
			 .e_phoff = sizeof(eh),
			 .e_phentsize = sizeof(Elf64_Phdr),
			 .e_phnum = 2};
	Elf64_Phdr ph[2] = {{.p_type = PT_LOAD,
			     .p_flags = PF_R | PF_W,
			     .p_vaddr = IMAGE_BASE,
			     .p_filesz = IMAGE_SIZE,
			     .p_memsz = IMAGE_SIZE},
			    {.p_type = PT_NOTE,
			     .p_offset = 0x180,
			     .p_filesz = sizeof(note) - 1}};

	memcpy(eh.e_ident, ELFMAG, SELFMAG);
	eh.e_ident[EI_CLASS] = ELFCLASS64;
	eh.e_ident[EI_DATA] = ELFDATA2LSB;
	memcpy(image, &eh, sizeof(eh));
	memcpy(image + sizeof(eh), ph, sizeof(ph));
	memcpy(image + 0x180, note, sizeof(note) - 1);
	memcpy(image + 0x1a0, "\xff Go buildinf:\x8\x2", 16);
	memcpy(image + 0x1c0, "\x8go1.26.8", 9);
}

static inline void image_table(uint8_t *image)
{
	/* Value tables: steps as zigzag numbers, lengths, 0. */
	static const uint8_t pcs[] = {
		0,		       /* not used: 0 is "none" */
		2,  4,	  16, 0x3c, 0, /* 1: frame size */
		2,  0x50, 0,	       /* 6: file */
		22, 8,	  4,  8,    17, 16, 20, 32, 0, /* 9: lines of top */
		0,  16,	  2,  16,   1,	32, 0,	       /* 18: inlined calls */
		42, 16,	  0,			       /* 25: lines of G */
		2,  16,	  0,			       /* 28: frame size of G */
	};
	static const uint32_t ftab[] = {0, IMAGE_TOP - IMAGE_FUNCS, 0x40,
					IMAGE_G - IMAGE_FUNCS, 0x50};
	static const uint32_t top[] = {
		0, 28,	     0, 0, 1,  6,	   9,	       3,	   0,
		9, 4u << 24, 0, 0, 18, UINT32_MAX, UINT32_MAX, UINT32_MAX, 0};
	static const uint32_t g[] = {0x40, 10, 0, 0, 28, 6, 25, 0, 0, 20, 0};

	image_u32(image, IMAGE_TABLE, 0xfffffff1);
	image[IMAGE_TABLE + 6] = 1;
	image[IMAGE_TABLE + 7] = 8;
	image_u64(image, IMAGE_TABLE + 8, 2);
	image_u64(image, IMAGE_TABLE + 16, 1);
	image_u64(image, IMAGE_TABLE + 32, IMAGE_NAMES - IMAGE_TABLE);
	image_u64(image, IMAGE_TABLE + 40, IMAGE_CUS - IMAGE_TABLE);
	image_u64(image, IMAGE_TABLE + 48, IMAGE_FILES - IMAGE_TABLE);
	image_u64(image, IMAGE_TABLE + 56, IMAGE_PCS - IMAGE_TABLE);
	image_u64(image, IMAGE_TABLE + 64, IMAGE_FUNCS - IMAGE_TABLE);
	memcpy(image + IMAGE_NAMES, "main.leaf\0main.G[go.shape]\0\0main.top",
	       37);
	memcpy(image + IMAGE_FILES, "/src/a.go", 10);
	memcpy(image + IMAGE_PCS, pcs, sizeof(pcs));
	memcpy(image + IMAGE_FUNCS, ftab, sizeof(ftab));
	memcpy(image + IMAGE_TOP, top, sizeof(top));
	memcpy(image + IMAGE_G, g, sizeof(g));
	/* The inlined call: name at 0, parent at the 8th byte of top. */
	image_u32(image, IMAGE_CALL + 4, 0);
	image_u32(image, IMAGE_CALL + 8, 8);
}

static inline void image_module(uint8_t *image)
{
	static const size_t slices[] = {IMAGE_NAMES, IMAGE_CUS,	  IMAGE_FILES,
					IMAGE_PCS,   IMAGE_FUNCS, IMAGE_FUNCS};
	const size_t md = IMAGE_MODULE;

	image_u64(image, md, IMAGE_BASE + IMAGE_TABLE);
	for (size_t i = 0; i < 6; i++)
		image_u64(image, md + 8 + 24 * i, IMAGE_BASE + slices[i]);
	image_u64(image, md + 8 * 22, IMAGE_TEXT);
	image_u64(image, md + 8 * 40, IMAGE_BASE + IMAGE_CALL);
	image_u64(image, md + 8 * 41, IMAGE_BASE + IMAGE_MODULE);
	image_u64(image, md + 8 * 42, IMAGE_BASE + IMAGE_SECTIONS);
	image_u64(image, md + 8 * 43, 1);
	image_u64(image, md + 8 * 44, 1);
	image_u64(image, IMAGE_SECTIONS + 16, IMAGE_TEXT);
}

static inline void image_make(uint8_t image[IMAGE_SIZE])
{
	memset(image, 0, IMAGE_SIZE);
	image_headers(image);
	image_table(image);
	image_module(image);
}

#endif
