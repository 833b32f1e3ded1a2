/* How much of what this machine's multiply ports allow the logistic kernel
 * gets out of them, per instruction set.
 *
 * The limit is measured, not looked up: a loop of independent multiplications
 * of the same width, with nothing else in it. A logistic step is two
 * multiplications. Kernel and limit are timed in turn, several times; the
 * table has the median of the ratios, which noise on the machine hardly moves.
 *
 * usage: ports [rounds]
 */
#include <chaos.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ORBITS = 64, STEPS = 2000000, MAX_ROUNDS = 101 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Multiplications (of doubles) a second: twelve chains, more than any machine
 * has latency times ports for. All factors are 0, on which no machine crawls. */
#if defined __x86_64__
static void zero_factors(void)
{
    __asm__ volatile("xorps %%xmm0,%%xmm0\n xorps %%xmm1,%%xmm1\n xorps %%xmm2,%%xmm2\n xorps %%xmm3,%%xmm3\n"
                     "xorps %%xmm4,%%xmm4\n xorps %%xmm5,%%xmm5\n xorps %%xmm6,%%xmm6\n xorps %%xmm7,%%xmm7\n"
                     "xorps %%xmm8,%%xmm8\n xorps %%xmm9,%%xmm9\n xorps %%xmm10,%%xmm10\n xorps %%xmm11,%%xmm11\n"
                     "xorps %%xmm12,%%xmm12\n" : : : "memory");
}
#define TWELVE(mul, r)                                                                          \
    mul " %%" r "12,%%" r "0,%%" r "0\n" mul " %%" r "12,%%" r "1,%%" r "1\n"                    \
    mul " %%" r "12,%%" r "2,%%" r "2\n" mul " %%" r "12,%%" r "3,%%" r "3\n"                    \
    mul " %%" r "12,%%" r "4,%%" r "4\n" mul " %%" r "12,%%" r "5,%%" r "5\n"                    \
    mul " %%" r "12,%%" r "6,%%" r "6\n" mul " %%" r "12,%%" r "7,%%" r "7\n"                    \
    mul " %%" r "12,%%" r "8,%%" r "8\n" mul " %%" r "12,%%" r "9,%%" r "9\n"                    \
    mul " %%" r "12,%%" r "10,%%" r "10\n" mul " %%" r "12,%%" r "11,%%" r "11\n"
#define CLOBBERED "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11"

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
        __asm__ volatile("mulpd %%xmm12,%%xmm0\n mulpd %%xmm12,%%xmm1\n mulpd %%xmm12,%%xmm2\n mulpd %%xmm12,%%xmm3\n"
                         "mulpd %%xmm12,%%xmm4\n mulpd %%xmm12,%%xmm5\n mulpd %%xmm12,%%xmm6\n mulpd %%xmm12,%%xmm7\n"
                         "mulpd %%xmm12,%%xmm8\n mulpd %%xmm12,%%xmm9\n mulpd %%xmm12,%%xmm10\n mulpd %%xmm12,%%xmm11\n"
                         : : : CLOBBERED);
}

typedef struct limit {
    const char *isa;
    int width;
    void (*multiply)(long n);
} limit;
static const limit limits[] = { { "sse2", 2, multiply_sse2 }, { "avx2", 4, multiply_avx2 }, { "avx512", 8, multiply_avx512 } };
#elif defined __aarch64__
static void zero_factors(void)
{
    __asm__ volatile("movi v12.2d, #0" : : : "v12");
}
static void multiply_neon(long n)
{
    for (long i = 0; i < n; i++)
        __asm__ volatile("fmul v0.2d,v0.2d,v12.2d\n fmul v1.2d,v1.2d,v12.2d\n fmul v2.2d,v2.2d,v12.2d\n"
                         "fmul v3.2d,v3.2d,v12.2d\n fmul v4.2d,v4.2d,v12.2d\n fmul v5.2d,v5.2d,v12.2d\n"
                         "fmul v6.2d,v6.2d,v12.2d\n fmul v7.2d,v7.2d,v12.2d\n fmul v8.2d,v8.2d,v12.2d\n"
                         "fmul v9.2d,v9.2d,v12.2d\n fmul v10.2d,v10.2d,v12.2d\n fmul v11.2d,v11.2d,v12.2d\n"
                         : : : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11");
}
typedef struct limit {
    const char *isa;
    int width;
    void (*multiply)(long n);
} limit;
static const limit limits[] = { { "neon", 2, multiply_neon } };
#else
#error "no loop of multiplications for this machine"
#endif
enum { NLIMITS = sizeof limits / sizeof limits[0] };

static double multiplications_a_second(const limit *l)
{
    const long n = 4000000;
    zero_factors();
    const double start = seconds();
    l->multiply(n);
    return 12.0 * l->width * (double)n / (seconds() - start);
}

static double steps_a_second(void)
{
    const uint64_t n = ORBITS;
    double r[ORBITS], out[ORBITS];
    for (int i = 0; i < ORBITS; i++)
        r[i] = 3.7 + 0.25 * i / ORBITS;
    const ptrdiff_t stride = sizeof r[0];
    const chaos_view params = { r, &stride };
    const chaos_batch batch = { .size = sizeof batch, .ndim = 1, .shape = &n, .params = &params };
    const chaos_options one = { .size = sizeof one, .threads = 1 };
    const double start = seconds();
    if (chaos_iterate(chaos_map_find("logistic"), STEPS, &batch, out, &one, NULL) != CHAOS_OK)
        exit(1);
    return (double)ORBITS * STEPS / (seconds() - start);
}

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

static void measure(const limit *l, int rounds)
{
    double speed[MAX_ROUNDS], most[MAX_ROUNDS], ratio[MAX_ROUNDS];
    for (int i = 0; i < rounds; i++) {
        most[i] = multiplications_a_second(l) / 2.0;
        speed[i] = steps_a_second();
        ratio[i] = speed[i] / most[i];
    }
    printf("%-8s %8.2f %8.2f %8.0f %%\n", l->isa, median(speed, rounds) / 1e9, median(most, rounds) / 1e9, 100.0 * median(ratio, rounds));
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : 9;
    if (rounds < 1 || rounds > MAX_ROUNDS) {
        fprintf(stderr, "usage: ports [rounds], 1 to %d\n", MAX_ROUNDS);
        return 2;
    }
    printf("logistic steps on one thread, in 10^9 a second, and what the multiply ports allow\n%-8s %8s %8s %10s\n",
           "", "reached", "allowed", "share");
    for (size_t i = 0; chaos_isa_at(i); i++)
        for (int j = 0; j < NLIMITS; j++)
            if (strcmp(chaos_isa_at(i), limits[j].isa) == 0 && chaos_isa_select(limits[j].isa, NULL) == CHAOS_OK)
                measure(&limits[j], rounds);
    return 0;
}
