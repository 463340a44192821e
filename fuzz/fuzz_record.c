/* SPDX-License-Identifier: MIT */
/*
 * A recording that nobody vouches for, from its bytes to both outputs.
 *
 * A recording is large and mostly zero, so the input is a script of changes
 * to a good one:
 *
 *	level, colour, cut[3], { offset[3], length, bytes... }...
 *
 * cut is how many bytes are missing at the end; numbers are little-endian
 * and taken modulo what makes sense.  An input that starts with the magic
 * of a recording is taken as it stands.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "emit/emit.h"
#include "record/record.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PLACES = 2, HEADER = 5, PATCH = 4 };

#define FILE_SIZE (RECORD_FIRST + PLACES * RECORD_STRIDE)

static size_t number(const uint8_t *data)
{
	return data[0] | (size_t)data[1] << 8 | (size_t)data[2] << 16;
}

static void put_stack(struct record_stack *s, uint32_t tid, uint64_t pc)
{
	s->tid = tid;
	s->goroutine = 7;
	s->nframes = 4;
	for (uint64_t i = 0; i < s->nframes; i++)
		s->pc[i] = pc + i * 0x100;
}

static void put_module(struct record_process *p, uint32_t i, const char *path)
{
	p->modules[i].start = 0x400000 + (uint64_t)i * 0x1000;
	p->modules[i].end = p->modules[i].start + 0x1000;
	p->modules[i].bias = p->modules[i].start;
	memcpy(p->modules[i].path, path, strlen(path));
}

static void put_process(struct record_process *p)
{
	atomic_init(&p->state, RECORD_COMPLETE);
	atomic_init(&p->nfindings, 2);
	atomic_init(&p->nmodules, 3);
	p->pid = 123;
	memcpy(p->program, "/gone/app", 9);
	put_module(p, 0, "/gone/app");
	put_module(p, 1, "/gone/libc.so.6 (deleted)");
	put_module(p, 2, "/gone/libbelay_preload.so");
	for (uint32_t i = 0; i < 2; i++) {
		struct record_finding *f = &p->findings[i];

		f->kind = i ? RECORD_DOUBLE_FREE : RECORD_USE_AFTER_FREE;
		f->address = f->regs[0] = f->block.address = 0x700000;
		f->nregs = RECORD_REGS;
		f->ncode = sizeof(f->code);
		memcpy(f->code, "\x48\x8b\x00", 3);
		f->block.size = 24;
		put_stack(&f->stack, 124, 0x400010);
		put_stack(&f->block.alloc, 124, 0x401010);
		put_stack(&f->block.free, 124, 0x400f10);
		atomic_init(&f->state, RECORD_COMPLETE);
	}
}

/* The recording that a script describes; *ret_size is what is left of it. */
static uint8_t *make_file(const uint8_t *data, size_t size, size_t *ret_size)
{
	uint8_t *file = calloc(1, FILE_SIZE);
	struct record_session *head = (struct record_session *)file;

	if (!file)
		abort();
	head->magic = RECORD_MAGIC;
	head->version = RECORD_VERSION;
	head->process_size = sizeof(struct record_process);
	head->first = RECORD_FIRST;
	head->nprocesses = PLACES;
	for (size_t i = 0; i < PLACES; i++)
		put_process((struct record_process *)(file + RECORD_FIRST +
						      i * RECORD_STRIDE));
	*ret_size = FILE_SIZE;
	if (size < HEADER)
		return file;
	*ret_size -= number(data + 2) % FILE_SIZE;
	data += HEADER;
	size -= HEADER;
	while (size > PATCH) {
		size_t at = number(data) % FILE_SIZE;
		size_t n = data[3];

		data += PATCH;
		size -= PATCH;
		if (n > size)
			n = size;
		memcpy(file + at, data,
		       n < FILE_SIZE - at ? n : FILE_SIZE - at);
		data += n;
		size -= n;
	}
	return file;
}

static void read_file(const uint8_t *file, size_t size,
		      const struct emit_options *options)
{
	struct record_process *p = malloc(sizeof(*p));
	struct reporter *r = reporter_create(NULL);
	struct buf out;
	size_t n;
	int cut;

	if (!p || !r)
		abort();
	if (report_check(file, size, &n, &cut) == NULL) {
		/* What belay report does, for as many as a script can have. */
		for (size_t i = 0; i < n && i < PLACES; i++) {
			report_process(file, size, i, p);
			reporter_add(r, p, NULL);
		}
	}
	for (size_t i = 0; i < nformats; i++) {
		buf_init(&out, 0);
		formats[i].emit(reporter_report(r), options, &out);
		buf_finish(&out);
	}
	reporter_destroy(r);
	free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint64_t magic = RECORD_MAGIC;
	struct emit_options options = {.level = LEVEL_NOTE};
	size_t left = size;
	uint8_t *file, *exact;

	if (size >= sizeof(magic) && memcmp(data, &magic, sizeof(magic)) == 0) {
		read_file(data, size, &options);
		return 0;
	}
	if (size >= HEADER) {
		options.level = (enum level)(data[0] % (LEVEL_ERROR + 1));
		options.colour = data[1] & 1;
	}
	file = make_file(data, size, &left);
	/* Of just that size, so that a sanitizer sees every step too far. */
	exact = malloc(left ? left : 1);
	if (!exact)
		abort();
	memcpy(exact, file, left);
	read_file(exact, left, &options);
	free(exact);
	free(file);
	return 0;
}
