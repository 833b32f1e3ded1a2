/* verify.c - --verify FILE: a share of a result computed again, and compared bit by bit.
 *
 * The grid is cut into up to a thousand pieces, of which a share is drawn: the same one
 * each time, for the command seeds it.
 *
 * SPDX-License-Identifier: MIT */
#include "verify.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PIECES = 1000, LARGEST = 16 << 20 };

void differs(const struct verify *v, const char *what, const struct piece *piece)
{
    die(EXIT_FAILED, "%s: %s of points %" PRIu64 " to %" PRIu64 " %s not what is computed", v->path, what,
        piece->first, piece->first + piece->count - 1, strchr(what, ' ') ? "are" : "is");
}

void compare_bytes(const struct verify *v, uint64_t at, const void *bytes, uint64_t size, const char *what,
                   const struct piece *piece)
{
    char *found = allocate(size, 1);
    if (!stored_read(v->file, at, found, size) || memcmp(found, bytes, size) != 0)
        differs(v, what, piece);
    free(found);
}

/* ------------------------------------------------------------------------- which pieces */

static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15; /* SplitMix64 */
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
}

/* Of n pieces the share that was asked for, one at least, each with the same probability. */
static void choose_pieces(struct verify *v)
{
    const struct answer *a = v->answer;
    const uint64_t units = a->grid / a->unit, least = block_bytes(a, a->grid) / LARGEST + 1;
    uint64_t n = least > PIECES ? least : PIECES, seed;
    n = n < units ? n : units;
    const char *command = v->question->call.told.command;
    seed = crc32_of(0, command, strlen(command));
    uint64_t wanted = (uint64_t)ceil((double)n * v->question->percent / 100);
    wanted = wanted < 1 ? 1 : wanted > n ? n : wanted;
    v->pieces = allocate(wanted, sizeof *v->pieces);
    for (uint64_t i = 0; i < n; i++)
        if ((double)(draw(&seed) >> 11) * 0x1p-53 * (double)(n - i) < (double)(wanted - v->npieces)) {
            const uint64_t first = (uint64_t)((unsigned __int128)units * i / n) * a->unit,
                           end = (uint64_t)((unsigned __int128)units * (i + 1) / n) * a->unit;
            v->pieces[v->npieces++] = (struct piece){ first, end - first };
        }
}

/* ------------------------------------------------------------------------------- arrays */

/* Bytes of another type or shape are other numbers. */
static void check_header(const struct verify *v, const char *name, const struct stored *at, uint32_t type,
                         const uint64_t *shape, uint32_t ndim)
{
    char text[1024];
    const size_t length = at->at - at->text;
    if (length > sizeof text || !stored_read(v->file, at->text, text, length) ||
        !is_npy_header(text, length, type, shape, ndim))
        die(EXIT_FAILED, "%s: the type, order or shape of %s is not what is computed", v->path, name);
}

static struct stored find_numbers(const struct verify *v, const char *name, uint64_t bytes, uint32_t type,
                                  const uint64_t *shape, uint32_t ndim)
{
    struct stored at;
    const bool found = v->question->call.format == FORMAT_NPY ? stored_array(v->file, 0, v->size, &at)
                                                              : stored_member(v->file, name, &at);
    if (!found)
        die(EXIT_FAILED, "%s: %s is missing", v->path, name);
    if (at.size != bytes)
        die(EXIT_FAILED, "%s: %s must have %" PRIu64 " bytes, got %" PRIu64, v->path, name, bytes, at.size);
    check_header(v, name, &at, type, shape, ndim);
    return at;
}

static struct stored find_stored(const struct verify *v, const struct array *array)
{
    uint64_t shape[MOST_DIMS];
    const uint32_t ndim = array_shape(v->question, v->answer, array->output, shape);
    return find_numbers(v, array->output->name, array_bytes(v->answer, array, v->answer->grid),
                        array->output->array.quantity->type, shape, ndim);
}

static void compare_arrays(const struct verify *v, const struct piece *piece)
{
    const struct answer *a = v->answer;
    for (size_t i = 0; i < a->narrays; i++) {
        const struct array *array = &a->arrays[i];
        if (v->question->call.format == FORMAT_NPY && array->output != &a->measured[0].outputs[0])
            continue;
        const struct stored at = find_stored(v, array);
        const char *data = array->output->data;
        if (array->once)
            compare_bytes(v, at.at, data, array->each, array->output->name, &(struct piece){ 0, a->grid });
        for (uint32_t d = 0; d < a->directions && !array->once; d++)
            compare_bytes(v, at.at + (d * a->grid + piece->first) * array->each,
                          data + d * piece->count * array->each, piece->count * array->each,
                          array->output->name, piece);
    }
}

