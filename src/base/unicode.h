/* SPDX-License-Identifier: MIT */
/*
 * unicode.h - what Go asks of Unicode: UTF-8, letters, digits, capitals
 */
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RUNE_ERROR 0xfffdu
#define RUNE_MAX 0x10ffffu

/*
 * The first rune of n > 0 bytes, and its length.  Bytes that are not UTF-8
 * (spec: overlong forms and surrogates are not) are RUNE_ERROR of length 1.
 */
uint32_t utf8_decode(const unsigned char *p, size_t n, unsigned *ret_len);

/* The bytes of a rune in buf (4 of them), their number returned. */
unsigned utf8_encode(uint32_t rune, char *buf);

bool rune_is_letter(uint32_t rune); /* category L */
bool rune_is_digit(uint32_t rune);  /* category Nd */
bool rune_is_upper(uint32_t rune);  /* category Lu */

#endif
