/* SPDX-License-Identifier: MIT */
/*
 * remedy.h - which Debian package holds a header or what pkg-config asks for
 */
#ifndef CFRONT_REMEDY_H
#define CFRONT_REMEDY_H

/* The package; NULL: not known. */
const char *c_remedy_header(const char *header);
const char *c_remedy_pc(const char *name);

#endif
