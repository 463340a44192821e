/* SPDX-License-Identifier: MIT */
/*
 * Finds out whether the main program is Go's, and where what we need is.
 *
 *	.go.buildinfo            the version
 *	.go.module, .noptrdata   runtime.firstmoduledata: Go's code
 *	PT_TLS                   where g is
 *
 * All of that is there in stripped programs too.  The sections' places come
 * from the file, their contents from memory, where they are relocated.
 * When the file has no section headers, or is not the program (which may
 * have been started by naming the dynamic linker), the writable segments
 * are searched instead.
 */
#include "unwind/go.h"

#include <elf.h>
#include <stddef.h>
#include <string.h>

#include "unwind/arch.h"
#include "unwind/bytes.h"
#include "unwind/goabi.h"
#include "unwind/module.h"
#include "unwind/sys.h"

enum {
	SECTIONS_MAX = 256,
	NAMES_MAX = 4096,
	/* moduledata, in words: minpc, maxpc, text, etext. */
	MODULE_MINPC = 20,
	MODULE_WORDS = 24,
	/* buildinfo: magic, pointer size, flags; the text is further on. */
	BUILDINFO_FLAGS = 15,
	BUILDINFO_TEXT = 32,
	BUILDINFO_INLINE = 2, /* a flag: since Go 1.18 */
	/* Code that is searched for an access to g. */
	CODE_SEARCH = 4 << 20,
};

struct go_program go_program;

struct place {
	uintptr_t start, end;
};

/* Where to look for what; empty when not there. */
struct places {
	struct place buildinfo, module;
};

static const struct goabi abis[] = {
#define GOABI(minor, bp, goid, gsignal, curg, incgo, ncgo, depth) \
	{minor, bp, goid, gsignal, curg, incgo, ncgo, depth},
#include "unwind/goabi.def"
#undef GOABI
};

static const char buildinfo_magic[14] = "\xff Go buildinf:";

static uint8_t byte_at(uintptr_t address)
{
	return (uint8_t)(load_word(address & ~(uintptr_t)7) >>
			 8 * (address & 7));
}

static bool inside(const struct module *m, uintptr_t start, uintptr_t len)
{
	const struct segment *s = module_segment(m, start);

	return s && len <= s->end - start;
}

static void note_section(const struct module *m, const char *name,
			 const Elf64_Shdr *s, struct places *ret)
{
	struct place p = {m->record.bias + s->sh_addr,
			  m->record.bias + s->sh_addr + s->sh_size};

	if (s->sh_type != SHT_PROGBITS || !inside(m, p.start, s->sh_size))
		return;
	if (text_equal(name, ".go.buildinfo"))
		ret->buildinfo = p;
	else if (text_equal(name, ".go.module") ||
		 (text_equal(name, ".noptrdata") && ret->module.start == 0))
		ret->module = p;
}

/* Reads the section headers of the open file. */
static void read_sections(int fd, const struct module *m, struct places *ret)
{
	char names[NAMES_MAX + 1];
	Elf64_Shdr s;
	Elf64_Ehdr eh;
	long n;

	if (sys_pread(fd, &eh, sizeof(eh), 0) != sizeof(eh) ||
	    !bytes_equal(&eh, m->header, sizeof(eh)) ||
	    eh.e_shentsize != sizeof(s) || eh.e_shnum > SECTIONS_MAX ||
	    eh.e_shstrndx >= eh.e_shnum)
		return;
	if (sys_pread(fd, &s, sizeof(s),
		      (off_t)(eh.e_shoff + eh.e_shstrndx * sizeof(s))) !=
	    sizeof(s))
		return;
	n = sys_pread(fd, names, s.sh_size < NAMES_MAX ? s.sh_size : NAMES_MAX,
		      (off_t)s.sh_offset);
	if (n <= 0)
		return;
	names[n] = '\0';
	for (unsigned i = 0; i < eh.e_shnum; i++) {
		if (sys_pread(fd, &s, sizeof(s),
			      (off_t)(eh.e_shoff + i * sizeof(s))) != sizeof(s))
			return;
		if (s.sh_name < (size_t)n)
			note_section(m, names + s.sh_name, &s, ret);
	}
}

static void find_sections(const struct module *m, struct places *ret)
{
	long fd = sys_open("/proc/self/exe", O_RDONLY);

	if (sys_failed(fd))
		return;
	read_sections((int)fd, m, ret);
	sys_close((int)fd);
}

/* "go1.26.8 X:..." at address: takes the version and its minor number. */
static bool take_version(struct place p)
{
	char *to = go_program.version;
	uintptr_t at = p.start + BUILDINFO_TEXT;
	unsigned minor = 0;
	size_t len;

	if (p.end - p.start < BUILDINFO_TEXT + 8 ||
	    !(byte_at(p.start + BUILDINFO_FLAGS) & BUILDINFO_INLINE))
		return false;
	len = byte_at(at++);
	if (len >= sizeof(go_program.version) || len > p.end - at)
		len = 0; /* 128 bytes and more: not a release */
	for (size_t i = 0; i < len && byte_at(at + i) > ' '; i++)
		to[i] = (char)byte_at(at + i);
	if (!bytes_equal(to, "go1.", 4))
		return to[0] != '\0'; /* "devel go1.28-...": the newest */
	for (const char *s = to + 4; *s >= '0' && *s <= '9'; s++)
		minor = minor * 10 + (unsigned)(*s - '0');
	for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		if (minor >= abis[i].minor)
			go_program.abi = abis[i];
	return true;
}

