/* The SLEEF library that results come from.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_CORE_VERSION_H
#define CHAOS_CORE_VERSION_H

/* An address within it, in this process. */
const void *chaosi_sleef_address(void);

#endif
