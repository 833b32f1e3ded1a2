/* A lattice alone, whose sites are in the lanes, has the bits that it has among others,
 * which have a lane each; and those of the textbook's loop.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

enum { COUNT = 9 }; /* one more than a vector of the widest has lanes */

/* Numbers of sites below, at and beside the number of lanes, and so many that there are many strips. */
static const uint64_t sites[] = { 1, 2, 3, 8, 9, 13, 17, 45, 100, 2048, 2075 };
enum { FEW = 3, SOME = 300 };

static const char *const texts[] = {
    "final:transient=131",
    "moments:transient=7:steps=9:every=13",
    "orbit:transient=2:steps=4",
    "escape:steps=200",
    "lyapunov:count=1:transient=40:steps=70",
    "lyapunov:count=2:transient=20:steps=20",
    "lyapunov:count=all:transient=2:steps=4" /* many vectors of one lattice have a lane each */
};

/* Some are outside at once or are not numbers, at any site; some leave on their way. */
static struct points *mixed_points(struct rng *rng, const chaos_map *map)
{
    static const double odd[] = { NAN, INFINITY, -1e9, 1.5 };
    struct points *points = points_random(rng, map, COUNT);
    for (size_t k = 0; k < LENGTH(odd); k++)
        points->states[(1 + 2 * k) * points->dim + rng_below(rng, points->dim)] = odd[k];
    points->params[2 * points->nparams] *= 1.2;
    return points;
}

static size_t measures_of(const chaos_map *map, uint64_t points, struct measured *m)
{
    size_t n = 0;
    if (chaos_map_dim(map) <= FEW &&
        chaos_map_view(map, 0, NULL, NULL)) /* else ranges depend on all points */
        return measures_all(map, points, 20, 90, m);
    for (size_t i = 0; i < LENGTH(texts); i++)
        if (!strstr(texts[i], "lyapunov") || (chaos_map_dim(map) <= SOME && chaos_map_dim(map) > 1))
            m[n++] = measured_new(map, points, "%s", texts[i]);
    if (has_angles(map))
        m[n++] = measured_new(map, points, "rotation:transient=10:steps=300");
    return n;
}

static void check_lattice(const chaos_map *map, struct rng *rng)
{
    struct points *points = mixed_points(rng, map);
    struct measured together[MAX_KINDS], single[MAX_KINDS];
    const size_t n = measures_of(map, COUNT, together);
    measures_of(map, 1, single);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); k++) {
        must(batch_measured(map, points_all(points), together, n, NULL));
        for (uint64_t p = 0; p < COUNT; p++) {
            must(batch_measured(map, points_slice(points, p, 1), single, n, NULL));
            for (size_t m = 0; m < n; m++)
                for (size_t o = 0; o < single[m].n; o++)
                    if (!single[m].arrays[o].quantity->once)
                        same_bytes(output_at(&single[m], o, 0), output_at(&together[m], o, p),
                                   single[m].bytes[o], "%s of %d states on %s, %s of point %d",
                                   chaos_map_name(map), (int)chaos_map_dim(map), isa,
                                   single[m].outputs[o].name, (int)p);
        }
    }
    measures_free(together, n);
    measures_free(single, n);
    points_free(points);
}

START_TEST(alone_as_among_others)
{
    struct rng rng = rng_start("lattices");
    for (size_t i = 0; i < chaos_map_count(); i++) {
        const chaos_map *map = chaos_map_at(i);
        for (size_t k = rng_below(&rng, cases_apart()); k < LENGTH(sites) && chaos_map_sites(map);
             k += cases_apart()) {
            chaos_map *lattice = NULL;
            must(chaos_map_lattice(chaos_map_name(map), sites[k], &lattice, &why));
            check_lattice(lattice, &rng);
            chaos_map_free(lattice);
        }
    }
}
END_TEST

