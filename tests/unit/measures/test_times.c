/* Chosen times: states, counts and moments there are those of the orbits themselves.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { STARTS = 300, TIMES = 4, BINS = 7, LAST = 130 };
static const uint64_t times[TIMES] = { 0, 6, 20, LAST };

static const double box[] = { -2, 2, -0.5, 0.5 };

static void measured_as(const chaos_map *map, const char *text, const char *name, void *data,
                        uint32_t threads)
{
    chaos_measure *measure = measure_of(map, "%s", text);
    const chaos_grid grid = { .size = sizeof grid, .starts = STARTS, .seed = 5, .box = box };
    const chaos_output out = { .size = sizeof out, .measure = measure, .name = name, .data = data };
    const chaos_options options = { .size = sizeof options, .threads = threads };
    must(chaos_sweep(map, &grid, &out, 1, NULL, &options, &why));
    chaos_measure_free(measure);
}

/* The ensemble's orbits, [STARTS][LAST + 1][2]. */
static double *all_orbits(const chaos_map *map)
{
    double *orbits = doubles((uint64_t)STARTS * (LAST + 1) * 2);
    char text[64];
    snprintf(text, sizeof text, "orbit:transient=0:steps=%d", LAST + 1);
    measured_as(map, text, "orbit", orbits, 2);
    return orbits;
}

static double state_at(const double *orbits, size_t start, uint64_t time, size_t i)
{
    return orbits[(start * (LAST + 1) + time) * 2 + i];
}

/* Some of them escape on the way, so that values are NaN from then on. */
START_TEST(states)
{
    static const char *const kinds[] = { "final", "orbit" };
    const chaos_map *map = map_named("henon");
    double *orbits = all_orbits(map), *found = doubles((uint64_t)STARTS * TIMES * 2);
    for (size_t k = 0; k < LENGTH(kinds); k++) {
        char text[64];
        snprintf(text, sizeof text, "%s:times=0,6,20,%d", kinds[k], LAST);
        measured_as(map, text, kinds[k], found, 2);
        for (size_t s = 0; s < STARTS; s++)
            for (size_t t = 0; t < TIMES; t++)
                for (size_t i = 0; i < 2; i++) {
                    const double value = found[(s * TIMES + t) * 2 + i],
                                 expected = state_at(orbits, s, times[t], i);
                    ck_assert_msg(value == expected || (value != value && expected != expected),
                                  "%s of start %zu at %llu: %g, not %g", kinds[k], s,
                                  (unsigned long long)times[t], value, expected);
                }
    }
    free(orbits);
    free(found);
}
END_TEST

START_TEST(moments_and_counts)
{
    const chaos_map *map = map_named("henon");
    double *orbits = all_orbits(map), moments[TIMES][2][4], again[TIMES][2][4];
    uint64_t counts[TIMES][BINS], outside[TIMES][2];
    measured_as(map, "moments:times=0,6,20,130", "moments", moments, 1);
    measured_as(map, "moments:times=0,6,20,130", "moments", again, 3);
    same_bytes(moments, again, sizeof moments, "moments of 1 thread and 3");
    measured_as(map, "density:times=0,6,20,130:bins=7:range=-1,1", "density", counts, 2);
    measured_as(map, "density:times=0,6,20,130:bins=7:range=-1,1", "density_outside", outside, 2);
    for (size_t t = 0; t < TIMES; t++) {
        uint64_t expected[BINS] = { 0 }, beyond[2] = { 0 };
        for (size_t i = 0; i < 2; i++) {
            double sum = 0, squares = 0, low = INFINITY, high = -INFINITY;
            uint64_t n = 0;
            for (size_t s = 0; s < STARTS; s++) {
                const double x = state_at(orbits, s, times[t], i);
                if (isnan(x))
                    continue;
                n++;
                sum += x;
                low = fmin(low, x);
                high = fmax(high, x);
                if (i > 0)
                    continue;
                if (x < -1 || x > 1)
                    beyond[x > 1]++;
                else
                    expected[x == 1 ? BINS - 1 : (size_t)((x + 1) / (2.0 / BINS))]++;
            }
            for (size_t s = 0; s < STARTS; s++) {
                const double x = state_at(orbits, s, times[t], i) - sum / (double)n;
                squares += isnan(x) ? 0 : x * x;
            }
            close_to(moments[t][i][0], sum / (double)n, 1e-13, "mean");
            close_to(moments[t][i][1], squares / (double)n, 1e-13, "variance");
            ck_assert_double_eq(moments[t][i][2], low);
            ck_assert_double_eq(moments[t][i][3], high);
        }
        same_bytes(counts[t], expected, sizeof expected, "counts");
        same_bytes(outside[t], beyond, sizeof beyond, "counts outside");
    }
    free(orbits);
}
END_TEST

START_TEST(mistakes)
{
    static const struct {
        const char *text, *argument;
    } wrong[] = {
        { "final:times=3,2", "times" },
        { "final:times=2,2", "times" },
        { "final:times=2:steps=5", "steps" },
        { "orbit:times=2:every=5", "every" },
        { "moments:times=2:weights=birkhoff", "weights" },
        { "orbit:times=", "times" },
    };
    for (size_t i = 0; i < LENGTH(wrong); i++) {
        chaos_measure *measure = NULL;
        ck_assert_int_eq(chaos_measure_new(map_named("henon"), wrong[i].text, &measure, &why), CHAOS_EINVAL);
        ck_assert_str_eq(why.argument, wrong[i].argument);
        ck_assert_ptr_null(measure);
    }
}
END_TEST

TCase *tcase_times(void)
{
    TCase *tcase = tcase_create("times");
    tcase_add_test(tcase, states);
    tcase_add_test(tcase, moments_and_counts);
    tcase_add_test(tcase, mistakes);
    return tcase;
}
