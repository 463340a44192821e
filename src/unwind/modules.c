/* SPDX-License-Identifier: MIT */
/*
 * The modules of the process, read from /proc/self/maps.
 *
 * The table is immutable once published, and readers copy one module out
 * of it, so that nobody holds a pointer into it for long.  A new reading
 * makes a new table; the old one goes on a list and is unmapped when no
 * reader is counted in.  A reader that never comes back (a handler left by
 * longjmp) costs memory, not safety.
 *
 *	unwind_modules_changed() --> stale = true, generation + 1
 *	module_find(pc): stale, or pc in no module and it is time --> read
 *
 * Reading costs from 50 microseconds up to milliseconds where the process
 * has many mappings.  A pc outside all modules is ordinary in a process
 * that compiles at run time, so the mapping such a pc was in is remembered
 * as strange: others in there are not looked for.  And a reading that did
 * not find its pc doubles the time until the next is allowed; one that did
 * (a library was loaded, and nobody told) costs nothing.
 *
 * A module may have been unloaded without our knowledge, and something else
 * may be in its place.  So before its tables are read its ELF header is
 * compared with the one that was seen.
 *
 * The reading itself is under one lock that is only ever tried: who does
 * not get it goes on with the table as it is.
 */
#include "unwind/module.h"

#include <elf.h>
#include <string.h>

#include "unwind/arch.h"
#include "unwind/bytes.h"
#include "unwind/maps.h"
#include "unwind/sys.h"
#include "unwind/unwind.h"

enum {
	MODULES_MAX = 1024,
	PHDRS_MAX = 24,		/* of one image that are looked at */
	STRANGE_MAX = 16,	/* mappings that are no modules' */
	BUILD_ID_SEARCH = 4096, /* bytes of notes that are looked at */
};

#define FIRST_PAUSE UINT64_C(1000000)	   /* 1 ms */
#define LONGEST_PAUSE UINT64_C(1000000000) /* 1 s */

struct strange {
	_Atomic uintptr_t start, end;
};

struct table {
	struct table *next; /* while retired */
	size_t nmodules;
	struct module modules[MODULES_MAX];
	/* Of the image that is read, while the table is made: not on the
	 * stack, which may be small. */
	Elf64_Phdr phdrs[PHDRS_MAX];
};

_Atomic uint32_t modules_number;

static struct {
	_Atomic(struct table *) table;
	_Atomic uint32_t readers;
	_Atomic bool stale;
	_Atomic bool reading; /* the lock; guards what has no atomic type */
	struct strange strange[STRANGE_MAX];
	_Atomic uint32_t nstrange;   /* of all time: a ring */
	_Atomic uint64_t not_before; /* clock of the next free reading */
	_Atomic uint64_t pause;	     /* after a reading that found nothing */
	struct table *retired;
	size_t ntables;
	uintptr_t phdr; /* of the main program, from the auxiliary vector */
	uintptr_t main_stack;
} state;

/* The mapping with offset 0 that was seen last, and the table to fill. */
struct builder {
	struct table *table;
	struct mapping base;
	bool based;   /* base has become a module */
	uintptr_t pc; /* that is looked for, and the mapping it is in */
	struct mapping around;
	uintptr_t main_stack;
};

/* Copies n bytes of any address; false when they are not there. */
static bool peek(void *to, uintptr_t from, size_t n)
{
	uint8_t *out = to;
	uintptr_t page = 0;

	while (n > 0) {
		uintptr_t word = from & ~(uintptr_t)7;
		uint64_t v;
		size_t skip = from - word;
		size_t len = 8 - skip < n ? 8 - skip : n;

		if ((word & ~(uintptr_t)4095) != page || page == 0) {
			if (!sys_readable(word))
				return false;
			page = word & ~(uintptr_t)4095;
		}
		v = load_word(word);
		memcpy(out, (const uint8_t *)&v + skip, len);
		out += len;
		from += len;
		n -= len;
	}
	return true;
}

static void copy_path(char *to, size_t cap, const char *from)
{
	size_t n = 0;

	for (; n < cap - 1 && from[n] != '\0'; n++)
		to[n] = from[n];
	to[n] = '\0';
}

static void find_build_id(struct record_module *r, uintptr_t notes, size_t len)
{
	size_t pos = 0;

	if (len > BUILD_ID_SEARCH)
		len = BUILD_ID_SEARCH;
	while (pos + sizeof(Elf64_Nhdr) <= len) {
		Elf64_Nhdr n;
		char name[4] = "";
		size_t data;

		if (!peek(&n, notes + pos, sizeof(n)) || n.n_namesz > len ||
		    n.n_descsz > len)
			return;
		pos += sizeof(n);
		data = pos + ((n.n_namesz + 3u) & ~3u);
		if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 &&
		    peek(name, notes + pos, 4) && bytes_equal(name, "GNU", 4) &&
		    n.n_descsz <= sizeof(r->build_id) &&
		    peek(r->build_id, notes + data, n.n_descsz)) {
			r->build_id_len = n.n_descsz;
			return;
		}
		pos = data + ((n.n_descsz + 3u) & ~3u);
	}
}

