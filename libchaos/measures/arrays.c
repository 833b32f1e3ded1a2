/* The arrays of a measure, and the names of their elements.
 *
 * SPDX-License-Identifier: MIT */
#include "measures/measure.h"

#include "core/fpenv.h"
#include "core/structs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t extent_of(const chaosi_request *r, uint32_t output, uint32_t i)
{
    switch (r->kind->outputs[output].dims[i]) {
    case CHAOS_DIM_COLUMN: return r->ncolumns == 1 ? CHAOSI_NO_DIMENSION : r->ncolumns;
    case CHAOS_DIM_RECORD:
        return r->ntimes         ? r->ntimes
               : r->kind->extent ? r->kind->extent(r, output, i)
                                 : r->options.common.steps;
    case CHAOS_DIM_STATISTIC: return 4;
    case CHAOS_DIM_SIDE:
    case CHAOS_DIM_LIMIT: return 2;
    default: return r->kind->extent(r, output, i);
    }
}

bool chaosi_request_array(const chaosi_request *r, uint32_t output, chaos_array *array)
{
    const chaosi_quantity *q = &r->kind->outputs[output];
    *array = (chaos_array){ .size = sizeof *array, .quantity = &q->info };
    for (uint32_t i = 0; i < q->ndim; i++) {
        const uint64_t extent = extent_of(r, output, i);
        if (extent == 0)
            return false;
        if (extent == CHAOSI_NO_DIMENSION)
            continue;
        array->dims[array->ndim] = q->dims[i];
        array->shape[array->ndim++] = extent;
    }
    return true;
}

int64_t chaosi_request_output(const chaosi_request *r, const char *name)
{
    chaos_array array;
    for (uint32_t i = 0; i < r->kind->noutputs; i++)
        if (strcmp(r->kind->outputs[i].info.name, name) == 0)
            return chaosi_request_array(r, i, &array) ? (int64_t)i : -1;
    return -1;
}

size_t chaos_measure_narrays(const chaos_measure *measure)
{
    chaosi_request r;
    chaos_array array;
    size_t n = 0;
    if (!measure || chaosi_request_init(&r, measure, NULL) != CHAOS_OK)
        return 0;
    for (uint32_t i = 0; i < r.kind->noutputs; i++)
        n += chaosi_request_array(&r, i, &array);
    return n;
}

int chaos_measure_array(const chaos_measure *measure, size_t i, chaos_array *array, chaos_error *error)
{
    chaosi_request r;
    chaos_array found;
    if (!measure || !array)
        return chaosi_fail(error, CHAOS_EINVAL, measure ? "array" : "measure", -1, "%s must not be NULL",
                           measure ? "array" : "measure");
    int code = chaosi_struct_check(&chaosi_struct_array, "array", array, error);
    if (code == CHAOS_OK)
        code = chaosi_request_init(&r, measure, error);
    if (code != CHAOS_OK)
        return code;
    size_t n = 0;
    for (uint32_t output = 0; output < r.kind->noutputs; output++)
        if (chaosi_request_array(&r, output, &found) && n++ == i) {
            chaosi_struct_write(&chaosi_struct_array, &found, array);
            return CHAOS_OK;
        }
    return chaosi_fail(error, CHAOS_EINVAL, "i", (int64_t)i,
                       "i must be below %zu, the number of arrays, got %zu", n, i);
}

uint64_t chaos_measure_ncolumns(const chaos_measure *measure)
{
    chaosi_request r;
    return measure && chaosi_request_init(&r, measure, NULL) == CHAOS_OK ? r.ncolumns : 0;
}

int64_t chaos_measure_column_state(const chaos_measure *measure, uint64_t i)
{
    chaosi_request r;
    if (!measure || chaosi_request_init(&r, measure, NULL) != CHAOS_OK || i >= r.ncolumns)
        return -1;
    return r.expressions ? -1 : (int64_t)chaosi_state_of(&r, i);
}

uint64_t chaos_measure_iterate(const chaos_measure *measure, uint64_t i)
{
    chaosi_request r;
    if (!measure || chaosi_request_init(&r, measure, NULL) != CHAOS_OK)
        return 0;
    return chaosi_iterate_of(&r, r.ntimes && i >= r.ntimes ? r.ntimes - 1 : i);
}

