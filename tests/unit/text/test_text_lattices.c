/* Maps given as text: lattices and sums over their sites.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* Two maps of six states: bits of orbits, and spectra. */
static void same_six(const chaos_map *ring, const chaos_map *sites, const char *isa)
{
    double a[20 * 6], b[20 * 6], spectrum[2][6];
    const chaos_batch batch = { .size = sizeof batch };
    must(chaos_orbit(ring, 3, 20, 1, &batch, a, NULL, &why));
    must(chaos_orbit(sites, 3, 20, 1, &batch, b, NULL, &why));
    same_doubles(a, b, 20 * 6, "orbit on %s", isa);
    must(chaos_lyapunov(ring, 50, 300, CHAOS_ALL, &batch, spectrum[0], NULL, NULL, NULL, &why));
    must(chaos_lyapunov(sites, 50, 300, CHAOS_ALL, &batch, spectrum[1], NULL, NULL, NULL, &why));
    for (int i = 0; i < 6; ++i)
        close_to(spectrum[0][i], spectrum[1][i], 1e-9, "exponent %d on %s", i, isa);
}

/* A ring against the same with every site written out. */
START_TEST(lattices_are_their_sites)
{
    const chaos_text options = { .size = sizeof options, .sites = 3 };
    chaos_map *ring =
        parsed("x[i]' = a*g[i-1] + x[i+2]*y[i] mod 1; y[i]' = y[i] - x[i]'/9; g[i] = x[i]^2; a = 0.7",
               &options);
    chaos_map *sites = parsed("u' = a*w^2 + w*p mod 1; v' = a*u^2 + u*q mod 1; w' = a*v^2 + v*r mod 1\n"
                              "p' = p - u'/9; q' = q - v'/9; r' = r - w'/9; a = 0.7",
                              NULL);
    ck_assert_uint_eq(chaos_map_dim(ring), 6);
    ck_assert(chaos_map_is_lattice(ring));
    ck_assert_str_eq(chaos_map_state(ring, 2), "x2");
    ck_assert_str_eq(chaos_map_state(ring, 3), "y0");
    ck_assert(chaos_map_wrap(ring, 2) == 1 && chaos_map_wrap(ring, 3) == 0);
    const chaos_options lifted = { .size = sizeof lifted, .lift = 1 };
    double a[4 * 6], b[4 * 6];
    const chaos_batch batch = { .size = sizeof batch };
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k) {
        same_six(ring, sites, isa);
        must(chaos_orbit(ring, 0, 4, 1, &batch, a, &lifted, &why));
        must(chaos_orbit(sites, 0, 4, 1, &batch, b, &lifted, &why));
        same_doubles(a, b, 4 * 6, "lift on %s", isa);
    }
    /* A single orbit is that of a batch, on a text's lattice and on one of the catalogue, whose angles are said per site. */
    const chaos_map *const lattices[] = { ring, map_named("standard_ring") };
    for (size_t i = 0; i < LENGTH(lattices); ++i) {
        double state[64], params[16], expected[64];
        ck_assert(chaos_map_dim(lattices[i]) <= 64);
        default_point(lattices[i], params, state);
        state[0] = -0.1;
        chaos_view views[64];
        for (uint64_t j = 0; j < chaos_map_dim(lattices[i]); ++j)
            views[j] = (chaos_view){ &state[j], NULL };
        const chaos_batch one = { sizeof one, 0, NULL, NULL, views };
        must(chaos_iterate(lattices[i], 40, &one, expected, NULL, &why));
        must(chaos_iterate_one(lattices[i], 40, params, state, NULL, &why));
        same_doubles(state, expected, chaos_map_dim(lattices[i]), "%s", chaos_map_name(lattices[i]));
    }
    chaos_map_free(ring);
    chaos_map_free(sites);
}
END_TEST

/* Sums over sites, with differentials of their own, against the same written out in the same order. */
START_TEST(sums_are_of_all_sites)
{
    const chaos_text options = { .size = sizeof options, .sites = 3 };
    chaos_map *ring =
        parsed("x[i]' = a*x[i]*(1 - m) + sum(x[j+1]*y[j])/N; y[i]' = b*g[i+1] - g[i-1]*cos(x[i]) + 0.3*y[i]\n"
               "g[i] = m*x[i] + sum(y[j]^2)*y[i]/4; m = sum(x[j])/N; a = 0.9; b = 0.4",
               &options);
    chaos_map *sites = parsed(
        "u' = a*u*(1 - m) + s/3; v' = a*v*(1 - m) + s/3; w' = a*w*(1 - m) + s/3; p' = b*h - k*cos(u) + 0.3*p\n"
        "q' = b*k - g*cos(v) + 0.3*q; r' = b*g - h*cos(w) + 0.3*r; m = (u + w + v)/3; s = v*p + u*r + w*q\n"
        "z = p^2 + r^2 + q^2; g = m*u + z*p/4; h = m*v + z*q/4; k = m*w + z*r/4; a = 0.9; b = 0.4",
        NULL);
    const char *isa;
    for (size_t k = 0; (isa = isa_at(k)); ++k)
        same_six(ring, sites, isa);
    chaos_map_free(ring);
    chaos_map_free(sites);
}
END_TEST

TCase *tcase_text_lattices(void)
{
    TCase *tcase = tcase_create("text_lattices");
    tcase_add_test(tcase, lattices_are_their_sites);
    tcase_add_test(tcase, sums_are_of_all_sites);
    return tcase;
}
