/* SPDX-License-Identifier: MIT */
#include "preload/text.h"

#include <errno.h>
#include <unistd.h>

#include "preload/os.h"

void text_init(struct text *t)
{
	t->len = 0;
}

void text_puts(struct text *t, const char *s)
{
	/* One byte is kept for the end of the line. */
	while (*s && t->len < sizeof(t->bytes) - 1)
		t->bytes[t->len++] = *s++;
}

static void digits(struct text *t, uint64_t v, unsigned base)
{
	char text[24];
	size_t n = sizeof(text);

	text[--n] = '\0';
	do
		text[--n] = "0123456789abcdef"[v % base];
	while ((v /= base) != 0);
	text_puts(t, text + n);
}

void text_number(struct text *t, uint64_t v)
{
	digits(t, v, 10);
}

void text_hex(struct text *t, uint64_t v)
{
	text_puts(t, "0x");
	digits(t, v, 16);
}

void text_say(struct text *t)
{
	size_t at = 0;

	t->bytes[t->len++] = '\n';
	while (at < t->len) {
		long n = sys_write(STDERR_FILENO, t->bytes + at, t->len - at);

		if (n == -EINTR)
			continue;
		if (n <= 0)
			break; /* nobody left to tell */
		at += (size_t)n;
	}
	t->len = 0;
}

void text_copy(char *to, size_t size, const char *from)
{
	size_t i = 0;

	for (; i + 1 < size && from[i] != '\0'; i++)
		to[i] = from[i];
	to[i] = '\0';
}

const char *text_error(int error)
{
	switch (error) {
	case ENOENT:
		return "no such file";
	case EACCES:
	case EPERM:
		return "permission denied";
	case ENOMEM:
		return "out of memory";
	case EMFILE:
	case ENFILE:
		return "too many open files";
	default:
		return "system error";
	}
}
