/* Coefficients of normal forms where a pair is critical together with 1, with -1, or with another pair: they are those that
 * the normal form was made with, whatever the coordinates.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/curves.h"

#ifdef HAVE_GSL

enum { COEFFICIENTS = 8, BENDS = 8 };

/* A map X, Y, Z, T of x, y, z, t, in coordinates u, v, w, r that are bent at random. */
static chaos_map *bent(const char *normal, struct rng *rng)
{
    double k[BENDS];
    char text[4096];
    for (int i = 0; i < BENDS; ++i)
        k[i] = rng_between(rng, -1, 1);
    const int size = snprintf(
        text, sizeof text,
        "t1 = r; z1 = w - (%.17g)*t1^2; y = v - (%.17g)*z1^2 - (%.17g)*z1*t1;"
        "x = u - (%.17g)*y^2 - (%.17g)*y*z1 - (%.17g)*t1*y; z = z1 - (%.17g)*x*y; t = t1 - (%.17g)*x^2;"
        "s = x^2 + y^2; %s; T1 = T + (%.17g)*X^2; Z1 = Z + (%.17g)*X*Y; r' = T1; w' = Z1 + (%.17g)*T1^2;"
        "v' = Y + (%.17g)*Z1^2 + (%.17g)*Z1*T1; u' = X + (%.17g)*Y^2 + (%.17g)*Y*Z1 + (%.17g)*T1*Y",
        k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], normal, k[7], k[6], k[0], k[1], k[2], k[3], k[4],
        k[5]);
    ck_assert_int_lt(size, (int)sizeof text);
    return parsed(text, NULL);
}

struct form {
    uint32_t kind, curve;
    double begin; /* nu where the curve begins, at the origin with mu = 0 */
    double expected[COEFFICIENTS];
};

static void survives(const char *normal, const struct form *form, struct rng *rng)
{
    chaos_map *map = bent(normal, rng);
    double params[2];
    params[chaos_map_param_index(map, "mu")] = 0;
    params[chaos_map_param_index(map, "nu")] = form->begin;
    struct curve c = follow_curve(map, form->curve, 1, "mu", "nu", (const double[]){ -0.3, 0.3, -0.3, 0.35 },
                                  params, (const double[]){ 0, 0, 0, 0 });
    uint64_t i = 0;
    while (i < c.nspecial && c.kind[i] != form->kind)
        ++i;
    ck_assert_msg(i < c.nspecial, "%s", normal);
    ck_assert_msg(c.exact[i] && fabs(c.parameters[i][0]) + fabs(c.parameters[i][1]) < 1e-11, "%s", normal);
    for (int j = 0; j < COEFFICIENTS; ++j)
        if (form->expected[j] == form->expected[j])
            close_to(c.form[i][j], form->expected[j], 1e-8, "coefficient %d of %s", j, normal);
        else
            ck_assert_msg(c.form[i][j] != c.form[i][j], "coefficient %d of %s", j, normal);
    free_curve(&c);
    chaos_map_free(map);
}

#define PAIR "p = g*x - h*y; q = g*y + h*x; X = 0.6*p - 0.8*q; Y = 0.8*p + 0.6*q"

/* s = 2 |w|^2, since |q| = 1, and t = (z^2 - s)/0.6 on the centre manifold. */
START_TEST(with_a_fold)
{
    struct rng rng = rng_start("fold and pair");
    for (int trial = 0; trial < 3; ++trial) {
        const double a = rng_between(&rng, 0.3, 1), b = trial == 1 ? -0.4 : rng_between(&rng, 0.2, 1);
        double k[10];
        for (int i = 0; i < 10; ++i)
            k[i] = rng_between(&rng, -1, 1);
        char text[1024];
        snprintf(text, sizeof text,
                 "Z = mu + z + (%.17g)*z^2/2 + (%.17g)*s + (%.17g)*z^3 + (%.17g)*z*s + (%.17g)*z*t;"
                 "g = 1 + nu + (%.17g)*z + (%.17g)*z^2 + (%.17g)*s + (%.17g)*t; h = (%.17g)*z + (%.17g)*z^2"
                 "+ (%.17g)*s; " PAIR "; T = 0.4*t + z^2 - s",
                 a, b, k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7], k[8], k[9]);
        const double e[] = { k[3], k[7] }, n[] = { 2 * (k[5] - k[6] / 0.6), 2 * k[9] },
                     g[] = { k[4] + k[6] / 0.6, k[8] }, by = (k[1] - k[2] / 0.6) + n[0];
        struct form form = {
            CHAOS_FOLD_NEIMARK_SACKER,
            CHAOS_FOLD,
            0.1,
            { e[0] / a, e[1] / a, 2 * a * b, 0, 0, 0, (k[0] + k[2] / 0.6) / (a * a), 0 },
        };
        for (int i = 0; i < 2; ++i)
            form.expected[4 + i] = (g[i] + (e[i] * by - a / 2 * n[i]) / (2 * b)) / (a * a);
        survives(text, &form, &rng);
    }
}
END_TEST