static bool has_place(uint32_t dimension)
{
    return dimension == CHAOS_DIM_LAG || dimension == CHAOS_DIM_FREQUENCY || dimension == CHAOS_DIM_SCALE;
}

double chaos_measure_place(const chaos_measure *measure, uint32_t dimension, uint64_t i)
{
    chaosi_request r;
    if (dimension == CHAOS_DIM_RECORD)
        return (double)chaos_measure_iterate(measure, i);
    if (!has_place(dimension) || !measure || chaosi_request_init(&r, measure, NULL) != CHAOS_OK ||
        !r.kind->place)
        return CHAOSI_NAN;
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const double place = r.kind->place(&r, dimension, i);
    chaosi_fpenv_leave(host);
    return place;
}

double chaos_density_edge(double low, double high, uint64_t bins, uint64_t i)
{
    const chaosi_fpenv host = chaosi_fpenv_enter();
    const double edge = i >= bins ? high : low + (double)i * ((high - low) / (double)bins);
    chaosi_fpenv_leave(host);
    return edge;
}

/* The length of the i-th expression of a text; *text becomes where it begins. */
static size_t expression_at(const char **text, uint64_t i)
{
    for (;; i--) {
        size_t length = 0;
        for (int depth = 0; (*text)[length] && (depth > 0 || (*text)[length] != ','); length++)
            depth += ((*text)[length] == '(') - ((*text)[length] == ')');
        if (i == 0 || (*text)[length] == '\0')
            return i == 0 ? length : 0;
        *text += length + 1;
    }
}

uint64_t chaosi_expressions(const char *text)
{
    uint64_t n = 1;
    for (const char *next = text; expression_at(&next, n) > 0; next = text)
        n++;
    return n;
}

/* Without blanks; x[i] of a lattice's site 3 is x[3]. */
static void print_expression(const chaosi_request *r, uint64_t column, char *text, size_t size,
                             size_t *length)
{
    const char *part = r->expressions;
    const uint64_t each = r->ncolumns / chaosi_expressions(part); /* sites, or 1 */
    const size_t n = expression_at(&part, column / each);
    char site[24];
    snprintf(site, sizeof site, "%" PRIu64, column % each);
    for (size_t k = 0; k < n; k++) {
        const bool index = each > 1 && part[k] == 'i' && k > 0 && part[k - 1] == '[';
        if (!strchr(" \t\n", part[k]))
            chaosi_append(text, size, length, index ? site : &part[k], index ? strlen(site) : 1);
    }
}

/* A column's name: the state's, or its expression without blanks. */
static size_t print_column(const chaosi_request *r, uint64_t i, char *text, size_t size)
{
    size_t length = 0;
    chaosi_append(text, size, &length, "", 0);
    if (i >= r->ncolumns)
        return 0;
    if (!r->expressions) {
        const char *name = r->map->states[chaosi_state_of(r, i)];
        chaosi_append(text, size, &length, name, strlen(name));
        return length;
    }
    print_expression(r, i, text, size, &length);
    return length;
}

size_t chaos_measure_element(const chaos_measure *measure, uint32_t dimension, uint64_t i, char *text,
                             size_t size)
{
    static const char *const statistics[] = { "mean", "variance", "min", "max" };
    static const char *const quantiles[CHAOSI_QUANTILES] = { "q5", "q25", "median", "q75", "q95" };
    static const char *const sides[] = { "below", "above" }, *const limits[] = { "low", "high" };
    chaosi_request r;
    size_t length = 0;
    chaosi_append(text, size, &length, "", 0);
    if (!measure || chaosi_request_init(&r, measure, NULL) != CHAOS_OK)
        return 0;
    if (dimension == CHAOS_DIM_COLUMN)
        return print_column(&r, i, text, size);
    const char *name = dimension == CHAOS_DIM_STATISTIC && i < 4                 ? statistics[i]
                       : dimension == CHAOS_DIM_QUANTILE && i < CHAOSI_QUANTILES ? quantiles[i]
                       : dimension == CHAOS_DIM_SIDE && i < 2                    ? sides[i]
                       : dimension == CHAOS_DIM_LIMIT && i < 2                   ? limits[i]
                                                                                 : NULL;
    char number[24];
    snprintf(number, sizeof number, "%" PRIu64, i + 1);
    if (!name)
        name = number;
    chaosi_append(text, size, &length, name, strlen(name));
    return length;
}
