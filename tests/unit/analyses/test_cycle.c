/* Cycles and their multipliers against what is known in closed form.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/cycles.h"

static const double pi = 3.14159265358979323846;

static void copy(const chaos_result *result, const char *column, void *values, uint64_t bytes)
{
    must(chaos_result_copy(result, "rows", column, values, bytes, NULL, &why));
}

static struct found read_found(chaos_result *result)
{
    struct found f = { .count = chaos_result_elements(result, "rows", "multipliers") };
    const uint64_t elements = chaos_result_elements(result, "rows", "points");
    uint32_t converged;
    f.dim = chaos_map_dim(chaos_result_map(result));
    f.points = doubles(elements);
    f.multipliers = calloc(f.count, sizeof *f.multipliers);
    f.exponents = doubles(f.count);
    copy(result, "points", f.points, elements * sizeof *f.points);
    copy(result, "multipliers", f.multipliers, f.count * sizeof *f.multipliers);
    copy(result, "exponents", f.exponents, f.count * sizeof *f.exponents);
    f.points_error = doubles(f.dim);
    f.multipliers_error = doubles(f.count);
    copy(result, "points_error", f.points_error, f.dim * sizeof *f.points_error);
    copy(result, "multipliers_error", f.multipliers_error, f.count * sizeof *f.multipliers_error);
    copy(result, "family", &f.family, sizeof f.family);
    copy(result, "residual", &f.residual, sizeof f.residual);
    copy(result, "converged", &converged, sizeof converged);
    ck_assert(converged <= 1);
    f.converged = converged;
    chaos_result_free(result);
    return f;
}

void found_free(struct found *f)
{
    free(f->points);
    free(f->multipliers);
    free(f->exponents);
    free(f->points_error);
    free(f->multipliers_error);
}

struct found look_for(const chaos_map *map, uint64_t period, const double *params, const double *guess,
                      const chaos_options *options)
{
    chaos_result *result;
    must(chaos_cycle_find(map, period, params, guess, &result, options, &why));
    return read_found(result);
}

/* A cycle that must be found; multipliers [dim][2]. */
static void find(const char *name, uint64_t period, const double *params, const double *guess, double *points,
                 double *multipliers)
{
    struct found f = look_for(map_named(name), period, params, guess, NULL);
    ck_assert_msg(f.converged && f.residual >= 0 && f.residual < 1e-12, "%s, period %d from %g: residual %g",
                  name, (int)period, guess[0], f.residual);
    memcpy(points, f.points, period * f.dim * sizeof *points);
    memcpy(multipliers, f.multipliers, f.dim * sizeof *f.multipliers);
    for (uint64_t i = 0; i < f.dim; ++i)
        close_to(f.exponents[i], log(hypot(f.multipliers[i][0], f.multipliers[i][1])) / (double)period, 1e-13,
                 "%s, period %d, exponent %d", name, (int)period, (int)i);
    found_free(&f);
}

START_TEST(logistic_fixed_points_and_two_cycle)
{
    static const double rs[] = { 2.385, 3.3, 3.9, 4, -1.7 };
    for (size_t i = 0; i < LENGTH(rs); ++i) {
        double r = rs[i], guess = 1 - 1 / r + 0.03, x[2], m[2];
        find("logistic", 1, &r, &guess, x, m);
        close_to(x[0], 1 - 1 / r, 1e-14, "fixed point at r = %g", r);
        close_to(m[0], 2 - r, 1e-13, "multiplier at r = %g", r);
        ck_assert(m[1] == 0);
        guess = 0.01;
        find("logistic", 1, &r, &guess, x, m);
        close_to(x[0], 0, 1e-15, "origin at r = %g", r);
        close_to(m[0], r, 1e-13, "its multiplier at r = %g", r);
        if (r > 3) {
            double root = sqrt((r + 1) * (r - 3));
            guess = (r + 1 - root) / (2 * r) - 0.003;
            find("logistic", 2, &r, &guess, x, m);
            close_to(x[0], (r + 1 - root) / (2 * r), 1e-14, "2-cycle at r = %g", r);
            close_to(x[1], (r + 1 + root) / (2 * r), 1e-14, "2-cycle at r = %g", r);
            close_to(m[0], 4 + 2 * r - r * r, 1e-12, "2-cycle's multiplier at r = %g", r);
        }
    }
}
END_TEST

/* r = 4 is a tent map in disguise: x = sin^2(pi j / (2^n - 1)) has period n and
 * multiplier 2^n, with 2^n + 1 it is -2^n. */
