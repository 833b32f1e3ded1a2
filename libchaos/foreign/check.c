/* SPDX-License-Identifier: MIT */
#include "foreign/check.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "core/isa.h"
#include "core/memory.h"
#include "kernels/rounding.h"

#include <float.h>
#include <string.h>

enum { MOST_PARAMS = 16, MOST_STATES = 1000000 };

int chaosi_check_file(const chaosk_file *file, const char *name, chaos_error *error)
{
    if (file->abi != CHAOSK_ABI)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                           "%.60s was compiled for kernel ABI %u, this libchaos has %d: compile it again",
                           name, (unsigned)file->abi, CHAOSK_ABI);
    if (file->size < sizeof *file || file->map_size < offsetof(chaos_map, owned) ||
        file->map_size > (1 << 16) || !file->map)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                           "%.60s was compiled with headers of another libchaos: compile it again", name);
    return CHAOS_OK;
}

/* -------------------------------------------------------------------- descriptor */

static int is_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
    return name && *name && strchr(letters, name[0]) &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen(name) &&
           strlen(name) < 64;
}

static const char *bad_values(const chaos_map *map, uint64_t nstarts)
{
    if (map->nparams > MOST_PARAMS || (map->nparams && (!map->params || !map->param_defaults)))
        return "nparams is more than 16, or params or param_defaults are missing";
    if (map->dim < 1 || map->dim > MOST_STATES || !map->states || (!map->state_defaults && !map->site_start))
        return "dim is not 1 to 1,000,000, or states or state_defaults are missing";
    for (uint64_t i = 0; i < map->nparams; i++)
        if (!is_name(map->params[i]) || !__builtin_isfinite(map->param_defaults[i]))
            return "a parameter has no name of letters, digits and _, or no finite default";
    for (uint64_t i = 0; i < map->dim; i++)
        if (!is_name(map->states[i]) || (i < nstarts && !__builtin_isfinite(map->state_defaults[i])))
            return "a state has no name of letters, digits and _, or no finite default";
    return NULL;
}

static const char *bad_names(const chaos_map *map)
{
    for (uint64_t i = 0; i < map->nparams + (map->dim < 64 ? map->dim : 64); i++) {
        const char *const name = i < map->nparams ? map->params[i] : map->states[i - map->nparams];
        const int64_t param = chaos_map_param_index(map, name), state = chaos_map_state_index(map, name);
        if (i < map->nparams ? param != (int64_t)i || state >= 0 : state != (int64_t)(i - map->nparams))
            return "two parameters or states have one name";
    }
    return NULL;
}

static const char *bad_kind(const chaos_map *map)
{
    const uint32_t known = CHAOSI_AREA | CHAOSI_LATTICE | CHAOSI_COLLAPSES;
    const int lattice = (map->flags & CHAOSI_LATTICE) != 0;
    const uint64_t each = map->site_states ? map->site_states : 1;
    if (map->flags & ~known || (unsigned)map->regime > CHAOSI_ESCAPING || map->shows >= CHAOS_NMEASURES)
        return "flags, regime or shows are none that this libchaos knows";
    if (lattice != (map->ctx != NULL) || lattice != (map->site_start != NULL) ||
        (lattice && (map->dim % each || *(const size_t *)map->ctx != map->dim)))
        return "a lattice, and only a lattice, has site_start and its number of states in *ctx";
    if (!(map->bound > 0.0))
        return "bound is missing: an orbit beyond it has escaped; infinity for none";
    for (uint64_t i = 0; map->wrap && i < (lattice ? each : map->dim); i++)
        if (!(map->wrap[i] >= 0.0 && map->wrap[i] <= DBL_MAX))
            return "wrap has a period that is negative or not finite";
    if (map->nknown && !map->known)
        return "nknown is not 0, but known is missing";
    return NULL;
}

static const char *bad_tables(const chaos_map *map)
{
    if (!map->kernels[CHAOSI_SCALAR])
        return "it has no scalar kernels, which single orbits take: compile it with CHAOSK_SCALAR, too";
    if (!map->kernels[CHAOSI_SCALAR_NOFMA] && !chaosi_isa_runs(CHAOSI_SCALAR))
        return "it has no kernels for a machine without fused multiply-add: compile it with CHAOSK_SCALAR and CHAOSK_NOFMA, too";
    for (int i = 0; i < CHAOSI_NISA; i++) {
        const chaosk_table *t = map->kernels[i];
        if (t &&
            (t->abi != CHAOSK_ABI || t->size < sizeof *t || t->width < 1 || t->width > CHAOSK_LANES ||
             t->lanes % CHAOSK_LANES || !t->lanes || !t->advance || !t->watch || !t->record || !t->tangent))
            return "its kernels are none of this libchaos: compile it again";
    }
    return NULL;
}