static void add_segment(struct module *m, const Elf64_Phdr *p)
{
	uintptr_t start = m->record.bias + p->p_vaddr;

	if (start + p->p_memsz > m->record.end)
		m->record.end = start + p->p_memsz;
	if ((p->p_flags & PF_R) && m->nsegments < MODULE_SEGMENTS) {
		struct segment *s = &m->segments[m->nsegments++];

		s->start = start;
		s->end = start + p->p_filesz;
		s->writable = (p->p_flags & PF_W) != 0;
	}
}

/* Whether the mapping x is what this program header asks for. */
static bool is_code_of(const Elf64_Phdr *p, uintptr_t bias,
		       const struct mapping *x)
{
	uintptr_t start = (bias + p->p_vaddr) & ~(uintptr_t)4095;
	uintptr_t end = bias + p->p_vaddr + p->p_memsz;

	return p->p_type == PT_LOAD && (p->p_flags & PF_X) &&
	       x->start >= start && x->start < end &&
	       (p->p_offset & ~UINT64_C(4095)) + (x->start - start) ==
		       x->offset;
}

/* Fills *m from the image at base; false when that is not an image. */
static bool read_image(struct module *m, Elf64_Phdr *ph,
		       const struct mapping *base, const struct mapping *code)
{
	Elf64_Ehdr eh;
	bool based = false, fits = false;

	if (!peek(&eh, base->start, sizeof(eh)) ||
	    !bytes_equal(eh.e_ident, ELFMAG, SELFMAG) ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_phentsize != sizeof(ph[0]) || eh.e_phoff > 65536)
		return false;
	if (eh.e_phnum > PHDRS_MAX)
		eh.e_phnum = PHDRS_MAX;
	if (!peek(ph, base->start + eh.e_phoff, eh.e_phnum * sizeof(ph[0])))
		return false;
	memset(m, 0, sizeof(*m));
	if (!peek(m->header, base->start, sizeof(m->header)))
		return false;
	m->record.start = base->start;
	for (size_t i = 0; i < eh.e_phnum; i++) {
		const Elf64_Phdr *p = &ph[i];

		if (p->p_type != PT_LOAD)
			continue;
		if (!based)
			m->record.bias =
				base->start - (p->p_vaddr & ~UINT64_C(4095));
		based = true;
		fits |= is_code_of(p, m->record.bias, code);
		add_segment(m, p);
	}
	for (size_t i = 0; fits && i < eh.e_phnum; i++) {
		uintptr_t at = m->record.bias + ph[i].p_vaddr;

		if (ph[i].p_type == PT_GNU_EH_FRAME)
			m->eh_frame_hdr = at;
		else if (ph[i].p_type == PT_TLS)
			m->tls_size = ph[i].p_memsz;
		else if (ph[i].p_type == PT_NOTE && m->record.build_id_len == 0)
			find_build_id(&m->record, at, ph[i].p_filesz);
	}
	return fits;
}

static bool visit(const struct mapping *map, void *arg)
{
	struct builder *b = arg;
	struct table *t = b->table;

	if (text_equal(map->path, "[stack]"))
		b->main_stack = map->end;
	if (b->pc >= map->start && b->pc < map->end)
		b->around = *map;
	if (map->offset == 0 && map->readable) {
		b->base = *map;
		b->based = false;
	}
	if (!map->executable || b->based || !b->base.readable ||
	    map->device != b->base.device || map->inode != b->base.inode ||
	    (map->inode == 0 && !text_equal(map->path, "[vdso]")) ||
	    t->nmodules == MODULES_MAX ||
	    !read_image(&t->modules[t->nmodules], t->phdrs, &b->base, map))
		return true;
	copy_path(t->modules[t->nmodules].record.path,
		  sizeof(t->modules[0].record.path), map->path);
	b->based = true;
	t->nmodules++;
	return true;
}

static void find_main_program(void)
{
	Elf64_auxv_t aux[64];
	long fd = sys_open("/proc/self/auxv", O_RDONLY);
	long n;

	if (sys_failed(fd))
		return;
	n = sys_read((int)fd, aux, sizeof(aux));
	for (long i = 0; i < n / (long)sizeof(aux[0]); i++)
		if (aux[i].a_type == AT_PHDR)
			state.phdr = aux[i].a_un.a_val;
	sys_close((int)fd);
}

static const struct module *search(const struct table *t, uintptr_t pc)
{
	size_t lo = 0, hi = t->nmodules;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct module *m = &t->modules[mid];

		if (pc < m->record.start)
			hi = mid;
		else if (pc >= m->record.end)
			lo = mid + 1;
		else
			return m;
	}
	return NULL;
}

/* A torn pair of bounds can only be wrong for a walk or two. */
static bool is_strange(uintptr_t pc)
{
	for (size_t i = 0; i < STRANGE_MAX; i++)
		if (pc >= atomic_load_explicit(&state.strange[i].start,
					       memory_order_relaxed) &&
		    pc < atomic_load_explicit(&state.strange[i].end,
					      memory_order_relaxed))
			return true;
	return false;
}

