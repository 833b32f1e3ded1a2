/* The catalogue checks itself: every map against its own descriptor, on every
 * instruction set of this machine. Prints a table (Markdown) of what was
 * found; exit status 1 if anything is not as the descriptor says.
 * Names as arguments: those maps only.
 *
 * SPDX-License-Identifier: MIT
 */
#include "chaos.h"

#include "kernels/map.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LANES = CHAOSK_LANES, MAX_DIM = 16, POINTS = 200, SUM_STEPS = 10000, STEPS = 200000, LONG = 1000000 };
static const double TOLERANCE = 1e-7; /* derivatives and inverses, relative */

/* In the order of enum chaosi_isa. */
static const char *const isa_names[CHAOSI_NISA] = { "scalar", "scalar-nofma", "sse2", "sse2-nofma",
                                                    "avx2",   "avx512",       "neon" };

typedef struct finding {
    double derivative, inverse, area, sum;     /* largest errors; NaN: not asked */
    double exponents[MAX_DIM], stderr0, known; /* known: in units of its tolerance */
    uint32_t status;
    const char *regime;
    char faults[256];
} finding;

static void fault(finding *f, const char *what)
{
    if (f->faults[0])
        strncat(f->faults, ", ", sizeof f->faults - strlen(f->faults) - 1);
    strncat(f->faults, what, sizeof f->faults - strlen(f->faults) - 1);
}

/* SplitMix64: the same points in each run. */
static uint64_t random_state = 20260101;
static double uniform(double low, double high)
{
    uint64_t z = random_state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return low + (high - low) * ((double)((z ^ (z >> 31)) >> 11) * 0x1p-53);
}

/* --------------------------------------------------------- kernels, one point */

typedef struct point {
    _Alignas(64) double x[MAX_DIM][LANES], p[16][LANES], v[MAX_DIM][MAX_DIM][LANES];
    _Alignas(64) char work[1 << 16];
    uint64_t id[LANES]; /* all 0: there is one point */
} point;

static chaosk_tile tile_of(const chaos_map *map, int isa, point *at, const double *params, const double *x,
                           int lift)
{
    const chaosk_table *kernels = map->kernels.tables[isa];
    if (kernels->work_bytes && kernels->work_bytes(map->ctx, LANES) > sizeof at->work)
        abort();
    for (int l = 0; l < LANES; l++) {
        for (uint64_t i = 0; i < map->nparams; i++)
            at->p[i][l] = params[i];
        for (uint64_t i = 0; i < map->dim; i++)
            at->x[i][l] = x[i];
    }
    return (chaosk_tile){ .size = sizeof(chaosk_tile),
                          .lanes = LANES,
                          .stride = LANES,
                          .x = at->x[0],
                          .p = at->p[0],
                          .v = at->v[0][0],
                          .lift = (uint32_t)lift,
                          .bound = 1e300,
                          .n0 = 0,
                          .id = at->id,
                          .work = at->work,
                          .ctx = map->ctx };
}

static void image(const chaos_map *map, int isa, const double *params, const double *x, int lift, double *y)
{
    static point at;
    chaosk_tile tile = tile_of(map, isa, &at, params, x, lift);
    map->kernels.tables[isa]->advance(&tile, 1);
    for (uint64_t i = 0; i < map->dim; i++)
        y[i] = at.x[i][0];
}

/* J[i][j] = df_i/dx_j from the map's own tangent. */
static void tangent_matrix(const chaos_map *map, int isa, const double *params, const double *x, double *J)
{
    static point at;
    const uint64_t dim = map->dim;
    chaosk_tile tile = tile_of(map, isa, &at, params, x, 1);
    tile.k = (uint32_t)dim;
    double *v = at.v[0][0];
    for (uint64_t j = 0; j < dim; j++)
        for (uint64_t i = 0; i < dim; i++)
            for (int l = 0; l < LANES; l++)
                v[(j * dim + i) * LANES + (uint64_t)l] = i == j;
    map->kernels.tables[isa]->tangent(&tile, 1);
    for (uint64_t j = 0; j < dim; j++)
        for (uint64_t i = 0; i < dim; i++)
            J[i * dim + j] = v[(j * dim + i) * LANES];
}

