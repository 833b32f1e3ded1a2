/* SHA-256 (FIPS 180-4): names files in the cache and tells whether they are intact.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_SHA256_H
#define CHAOS_FOREIGN_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { CHAOSI_HEX = 65 }; /* 64 digits and a NUL */

typedef struct chaosi_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} chaosi_sha256;

void chaosi_sha256_start(chaosi_sha256 *hash);
void chaosi_sha256_add(chaosi_sha256 *hash, const void *data, size_t size);
/* Adds the NUL, too, so that "ab" "c" and "a" "bc" differ. */
void chaosi_sha256_add_text(chaosi_sha256 *hash, const char *text);
void chaosi_sha256_end(chaosi_sha256 *hash, char hex[CHAOSI_HEX]);
void chaosi_sha256_of(const void *data, size_t size, char hex[CHAOSI_HEX]);

#endif
