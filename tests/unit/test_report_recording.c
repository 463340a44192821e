/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <stdlib.h>

#include "report_process.h"
#include "test.h"

enum { PLACES = 3 };

#define FULL_SIZE ((size_t)RECORD_FIRST + PLACES * (size_t)RECORD_STRIDE)

static struct record_process out;

/* A recording of three processes, of which the middle one found something. */
static unsigned char *make(void)
{
	unsigned char *data = calloc(1, FULL_SIZE);
	struct record_session *head = (struct record_session *)data;

	if (!data)
		abort();
	head->magic = RECORD_MAGIC;
	head->version = RECORD_VERSION;
	head->process_size = sizeof(struct record_process);
	head->first = RECORD_FIRST;
	head->nprocesses = PLACES;
	for (size_t i = 0; i < PLACES; i++) {
		struct record_process *p =
			(void *)(data + RECORD_FIRST + i * RECORD_STRIDE);

		set_process(p);
		p->pid = 100 + (uint32_t)i;
		if (i != 1)
			atomic_store(&p->nfindings, 0);
	}
	return data;
}

static void a_whole_recording_is_read(void)
{
	unsigned char *data = make();
	size_t n = 0;
	int cut = 1;

	CHECK(report_check(data, FULL_SIZE, &n, &cut) == NULL);
	CHECK(n == PLACES && cut == 0);
	report_process(data, FULL_SIZE, 1, &out);
	CHECK(out.pid == 101 && atomic_load(&out.nmodules) == 3);
	CHECK(atomic_load(&out.findings[0].state) == RECORD_COMPLETE);
	CHECK(out.findings[0].block.size == 24);
	CHECK_STR(out.modules[1].path, LIBC);
	free(data);
}

static void what_is_no_recording_is_refused(void)
{
	unsigned char *data = make();
	struct record_session *head = (struct record_session *)data;
	size_t n = 77;
	int cut = 77;

	CHECK_STR(report_check(data, 40, &n, &cut),
		  "too short to be a recording");
	CHECK_STR(report_check("", 0, &n, &cut), "too short to be a recording");
	head->nprocesses = RECORD_PROCESSES + 1;
	CHECK_STR(report_check(data, FULL_SIZE, &n, &cut),
		  "a damaged recording");
	head->version++;
	CHECK_STR(report_check(data, FULL_SIZE, &n, &cut),
		  "a recording of another version of belay");
	data[1] = 'B';
	CHECK_STR(report_check(data, FULL_SIZE, &n, &cut),
		  "not a recording of belay");
	CHECK(n == 77 && cut == 77);
	free(data);
}

static void what_is_whole_in_a_cut_recording_is_read(void)
{
	size_t second = (size_t)RECORD_FIRST + (size_t)RECORD_STRIDE;
	size_t finding = second + offsetof(struct record_process, findings);
	size_t sizes[] = {second + 100, finding, finding + 100,
			  finding + sizeof(struct record_finding)};
	size_t want[] = {1, 2, 2, 2};
	unsigned char *data = make();

	for (size_t i = 0; i < 4; i++) {
		/* A copy of just that size, so that a sanitizer sees more. */
		unsigned char *part = malloc(sizes[i]);
		size_t n;
		int cut;

		CHECK(part);
		memcpy(part, data, sizes[i]);
		CHECK(report_check(part, sizes[i], &n, &cut) == NULL);
		CHECK(n == want[i] && cut == 1);
		if (n == 2) {
			report_process(part, sizes[i], 1, &out);
			CHECK(out.pid == 101);
			CHECK(atomic_load(&out.findings[0].state) ==
			      (i == 3 ? RECORD_COMPLETE : RECORD_EMPTY));
		}
		free(part);
	}
	free(data);
}

static void the_end_of_a_place_may_be_missing(void)
{
	size_t size = FULL_SIZE -
		      ((size_t)RECORD_STRIDE - sizeof(struct record_process));
	unsigned char *data = make();
	size_t n;
	int cut;

	CHECK(report_check(data, size, &n, &cut) == NULL);
	CHECK(n == PLACES && cut == 0);
	CHECK(report_check(data, size - 1, &n, &cut) == NULL);
	CHECK(n == PLACES && cut == 1);
	free(data);
}

static void a_free_place_is_empty(void)
{
	unsigned char *data = make();
	struct record_process *p = (void *)(data + RECORD_FIRST);

	atomic_store(&p->state, RECORD_WRITING);
	report_process(data, FULL_SIZE, 0, &out);
	CHECK(atomic_load(&out.state) == RECORD_EMPTY && out.pid == 0);
	free(data);
}

static void forged_counts_do_not_reach_further(void)
{
	unsigned char *data = make();
	size_t last = (size_t)RECORD_FIRST + 2 * (size_t)RECORD_STRIDE;
	struct record_process *p = (void *)(data + last);

	atomic_store(&p->nfindings, UINT32_MAX);
	atomic_store(&p->nmodules, UINT32_MAX);
	report_process(data, FULL_SIZE, 2, &out);
	CHECK(out.pid == 102);
	CHECK(atomic_load(&out.findings[0].state) == RECORD_COMPLETE);
	CHECK(atomic_load(&out.findings[1].state) == RECORD_EMPTY);
	free(data);
}

int main(void)
{
	RUN(a_whole_recording_is_read);
	RUN(what_is_no_recording_is_refused);
	RUN(what_is_whole_in_a_cut_recording_is_read);
	RUN(the_end_of_a_place_may_be_missing);
	RUN(a_free_place_is_empty);
	RUN(forged_counts_do_not_reach_further);
	return test_summary();
}
