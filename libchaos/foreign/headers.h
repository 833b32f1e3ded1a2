/* The headers that a map's file includes, as they were when this library was
 * compiled: maps that it loads are compiled with these.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_HEADERS_H
#define CHAOS_FOREIGN_HEADERS_H

#include "foreign/sha256.h"

void chaosi_headers_hash(chaos_digest *hash);
/* Writes them into an existing folder, as <chaos.h> and <chaos/...>; 0 or an errno. */
int chaosi_headers_write(const char *folder);

#endif
