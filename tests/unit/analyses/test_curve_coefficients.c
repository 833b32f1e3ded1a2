/* Coefficients at points of codimension 2 of maps with one critical multiplier or pair: random normal forms in random coordinates.
 *
 * SPDX-License-Identifier: MIT
 */
#include "config.h"
#include "unit/analyses/curves.h"

#ifdef HAVE_GSL

/* A normal form X(x, y, z), Y(x, y, z), Z = 0.4 z + k s, with a linear part that depends on mu and nu, in coordinates u, v, w
 * that are bent at random: its coefficients are those that it was made with. */
struct normal_form {
    uint32_t kind, curve;
    double nu;          /* where the curve begins, at the origin with mu = 0 */
    double expected[4]; /* NaN: none */
    bool turned;        /* of the second coefficient only the modulus is known */
};

static void survives_coordinates(const char *normal, const struct normal_form *form, struct rng *rng)
{
    double k[6];
    char text[2048];
    for (int i = 0; i < 6; ++i)
        k[i] = rng_between(rng, -1, 1);
    const int size = snprintf(
        text, sizeof text,
        "z = w; y = v - (%.17g)*z^2 - (%.17g)*z; x = u - (%.17g)*y^2 - (%.17g)*y^3 - (%.17g)*z - (%.17g)*y*z;"
        "s = x^2 + y^2; %s; w' = Z; v' = Y + (%.17g)*Z^2 + (%.17g)*Z;"
        "u' = X + (%.17g)*Y^2 + (%.17g)*Y^3 + (%.17g)*Z + (%.17g)*Y*Z",
        k[0], k[1], k[2], k[3], k[4], k[5], normal, k[0], k[1], k[2], k[3], k[4], k[5]);
    ck_assert_int_lt(size, (int)sizeof text);
    chaos_map *map = parsed(text, NULL);
    double params[2];
    params[chaos_map_param_index(map, "mu")] = 0;
    params[chaos_map_param_index(map, "nu")] = form->nu;
    struct curve c = follow_curve(map, form->curve, 1, "mu", "nu", (const double[]){ -0.3, 0.3, -0.3, 0.35 },
                                  params, (const double[]){ 0, 0, 0 });
    uint64_t i = 0;
    while (i < c.nspecial && c.kind[i] != form->kind)
        ++i;
    ck_assert_msg(i < c.nspecial, "%s", normal);
    ck_assert_msg(c.exact[i] && fabs(c.parameters[i][0]) + fabs(c.parameters[i][1]) < 1e-11, "%s", normal);
    double *const found = c.form[i];
    if (form->turned) {
        found[2] = hypot(found[2], found[3]);
        found[3] = 0;
    }
    for (int j = 0; j < 4; ++j)
        if (form->expected[j] == form->expected[j])
            close_to(found[j], form->expected[j], 1e-8, "coefficient %d of %s", j, normal);
        else
            ck_assert_msg(found[j] != found[j], "coefficient %d of %s", j, normal);
    free_curve(&c);
    chaos_map_free(map);
}

#define ROTATED(angle) "X = cos(" angle ")*p - sin(" angle ")*q; Y = sin(" angle ")*p + cos(" angle ")*q"