int chaosi_check_map(chaos_map *map, const char *name, chaos_error *error)
{
    const char *bad = is_name(map->name) ? NULL : "its name is missing, or not of letters, digits and _";
    if (!bad)
        bad = bad_values(map, map->site_start ? 0 : map->dim);
    if (!bad)
        bad = bad_names(map);
    if (!bad)
        bad = bad_kind(map);
    if (!bad)
        bad = bad_tables(map);
    if (bad)
        return chaosi_fail(error, CHAOS_EINVAL, "path", -1, "%.60s: %s", name, bad);
    map->title = map->title ? map->title : map->name;
    map->formula = map->formula ? map->formula : "";
    map->reference = map->reference ? map->reference : "";
    return CHAOS_OK;
}

/* ---------------------------------------------------------------------- rounding */

/* Lanes of orbits near the default one, run with one table: states, then what
 * became of a tangent vector. */
enum { STEPS = 48 };

static double *run(const chaos_map *map, const chaosk_table *table)
{
    const size_t n = CHAOSK_LANES, work = table->work_bytes ? table->work_bytes(map->ctx, n) : 0;
    double *x = chaosi_alloc((2 * map->dim + map->nparams + 1) * n, sizeof *x);
    void *scratch = work ? chaosi_alloc(work, 1) : NULL;
    if (!x || (work && !scratch)) {
        free(x);
        free(scratch);
        return NULL;
    }
    double *v = x + map->dim * n, *p = v + map->dim * n;
    for (size_t lane = 0; lane < n; lane++) {
        const double factor = 1.0 - (double)lane / 256.0;
        for (uint64_t i = 0; i < map->dim; i++) {
            x[i * n + lane] = factor * chaos_map_state_default(map, i);
            v[i * n + lane] = 1.0;
        }
        for (uint64_t i = 0; i < map->nparams; i++)
            p[i * n + lane] = map->param_defaults[i];
    }
    chaosk_tile tile = { .size = sizeof tile,
                         .k = 1,
                         .lanes = n,
                         .stride = n,
                         .x = x,
                         .p = p,
                         .v = v,
                         .bound = map->bound < DBL_MAX ? map->bound : DBL_MAX,
                         .work = scratch,
                         .ctx = map->ctx };
    table->advance(&tile, STEPS);
    table->tangent(&tile, STEPS);
    free(scratch);
    return x;
}

static int same(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(&a[i], &b[i], sizeof *a) != 0 && !(a[i] != a[i] && b[i] != b[i]))
            return 0;
    return 1;
}

/* 1: the same bits, 0: others, -1: no memory. */
static int agree(const chaos_map *map, int first, int second)
{
    double *a = run(map, map->kernels[first]), *b = a ? run(map, map->kernels[second]) : NULL;
    const int answer = b ? same(a, b, 2 * map->dim * CHAOSK_LANES) : -1;
    free(a);
    free(b);
    return answer;
}

static int fail_rounding(const char *name, const char *how, chaos_error *error)
{
    return chaosi_fail(error, CHAOS_EINVAL, "path", -1,
                       "%.60s: %s, which gives other bits: compile it with -ffp-contract=off and without "
                       "-ffast-math, and without pragmas to that end",
                       name, how);
}

int chaosi_check_rounding(const chaosk_file *file, const chaos_map *map, const char *name, chaos_error *error)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    int bad = 0, agreed = 1, runs[CHAOSI_NISA];
    for (int i = 0; i < CHAOSI_NISA; i++) {
        runs[i] = map->kernels[i] && chaosi_isa_runs((enum chaosi_isa)i);
        if (file->rounding[i] && (runs[i] || i == CHAOSI_SCALAR))
            bad |= file->rounding[i]();
    }
    for (int i = CHAOSI_SSE2; !bad && agreed == 1 && i < CHAOSI_NISA; i++)
        if (runs[i])
            agreed = agree(map, i == CHAOSI_SSE2_NOFMA ? CHAOSI_SCALAR_NOFMA : CHAOSI_SCALAR, i);
    chaosi_fpenv_leave(host);
    if (bad & CHAOSK_FUSED)
        return fail_rounding(name, "multiply-adds are fused (contracted)", error);
    if (bad || !file->rounding[CHAOSI_SCALAR])
        return fail_rounding(name, "sums and divisions are reordered", error);
    if (agreed == 0)
        return fail_rounding(
            name, "its kernels differ between instruction sets: multiply-adds are fused, or sums reordered",
            error);
    return agreed < 0 ? chaosi_nomem(error) : CHAOS_OK;
}
