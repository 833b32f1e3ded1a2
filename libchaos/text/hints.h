/* What to write in place of functions that texts do not have.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_TEXT_HINTS_H
#define CHAOS_TEXT_HINTS_H

/* "write log(x)" for ln; NULL if nothing is known of that name. */
const char *chaosi_hint(const char *name);

#endif