/* The same by central differences of sixth order, step h. */
static void difference_matrix(const chaos_map *map, const double *params, const double *x, double h,
                              double *J)
{
    static const double weights[3] = { 45, -9, 1 };
    const uint64_t dim = map->dim;
    double moved[MAX_DIM], up[MAX_DIM], down[MAX_DIM];
    for (uint64_t j = 0; j < dim; j++) {
        for (uint64_t i = 0; i < dim; i++)
            J[i * dim + j] = 0;
        for (int w = 0; w < 3; w++) {
            memcpy(moved, x, dim * sizeof *x);
            moved[j] = x[j] + (w + 1) * h;
            image(map, CHAOSI_SCALAR, params, moved, 1, up);
            moved[j] = x[j] - (w + 1) * h;
            image(map, CHAOSI_SCALAR, params, moved, 1, down);
            for (uint64_t i = 0; i < dim; i++)
                J[i * dim + j] += weights[w] * (up[i] - down[i]) / (60 * h);
        }
    }
}

static double log_determinant(const double *matrix, uint64_t dim)
{
    double J[MAX_DIM * MAX_DIM], sum = 0;
    memcpy(J, matrix, dim * dim * sizeof *J);
    for (uint64_t k = 0; k < dim; k++) {
        uint64_t pivot = k;
        for (uint64_t i = k + 1; i < dim; i++)
            if (fabs(J[i * dim + k]) > fabs(J[pivot * dim + k]))
                pivot = i;
        for (uint64_t j = 0; j < dim; j++) {
            const double swap = J[k * dim + j];
            J[k * dim + j] = J[pivot * dim + j];
            J[pivot * dim + j] = swap;
        }
        if (J[k * dim + k] == 0)
            return -INFINITY;
        sum += log(fabs(J[k * dim + k]));
        for (uint64_t i = k + 1; i < dim; i++) {
            const double factor = J[i * dim + k] / J[k * dim + k];
            for (uint64_t j = k; j < dim; j++)
                J[i * dim + j] -= factor * J[k * dim + j];
        }
    }
    return sum;
}

/* -------------------------------------------------------------------- checks */

/* Parameters near their defaults (whole ones stay), a state in the view. */
static void random_point(const chaos_map *map, double *params, double *x)
{
    for (uint64_t i = 0; i < map->nparams; i++) {
        params[i] = map->param_defaults[i];
        if (params[i] != floor(params[i]))
            params[i] *= uniform(0.99, 1.01);
    }
    for (uint64_t i = 0; i < map->dim; i++) {
        double low, high;
        chaos_map_view(map, i, &low, &high);
        x[i] = uniform(low, high);
    }
}

static double largest(const double *J, uint64_t n)
{
    double most = 1;
    for (uint64_t i = 0; i < n; i++)
        most = fmax(most, fabs(J[i]));
    return most;
}

/* The tangent against differences where the map is smooth, i.e. where two
 * steps h agree; and |det| = 1 where the descriptor says so. */
static void check_derivative(const chaos_map *map, const int *isas, finding *f)
{
    double params[16], x[MAX_DIM], J[MAX_DIM * MAX_DIM], D[MAX_DIM * MAX_DIM], E[MAX_DIM * MAX_DIM];
    const uint64_t n = map->dim * map->dim;
    const int area = (map->flags & CHAOSI_AREA) != 0;
    int smooth = 0;
    f->derivative = 0;
    f->area = area ? 0 : NAN;
    for (int trial = 0; trial < POINTS; trial++) {
        random_point(map, params, x);
        difference_matrix(map, params, x, 1e-3, D);
        difference_matrix(map, params, x, 5e-4, E);
        double apart = 0, most = largest(E, n);
        for (uint64_t i = 0; i < n; i++)
            apart = fmax(apart, fabs(D[i] - E[i]) / most);
        const int usable = apart < TOLERANCE;
        smooth += usable;
        for (int isa = 0; isa < CHAOSI_NISA; isa++) {
            if (!isas[isa])
                continue;
            tangent_matrix(map, isa, params, x, J);
            for (uint64_t i = 0; usable && i < n; i++)
                f->derivative = fmax(f->derivative, isnan(J[i]) ? INFINITY : fabs(J[i] - E[i]) / most);
            if (area && most < 1e6)
                f->area = fmax(f->area, fabs(log_determinant(J, map->dim)));
        }
    }
    if (f->derivative > TOLERANCE)
        fault(f, "derivative");
    if (4 * smooth < POINTS)
        fault(f, "too few smooth points");
    if (area && !(f->area < 1e-9))
        fault(f, "area");
}

