/* SPDX-License-Identifier: MIT */
#include "preload/size_class.h"
#include "preload/span.h"

#include "test.h"

static void every_size_has_the_smallest_class_that_fits(void)
{
	for (size_t n = 0; n <= CLASS_MAX; n++) {
		unsigned c = class_of(n);

		CHECK(c < NCLASSES);
		CHECK(class_size(c) >= n);
		CHECK(c == 0 || class_size(c - 1) < n);
	}
}

static void classes_are_multiples_of_16_up_to_the_largest(void)
{
	CHECK(class_size(0) == 16);
	CHECK(class_size(NCLASSES - 1) == CLASS_MAX);
	for (unsigned c = 0; c < NCLASSES; c++) {
		CHECK(class_size(c) % 16 == 0);
		CHECK(c == 0 || class_size(c) > class_size(c - 1));
		CHECK(class_of(class_size(c)) == c);
	}
}

static void no_block_over_128_bytes_wastes_a_fifth(void)
{
	for (size_t n = 129; n <= CLASS_MAX; n++) {
		size_t waste = class_size(class_of(n)) - n;

		CHECK(waste < class_size(class_of(n)) / 5 + 1);
	}
}

static void a_class_fits_in_the_words_of_a_slot_and_a_span(void)
{
	CHECK((size_t)NCLASSES <= UINT8_MAX);
	CHECK((size_t)CLASS_MAX <= SLOT_SIZE_MASK);
	CHECK((size_t)SPAN_MAX >= 2 * (size_t)CLASS_MAX);
	CHECK(sizeof(struct heap_slot) + sizeof(slot_info) == 16);
}

static void every_offset_of_every_span_leads_to_its_slot(void)
{
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct span *s = span_create(c);
		size_t size = class_size(c), offset = 0;

		CHECK(s != NULL);
		CHECK(s->slot_size == size && s->class == c);
		CHECK(s->nslots == s->bytes / size && s->nslots >= 2);
		for (uint32_t i = 0; offset < s->bytes; i++)
			for (size_t k = 0; k < size && offset < s->bytes; k++)
				CHECK(span_index(s, s->base + offset++) == i);
	}
}

static void an_address_leads_to_its_span_and_no_further(void)
{
	for (unsigned c = 0; c < NCLASSES; c++) {
		struct span *s = span_create(c);

		CHECK(s != NULL);
		CHECK(span_of(s->base) == s);
		CHECK(span_of(s->base + s->bytes - 1) == s);
		CHECK(span_of(s->base - 1) != s);
		CHECK(span_of(s->base + s->bytes) != s);
		CHECK(span_area_has(s->base));
	}
	CHECK(span_of(0) == NULL);
	CHECK(span_of(UINTPTR_MAX) == NULL);
	CHECK(span_of(span_area.base + span_area.size) == NULL);
}

static void slots_of_a_power_of_two_are_aligned_to_it(void)
{
	for (unsigned c = 0; c < NCLASSES; c++) {
		size_t size = class_size(c);
		struct span *s = span_create(c);

		CHECK(s != NULL);
		for (uint32_t i = 0; i < s->nslots; i++) {
			uintptr_t p = span_slot_address(s, i);

			CHECK(p % MIN_ALIGN == 0);
			CHECK(!is_power_of_two(size) || p % size == 0);
		}
	}
}

static void what_is_known_of_a_slot_can_be_read_back(void)
{
	slot_info info = 0;

	for (size_t n = 0; n <= CLASS_MAX; n += 7) {
		slot_set(&info, BLOCK_DEAD, n);
		CHECK(slot_state(&info) == BLOCK_DEAD);
		CHECK(slot_block_size(&info) == n);
	}
}

int main(void)
{
	RUN(every_size_has_the_smallest_class_that_fits);
	RUN(classes_are_multiples_of_16_up_to_the_largest);
	RUN(no_block_over_128_bytes_wastes_a_fifth);
	RUN(a_class_fits_in_the_words_of_a_slot_and_a_span);
	RUN(every_offset_of_every_span_leads_to_its_slot);
	RUN(an_address_leads_to_its_span_and_no_further);
	RUN(slots_of_a_power_of_two_are_aligned_to_it);
	RUN(what_is_known_of_a_slot_can_be_read_back);
	return test_summary();
}