/* z = alpha s on the centre manifold. Of pairs |w|^2 = s/2, since |q| = 1. */
START_TEST(coefficients_survive_coordinates)
{
    struct rng rng = rng_start("coordinates of curves");
    for (int trial = 0; trial < 3; ++trial) {
        const double a = rng_between(&rng, -1, 1), b = rng_between(&rng, -1, 1),
                     e = rng_between(&rng, 0.2, 1), k = rng_between(&rng, -0.5, 0.5), alpha = k / 0.6;
        char text[1024];
        snprintf(text, sizeof text,
                 "X = mu + (1 + nu)*x + (%.17g)*x^3 + x*z; Y = 0.3*y + 0.1*x^2; Z = 0.4*z + (%.17g)*x^2", a,
                 k);
        survives_coordinates(text,
                             &(struct normal_form){
                                 CHAOS_CUSP, CHAOS_FOLD, 0, { a + alpha, 0, NAN, NAN }, false },
                             &rng);
        snprintf(text, sizeof text,
                 "X = -(1 + mu)*x + (nu - (%.17g))*x^3 + (%.17g)*x^5 + x*z; Y = 0.3*y + 0.1*x^2;"
                 "Z = 0.4*z + (%.17g)*x^2",
                 alpha, b, k);
        survives_coordinates(text,
                             &(struct normal_form){
                                 CHAOS_GENERALIZED_FLIP, CHAOS_FLIP, 0.1, { b, 0, NAN, NAN }, false },
                             &rng);
        snprintf(
            text, sizeof text,
            "g = 1 + mu + (nu - (%.17g))*s + (%.17g)*s^2 + z; h = (%.17g)*s; p = g*x - h*y; q = g*y + h*x;"
            "Z = 0.4*z + (%.17g)*s; " ROTATED("1.1"),
            alpha, b, a, k);
        survives_coordinates(
            text,
            &(struct normal_form){
                CHAOS_CHENCINER, CHAOS_NEIMARK_SACKER, 0.1, { 4 * (b + a * a / 2), 0, NAN, NAN }, false },
            &rng);
        snprintf(text, sizeof text,
                 "X = -x + y; Y = mu*x + (nu - 1)*y + (%.17g)*x^3 + (%.17g)*x^2*y; Z = 0.4*z", a, b);
        survives_coordinates(
            text, &(struct normal_form){ CHAOS_RESONANCE_2, CHAOS_FLIP, 0.1, { a, 0, b, 0 }, false }, &rng);
        snprintf(text, sizeof text,
                 "X = x + y; Y = mu + (1 + nu)*y + (%.17g)*x^2 + (%.17g)*x*y; Z = 0.4*z + x^2", e, b);
        survives_coordinates(
            text, &(struct normal_form){ CHAOS_RESONANCE_1, CHAOS_FOLD, 0.1, { e, 0, b, 0 }, false }, &rng);
        snprintf(text, sizeof text,
                 "X = mu + x + (%.17g)*x^2/2 + (%.17g)*y^2/2; Y = -(1 + nu)*y + (%.17g)*x*y + 0.2*y^2;"
                 "Z = 0.4*z + x^2",
                 a, b, e);
        survives_coordinates(text,
                             &(struct normal_form){
                                 CHAOS_FOLD_FLIP, CHAOS_FOLD, 0.1, { a / e, 0, b * e, 0 }, false },
                             &rng);
        snprintf(
            text, sizeof text,
            "g = 1 + mu + (%.17g)*s + z; h = (%.17g)*s; p = g*x - h*y + (%.17g)*(x^2 - y^2) + (%.17g)*2*x*y;"
            "q = g*y + h*x - (%.17g)*2*x*y + (%.17g)*(x^2 - y^2); Z = 0.4*z + (%.17g)*s; " ROTATED(
                "2*pi/3 + nu"),
            a, b, e, a, e, a, k);
        survives_coordinates(text,
                             &(struct normal_form){ CHAOS_RESONANCE_3,
                                                    CHAOS_NEIMARK_SACKER,
                                                    0.1,
                                                    { 2 * (a + alpha), 0, sqrt(2) * hypot(e, a), 0 },
                                                    true },
                             &rng);
        snprintf(text, sizeof text,
                 "g = 1 + mu + (%.17g)*s + z; h = (%.17g)*s; p = g*x - h*y + (%.17g)*(x^3 - 3*x*y^2);"
                 "q = g*y + h*x - (%.17g)*(3*x^2*y - y^3); Z = 0.4*z + (%.17g)*s; " ROTATED("pi/2 + nu"),
                 a, b, e, e, k);
        survives_coordinates(
            text,
            &(struct normal_form){
                CHAOS_RESONANCE_4, CHAOS_NEIMARK_SACKER, 0.1, { 2 * (a + alpha), 2 * b, 2 * e, 0 }, true },
            &rng);
    }
}
END_TEST

#endif

TCase *tcase_curve_coefficients(void)
{
    TCase *tcase = tcase_create("curve_coefficients");
#ifdef HAVE_GSL
    tcase_add_test(tcase, coefficients_survive_coordinates);
#endif
    return tcase;
}