static void check_inverse(const chaos_map *map, const int *isas, finding *f)
{
    double params[16], x[MAX_DIM], y[MAX_DIM], back[MAX_DIM];
    f->inverse = map->inverse ? 0 : NAN;
    for (int trial = 0; map->inverse && trial < POINTS; trial++) {
        random_point(map, params, x);
        for (int isa = 0; isa < CHAOSI_NISA; isa++) {
            if (!isas[isa])
                continue;
            image(map, isa, params, x, 0, y);
            image(map->inverse, isa, params, y, 0, back);
            for (uint64_t i = 0; i < map->dim; i++) {
                double d = fabs(back[i] - x[i]), period = chaos_map_wrap(map, i);
                if (period > 0)
                    d = fmin(d, fabs(period - d));
                f->inverse = fmax(f->inverse, isnan(d) ? INFINITY : d / fmax(1, fabs(x[i])));
            }
        }
    }
    if (map->inverse && (f->inverse > TOLERANCE || map->inverse->inverse != map))
        fault(f, "inverse");
}

static void exponents_at(const chaos_map *map, const double *params, uint64_t steps, double *exponents,
                         double *errors, uint32_t *status)
{
    chaos_view views[16];
    for (uint64_t i = 0; i < map->nparams; i++)
        views[i] = (chaos_view){ .data = &params[i] };
    const chaos_batch batch = { .size = sizeof batch, .params = views };
    chaos_error error;
    if (chaos_lyapunov(map, 1000, steps, CHAOS_ALL, &batch, exponents, errors, status, NULL, &error) !=
        CHAOS_OK) {
        fprintf(stderr, "%s: %s\n", map->name, error.message);
        exit(2);
    }
}

/* What the default orbit does, by its largest exponent. */
static void check_regime(const chaos_map *map, finding *f)
{
    double errors[MAX_DIM];
    exponents_at(map, map->param_defaults, STEPS, f->exponents, errors, &f->status);
    f->stderr0 = errors[0];
    const double largest_exponent = f->exponents[0];
    f->regime = f->status & CHAOS_ESCAPED          ? "escaping"
                : largest_exponent < -1e-3         ? "periodic"
                : largest_exponent < 1e-3          ? "quasiperiodic"
                : largest_exponent > 5 * errors[0] ? "chaotic"
                                                   : "unclear";
    uint32_t expected = 0;
    if (map->regime == CHAOSI_INTERMITTENT || map->regime == CHAOSI_TRANSIENT)
        expected = f->status & CHAOS_UNRESOLVED; /* may, need not */
    else if (strcmp(f->regime, chaos_map_regime(map)) != 0)
        fault(f, "regime");
    if (map->regime == CHAOSI_PERIODIC)
        expected =
            f->status & CHAOS_ZERO_DERIVATIVE; /* a cycle that has reached its points to the last bit */
    if (map->regime == CHAOSI_ESCAPING)
        expected = f->status & (CHAOS_ESCAPED | CHAOS_NONFINITE);
    if (map->flags & CHAOSI_COLLAPSES)
        expected = CHAOS_COLLAPSED;
    if (f->status != expected)
        fault(f, "status");
}

