/* How much of what this machine allows the kernels get out of it.
 *
 * Limits are measured, not looked up, each by a loop of nothing else:
 *   lanes      the multiplications of a step, as many a second as the ports
 *              take of independent ones of that width
 *   one orbit  the operations of a step that wait for each other
 *   recording  memset of the same array, with 1: zeros some machines write
 *              almost three times as fast as any data
 * Kernel and limit are timed in turn, several times; the table has the median
 * of the ratios, which noise on the machine hardly moves. One thread.
 *
 * usage: limits [rounds]
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ORBITS = 64, MAX_ROUNDS = 101 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct ports {
    const char *isa;
    int width;
    void (*multiply)(long n);
} ports;

/* Multiplications (of doubles) a second: twelve chains, more than any machine
 * has latency times ports for. All factors are 0, on which no machine crawls. */
#if defined __x86_64__
static void zero_factors(void)
{
    __asm__ volatile(
        "xorps %%xmm0,%%xmm0\n xorps %%xmm1,%%xmm1\n xorps %%xmm2,%%xmm2\n xorps %%xmm3,%%xmm3\n"
        "xorps %%xmm4,%%xmm4\n xorps %%xmm5,%%xmm5\n xorps %%xmm6,%%xmm6\n xorps %%xmm7,%%xmm7\n"
        "xorps %%xmm8,%%xmm8\n xorps %%xmm9,%%xmm9\n xorps %%xmm10,%%xmm10\n xorps %%xmm11,%%xmm11\n"
        "xorps %%xmm12,%%xmm12\n"
        :
        :
        : "memory");
}
#define TWELVE(mul, r)                                                                                       \
    mul " %%" r "12,%%" r "0,%%" r "0\n" mul " %%" r "12,%%" r "1,%%" r "1\n" mul " %%" r "12,%%" r "2,%%" r \
        "2\n" mul " %%" r "12,%%" r "3,%%" r "3\n" mul " %%" r "12,%%" r "4,%%" r "4\n" mul " %%" r          \
        "12,%%" r "5,%%" r "5\n" mul " %%" r "12,%%" r "6,%%" r "6\n" mul " %%" r "12,%%" r "7,%%" r         \
        "7\n" mul " %%" r "12,%%" r "8,%%" r "8\n" mul " %%" r "12,%%" r "9,%%" r "9\n" mul " %%" r          \
        "12,%%" r "10,%%" r "10\n" mul " %%" r "12,%%" r "11,%%" r "11\n"
#define CLOBBERED \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11"

__attribute__((target("avx512f"))) static void multiply_avx512(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile(TWELVE("vmulpd", "zmm") : : : CLOBBERED);
}
__attribute__((target("avx2"))) static void multiply_avx2(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile(TWELVE("vmulpd", "ymm") : : : CLOBBERED);
}
static void multiply_sse2(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile(
            "mulpd %%xmm12,%%xmm0\n mulpd %%xmm12,%%xmm1\n mulpd %%xmm12,%%xmm2\n mulpd %%xmm12,%%xmm3\n"
            "mulpd %%xmm12,%%xmm4\n mulpd %%xmm12,%%xmm5\n mulpd %%xmm12,%%xmm6\n mulpd %%xmm12,%%xmm7\n"
            "mulpd %%xmm12,%%xmm8\n mulpd %%xmm12,%%xmm9\n mulpd %%xmm12,%%xmm10\n mulpd %%xmm12,%%xmm11\n"
            :
            :
            : CLOBBERED);
}

/* Each operation waits for the one before. */
static void wait_multiply(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("mulsd %%xmm12,%%xmm0" : : : "xmm0");
}
static void wait_add(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("addsd %%xmm12,%%xmm0" : : : "xmm0");
}

static const ports all_ports[] = { { "sse2", 2, multiply_sse2 },
                                   { "avx2", 4, multiply_avx2 },
                                   { "avx512", 8, multiply_avx512 } };
