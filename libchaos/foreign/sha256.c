/* SPDX-License-Identifier: MIT */
#include "foreign/sha256.h"

#include <string.h>

void chaosi_sha256_add_text(chaos_digest *hash, const char *text)
{
    chaos_digest_add(hash, text, strlen(text) + 1);
}

void chaosi_sha256_end(chaos_digest *hash, char hex[CHAOSI_HEX])
{
    unsigned char bytes[CHAOS_DIGEST_BYTES];
    chaos_digest_end(hash, bytes);
    for (int i = 0; i < 2 * CHAOS_DIGEST_BYTES; i++)
        hex[i] = "0123456789abcdef"[bytes[i / 2] >> 4 * (1 - i % 2) & 15];
    hex[2 * CHAOS_DIGEST_BYTES] = '\0';
}

void chaosi_sha256_of(const void *data, size_t size, char hex[CHAOSI_HEX])
{
    chaos_digest hash;
    chaos_digest_start(&hash);
    chaos_digest_add(&hash, data, size);
    chaosi_sha256_end(&hash, hex);
}
