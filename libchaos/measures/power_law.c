/* Where (t + a)^-c survive up to iterate t, (s + a)^-c - (t + a)^-c leave after s and up to t, exactly, and those that
 * never leave make no difference. c and a are those of maximum likelihood of the counts, which are independent; errors are
 * those of Fisher's information. Without a, the first correction to any power and the choice of iterate 0, c would be
 * that of a local slope. Groups instead of times: Y. Virkar, A. Clauset, Ann. Appl. Stat. 8 (2014) 89.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/power_law.h"

enum {
    FEWEST = 3, /* groups */
    SPAN = 5,   /* of these a power holds at least */
    CLEAR = 2,  /* so many are left out after those in which it does not hold */
    LAST = 14,  /* and so many it has at the most, where it holds in none */
    ITERATIONS = 100,
};
static const double tolerance = 1e-6;              /* of the error */
static const double quantile = 2.3263478740408408; /* of the normal law, 99 % */

/* E. B. Wilson, M. M. Hilferty, PNAS 17 (1931) 684. */
bool chaosi_is_small(double chi2, double freedom)
{
    const double ninth = 2.0 / (9.0 * freedom), root = 1.0 - ninth + quantile * __builtin_sqrt(ninth);
    return chi2 <= freedom * root * root * root;
}

typedef struct fit {
    const chaosi_groups *groups;
    size_t first; /* of the groups that count */
    double exponent, offset, error, chi2;
} fit;

/* Of the groups that count: their share of those that leave, and the derivatives of its logarithm by exponent and offset,
 * from their means. */
typedef struct expected {
    double share[CHAOSI_GROUPS], by[2][CHAOSI_GROUPS];
} expected;

static void centre(const fit *f, expected *e)
{
    const size_t n = f->groups->count - f->first;
    double all = 0.0, sum[2] = { 0.0, 0.0 };
    for (size_t i = 0; i < n; i++) {
        all += e->share[i];
        for (int j = 0; j < 2; j++)
            sum[j] += e->share[i] * e->by[j][i];
    }
    for (size_t i = 0; i < n; i++) {
        e->share[i] /= all;
        for (int j = 0; j < 2; j++)
            e->by[j][i] -= sum[j] / all;
    }
}

static void expect(const fit *f, const chaosk_lanes *kernels, expected *e)
{
    double at[CHAOSI_GROUPS + 1], ln[CHAOSI_GROUPS + 1], stay[CHAOSI_GROUPS + 1];
    const size_t n = f->groups->count - f->first;
    for (size_t i = 0; i <= n; i++)
        at[i] = f->groups->edge[f->first + i] + f->offset;
    for (size_t i = 0; i <= n; i++)
        ln[i] = at[i] / at[0];
    kernels->log(ln, n + 1);
    for (size_t i = 0; i <= n; i++)
        stay[i] = -f->exponent * ln[i];
    kernels->exp(stay, n + 1);
    for (size_t i = 0; i < n; i++) {
        e->share[i] = stay[i] - stay[i + 1];
        e->by[0][i] = (ln[i + 1] * stay[i + 1] - ln[i] * stay[i]) / e->share[i];
        e->by[1][i] = f->exponent * (stay[i + 1] / at[i + 1] - stay[i] / at[i]) / e->share[i];
    }
    centre(f, e);
}

/* One step of Fisher's scoring, in which neither c nor the first time becomes less than half of what it is. Returns whether
 * it has arrived. */
static bool score(fit *f, bool with_offset, const expected *e)
{
    const size_t n = f->groups->count - f->first;
    const double *left = f->groups->left + f->first, start = f->groups->edge[f->first] + f->offset;
    double all = 0.0, g[2] = { 0.0, 0.0 }, cc = 0.0, ca = 0.0, aa = 0.0;
    for (size_t i = 0; i < n; i++)
        all += left[i];
    f->chi2 = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double mean = all * e->share[i], c = e->by[0][i], a = e->by[1][i], more = left[i] - mean;
        g[0] += more * c;
        g[1] += more * a;
        cc += mean * c * c;
        ca += mean * c * a;
        aa += mean * a * a;
        f->chi2 += more * more / mean;
    }
    if (!with_offset)
        g[1] = ca = 0.0;
    const double det = cc * aa - ca * ca, by = (g[0] * aa - g[1] * ca) / det,
                 move = (g[1] * cc - g[0] * ca) / det, far = __builtin_fabs(by) / f->exponent,
                 away = __builtin_fabs(move) / start, most = 2.0 * (far > away ? far : away),
                 part = most > 1.0 ? 1.0 / most : 1.0;
    f->error = __builtin_sqrt(aa / det);
    f->exponent += part * by;
    f->offset += part * move;
    return part == 1.0 && __builtin_fabs(by) <= tolerance * f->error;
}

static bool fit_from(fit *f, size_t first, bool with_offset, const chaosk_lanes *kernels)
{
    expected e;
    f->first = first;
    f->exponent = 1.0;
    f->offset = 0.0;
    for (int i = 0; i < ITERATIONS; i++) {
        expect(f, kernels, &e);
        if (score(f, with_offset, &e))
            return true;
    }
    return false;
}

/* An offset longer than all times is that of an exponential. */
static bool holds_from(fit *f, size_t first, const chaosk_lanes *kernels)
{
    const chaosi_groups *g = f->groups;
    return first + SPAN <= g->count && fit_from(f, first, true, kernels) && f->offset < g->edge[g->count] &&
           chaosi_is_small(f->chi2, (double)(g->count - first) - 3.0);
}

/* From the first group on from which the law holds, and twice as late as that, as chi^2 does not see a deviation of an
 * error's size; where it holds in none, that of the last ones, without an offset, and with the error of how far they are
 * from it. */
chaosi_power_law chaosi_power_law_find(const chaosi_groups *groups, const chaosk_lanes *kernels)
{
    fit f = { .groups = groups }, later = f;
    size_t first = 0;
    if (groups->count < FEWEST)
        return (chaosi_power_law){ CHAOSI_NAN, CHAOSI_NAN };
    while (first + SPAN <= groups->count && !holds_from(&f, first, kernels))
        first++;
    if (first + SPAN <= groups->count) {
        if (first > 0 && holds_from(&later, first + CLEAR, kernels))
            f = later;
        return (chaosi_power_law){ f.exponent, f.error };
    }
    if (!fit_from(&f, groups->count > LAST ? groups->count - LAST : 0, false, kernels))
        return (chaosi_power_law){ CHAOSI_NAN, CHAOSI_NAN };
    const double freedom = (double)(groups->count - f.first) - 2.0, far = f.chi2 / freedom;
    return (chaosi_power_law){ f.exponent, f.error * __builtin_sqrt(far > 1.0 ? far : 1.0) };
}
