/* Gives a fuzz target random bytes, for CHAOS_FUZZ_SECONDS (1) from CHAOS_FUZZ_SEED (1) on. Says which case failed;
 * CHAOS_FUZZ_CASE=N repeats that one. What it finds becomes a test among the others.
 *
 * SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

enum { LARGEST = 1 << 12, PATIENCE = 60 }; /* bytes, seconds a case */
static char what[96];                      /* is being done */

static void say(void)
{
    ssize_t written = write(STDERR_FILENO, what, strlen(what));
    (void)written;
}

static void say_and_end(int signal)
{
    say();
    _exit(128 + signal);
}

/* SplitMix64: the state goes through all numbers. */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static void run(uint64_t seed, uint64_t number)
{
    static uint8_t bytes[LARGEST];
    uint64_t state = seed * 0x100000001B3u + number * 0x9E3779B9u;
    size_t size = next(&state) % LARGEST;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)next(&state);
    snprintf(what, sizeof what, "FAILED: CHAOS_FUZZ_SEED=%llu CHAOS_FUZZ_CASE=%llu\n",
             (unsigned long long)seed, (unsigned long long)number);
    alarm(PATIENCE);
    LLVMFuzzerTestOneInput(bytes, size);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoull(text, NULL, 10) : otherwise;
}

int main(void)
{
    const uint64_t seed = from_environment("CHAOS_FUZZ_SEED", 1),
                   only = from_environment("CHAOS_FUZZ_CASE", UINT64_MAX);
    const time_t end = time(NULL) + (time_t)from_environment("CHAOS_FUZZ_SECONDS", 1);
    uint64_t number = 0;
    signal(SIGABRT, say_and_end);
    signal(SIGALRM, say_and_end);
    if (__sanitizer_set_death_callback)
        __sanitizer_set_death_callback(say);
    if (only != UINT64_MAX)
        run(seed, only);
    while (only == UINT64_MAX && time(NULL) <= end)
        run(seed, number++);
    printf("%llu cases of seed %llu\n", (unsigned long long)number, (unsigned long long)seed);
    return 0;
}
