/* SHA-256 as text: names files in the cache and tells whether they are intact.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_SHA256_H
#define CHAOS_FOREIGN_SHA256_H

#include "chaos.h"

enum { CHAOSI_HEX = 2 * CHAOS_DIGEST_BYTES + 1 }; /* and a NUL */

/* Adds the NUL, too, so that "ab" "c" and "a" "bc" differ. */
void chaosi_sha256_add_text(chaos_digest *hash, const char *text);
void chaosi_sha256_end(chaos_digest *hash, char hex[CHAOSI_HEX]);
void chaosi_sha256_of(const void *data, size_t size, char hex[CHAOSI_HEX]);

#endif