static void add_strange(const struct mapping *m)
{
	uint32_t i = atomic_fetch_add(&state.nstrange, 1) % STRANGE_MAX;

	atomic_store(&state.strange[i].end, 0);
	atomic_store(&state.strange[i].start, m->start);
	atomic_store(&state.strange[i].end, m->end);
}

static void forget_strange(void)
{
	for (size_t i = 0; i < STRANGE_MAX; i++)
		atomic_store(&state.strange[i].end, 0);
}

static struct table *read_table(uintptr_t pc)
{
	struct builder b = {.based = true, .pc = pc};

	b.table = sys_pages(sizeof(*b.table));
	if (!b.table)
		return NULL;
	if (!maps_each(visit, &b)) {
		sys_munmap(b.table, sizeof(*b.table));
		return NULL;
	}
	if (b.main_stack)
		state.main_stack = b.main_stack;
	if (b.around.end != 0 && !search(b.table, pc))
		add_strange(&b.around);
	state.ntables++;
	return b.table;
}

/* Unmaps what no reader can see any more.  Under the lock. */
static void drop_retired(void)
{
	if (atomic_load(&state.readers) != 0)
		return;
	while (state.retired) {
		struct table *t = state.retired;

		state.retired = t->next;
		sys_munmap(t, sizeof(*t));
		state.ntables--;
	}
}

/*
 * Makes a new table if nobody is at it.  False when it was not done.  pc is
 * why, or 0.
 */
static bool refresh(uintptr_t pc)
{
	struct table *t, *old;

	if (atomic_exchange(&state.reading, true))
		return false;
	atomic_store(&state.stale, false);
	t = read_table(pc);
	if (t) {
		old = atomic_exchange(&state.table, t);
		atomic_fetch_add(&modules_number, 1);
		if (old) {
			old->next = state.retired;
			state.retired = old;
		}
		drop_retired();
	}
	atomic_store(&state.reading, false);
	return t != NULL;
}

/* Copies the module of pc, if the table knows it and it is still there. */
static bool copy_module(uintptr_t pc, struct module *ret)
{
	const struct module *m;
	const struct table *t;
	uint8_t now[MODULE_HEADER];

	atomic_fetch_add(&state.readers, 1);
	t = atomic_load(&state.table);
	m = t ? search(t, pc) : NULL;
	if (m)
		*ret = *m;
	atomic_fetch_sub(&state.readers, 1);
	if (!m)
		return false;
	return peek(now, ret->record.start, sizeof(now)) &&
	       bytes_equal(now, ret->header, sizeof(now));
}

bool module_find(uintptr_t pc, struct module *ret)
{
	uint64_t now, pause;

	if (atomic_load(&state.stale))
		refresh(0);
	if (copy_module(pc, ret))
		return true;
	if (is_strange(pc))
		return false;
	now = sys_nanoseconds(CLOCK_MONOTONIC_COARSE);
	if (now < atomic_load(&state.not_before) || !refresh(pc))
		return false;
	if (copy_module(pc, ret)) {
		atomic_store(&state.pause, 0);
		return true;
	}
	pause = atomic_load(&state.pause) * 2;
	if (pause < FIRST_PAUSE)
		pause = FIRST_PAUSE;
	else if (pause > LONGEST_PAUSE)
		pause = LONGEST_PAUSE;
	atomic_store(&state.pause, pause);
	atomic_store(&state.not_before, now + pause);
	return false;
}

bool module_main(struct module *ret)
{
	return state.phdr != 0 && copy_module(state.phdr, ret);
}

uintptr_t modules_main_stack(void)
{
	return state.main_stack;
}

size_t modules_memory(void)
{
	return state.ntables * sizeof(struct table);
}

void modules_init(void)
{
	find_main_program();
	refresh(0);
}

/* Another thread may have been reading when the process was copied. */
void modules_after_fork(void)
{
	atomic_store(&state.reading, false);
	atomic_store(&state.readers, 0);
}

const struct segment *module_segment(const struct module *m, uintptr_t address)
{
	for (size_t i = 0; i < m->nsegments; i++)
		if (address >= m->segments[i].start &&
		    address < m->segments[i].end)
			return &m->segments[i];
	return NULL;
}

void unwind_modules_changed(void)
{
	atomic_store(&state.stale, true);
	forget_strange();
	atomic_store(&state.not_before, 0);
	atomic_fetch_add(&modules_number, 1);
}

size_t unwind_modules(struct record_module *m, size_t max)
{
	const struct table *t;
	size_t n = 0;

	refresh(0);
	atomic_fetch_add(&state.readers, 1);
	t = atomic_load(&state.table);
	if (t)
		n = t->nmodules;
	for (size_t i = 0; i < n && i < max; i++)
		m[i] = t->modules[i].record;
	atomic_fetch_sub(&state.readers, 1);
	return n;
}