START_TEST(logistic_at_four)
{
    double r = 4, points[20], m[2];
    for (uint64_t n = 2; n <= 20; ++n)
        for (int sign = -1; sign <= 1; sign += 2) {
            double s = sin(pi / (pow(2, (double)n) - sign)), guess = s * s * (1 + 1e-9);
            find("logistic", n, &r, &guess, points, m);
            close_to(points[0], s * s, 1e-13, "period %d", (int)n);
            /* The point next to 1 is 1 - (pi/2^(n+1))^2, to within one rounding. */
            double two_n = pow(2, (double)n), relative = 1e-16 * two_n * two_n + 1e-12;
            close_to(m[0], sign * two_n, relative * two_n, "period %d", (int)n);
        }
}
END_TEST

/* Each doubling is where a cycle's multiplier is -1: bisect it. */
START_TEST(doublings_by_multiplier)
{
    static const double at[] = { 3,
                                 3.449489742783178098197,
                                 3.544090359551922853616,
                                 3.564407266095432597774,
                                 3.568759419543826431298,
                                 3.569691609801396714288 };
    const chaos_map *map = map_named("logistic");
    double found[LENGTH(at)];
    for (size_t k = 0; k < LENGTH(at); ++k) {
        uint64_t period = 1u << k;
        double low = at[k] - (k ? 0.3 * (at[k] - at[k - 1]) : 0.3),
               high = at[k] + (k ? 0.05 * (at[k] - at[k - 1]) : 0.05);
        double x = 0.3, points[32], m[2];
        must(chaos_iterate_one(map, 100000, &low, &x, NULL, &why));
        for (int i = 0; i < 45; ++i) {
            double middle = (low + high) / 2;
            find("logistic", period, &middle, &x, points, m);
            if (m[0] > -1)
                low = middle, x = points[0]; /* follow the branch */
            else
                high = middle;
        }
        found[k] = (low + high) / 2;
        close_to(found[k], at[k], 1e-11, "period %d", (int)period);
    }
    close_to((found[3] - found[2]) / (found[4] - found[3]), 4.6692, 0.01, "delta");
    close_to((found[4] - found[3]) / (found[5] - found[4]), 4.6692, 0.004, "delta");
}
END_TEST

START_TEST(circle_through_the_wrap)
{
    /* 0/1 tongue: sin(2 pi theta) = omega 2 pi / k; a guess beyond the wrap. */
    double p[2] = { 0.1, 0.9 }, theta = asin(0.1 * 2 * pi / 0.9) / (2 * pi), guess = theta + 1.02, x, m[2];
    find("circle", 1, p, &guess, &x, m);
    close_to(x, theta, 1e-14, "fixed point");
    close_to(m[0], 1 - 0.9 * cos(2 * pi * theta), 1e-13, "multiplier");
    /* A whole turn more per step. */
    p[0] = 3.1;
    find("circle", 1, p, &guess, &x, m);
    close_to(x, theta, 1e-13, "three turns more");
}
END_TEST

#ifdef HAVE_GSL

/* lambda^2 + 2 a x lambda - b = 0 at x = ((b - 1) +- sqrt((1 - b)^2 + 4 a)) / (2 a). */
static void henon_fixed_point(double a, double b, int sign, double tolerance)
{
    double root = sqrt(fmax(0, (1 - b) * (1 - b) + 4 * a)), x = (b - 1 + sign * root) / (2 * a);
    double p[2] = { a, b }, guess[2] = { x + 0.01, b * x - 0.01 }, point[2], m[2][2];
    find("henon", 1, p, guess, point, &m[0][0]);
    close_to(point[0], x, tolerance, "a = %g, x", a);
    close_to(point[1], b * x, tolerance, "a = %g, y", a);
    double trace = -2 * a * x, discriminant = trace * trace + 4 * b;
    if (discriminant >= 0) {
        double one = (trace + sqrt(discriminant)) / 2, two = (trace - sqrt(discriminant)) / 2;
        int swap = fabs(one) < fabs(two);
        close_to(m[0][0], swap ? two : one, 10 * tolerance, "a = %g, first multiplier", a);
        close_to(m[1][0], swap ? one : two, 10 * tolerance, "a = %g, second multiplier", a);
        ck_assert(m[0][1] == 0 && m[1][1] == 0);
    } else {
        close_to(m[0][0], trace / 2, 10 * tolerance, "a = %g, real part", a);
        close_to(fabs(m[0][1]), sqrt(-discriminant) / 2, 10 * tolerance, "a = %g, imaginary part", a);
        ck_assert(m[0][0] == m[1][0] && m[0][1] == -m[1][1]);
    }
}