static void check_known(const chaos_map *map, finding *f)
{
    double params[16], value, tolerance, exponents[MAX_DIM], errors[MAX_DIM];
    uint32_t rank;
    f->known = map->nknown ? 0 : NAN;
    for (uint64_t i = 0; chaos_map_known_exponent(map, i, &rank, &value, &tolerance, params, NULL); i++) {
        exponents_at(map, params, LONG, exponents, errors, NULL);
        const double off = fabs(exponents[rank] - value) / (tolerance + 5 * errors[rank]);
        f->known = fmax(f->known, isnan(off) ? INFINITY : off);
        if (!(off <= 1))
            fprintf(stderr, "%s: exponent %u is %.6f, not %.6f within %g (known %u)\n", map->name, rank,
                    exponents[rank], value, tolerance + 5 * errors[rank], (unsigned)i);
    }
    if (f->known > 1)
        fault(f, "known exponent");
}

/* The spectrum's sum against the mean of ln|det J| over the same stretch. */
static void check_sum(const chaos_map *map, int isa, finding *f)
{
    double x[MAX_DIM], J[MAX_DIM * MAX_DIM], exponents[MAX_DIM], sum = 0, mean = 0;
    uint32_t status;
    f->sum = NAN;
    setenv("CHAOS_EXACT_RETURN", "0", 1); /* the window's exponents, not those of a cycle */
    exponents_at(map, map->param_defaults, SUM_STEPS, exponents, NULL, &status);
    unsetenv("CHAOS_EXACT_RETURN");
    if (status & CHAOS_ESCAPED)
        return;
    for (uint64_t i = 0; i < map->dim; i++) {
        x[i] = chaos_map_state_default(map, i);
        sum += exponents[i];
    }
    for (int n = 0; n < 1000 + SUM_STEPS; n++) {
        if (n >= 1000) {
            tangent_matrix(map, isa, map->param_defaults, x, J);
            mean += log_determinant(J, map->dim) / SUM_STEPS;
        }
        image(map, isa, map->param_defaults, x, 0, x);
    }
    f->sum = sum == mean ? 0 : fabs(sum - mean) / fmax(1, fabs(mean)); /* both may be -inf */
    if (!(f->sum < 1e-9))
        fault(f, "sum of the spectrum");
}

static void number(const char *format, double value)
{
    if (isnan(value))
        printf(" | –");
    else
        printf(" | "), printf(format, value);
}

int main(int argc, char **argv)
{
    int isas[CHAOSI_NISA] = { 0 }, current = 0, failed = 0, maps = 0;
    for (size_t i = 0; chaos_isa_at(i); i++)
        for (int k = 0; k < CHAOSI_NISA; k++)
            isas[k] |= strcmp(isa_names[k], chaos_isa_at(i)) == 0;
    for (int k = 0; k < CHAOSI_NISA; k++)
        if (strcmp(isa_names[k], chaos_isa_name()) == 0)
            current = k;
    puts(
        "| map | states | derivative | inverse | area | default orbit | status | exponents | known | sum | |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < chaos_map_count(); i++) {
        const chaos_map *map = chaos_map_at(i);
        int asked = argc < 2;
        for (int a = 1; a < argc; a++)
            asked |= strcmp(argv[a], map->name) == 0;
        if (!asked)
            continue;
        finding f = { .faults = "" };
        check_derivative(map, isas, &f);
        check_inverse(map, isas, &f);
        check_regime(map, &f);
        check_known(map, &f);
        check_sum(map, current, &f);
        printf("| %s | %llu", map->name, (unsigned long long)map->dim);
        number("%.0e", f.derivative);
        number("%.0e", f.inverse);
        number("%.0e", f.area);
        printf(" | %s | %u | ", chaos_map_regime(map), f.status);
        for (uint64_t k = 0; k < map->dim && k < 4; k++)
            printf("%s%.4f", k ? ", " : "", f.exponents[k]);
        printf("%s", map->dim > 4 ? ", ..." : "");
        number("%.2f", f.known);
        number("%.0e", f.sum);
        printf(" | %s |\n", f.faults[0] ? f.faults : "ok");
        fflush(stdout);
        failed += f.faults[0] != 0;
        maps++;
    }
    printf("\n%d maps, %d not as they say they are.\n", maps, failed);
    return failed != 0;
}
