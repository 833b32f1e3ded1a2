/* The work whose instructions are counted, each kind in a function of its own
 * that callgrind can tell apart. Run by instructions.sh; without valgrind it
 * does nothing that anyone would see.
 *
 * usage: instructions          prints what the counts depend on
 *        instructions avx2     does the work
 *
 * SPDX-License-Identifier: MIT */
#include <chaos.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORBITS = 64, STEPS = 4000 };

#define COUNTED __attribute__((noinline))

static const chaos_options one_thread = { .size = sizeof one_thread, .threads = 1 };

enum { MAX_ARRAYS = 8 };

/* So many values of the first parameter, from 0.9 times to once the given one; fewer orbits are longer. */
static void measure_some(uint64_t orbits, const char *name, double most, const char *text)
{
    const chaos_map *map = chaos_map_find(name);
    const chaos_axis axis = { .size = sizeof axis,
                              .name = chaos_map_param(map, 0),
                              .count = orbits,
                              .start = 0.9 * most,
                              .stop = most };
    const chaos_grid grid = { .size = sizeof grid, .naxes = 1, .axes = &axis };
    const uint64_t transient = 0, steps = STEPS * ORBITS / orbits;
    chaos_measure *measure;
    chaos_output outputs[MAX_ARRAYS];
    size_t noutputs = 0;
    if (chaos_measure_new(map, text, &measure, NULL) != CHAOS_OK ||
        chaos_measure_set_counts(measure, "transient", &transient, 1, NULL) != CHAOS_OK ||
        chaos_measure_set_counts(measure, "steps", &steps, 1, NULL) != CHAOS_OK)
        exit(1);
    for (chaos_array array = { .size = sizeof array };
         noutputs < MAX_ARRAYS && chaos_measure_array(measure, noutputs, &array, NULL) == CHAOS_OK;
         noutputs++) {
        size_t size = orbits;
        for (uint32_t j = 0; j < array.ndim; j++)
            size *= array.shape[j];
        outputs[noutputs] = (chaos_output){ .size = sizeof *outputs,
                                            .measure = measure,
                                            .name = array.quantity->name,
                                            .data = calloc(size, sizeof(double)) };
        if (!outputs[noutputs].data)
            exit(1);
    }
    if (chaos_sweep(map, &grid, outputs, noutputs, NULL, &one_thread, NULL) != CHAOS_OK)
        exit(1);
    while (noutputs > 0)
        free(outputs[--noutputs].data);
    chaos_measure_free(measure);
}

static void measure(const char *name, double most, const char *text)
{
    measure_some(ORBITS, name, most, text);
}

/* A tile of one lane. */
static void measure_one(const char *name, double most, const char *text)
{
    measure_some(1, name, most, text);
}

static COUNTED void count_advance_logistic(void) { measure("logistic", 3.99, "final"); }
static COUNTED void count_advance_henon(void) { measure("henon", 1.4, "final"); }
static COUNTED void count_advance_standard(void) { measure("standard", 7.9, "final"); }
static COUNTED void count_advance_ring(void) { measure("logistic_ring", 3.99, "final"); }
static COUNTED void count_record_logistic(void) { measure("logistic", 3.99, "orbit"); }
static COUNTED void count_record_henon(void) { measure("henon", 1.4, "orbit"); }
static COUNTED void count_density_logistic(void) { measure("logistic", 3.99, "density"); }
static COUNTED void count_moments_logistic(void) { measure("logistic", 3.99, "moments"); }
static COUNTED void count_exponent_logistic(void) { measure("logistic", 3.99, "lyapunov"); }
static COUNTED void count_spectrum_henon(void) { measure("henon", 1.4, "lyapunov:count=all"); }
static COUNTED void count_spectrum_standard(void) { measure("standard", 7.9, "lyapunov:count=all"); }
static COUNTED void count_period_henon(void) { measure("henon", 1.4, "period"); }
static COUNTED void count_rotation_circle(void) { measure("circle", 0.7, "rotation"); }

static COUNTED void count_one_density_de_jong(void) { measure_one("de_jong", 1.4, "density:of=x,y"); }
static COUNTED void count_one_exponent_logistic(void) { measure_one("logistic", 3.99, "lyapunov"); }
static COUNTED void count_one_final_logistic(void) { measure_one("logistic", 3.99, "final"); }
static COUNTED void count_one_final_ring(void) { measure_one("logistic_ring", 3.99, "final"); }
static COUNTED void count_one_spectrum_henon(void) { measure_one("henon", 1.4, "lyapunov:count=all"); }

static COUNTED void count_single_logistic(void)
{
    double r = 3.9, x = 0.387;
    if (chaos_iterate_one(chaos_map_find("logistic"), 64 * STEPS, &r, &x, NULL, NULL) != CHAOS_OK)
        exit(1);
}

static COUNTED void count_calls(void)
{
    double r = 3.9, x = 0.387;
    const chaos_map *map = chaos_map_find("logistic");
    for (int i = 0; i < STEPS; i++)
        if (chaos_iterate_one(map, 1, &r, &x, NULL, NULL) != CHAOS_OK)
            exit(1);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        const char *sleef = strstr(chaos_version(), "SLEEF");
        printf("%s, %s, %.*s\n", __VERSION__, FLAGS, (int)strcspn(sleef, ",)"), sleef);
        return 0;
    }
    if (chaos_isa_select(argv[1], NULL) != CHAOS_OK)
        return 77;
    count_advance_logistic();
    count_advance_henon();
    count_advance_standard();
    count_advance_ring();
    count_record_logistic();
    count_record_henon();
    count_density_logistic();
    count_moments_logistic();
    count_exponent_logistic();
    count_spectrum_henon();
    count_spectrum_standard();
    count_period_henon();
    count_rotation_circle();
    count_one_density_de_jong();
    count_one_exponent_logistic();
    count_one_final_logistic();
    count_one_final_ring();
    count_one_spectrum_henon();
    count_single_logistic();
    count_calls();
    return 0;
}
