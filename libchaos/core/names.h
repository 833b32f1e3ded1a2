/* Names that users give to parameters and states.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_NAMES_H
#define CHAOS_CORE_NAMES_H

#include "chaos.h"

/* Whether it is one of chaos_reserved_name. */
bool chaosi_is_reserved(const char *name);

#endif