/* t = alpha z^2 + beta s on the centre manifold. */
START_TEST(with_a_flip)
{
    struct rng rng = rng_start("flip and pair");
    for (int trial = 0; trial < 3; ++trial) {
        double k[8];
        for (int i = 0; i < 8; ++i)
            k[i] = rng_between(&rng, -1, 1);
        const double alpha = k[6] / 0.6, beta = k[7] / 0.6;
        char text[1024];
        snprintf(text, sizeof text,
                 "Z = -z*(1 + mu + (%.17g)*z^2 + (%.17g)*s + t); g = 1 + nu + (%.17g)*z^2 + (%.17g)*s + t;"
                 "h = (%.17g)*z^2 + (%.17g)*s; " PAIR "; T = 0.4*t + (%.17g)*z^2 + (%.17g)*s",
                 k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7]);
        struct form form = { CHAOS_FLIP_NEIMARK_SACKER,
                             CHAOS_FLIP,
                             0.1,
                             { k[0] + alpha, 0, 2 * (k[1] + beta), 0, k[2] + alpha, k[4], 2 * (k[3] + beta),
                               2 * k[5] } };
        survives(text, &form, &rng);
        form.curve = CHAOS_NEIMARK_SACKER; /* of which nu = 0 */
        snprintf(text, sizeof text,
                 "Z = -z*(1 + nu + (%.17g)*z^2 + (%.17g)*s + t); g = 1 + mu + (%.17g)*z^2 + (%.17g)*s + t;"
                 "h = (%.17g)*z^2 + (%.17g)*s; " PAIR "; T = 0.4*t + (%.17g)*z^2 + (%.17g)*s",
                 k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7]);
        survives(text, &form, &rng);
    }
}
END_TEST

/* x, y turn by one angle, z, t by another. */
START_TEST(with_another_pair)
{
    struct rng rng = rng_start("two pairs");
    for (int trial = 0; trial < 3; ++trial) {
        double k[8];
        for (int i = 0; i < 8; ++i)
            k[i] = rng_between(&rng, -1, 1);
        char text[1024];
        snprintf(text, sizeof text,
                 "m = z^2 + t^2; g = 1 + mu + (%.17g)*s + (%.17g)*m; h = (%.17g)*s + (%.17g)*m; " PAIR
                 "; G = 1 + nu + (%.17g)*s + (%.17g)*m; H = (%.17g)*s + (%.17g)*m; P = G*z - H*t;"
                 "Q = G*t + H*z; Z = 0.28*P - 0.96*Q; T = 0.96*P + 0.28*Q",
                 k[0], k[1], k[2], k[3], k[4], k[5], k[6], k[7]);
        const struct form form = { CHAOS_DOUBLE_NEIMARK_SACKER,
                                   CHAOS_NEIMARK_SACKER,
                                   0.1,
                                   { 2 * k[0], 2 * k[2], 2 * k[1], 2 * k[3], 2 * k[4], 2 * k[6], 2 * k[5],
                                     2 * k[7] } };
        survives(text, &form, &rng);
    }
}
END_TEST

#endif

TCase *tcase_pairs_on_curves(void)
{
    TCase *tcase = tcase_create("pairs_on_curves");
#ifdef HAVE_GSL
    tcase_add_test(tcase, with_a_fold);
    tcase_add_test(tcase, with_a_flip);
    tcase_add_test(tcase, with_another_pair);
#endif
    return tcase;
}
