/* Any bytes as a map's text: parsed, and if that is a map, a few steps of it
 * and its tangents; else as expressions of a measure, over a map of the catalogue. With libFuzzer:
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -DCHAOSI_BUILD -Iinclude -I. -I../libchaos ../tests/fuzz/fuzz_parse.c \
 *     ../libchaos/text/{lex,parse,trees,resolve,lookup,map,expression}.c ../libchaos/graph/{graph,complex,share,derive,fuse}.c \
 *     .libs/libchaos.a \
 *     $(pkg-config --libs sleef gsl) -lpthread -o fuzz_parse
 *   ./fuzz_parse corpus ../tests/fuzz/corpus
 *
 * tests/fuzz/replay.c does the same with the files of the corpus in `make check`.
 *
 * SPDX-License-Identifier: MIT
 */
#include <chaos.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An error has its place in the text. */
static void check_error(const chaos_error *error, size_t length)
{
    if (error->code != CHAOS_EINVAL || error->message[0] == '\0' ||
        strlen(error->message) >= sizeof error->message || error->index > (int64_t)length)
        abort();
}

static void use(const chaos_map *map)
{
    enum { LANES = 3, STEPS = 5 };
    const uint64_t dim = chaos_map_dim(map), shape = LANES;
    const ptrdiff_t zero = 0;
    double one = 0.7, exponent[LANES], *out = malloc(LANES * dim * sizeof *out);
    chaos_view *params = calloc(chaos_map_nparams(map) + 1, sizeof *params);
    for (uint64_t i = 0; i < chaos_map_nparams(map); i++)
        params[i] = (chaos_view){ &one, &zero };
    const chaos_batch batch = { sizeof batch, 1, &shape, params, NULL };
    const chaos_options options = { .size = sizeof options, .threads = 1 };
    if (!out || chaos_iterate(map, STEPS, &batch, out, &options, NULL) != CHAOS_OK)
        abort();
    for (uint64_t i = 0; i < LANES * dim; i++)
        if (isinf(out[i])) /* outside: it would be NaN */
            abort();
    if (dim <= 16 &&
        chaos_lyapunov(map, 0, STEPS, 1, &batch, exponent, NULL, NULL, &options, NULL) != CHAOS_OK)
        abort();
    const int code = chaos_map_emit_c(map, NULL, 0, NULL, NULL);
    if (code != CHAOS_OK &&
        !(code == CHAOS_ENOTSUP && (chaos_map_reads_time(map) || chaos_map_is_random(map))))
        abort();
    free(params);
    free(out);
}

static void use_expression(const char *text)
{
    enum { LANES = 3 };
    const chaos_map *henon = chaos_map_find("henon");
    chaos_measure *moments;
    const uint64_t shape = LANES;
    const double a[LANES] = { 1.4, 1.5, 1e9 }; /* two escape */
    const ptrdiff_t eight = sizeof *a;
    const chaos_view params[] = { { a, &eight }, { NULL, NULL } };
    const chaos_batch batch = { sizeof batch, 1, &shape, params, NULL };
    const chaos_options options = { .size = sizeof options, .threads = 1 };
    double out[LANES * 2 * 4];
    chaos_error error = { .code = CHAOS_OK };
    if (chaos_measure_new(henon, "moments:when=y > 0:transient=0:steps=20", &moments, NULL) != CHAOS_OK)
        abort();
    const chaos_output output = { sizeof output, 0, moments, "moments", out };
    if (chaos_measure_set(moments, "of", text, &error) != CHAOS_OK)
        check_error(&error, strlen(text));
    else if (chaos_batch_measure(henon, &batch, &output, 1, NULL, &options, NULL) != CHAOS_OK)
        abort();
    chaos_measure_free(moments);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    chaos_map *map = NULL;
    chaos_error error = { .code = CHAOS_OK };
    const chaos_text options = { .size = sizeof options };
    if (chaos_map_parse(text, &options, &map, &error) == CHAOS_OK) {
        use(map);
        chaos_map_free(map);
    } else {
        check_error(&error, strlen(text));
        use_expression(text);
    }
    free(text);
    return 0;
}
