/* SPDX-License-Identifier: MIT */
#include "core/result.h"

#include "core/catalogue.h"
#include "core/error.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct column {
    chaos_column row;
    char *data;
    uint64_t elements, capacity; /* of data */
    uint64_t *offsets;           /* ragged: [nrows + 1], once there is a row */
    uint64_t offsets_capacity;
} column;

typedef struct table {
    const char *name;
    column *columns;
    size_t ncolumns;
    uint64_t nrows;
} table;

struct chaos_result {
    const char *kind;
    chaos_map *map;
    char *recipe;
    table *tables;
    size_t ntables;
    bool failed; /* memory ran out */
};

size_t chaosi_type_bytes(uint32_t type)
{
    static const uint8_t bytes[] = {
        [CHAOS_F64] = 8, [CHAOS_U64] = 8,   [CHAOS_I64] = 8,
        [CHAOS_U32] = 4, [CHAOS_C128] = 16, [CHAOS_I32] = 4,
    };
    return bytes[type];
}

/* ------------------------------------------------------------------ building */

chaos_result *chaosi_result_new(const char *kind, const chaos_map *map)
{
    chaos_result *result = calloc(1, sizeof *result);
    if (result) {
        result->kind = kind;
        result->map = chaosi_map_hold(map);
    }
    return result;
}

void chaosi_result_table(chaos_result *result, const char *name, const chaos_column *columns, size_t n)
{
    table *tables = realloc(result->tables, (result->ntables + 1) * sizeof *tables);
    column *own = calloc(n, sizeof *own);
    result->tables = tables ? tables : result->tables;
    if (!tables || !own) {
        free(own);
        result->failed = true;
        return;
    }
    for (size_t i = 0; i < n; i++)
        own[i].row = columns[i];
    tables[result->ntables++] = (table){ .name = name, .columns = own, .ncolumns = n };
}

/* Grows an array to hold that many elements; NULL: out of memory, and it is unchanged. */
static void *grow(void *array, uint64_t *capacity, uint64_t elements, size_t bytes)
{
    if (array && elements <= *capacity)
        return array;
    const uint64_t more = elements > 2 * *capacity ? elements : 2 * *capacity;
    void *grown = realloc(array, (more ? more : 1) * bytes);
    if (grown)
        *capacity = more;
    return grown;
}

static uint64_t cell_elements(const chaos_column *row, const chaosi_cell *cell)
{
    uint64_t elements = 1;
    for (uint32_t d = 0; d < row->ndim; d++)
        elements *= d == 0 && row->ragged ? cell->length : row->shape[d];
    return elements;
}

/* One NaN: 0/0 has a sign, which differs between processors, and which text does not keep. */
static void unify_nan(uint32_t type, double *numbers, uint64_t elements)
{
    const uint64_t count = type == CHAOS_F64 ? elements : type == CHAOS_C128 ? 2 * elements : 0;
    for (uint64_t i = 0; i < count; i++)
        if (isnan(numbers[i]))
            numbers[i] = NAN;
}

static bool add_cell(column *c, uint64_t row, const chaosi_cell *cell)
{
    const uint64_t elements = cell_elements(&c->row, cell);
    const size_t bytes = chaosi_type_bytes(c->row.type);
    char *data = grow(c->data, &c->capacity, c->elements + elements, bytes);
    if (!data)
        return false;
    c->data = data;
    if (c->row.ragged) {
        uint64_t *offsets = grow(c->offsets, &c->offsets_capacity, row + 2, sizeof *offsets);
        if (!offsets)
            return false;
        c->offsets = offsets;
        offsets[row] = c->elements;
        offsets[row + 1] = c->elements + elements;
    }
    if (elements)
        memcpy(data + c->elements * bytes, cell->data, elements * bytes);
    unify_nan(c->row.type, (void *)(data + c->elements * bytes), elements);
    c->elements += elements;
    return true;
}

void chaosi_result_row(chaos_result *result, size_t number, const chaosi_cell *cells)
{
    if (result->failed)
        return;
    table *t = &result->tables[number];
    for (size_t i = 0; i < t->ncolumns && !result->failed; i++)
        result->failed = !add_cell(&t->columns[i], t->nrows, &cells[i]);
    t->nrows++;
}

int chaosi_result_finish(chaos_result *result, chaosi_buffer *recipe, chaos_result **finished,
                         chaos_error *error)
{
    if (result->failed || recipe->failed || !recipe->data) {
        chaosi_buffer_free(recipe);
        chaos_result_free(result);
        return chaosi_nomem(error);
    }
    result->recipe = recipe->data;
    *recipe = (chaosi_buffer){ 0 };
    *finished = result;
    return CHAOS_OK;
}

