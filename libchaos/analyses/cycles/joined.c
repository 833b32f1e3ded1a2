/* SPDX-License-Identifier: MIT */
#include "analyses/cycles/joined.h"

#include "core/error.h"
#include "core/result.h"

#include <string.h>

void chaosi_joined_table(chaos_result *made, const char *name, const char *part, const chaos_column *columns,
                         size_t n)
{
    chaos_column all[CHAOSI_MOST_COLUMNS] = { { .name = part,
                                                .type = CHAOS_U64,
                                                .none = CHAOSI_NAN,
                                                .label = part,
                                                .unit = "",
                                                .help = "whose it is, a number from 0 on" } };
    for (size_t i = 1; i <= n; i++) {
        all[i] = columns[i - 1];
        if (all[i].ndim && all[i].dims[0] == CHAOS_DIM_POINT) {
            all[i].ragged = true;
            all[i].shape[0] = 0;
        }
    }
    chaosi_result_table(made, name, all, n + 1);
}

void chaosi_joined_rows(chaos_result *made, size_t number, const chaos_result *part, uint64_t which,
                        const char *table)
{
    const uint64_t rows = chaos_result_nrows(part, table);
    for (uint64_t row = 0; row < rows; row++) {
        chaosi_cell cells[CHAOSI_MOST_COLUMNS] = { { &which, 1 } };
        const chaos_column *column;
        for (size_t i = 0; (column = chaos_result_column(part, table, i)); i++) {
            const char *data = chaosi_result_data(part, table, column->name);
            const uint64_t each = chaos_result_elements(part, table, column->name) / rows;
            cells[i + 1] = (chaosi_cell){ data + row * each * chaosi_type_bytes(column->type),
                                          column->ndim ? column->shape[0] : 1 };
        }
        chaosi_result_row(made, number, cells);
    }
}

void chaosi_joined_ends(const chaos_result *part, uint32_t ends[2])
{
    static const char *const names[] = { "\"begins\": \"", "\"ends\": \"" };
    for (size_t k = 0; k < 2; k++) {
        const char *at = strstr(chaos_result_recipe(part), names[k]), *name;
        at += strlen(names[k]);
        ends[k] = 0;
        while ((name = chaos_stop_name(ends[k])) &&
               (strncmp(at, name, strlen(name)) != 0 || at[strlen(name)] != '"'))
            ends[k]++;
    }
}
