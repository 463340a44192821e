/* SPDX-License-Identifier: MIT */
/*
 * message.h - one good sentence for each finding
 *
 * Comes in: what happened, in numbers.  Goes out: the words, in the arena.
 */
#ifndef REPORT_MESSAGE_H
#define REPORT_MESSAGE_H

#include "finding/finding.h"
#include "record/record.h"

/*
 * Fills what, where and event of run, whose other fields are set, and
 * returns the message.
 */
const char *message_write(struct arena *arena, enum record_kind kind,
			  int signal, struct finding_run *run);

#endif
