/* A text becomes the C file that its author would have written.
 *
 * SPDX-License-Identifier: MIT */
#include "text/map.h"

#include "core/error.h"
#include "core/fpenv.h"
#include "graph/emit.h"

#include <stdlib.h>
#include <string.h>

/* The names that lines have: t = ..., and of a complex one t_re and t_im. */
static uint32_t name_lines(const chaosi_parsed *parsed, const chaosi_model *model, chaosi_named_node *named)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < parsed->nlines; i++) {
        const chaosi_value value = model->line[i];
        if (parsed->line[i].next || value.re == 0)
            continue;
        const bool complex = chaosi_is_complex(value);
        const chaosi_named re = { parsed->line[i].name, complex ? CHAOSI_RE_PART : CHAOSI_WHOLE },
                           im = { parsed->line[i].name, CHAOSI_IM_PART };
        named[count].node = value.re - 1;
        chaosi_named_print(&re, parsed, named[count++].name);
        if (complex) {
            named[count].node = value.im;
            chaosi_named_print(&im, parsed, named[count++].name);
        }
    }
    return count;
}

static int emit(const chaos_map *map, const chaosi_parsed *parsed, chaosi_model *model, chaosi_buffer *out,
                chaos_error *error)
{
    char var[CHAOSI_MAX_VARS][CHAOSI_IDENTIFIER];
    chaosi_named_node *named = malloc((2 * parsed->nlines + 1) * sizeof *named);
    if (!named)
        return chaosi_nomem(error);
    for (uint32_t v = 0; v < model->nvars; v++)
        chaosi_named_print(&model->var[v], parsed, var[v]);
    const chaosi_emission e = { .graph = &model->graph,
                                .map = map,
                                .nvars = model->nvars,
                                .var = (const char(*)[CHAOSI_IDENTIFIER])var,
                                .root = model->root,
                                .wrap = model->wrap,
                                .nnamed = name_lines(parsed, model, named),
                                .named = named };
    const int code = chaosi_emit(&e, out, error);
    free(named);
    return code;
}

int chaosi_text_emit(const chaos_map *map, chaosi_buffer *out, chaos_error *error)
{
    if (!map || !chaosi_is_text_map(map))
        return chaosi_fail(error, CHAOS_EINVAL, "map", -1,
                           "map must be one that was given as text, got %.60s", map ? map->name : "NULL");
    chaosi_parsed *parsed = calloc(1, sizeof *parsed);
    chaosi_model *model = calloc(1, sizeof *model);
    const chaosi_fpenv host = chaosi_fpenv_enter(); /* constants are folded */
    int code = parsed && model ? chaosi_text_again(map, parsed, model, error) : chaosi_nomem(error);
    if (code == CHAOS_OK)
        code = emit(map, parsed, model, out, error);
    chaosi_fpenv_leave(host);
    if (model)
        chaosi_graph_free(&model->graph);
    if (parsed)
        free(parsed->tree);
    free(model);
    free(parsed);
    return code;
}

int chaos_map_emit_c(const chaos_map *map, char *text, size_t size, size_t *length, chaos_error *error)
{
    chaosi_buffer out = { 0 };
    const int code = chaosi_text_emit(map, &out, error);
    if (code == CHAOS_OK && length)
        *length = out.size;
    if (code == CHAOS_OK && text && size > 0) {
        const size_t copied = out.size < size ? out.size : size - 1;
        memcpy(text, out.data, copied);
        text[copied] = '\0';
    }
    chaosi_buffer_free(&out);
    return code;
}
