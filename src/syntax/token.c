/* SPDX-License-Identifier: MIT */
#include "syntax/token.h"

const char *const token_text[NTOKENS] = {
#define TOKEN(name, text, precedence) text,
#include "syntax/token.def"
#undef TOKEN
};

const uint8_t token_precedence[NTOKENS] = {
#define TOKEN(name, text, precedence) precedence,
#include "syntax/token.def"
#undef TOKEN
};