#elif defined __aarch64__
static void zero_factors(void) { __asm__ volatile("movi v12.2d, #0" : : : "v12"); }
static void multiply_neon(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("fmul v0.2d,v0.2d,v12.2d\n fmul v1.2d,v1.2d,v12.2d\n fmul v2.2d,v2.2d,v12.2d\n"
                         "fmul v3.2d,v3.2d,v12.2d\n fmul v4.2d,v4.2d,v12.2d\n fmul v5.2d,v5.2d,v12.2d\n"
                         "fmul v6.2d,v6.2d,v12.2d\n fmul v7.2d,v7.2d,v12.2d\n fmul v8.2d,v8.2d,v12.2d\n"
                         "fmul v9.2d,v9.2d,v12.2d\n fmul v10.2d,v10.2d,v12.2d\n fmul v11.2d,v11.2d,v12.2d\n"
                         :
                         :
                         : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11");
}
static void wait_multiply(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("fmul d0,d0,d12" : : : "v0");
}
static void wait_add(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("fadd d0,d0,d12" : : : "v0");
}

static const ports all_ports[] = { { "neon", 2, multiply_neon } };
#else
#error "no loop of multiplications for this machine"
#endif
enum { NPORTS = sizeof all_ports / sizeof all_ports[0] };

static const chaos_options one_thread = { .size = sizeof one_thread, .threads = 1 };

static void must(int code)
{
    if (code != CHAOS_OK)
        exit(1);
}

/* ------------------------------------------------------- steps in 10^9 a second */

typedef struct kernel {
    const char *name, *map;
    double most;         /* of the first parameter */
    uint32_t exponents;  /* 0: states alone */
    int multiplications; /* a step; in one orbit: those on its way */
    int additions;       /* of one orbit, on its way */
} kernel;

static const kernel lanes[] = {
    { "logistic", "logistic", 3.99, 0, 2, 0 },
    { "logistic_exponent", "logistic", 3.99, 1, 4, 0 },
    { "henon", "henon", 1.4, 0, 3, 0 },
    { "henon_spectrum", "henon", 1.4, 2, 8, 0 },
};
/* r*x*(1 - x): two multiplications after each other; 1 - a*x^2 + y: two and two. */
static const kernel singles[] = {
    { "one_logistic", "logistic", 3.9, 0, 2, 0 },
    { "one_henon", "henon", 1.4, 0, 2, 2 },
};

static double lanes_speed(const kernel *k)
{
    const uint64_t n = ORBITS, steps = 500000;
    double p[ORBITS], out[2 * ORBITS], errors[2 * ORBITS];
    for (int i = 0; i < ORBITS; i++)
        p[i] = k->most * (0.95 + 0.05 * i / ORBITS);
    const ptrdiff_t stride = sizeof p[0];
    const chaos_view params[] = { { p, &stride }, { NULL, NULL } };
    const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &n, .params = params };
    const chaos_map *map = chaos_map_find(k->map);
    const double start = seconds();
    must(k->exponents
             ? chaos_lyapunov(map, 0, steps, k->exponents, &batch, out, errors, NULL, &one_thread, NULL)
             : chaos_iterate(map, steps, &batch, out, &one_thread, NULL));
    return (double)(ORBITS * steps) / (seconds() - start) / 1e9;
}

static double lanes_limit(const ports *p, const kernel *k)
{
    const long n = 2000000;
    zero_factors();
    const double start = seconds();
    p->multiply(n);
    return 12.0 * p->width * (double)n / (seconds() - start) / 1e9 / k->multiplications;
}

static double single_speed(const kernel *k)
{
    const uint64_t steps = 3000000;
    double params[] = { k->most, 0.3 }, state[] = { 0.1234, 0.0567 };
    const double start = seconds();
    must(chaos_iterate_one(chaos_map_find(k->map), steps, params, state, NULL, NULL));
    return (double)steps / (seconds() - start) / 1e9;
}