static bool find_version(struct place p)
{
	for (uintptr_t at = (p.start + 15) & ~(uintptr_t)15;
	     at + BUILDINFO_TEXT + 8 <= p.end; at += 16) {
		size_t i = 0;

		while (i < sizeof(buildinfo_magic) &&
		       byte_at(at + i) == (uint8_t)buildinfo_magic[i])
			i++;
		if (i == sizeof(buildinfo_magic))
			return take_version((struct place){at, p.end});
	}
	return false;
}

/* Looks for moduledata: four addresses of code in the right order. */
static bool find_text(struct place p)
{
	for (uintptr_t at = (p.start + 7) & ~(uintptr_t)7;
	     at + MODULE_WORDS * 8 <= p.end; at += 8) {
		uint64_t v[4];

		for (int i = 0; i < 4; i++)
			v[i] = load_word(at + (MODULE_MINPC + i) * 8u);
		if (v[2] >= go_program.code && v[2] < v[3] &&
		    v[3] <= go_program.code_end && v[0] >= v[2] &&
		    v[0] < v[1] && v[1] <= v[3]) {
			go_program.text = v[2];
			go_program.etext = v[3];
			return true;
		}
	}
	return false;
}

/*
 * g is the only thread-local variable of a Go program, or one of some when
 * there is C code with its own.  Then the linker's choice is read from an
 * instruction: mov %fs:imm32,%reg, or mov $imm32,%reg; mov %fs:(%reg),%reg.
 */
static int64_t find_g(const struct module *m)
{
	uintptr_t at = go_program.text ? go_program.text : go_program.code;
	uintptr_t end =
		go_program.etext ? go_program.etext : go_program.code_end;
	uint8_t b[12];

	if (m->tls_size <= 8)
		return -8;
	if (end - at > CODE_SEARCH)
		end = at + CODE_SEARCH;
	for (; at + 24 < end; at++) {
		int32_t offset = 0;

		if (byte_at(at) != 0x64 && byte_at(at + 1) != 0xc7)
			continue;
		for (size_t i = 0; i < sizeof(b); i++)
			b[i] = byte_at(at + i);
		if (b[0] == 0x64 && (b[1] & 0xfb) == 0x48 && b[2] == 0x8b &&
		    (b[3] & 0xc7) == 0x04 && b[4] == 0x25)
			memcpy(&offset, b + 5, 4);
		else if ((b[0] & 0xfe) == 0x48 && b[1] == 0xc7 &&
			 (b[2] & 0xf8) == 0xc0 && b[7] == 0x64 && b[9] == 0x8b)
			memcpy(&offset, b + 3, 4);
		if (offset < 0 && -offset <= (int64_t)m->tls_size + 64 &&
		    offset % 8 == 0)
			return offset;
	}
	return 0;
}

static void find_code(const struct module *m)
{
	/* Segments are not marked executable: the one that is, is known by
	 * the entry point. */
	uint64_t entry;
	const struct segment *s;

	memcpy(&entry, m->header + offsetof(Elf64_Ehdr, e_entry), 8);
	s = module_segment(m, m->record.bias + entry);
	if (s) {
		go_program.code = s->start;
		go_program.code_end = s->end;
	}
}

void go_init(void)
{
	struct places p = {.buildinfo = {0, 0}};
	struct module m;

#if !defined(__x86_64__)
	return;
#endif
	if (go_program.version[0] != '\0' || !module_main(&m))
		return;
	find_code(&m);
	find_sections(&m, &p);
	if (!find_version(p.buildinfo)) {
		bool found = false;

		for (size_t i = 0; i < m.nsegments && !found; i++)
			if (m.segments[i].writable)
				found = find_version(
					(struct place){m.segments[i].start,
						       m.segments[i].end});
		if (!found)
			return;
	}
	if (go_program.abi.minor == 0)
		go_program.abi = abis[sizeof(abis) / sizeof(abis[0]) - 1];
	if (!find_text(p.module)) {
		bool found = false;

		for (size_t i = 0; i < m.nsegments && !found; i++)
			if (m.segments[i].writable)
				found = find_text(
					(struct place){m.segments[i].start,
						       m.segments[i].end});
	}
	go_program.g_offset = find_g(&m);
}

const char *unwind_go_version(void)
{
	return go_program.version;
}

bool go_text(uintptr_t pc)
{
	return pc - go_program.text < go_program.etext - go_program.text;
}

bool go_text_perhaps(uintptr_t pc)
{
	/* Without bounds, all code of the program that has no tables. */
	return go_program.abi.minor != 0 && go_program.etext == 0 &&
	       pc >= go_program.code && pc < go_program.code_end;
}