void chaos_result_free(chaos_result *result)
{
    if (!result)
        return;
    for (size_t t = 0; t < result->ntables; t++) {
        for (size_t i = 0; i < result->tables[t].ncolumns; i++) {
            free(result->tables[t].columns[i].data);
            free(result->tables[t].columns[i].offsets);
        }
        free(result->tables[t].columns);
    }
    free(result->tables);
    free(result->recipe);
    chaos_map_free(result->map);
    free(result);
}

/* ------------------------------------------------------------------ reading */

const char *chaos_result_kind(const chaos_result *result) { return result ? result->kind : NULL; }
const char *chaos_result_recipe(const chaos_result *result) { return result ? result->recipe : NULL; }
const chaos_map *chaos_result_map(const chaos_result *result) { return result ? result->map : NULL; }

const char *chaos_result_table(const chaos_result *result, size_t i)
{
    return result && i < result->ntables ? result->tables[i].name : NULL;
}

static const table *find_table(const chaos_result *result, const char *name)
{
    for (size_t t = 0; result && name && t < result->ntables; t++)
        if (strcmp(result->tables[t].name, name) == 0)
            return &result->tables[t];
    return NULL;
}

static const column *find_column(const table *t, const char *name)
{
    for (size_t i = 0; t && name && i < t->ncolumns; i++)
        if (strcmp(t->columns[i].row.name, name) == 0)
            return &t->columns[i];
    return NULL;
}

uint64_t chaos_result_nrows(const chaos_result *result, const char *name)
{
    const table *t = find_table(result, name);
    return t ? t->nrows : 0;
}

const chaos_column *chaos_result_column(const chaos_result *result, const char *name, size_t i)
{
    const table *t = find_table(result, name);
    return t && i < t->ncolumns ? &t->columns[i].row : NULL;
}

uint64_t chaos_result_elements(const chaos_result *result, const char *table_name, const char *column_name)
{
    const column *c = find_column(find_table(result, table_name), column_name);
    return c ? c->elements : 0;
}

const void *chaosi_result_data(const chaos_result *result, const char *table_name, const char *column_name)
{
    const column *c = find_column(find_table(result, table_name), column_name);
    return c ? c->data : NULL;
}

static int check_copy(const chaos_result *result, const char *table_name, const char *column_name,
                      const void *values, uint64_t bytes, const uint64_t *offsets, chaos_error *error)
{
    const table *t = find_table(result, table_name);
    const column *c = find_column(t, column_name);
    if (!result)
        return chaosi_fail(error, CHAOS_EINVAL, "result", -1, "result must be a chaos_result, got NULL");
    if (!t)
        return chaosi_fail(error, CHAOS_EINVAL, "table", -1, "table must be one of the result's, got '%.40s'",
                           table_name ? table_name : "(NULL)");
    if (!c)
        return chaosi_fail(error, CHAOS_EINVAL, "column", -1, "column must be one of %s, got '%.40s'",
                           t->name, column_name ? column_name : "(NULL)");
    const uint64_t needed = c->elements * chaosi_type_bytes(c->row.type);
    if (bytes != needed || (!values && needed))
        return chaosi_fail(error, CHAOS_EINVAL, bytes != needed ? "bytes" : "values", -1,
                           "values must be an array of %" PRIu64 " bytes for %s, got %s%" PRIu64, needed,
                           c->row.name, values ? "" : "NULL and ", bytes);
    if (offsets && !c->row.ragged)
        return chaosi_fail(error, CHAOS_EINVAL, "offsets", -1,
                           "offsets must be NULL for %s, which is not ragged, got an array", c->row.name);
    return CHAOS_OK;
}

int chaos_result_copy(const chaos_result *result, const char *table_name, const char *column_name,
                      void *values, uint64_t bytes, uint64_t *offsets, chaos_error *error)
{
    const int code = check_copy(result, table_name, column_name, values, bytes, offsets, error);
    if (code != CHAOS_OK)
        return code;
    const table *t = find_table(result, table_name);
    const column *c = find_column(t, column_name);
    if (bytes)
        memcpy(values, c->data, bytes);
    if (offsets && t->nrows)
        memcpy(offsets, c->offsets, (t->nrows + 1) * sizeof *offsets);
    else if (offsets)
        offsets[0] = 0;
    return CHAOS_OK;
}