static double single_limit(const kernel *k)
{
    const long n = 3000000;
    zero_factors();
    const double start = seconds();
    wait_multiply(n * k->multiplications);
    wait_add(n * k->additions);
    return (double)n / (seconds() - start) / 1e9;
}

/* ---------------------------------------------------- doubles in 10^9 a second */

enum { RECORDED = 1024, ROWS = 10000 };

static double record_speed(double *out)
{
    const uint64_t n = RECORDED;
    double r[RECORDED];
    for (int i = 0; i < RECORDED; i++)
        r[i] = 3.6 + 0.399 * i / RECORDED;
    const ptrdiff_t stride = sizeof r[0];
    const chaos_view params = { r, &stride };
    const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &n, .params = &params };
    const double start = seconds();
    must(chaos_orbit(chaos_map_find("logistic"), 0, ROWS, 1, &batch, out, &one_thread, NULL));
    return (double)RECORDED * ROWS / (seconds() - start) / 1e9;
}

static double record_limit(double *out)
{
    const double start = seconds();
    memset(out, 1, (size_t)RECORDED * ROWS * sizeof *out);
    return (double)RECORDED * ROWS / (seconds() - start) / 1e9;
}

/* --------------------------------------------------------------------- table */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *a, int n)
{
    qsort(a, (size_t)n, sizeof *a, ascending);
    return a[n / 2];
}

static void row(const char *name, const char *isa, double *reached, double *allowed, int rounds)
{
    double share[MAX_ROUNDS];
    for (int i = 0; i < rounds; i++)
        share[i] = 100.0 * reached[i] / allowed[i];
    printf("%-18s %-8s %8.3f %8.3f %6.0f\n", name, isa, median(reached, rounds), median(allowed, rounds),
           median(share, rounds));
    fflush(stdout);
}

static void measure_lanes(const ports *p, int rounds)
{
    double reached[MAX_ROUNDS], allowed[MAX_ROUNDS];
    for (size_t k = 0; k < sizeof lanes / sizeof lanes[0]; k++) {
        for (int i = 0; i < rounds; i++) {
            allowed[i] = lanes_limit(p, &lanes[k]);
            reached[i] = lanes_speed(&lanes[k]);
        }
        row(lanes[k].name, p->isa, reached, allowed, rounds);
    }
}

static void measure_singles(int rounds)
{
    double reached[MAX_ROUNDS], allowed[MAX_ROUNDS];
    for (size_t k = 0; k < sizeof singles / sizeof singles[0]; k++) {
        for (int i = 0; i < rounds; i++) {
            allowed[i] = single_limit(&singles[k]);
            reached[i] = single_speed(&singles[k]);
        }
        row(singles[k].name, "-", reached, allowed, rounds);
    }
}

static void measure_recording(const char *isa, double *out, int rounds)
{
    double reached[MAX_ROUNDS], allowed[MAX_ROUNDS];
    for (int i = 0; i < rounds; i++) {
        allowed[i] = record_limit(out);
        reached[i] = record_speed(out);
    }
    row("recording", isa, reached, allowed, rounds);
}

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? atoi(argv[1]) : 9;
    double *out = malloc((size_t)RECORDED * ROWS * sizeof *out);
    if (rounds < 1 || rounds > MAX_ROUNDS || !out) {
        fprintf(stderr, "usage: limits [rounds], 1 to %d\n", MAX_ROUNDS);
        return 2;
    }
    printf("%-18s %-8s %8s %8s %6s\n", "# kernel", "isa", "reached", "allowed", "%");
    measure_singles(rounds);
    memset(out, 1, (size_t)RECORDED * ROWS * sizeof *out);
    for (size_t i = 0; chaos_isa_at(i); i++)
        for (int j = 0; j < NPORTS; j++)
            if (strcmp(chaos_isa_at(i), all_ports[j].isa) == 0 &&
                chaos_isa_select(all_ports[j].isa, NULL) == CHAOS_OK) {
                measure_lanes(&all_ports[j], rounds);
                measure_recording(all_ports[j].isa, out, rounds);
            }
    free(out);
    return 0;
}
