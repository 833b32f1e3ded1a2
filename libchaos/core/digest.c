/* digest.c - SHA-256, FIPS 180-4.
 *
 * SPDX-License-Identifier: MIT */
#include "chaos.h"

#include <string.h>

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes, */
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t rotate(uint32_t a, int n) { return a >> n | a << (32 - n); }

/* A round: what moves on by a place stays where it is, and the next round calls it by its next name. */
static inline void turn(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f, uint32_t g,
                        uint32_t *h, uint32_t added)
{
    const uint32_t t = *h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + (g ^ (e & (f ^ g))) + added;
    *d += t;
    *h = t + (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) | (c & (a | b)));
}

static void absorb(uint32_t state[8], const unsigned char *block)
{
    uint32_t w[64];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
               (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++)
        w[i] = w[i - 16] + (rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3) + w[i - 7] +
               (rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6],
             h = state[7];
    for (int i = 0; i < 64; i += 8) {
        turn(a, b, c, &d, e, f, g, &h, w[i] + constants[i]);
        turn(h, a, b, &c, d, e, f, &g, w[i + 1] + constants[i + 1]);
        turn(g, h, a, &b, c, d, e, &f, w[i + 2] + constants[i + 2]);
        turn(f, g, h, &a, b, c, d, &e, w[i + 3] + constants[i + 3]);
        turn(e, f, g, &h, a, b, c, &d, w[i + 4] + constants[i + 4]);
        turn(d, e, f, &g, h, a, b, &c, w[i + 5] + constants[i + 5]);
        turn(c, d, e, &f, g, h, a, &b, w[i + 6] + constants[i + 6]);
        turn(b, c, d, &e, f, g, h, &a, w[i + 7] + constants[i + 7]);
    }
    const uint32_t sum[8] = { a, b, c, d, e, f, g, h };
    for (int i = 0; i < 8; i++)
        state[i] += sum[i];
}

void chaos_digest_start(chaos_digest *digest)
{
    /* and of the square roots of the first 8. */
    static const uint32_t start[8] = { 0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                       0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19 };
    memcpy(digest->state, start, sizeof start);
    digest->length = 0;
}

void chaos_digest_add(chaos_digest *digest, const void *data, size_t size)
{
    const unsigned char *bytes = data;
    while (size > 0) {
        const size_t used = digest->length % 64, part = size < 64 - used ? size : 64 - used;
        if (part < 64)
            memcpy(digest->block + used, bytes, part);
        digest->length += part;
        if (digest->length % 64 == 0)
            absorb(digest->state, part < 64 ? digest->block : bytes);
        bytes += part;
        size -= part;
    }
}

void chaos_digest_end(chaos_digest *digest, unsigned char bytes[CHAOS_DIGEST_BYTES])
{
    const uint64_t bits = 8 * digest->length;
    unsigned char length[8];
    for (int i = 0; i < 8; i++)
        length[i] = (unsigned char)(bits >> (56 - 8 * i));
    chaos_digest_add(digest, "\x80", 1);
    while (digest->length % 64 != 56)
        chaos_digest_add(digest, "", 1);
    chaos_digest_add(digest, length, sizeof length);
    for (int i = 0; i < CHAOS_DIGEST_BYTES; i++)
        bytes[i] = (unsigned char)(digest->state[i / 4] >> (24 - 8 * (i % 4)));
}