static void compare_axes(const struct verify *v)
{
    const struct call *call = &v->question->call;
    for (uint32_t i = 0; i < call->naxes; i++) {
        const chaos_axis *axis = &call->axes[i];
        const struct stored at =
            find_numbers(v, axis->name, axis->count * sizeof(double), CHAOS_F64, &axis->count, 1);
        double values[4096];
        for (uint64_t first = 0, some; first < axis->count; first += some) {
            const uint64_t left = axis->count - first;
            some = left < sizeof values / sizeof *values ? left : sizeof values / sizeof *values;
            for (uint64_t k = 0; k < some; k++)
                values[k] = chaos_axis_value(axis, first + k);
            compare_bytes(v, at.at + first * sizeof *values, values, some * sizeof *values, axis->name,
                          &(struct piece){ first, some });
        }
    }
}

/* ----------------------------------------------------------------------------- recipes */

static void compare_recipe(const struct verify *v)
{
    const struct told *told = &v->question->call.told;
    if (strcmp(told->version, chaos_version()) != 0)
        return; /* that was said, and the rest may look otherwise */
    if (!told->whole) {
        compare_comments(v);
        return;
    }
    char *recipe = recipe_json(v->question, v->answer, told->digest);
    check_same(v->path, told->whole, recipe, "which its numbers do not come from");
    free(recipe);
}

/* ----------------------------------------------------------------- what was not computed */

static void give_stored(void *of, const struct array *array, uint32_t direction, uint64_t first,
                        uint64_t count, take_piece *take, void *to)
{
    const struct verify *v = of;
    char buffer[1 << 16];
    const struct stored stored = find_stored(v, array);
    uint64_t at = stored.at + (direction * v->answer->grid + first) * array->each;
    for (uint64_t left = array->each * count, some; left > 0; left -= some, at += some) {
        some = left < sizeof buffer ? left : sizeof buffer;
        if (!stored_read(v->file, at, buffer, some))
            differs(v, array->output->name, &(struct piece){ first, count });
        take(to, buffer, some);
    }
}

/* All numbers are as they were written. */
static void compare_digest(struct verify *v, bool is_text)
{
    const char *told = v->question->call.told.digest;
    char found[DIGEST_SIZE];
    if (!*told)
        die(EXIT_FAILED, "%s: its SHA-256 is missing", v->path);
    v->read = UINT64_MAX;
    digest_of(v->question, v->answer, is_text ? give_text : give_stored, v, found);
    if (strcmp(told, found) != 0)
        die(EXIT_FAILED, "%s: the SHA-256 of its numbers must be %s, as it says, got %s%s", v->path, told,
            found, v->question->percent < 100 ? "; --percent=100 finds which ones have changed" : "");
}

/* --------------------------------------------------------------------------- all of it */

struct seen {
    struct progress progress;
    double before, share;
};

static int report_piece(void *user, double done, double total)
{
    struct seen *seen = user;
    return progress_report(&seen->progress, seen->before + (total > 0 ? done / total : 0) * seen->share, 1);
}

int verify_file(const struct question *question, struct answer *answer)
{
    const enum format format = question->call.format;
    const bool is_text = format == FORMAT_TSV || format == FORMAT_CSV;
    struct verify v = { .question = question, .answer = answer, .path = question->call.recipe };
    struct seen seen;
    uint64_t most, points = 0;
    end_at_once(true); /* nothing is written */
    v.file = stored_open(v.path);
    fseeko(v.file, 0, SEEK_END);
    v.size = (uint64_t)ftello(v.file);
    rewind(v.file);
    choose_pieces(&v);
    most = is_text ? digest_points(question, answer) : 0;
    for (size_t i = 0; i < v.npieces; i++)
        most = v.pieces[i].count > most ? v.pieces[i].count : most;
    allocate_block(answer, most);
    progress_start(&seen.progress, question->call.quiet);
    seen.share = 1 / (double)v.npieces;
    for (size_t i = 0; i < v.npieces; i++) {
        seen.before = (double)i * seen.share;
        must(compute_block(question, answer, v.pieces[i].first, v.pieces[i].count, report_piece, &seen));
        if (i == 0 && is_text)
            index_tables(&v);
        if (i == 0)
            compare_recipe(&v);
        if (i == 0 && format == FORMAT_NPZ)
            compare_axes(&v);
        if (is_text)
            compare_rows(&v, i);
        else
            compare_arrays(&v, &v.pieces[i]);
        points += v.pieces[i].count;
    }
    progress_end(&seen.progress);
    compare_digest(&v, is_text);
    if (format == FORMAT_NPZ)
        compare_archive(question, answer, v.file, give_stored, &v);
    if (!question->call.quiet)
        message("%s: %" PRIu64 " of %" PRIu64 " points are what is computed, to the last bit%s", v.path,
                points, answer->grid,
                points < answer->grid ? ", and the SHA-256 of all is what it says" : "");
    fclose(v.file);
    free(v.pieces);
    free(v.starts);
    free(v.next);
    return EXIT_SUCCESS;
}
