/* chaos/digests.h - SHA-256 of results: whether a file still has what was written.
 *
 * SPDX-License-Identifier: MIT
 *
 * chaos-sweep's files and Python's stores say the SHA-256 of their numbers (docs/formats.md says of which, in what
 * order). A program that computes parts of a grid, see chaos_grid.first, can say and check the same. */
#ifndef CHAOS_DIGESTS_H
#define CHAOS_DIGESTS_H

#include <chaos/errors.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { CHAOS_DIGEST_BYTES = 32 };

/* One on the way: bytes are added as they come. The caller's, frozen; copied, it is another one that goes on from
 * there. */
typedef struct chaos_digest {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} chaos_digest;

/* Begins one, whatever was in it. */
CHAOS_API void chaos_digest_start(chaos_digest *digest);

/* Adds data [size]. */
CHAOS_API void chaos_digest_add(chaos_digest *digest, const void *data, size_t size);

/* Out: bytes [CHAOS_DIGEST_BYTES], in the order in which they are written as digits. After it there is nothing to
 * be added to but a new one. */
CHAOS_API void chaos_digest_end(chaos_digest *digest, unsigned char bytes[CHAOS_DIGEST_BYTES]);

#ifdef __cplusplus
}
#endif
#endif
