/* choices.h - what fuzz_door.c picks from its bytes, and what must hold of every outcome.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHOICES_H
#define CHOICES_H

#include <chaos.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static struct {
    const uint8_t *at, *end;
} bytes;

/* From 0 to n - 1; zeros, which make sense everywhere, when the bytes are used up. */
static unsigned pick(unsigned n)
{
    unsigned value = 0;
    for (int i = 0; i < 2 && bytes.at < bytes.end; i++)
        value = value << 8 | *bytes.at++;
    return value % n;
}

static double number(void)
{
    static const double known[] = { 0,    1,         -1,       0.5,   0.3,      1.4,   3.9,
                                    4,    0x1p-1074, 1e-300,   1e300, -1e308,   1e-17, 0x1p53,
                                    1e10, -0.0,      2 * M_PI, 1e-9,  HUGE_VAL, NAN };
    double value;
    uint64_t bits = 0;
    switch (pick(4)) {
    case 3: return known[pick(sizeof known / sizeof *known)];
    case 2:
        for (int i = 0; i < 4; i++)
            bits = bits << 16 | pick(65536);
        memcpy(&value, &bits, sizeof value);
        return value;
    default: return (double)pick(65536) / 16384 - 0.5;
    }
}

static uint64_t count(void)
{
    static const uint64_t known[] = { UINT64_MAX,       UINT64_MAX - 1, INT64_MAX,
                                      1000000,          100001,         1 << 20,
                                      UINT32_MAX,       65536,          UINT64_C(1) << 59,
                                      UINT64_C(1) << 60 };
    unsigned which = pick(24);
    return which == 23  ? known[pick(sizeof known / sizeof *known)]
           : which > 20 ? pick(3000)
                        : (pick(13) + 1) % 13;
}

static const char *word(const char *const *words, size_t n) { return words[pick((unsigned)n)]; }
#define WORD(...) \
    word((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* ------------------------------------------------------------------------- outcomes */

static void fail(const char *why, const chaos_error *error)
{
    fprintf(stderr, "%s: code %d, %.63s, %.255s\n", why, error->code, error->argument, error->message);
    abort();
}

static chaos_error fresh(void)
{
    chaos_error error;
    memset(&error, 0x5a, sizeof error);
    return error;
}

/* A code and its details go together. */
static bool good(int code, const chaos_error *error)
{
    const chaos_error untouched = fresh();
    if (code == CHAOS_OK) {
        if (memcmp(error, &untouched, sizeof untouched) != 0)
            fail("an error without a code", error);
        return true;
    }
    if (code < 0 || code > CHAOS_EFUNCTION || code == CHAOS_EINTERNAL || error->code != code ||
        !memchr(error->message, 0, sizeof error->message) ||
        !memchr(error->argument, 0, sizeof error->argument) || !*error->message)
        fail("a code without its error", error);
    return false;
}

/* An array of exactly that size, full of the pattern; NULL if it is not worth the memory. */
static void *array(uint64_t n, size_t size)
{
    void *memory = n <= (1 << 20) / size ? malloc(n ? n * size : 1) : NULL;
    if (memory)
        memset(memory, 0x5a, n * size);
    return memory;
}

static void untouched(const void *memory, uint64_t n, size_t size, int code, const chaos_error *error)
{
    for (size_t i = 0; (code == CHAOS_EINVAL || code == CHAOS_ENOMEM) && i < n * size; i++)
        if (((const unsigned char *)memory)[i] != 0x5a)
            fail("written in spite of an error", error);
}

/* Ends calls that would take long. */
static struct timespec began;
static int patience(void *user, double done, double total)
{
    struct timespec now;
    (void)user, (void)done, (void)total;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec - began.tv_sec + 1e-9 * (double)(now.tv_nsec - began.tv_nsec) > 0.02;
}

static chaos_options options(void)
{
    clock_gettime(CLOCK_MONOTONIC, &began);
    return (chaos_options){ .size = sizeof(chaos_options),
                            .threads = pick(8) ? pick(3) : pick(65536),
                            .bound = pick(4) ? 0 : number(),
                            .lift = pick(6) ? pick(2) : pick(5),
                            .progress = patience };
}

#endif