START_TEST(henon_fixed_points)
{
    for (int sign = -1; sign <= 1; sign += 2) {
        henon_fixed_point(1.4, 0.3, sign, 1e-12);
        henon_fixed_point(0.2385, 0.3, sign, 1e-12);
        henon_fixed_point(0.3675, 0.3, sign, 1e-12); /* + doubles here: -1 */
        henon_fixed_point(1.1, -0.8, sign, 1e-12);   /* + is a focus: complex */
    }
    double p[2] = { 0.3675, 0.3 }, guess[2] = { 0.95, 0.29 }, point[2], m[2][2];
    find("henon", 1, p, guess, point, &m[0][0]);
    close_to(m[0][0], -1, 1e-12, "doubling at a = .3675");
    /* Saddle-node: a double root, of which rounding leaves half the digits. */
    double q[2] = { -0.1225, 0.3 }, near[2] = { 2.8, 0.85 };
    struct found f = look_for(map_named("henon"), 1, q, near, NULL);
    close_to(f.points[0], 0.7 / 0.245, 1e-5, "saddle-node");
    close_to(f.multipliers[0][0], 1, 1e-5, "saddle-node at a = -.1225");
    found_free(&f);
}
END_TEST

/* The 2-cycle doubles at a = .9125: one multiplier is -1, the product b^2. */
START_TEST(henon_two_cycle)
{
    double a = 0.9125, b = 0.3, p[2] = { a, b }, c = (1 - b) / a;
    double x = (c + sqrt(c * c - 4 * (((1 - b) * (1 - b) - a) / (a * a)))) / 2;
    double guess[2] = { x + 1e-3, b * (c - x) }, points[2][2], m[2][2];
    find("henon", 2, p, guess, &points[0][0], &m[0][0]);
    close_to(points[0][0] + points[1][0], c, 1e-12, "sum of the 2-cycle");
    close_to(m[0][0], -1, 1e-10, "first multiplier");
    close_to(m[0][0] * m[1][0], b * b, 1e-12, "product");
}
END_TEST

START_TEST(standard_map_at_pi)
{
    /* Trace of Df is 2 - k at (pi, 0): elliptic below 4, hyperbolic with reflection above. */
    static const double ks[] = { 0.97, 2.385, 3.999, 4.001, 7 };
    for (size_t i = 0; i < LENGTH(ks); ++i) {
        double k = ks[i], guess[2] = { pi - 0.01, 0.01 }, point[2], m[2][2];
        find("standard", 1, &k, guess, point, &m[0][0]);
        close_to(point[0], pi, 1e-12, "theta at k = %g", k);
        close_to(fmin(point[1], 2 * pi - point[1]), 0, 1e-12, "p at k = %g", k);
        double modulus = hypot(m[0][0], m[0][1]);
        if (k < 4) {
            close_to(modulus, 1, 1e-9, "modulus at k = %g", k);
            close_to(m[0][0], 1 - k / 2, 1e-9, "real part at k = %g", k);
            ck_assert(m[0][1] != 0);
        } else {
            ck_assert(m[0][1] == 0 && m[0][0] < -1);
            close_to(m[0][0] * m[1][0], 1, 1e-9, "product at k = %g", k);
            close_to(m[0][0] + m[1][0], 2 - k, 1e-9, "trace at k = %g", k);
        }
    }
    /* Accelerator mode: p grows by a turn each step. */
    double k = 6.5, theta = pi - asin(2 * pi / 6.5), guess[2] = { theta + 0.01, 6.28 }, point[2], m[2][2];
    find("standard", 1, &k, guess, point, &m[0][0]);
    close_to(point[0], theta, 1e-12, "accelerator mode");
}
END_TEST

/* The number of prime cycles of the Henon attractor, by looking where its orbit
 * nearly closes. */
