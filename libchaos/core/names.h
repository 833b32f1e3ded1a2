/* Names that users give to parameters and states.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_NAMES_H
#define CHAOS_CORE_NAMES_H

#include "chaos.h"

/* Whether it is one of chaos_reserved_name. */
bool chaosi_is_reserved(const char *name);

/* The name of the Greek letter that a text begins with, "mu"; NULL if it is none. */
enum { CHAOSI_GREEK_BYTES = 2 };
const char *chaosi_greek(const char *text);

/* Whether it is UTF-8, without control characters but newlines. */
bool chaosi_is_text(const char *text);

/* text = "theta3", from the first letters of "theta...": a million of them must not keep anybody waiting. */
void chaosi_site_name(char *text, const char *stem, size_t letters, uint32_t site);

/* Whether a user means `name`, with any Greek letters spelled out or not. */
bool chaosi_same_name(const char *name, const char *given);

#endif