/* Neighbours further away than there are sites, more than one state, angles, sums of states and vectors, and the time. */
static const char *const formulas[] = {
    "x[i]' = (1 - e)*f[i] + e/2*(f[i-1] + f[i+1]); f[i] = r*x[i]*(1 - x[i]); r = 3.9; e = 0.1",
    "x[i]' = r*x[i]*(1 - x[i]) + e*(x[i-3] - x[i+2])*x[i]; r = 3.7; e = 0.05",
    ("p[i]' = p[i] + k*sin(t[i]) + e*(sin(t[i+1] - t[i]) - sin(t[i] - t[i-1])) mod 2*pi; "
     "t[i]' = t[i] + p[i]' mod 2*pi; k = 0.9; e = 0.1"),
    "x[i]' = (1 - e)*f[i] + e/N*sum(f[j]*x[j]) + y[i-1]/100; y[i]' = x[i]; f[i] = 1 - a*x[i]^2; a = 1.7; e = 0.1",
    "x[i]' = 1 - a*x[i]^2 + e*cos(n)*(x[i+1] - x[i]); a = 1.7; e = 0.1",
};

START_TEST(texts_alone_as_among_others)
{
    struct rng rng = rng_start("texts of lattices");
    for (size_t i = rng_below(&rng, cases_apart()); i < LENGTH(formulas); i += cases_apart())
        for (size_t k = i % 2; k < LENGTH(sites); k += 2) {
            const chaos_text options = { .size = sizeof options, .sites = sites[k] };
            chaos_map *lattice = parsed(formulas[i], &options);
            check_lattice(lattice, &rng);
            chaos_map_free(lattice);
        }
}
END_TEST

/* x <- f(x), as it is in the formula. */
static void ring_step(uint64_t n, double r, double eps, double *x)
{
    double *const f = doubles(n);
    for (uint64_t i = 0; i < n; i++)
        f[i] = r * x[i] * (1.0 - x[i]);
    for (uint64_t i = 0; i < n; i++)
        x[i] = (1.0 - eps) * f[i] + eps / 2.0 * (f[(i + n - 1) % n] + f[(i + 1) % n]);
    free(f);
}

START_TEST(a_ring_is_its_formula)
{
    struct rng rng = rng_start("rings");
    for (uint64_t k = 0; k < scaled(60); k++) {
        const uint64_t n = 1 + rng_below(&rng, k % 3 ? 200 : 6000), steps = rng_below(&rng, 150), rows = 5;
        const double params[] = { rng_between(&rng, 3.5, 4.0), rng_between(&rng, 0.0, 1.0) };
        double *x = doubles(n), *state = doubles(n), *out = doubles(rows * n);
        const char *isa;
        chaos_map *map = NULL;
        must(chaos_map_lattice("logistic_ring", n, &map, &why));
        for (uint64_t i = 0; i < n; i++)
            out[i] = x[i] = rng_between(&rng, 0.0, 1.0);
        for (uint64_t m = 0; m < steps; m++)
            ring_step(n, params[0], params[1], x);
        for (size_t i = 0; (isa = isa_at(i)); i++) {
            memcpy(state, out, n * sizeof *state);
            must(chaos_iterate_one(map, steps, params, state, NULL, &why));
            same_doubles(state, x, n, "%d sites on %s, %d steps", (int)n, isa, (int)steps);
        }
        must(chaos_orbit_next(map, rows, params, state, out, NULL, &why));
        for (uint64_t row = 0; row < rows; row++, ring_step(n, params[0], params[1], x))
            same_doubles(out + row * n, x, n, "row %d of %d sites", (int)row, (int)n);
        same_doubles(state, x, n, "%d sites after rows", (int)n);
        chaos_map_free(map);
        free(x);
        free(state);
        free(out);
    }
}
END_TEST

TCase *tcase_lattices(void)
{
    TCase *tcase = tcase_create("lattices");
    tcase_add_test(tcase, alone_as_among_others);
    tcase_add_test(tcase, texts_alone_as_among_others);
    tcase_add_test(tcase, a_ring_is_its_formula);
    return tcase;
}