START_TEST(henon_prime_cycles)
{
    static const int known[] = { 0, 1, 1, 0, 1, 0, 2, 4, 7 }; /* [l]; one more fixed point is off it */
    enum { ROWS = 20000, MOST = 60 };
    const chaos_map *map = map_named("henon");
    struct points *start = points_new(map, 1);
    double *orbit = doubles(2 * ROWS), p[2] = { 1.4, 0.3 };
    must(chaos_orbit(map, 1000, ROWS, 1, points_all(start), orbit, NULL, &why));
    for (uint64_t n = 1; n < LENGTH(known); ++n) {
        double found[MOST];
        int count = 0;
        for (uint64_t j = 0; j + n < ROWS; ++j) {
            if (hypot(orbit[2 * (j + n)] - orbit[2 * j], orbit[2 * (j + n) + 1] - orbit[2 * j + 1]) > 0.03)
                continue;
            struct found f = look_for(map, n, p, orbit + 2 * j, NULL);
            /* Named by its largest x; prime if that is reached once in n. */
            double top = -INFINITY;
            int times = 0;
            for (uint64_t i = 0; i < n; ++i)
                top = fmax(top, f.points[2 * i]);
            for (uint64_t i = 0; i < n; ++i)
                times += fabs(f.points[2 * i] - top) < 1e-9;
            times = f.converged ? times : 0;
            found_free(&f);
            int k = 0;
            while (k < count && fabs(found[k] - top) > 1e-9)
                ++k;
            if (times == 1 && k == count && top > -1.1 && count < MOST)
                found[count++] = top;
        }
        ck_assert_msg(count == known[n], "period %d: %d cycles, not %d", (int)n, count, known[n]);
    }
    free(orbit);
    points_free(start);
}
END_TEST

/* Overflow, NaN, singular matrices: an outcome, never an abort. */
START_TEST(nothing_aborts)
{
    static const double odd[] = { 0, 1e-308, 1, -3, 1e10, 1e154, -1e300, 1.7e308 };
    struct rng rng = rng_start("odd cycles");
    for (size_t i = 0; i < chaos_map_count(); ++i) {
        const chaos_map *map = chaos_map_at(i);
        const uint64_t dim = chaos_map_dim(map), trials = dim > 6 ? scaled(10) : scaled(100);
        for (uint64_t trial = 0; trial < trials; ++trial) {
            struct points *guess = points_random(&rng, map, 1);
            uint64_t period = 1 + rng_below(&rng, 6);
            guess->states[rng_below(&rng, dim)] = odd[rng_below(&rng, LENGTH(odd))];
            if (guess->nparams)
                guess->params[rng_below(&rng, guess->nparams)] = odd[rng_below(&rng, LENGTH(odd))];
            struct found f = look_for(map, period, guess->params, guess->states, NULL);
            if (f.converged)
                ck_assert(f.residual < 1e-9 && isfinite(f.points[0]));
            found_free(&f);
            points_free(guess);
        }
    }
}
END_TEST

#endif

/* ----------------------------------------------------------------- one dimension */

START_TEST(long_periods)
{
    const chaos_map *map = map_named("logistic");
    double r = 3.9, guess = 0.2385;
    struct found f = look_for(map, 1000, &r, &guess, NULL);
    ck_assert(f.converged);
    for (int n = 0; n < 1000; ++n)
        close_to(f.points[(n + 1) % 1000], r * f.points[n] * (1 - f.points[n]), 1e-13, "row %d", n);
    found_free(&f);
    /* None to find: no real 2-cycle below 3. */
    r = 2.5;
    guess = 0.37;
    f = look_for(map, 2, &r, &guess, NULL);
    if (f.converged) /* then it is a fixed point, whose period divides 2 */
        close_to(f.points[0], f.points[1], 1e-9, "a 2-cycle at r = 2.5");
    found_free(&f);
}
END_TEST

START_TEST(angles_and_their_lift)
{
    /* A whole turn more per step is a fixed point, but not of the lift. */
    double p[2] = { 1.1, 0.9 }, guess = asin(0.1 * 2 * pi / 0.9) / (2 * pi);
    chaos_options lift = { .size = sizeof lift, .lift = 1 };
    struct found f = look_for(map_named("circle"), 1, p, &guess, NULL);
    ck_assert(f.converged);
    found_free(&f);
    f = look_for(map_named("circle"), 1, p, &guess, &lift);
    ck_assert(!f.converged);
    found_free(&f);
    p[0] = 0.1;
    f = look_for(map_named("circle"), 1, p, &guess, &lift);
    ck_assert(f.converged);
    found_free(&f);
}
END_TEST

TCase *tcase_cycle(void)
{
    TCase *tcase = tcase_create("cycle");
    tcase_add_test(tcase, logistic_fixed_points_and_two_cycle);
    tcase_add_test(tcase, logistic_at_four);
    tcase_add_test(tcase, doublings_by_multiplier);
    tcase_add_test(tcase, circle_through_the_wrap);
#ifdef HAVE_GSL
    tcase_add_test(tcase, henon_fixed_points);
    tcase_add_test(tcase, henon_two_cycle);
    tcase_add_test(tcase, standard_map_at_pi);
    tcase_add_test(tcase, henon_prime_cycles);
    tcase_add_test(tcase, nothing_aborts);
#endif
    tcase_add_test(tcase, long_periods);
    tcase_add_test(tcase, angles_and_their_lift);
    return tcase;
}
