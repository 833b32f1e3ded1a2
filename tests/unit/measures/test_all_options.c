/* What holds for the options and the tables of every measure, whatever it is.
 *
 * SPDX-License-Identifier: MIT
 */
#include "support.h"

/* ------------------------------------------------------------------- tables */

static void check_line(const char *what, const char *name, const char *line)
{
    ck_assert_msg(line && *line && !strchr(line, '\n') && line[strlen(line) - 1] != '.', "%s of %s: '%s'",
                  what, name, line ? line : "NULL");
}

static void check_output(const chaos_measure_kind *kind, const chaos_quantity *q, bool last)
{
    const size_t length = strlen(kind->name);
    ck_assert_msg(strncmp(q->name, kind->name, length) == 0 &&
                      (q->name[length] == '\0' || q->name[length] == '_'),
                  "an output of %s is called %s", kind->name, q->name);
    check_line("help", q->name, q->help);
    ck_assert_ptr_nonnull(q->unit);
    ck_assert_uint_le(q->type, CHAOS_C128);
    ck_assert_uint_le(q->scale, CHAOS_FLAGS);
    ck_assert_msg((q->none_label == NULL) == (isnan(q->none) != 0), "%s: none is %g, '%s'", q->name, q->none,
                  q->none_label ? q->none_label : "NULL");
    ck_assert_msg(last == (q->scale == CHAOS_FLAGS), "%s", q->name);
    if (last)
        ck_assert_msg(strcmp(q->name + length, "_status") == 0 && q->type == CHAOS_U32, "%s", q->name);
}

static void check_option(const chaos_measure_kind *kind, const chaos_option *o)
{
    ck_assert_uint_le(o->type, CHAOS_OPTION_COUNTS);
    ck_assert_msg(o->least >= 1 && o->least <= o->most &&
                      o->most <= (o->type == CHAOS_OPTION_COUNTS ? 64 : 4),
                  "%s takes %u or %u values", o->name, o->least, o->most);
    check_line("help", o->name, o->help);
    check_line("default", o->name, o->default_value);
    bool found = !o->output;
    for (size_t i = 0; chaos_measure_kind_output(kind, i); ++i)
        found |= o->output && strcmp(o->output, chaos_measure_kind_output(kind, i)->name) == 0;
    ck_assert_msg(found, "%s of %s would be found in %s, which is no output", o->name, kind->name, o->output);
}

static bool has_option(const chaos_measure_kind *kind, const char *name)
{
    for (size_t i = 0; chaos_measure_kind_option(kind, i); ++i)
        if (strcmp(chaos_measure_kind_option(kind, i)->name, name) == 0)
            return true;
    return false;
}

/* All that there is to know about a kind is said, and said once. */
START_TEST(kinds_say_everything)
{
    const chaos_measure_kind *kind;
    size_t k = 0;
    for (; (kind = chaos_measure_kind_at(k)); ++k) {
        ck_assert_ptr_eq(chaos_measure_kind_find(kind->name), kind);
        check_line("summary", kind->name, kind->summary);
        ck_assert_msg(kind->text && *kind->text && kind->text[strlen(kind->text) - 1] == '\n', "%s",
                      kind->name);
        ck_assert_msg(has_option(kind, "transient") && has_option(kind, "steps"), "%s", kind->name);
        size_t n = 0;
        while (chaos_measure_kind_output(kind, n))
            ++n;
        ck_assert_msg(n >= 2, "%s has %zu outputs", kind->name, n);
        for (size_t i = 0; i < n; ++i)
            check_output(kind, chaos_measure_kind_output(kind, i), i + 1 == n);
        for (size_t i = 0; chaos_measure_kind_option(kind, i); ++i)
            check_option(kind, chaos_measure_kind_option(kind, i));
        for (size_t other = 0; other < k; ++other)
            ck_assert_str_ne(chaos_measure_kind_at(other)->name, kind->name);
    }
    ck_assert_uint_ge(k, 8);
    ck_assert_ptr_null(chaos_measure_kind_at(SIZE_MAX));
    ck_assert_ptr_null(chaos_measure_kind_find(NULL));
    ck_assert_ptr_null(chaos_measure_kind_find("Density"));
    ck_assert_ptr_null(chaos_measure_kind_option(chaos_measure_kind_at(0), SIZE_MAX));
    ck_assert_ptr_null(chaos_measure_kind_output(chaos_measure_kind_at(0), SIZE_MAX));
}
END_TEST

/* --------------------------------------------------------------- absurd options */

/* The kind as a measure of a map that it can be of: one with angles. */
static chaos_measure *some(const chaos_measure_kind *kind)
{
    return measure_of(map_named("standard"), "%s", kind->name);
}

static bool is_text(const chaos_option *o)
{
    return o->type == CHAOS_OPTION_COLUMNS || o->type == CHAOS_OPTION_CONDITION;
}

static bool takes_counts(const chaos_option *o)
{
    return o->type == CHAOS_OPTION_COUNT || o->type == CHAOS_OPTION_COUNTS;
}

/* The error names the option, and so does the sentence, with what it got; of an expression it
 * shows the place. */
static void check_refusal(int code, const chaos_measure_kind *kind, const chaos_option *o, const char *value)
{
    const chaos_error seen = why;
    ck_assert_msg(code == CHAOS_EINVAL && seen.code == code, "%s:%s=%s gives %d", kind->name, o->name, value,
                  code);
    ck_assert_msg(strcmp(seen.argument, o->name) == 0, "%s:%s=%s is said to be wrong in '%s'", kind->name,
                  o->name, value, seen.argument);
    ck_assert_msg(is_text(o) ? seen.message[0] != '\0'
                             : strstr(seen.message, o->name) && strstr(seen.message, value),
                  "%s:%s=%s: %s", kind->name, o->name, value, seen.message);
}

/* Sets an option by a text, alone and in the text of a measure. */
static void refused(const chaos_measure_kind *kind, const chaos_option *o, const char *value)
{
    char text[256], before[256], after[256];
    chaos_measure *m = some(kind), *made = NULL;
    chaos_measure_text(m, before, sizeof before);
    memset(&why, 0, sizeof why);
    check_refusal(chaos_measure_set(m, o->name, value, &why), kind, o, value);
    chaos_measure_text(m, after, sizeof after);
    ck_assert_str_eq(after, before);
    ck_assert(!chaos_measure_is_set(m, o->name));
    chaos_measure_free(m);

    snprintf(text, sizeof text, "%s:%s=%s", kind->name, o->name, value);
    memset(&why, 0, sizeof why);
    check_refusal(chaos_measure_new(map_named("standard"), text, &made, &why), kind, o, value);
    ck_assert_ptr_null(made);
}

/* What may be right for some is refused likewise, or it is kept and reads back. */
static void refused_or_kept(const chaos_measure_kind *kind, const chaos_option *o, const char *value)
{
    char text[256], got[64];
    chaos_measure *m = NULL;
    snprintf(text, sizeof text, "%s:%s=%s", kind->name, o->name, value);
    memset(&why, 0, sizeof why);
    int code = chaos_measure_new(map_named("standard"), text, &m, &why);
    if (code != CHAOS_OK) {
        check_refusal(code, kind, o, value);
        return;
    }
    ck_assert(chaos_measure_is_set(m, o->name));
    chaos_measure_get(m, o->name, got, sizeof got);
    ck_assert_msg(strcmp(got, value) == 0, "%s reads '%s'", text, got);
    chaos_measure_free(m);
}

START_TEST(absurd_texts_are_refused)
{
    static const char *const never[] = { "",     " ",         "many", "1e400", "nan", "-nan", "inf",
                                         "-inf", "1,2,3,4,5", "1,",   ",1",    "1 2", "1;2" },
                             *const no_counts[] = { "-1", "1.5", "18446744073709551616",
                                                    "4611686018427387905" },
                             *const no_texts[] = { "",        "q", "x +",    "theta,p,theta,p,theta",
                                                   "theta;p", "(", "theta p" },
                             *const no_lists[] = { "2,1", "1,1", "1,2,3,2", "0.5,1", "-1,0" },
                             *const perhaps[] = { "0", "1", "2", "-0.5", "1e-300", "1e+300" };
    const chaos_measure_kind *kind;
    const chaos_option *o;
    for (size_t k = 0; (kind = chaos_measure_kind_at(k)); ++k)
        if (kind_is_here(kind))
            for (size_t i = 0; (o = chaos_measure_kind_option(kind, i)); ++i) {
                for (size_t v = 0; v < LENGTH(no_lists) && o->type == CHAOS_OPTION_COUNTS; ++v)
                    refused(kind, o, no_lists[v]);
                for (size_t v = 0; v < LENGTH(no_texts) && is_text(o); ++v)
                    refused(kind, o, no_texts[v]);
                for (size_t v = 0; v < LENGTH(never) && !is_text(o); ++v)
                    if (o->type != CHAOS_OPTION_COUNTS || strcmp(never[v], "1,2,3,4,5") != 0)
                        refused(kind, o, never[v]);
                for (size_t v = 0; v < LENGTH(no_counts) && takes_counts(o); ++v)
                    refused(kind, o, no_counts[v]);
                for (size_t v = 0; v < LENGTH(perhaps) && !is_text(o); ++v)
                    refused_or_kept(kind, o, perhaps[v]);
                if (o->type == CHAOS_OPTION_COUNT) /* the largest that may be set */
                    refused_or_kept(kind, o, "4611686018427387904");
            }
}
END_TEST

/* Typed setters refuse what text can't say, too. */
START_TEST(absurd_values_are_refused)
{
    static const double numbers[] = { NAN, 1, 2, 3, 4, 5 };
    static const uint64_t counts[] = { UINT64_MAX, 1, 2, 3, 4, 5 }, falling[] = { 0, 2, 1 };
    const chaos_measure_kind *kind;
    const chaos_option *o;
    for (size_t k = 0; (kind = chaos_measure_kind_at(k)); ++k)
        if (kind_is_here(kind))
            for (size_t i = 0; (o = chaos_measure_kind_option(kind, i)); ++i) {
                chaos_measure *m = some(kind);
                const bool counts_fit = takes_counts(o), list = o->type == CHAOS_OPTION_COUNTS,
                           takes_numbers = o->type == CHAOS_OPTION_NUMBER;
                memset(&why, 0, sizeof why);
                if (!counts_fit)
                    check_refusal(chaos_measure_set_counts(m, o->name, counts + 1, o->most, &why), kind, o,
                                  "");
                if (!takes_numbers)
                    check_refusal(chaos_measure_set_numbers(m, o->name, numbers + 1, list ? 5 : o->most,
                                                            &why),
                                  kind, o, "");
                if (counts_fit && !o->word)
                    check_refusal(chaos_measure_set_counts(m, o->name, counts, list ? 5 : o->most, &why),
                                  kind, o, "18446744073709551615");
                if (takes_numbers)
                    check_refusal(chaos_measure_set_numbers(m, o->name, numbers, o->most, &why), kind, o,
                                  "nan");
                if (list)
                    check_refusal(chaos_measure_set_counts(m, o->name, falling, 3, &why), kind, o,
                                  "1 after 2");
                else if (counts_fit)
                    check_refusal(chaos_measure_set_counts(m, o->name, counts + 1, 5, &why), kind, o, "5");
                if (takes_numbers)
                    check_refusal(chaos_measure_set_numbers(m, o->name, numbers + 1, 5, &why), kind, o, "5");
                ck_assert(!chaos_measure_is_set(m, o->name));
                chaos_measure_free(m);
            }
}
END_TEST

/* ----------------------------------------------------------- defaults and text */

/* A value of an option, as text, that is not its default, if there is a simple one. */
static bool unusual_value(const chaos_measure *m, const chaos_option *o, char value[64])
{
    char usual[64];
    chaos_measure_get(m, o->name, usual, sizeof usual);
    if (o->type == CHAOS_OPTION_WORD) {
        strcpy(value, o->word);
        return true;
    }
    static const char *const texts[] = { "theta*p", "p", "7", "3", "1", "-1.5,2.25", "0.125" };
    for (size_t i = 0; i < LENGTH(texts); ++i) {
        chaos_measure *trial = NULL;
        char text[128];
        snprintf(text, sizeof text, "%s:%s=%s", chaos_measure_kind_of(m)->name, o->name, texts[i]);
        if (strcmp(texts[i], usual) == 0 ||
            chaos_measure_new(chaos_measure_map(m), text, &trial, NULL) != CHAOS_OK)
            continue;
        chaos_measure_free(trial);
        strcpy(value, texts[i]);
        return true;
    }
    return false;
}

/* What a measure measures, over a few points of a map. */
static void same_results(chaos_measure *a, chaos_measure *b, const char *what)
{
    enum { COUNT = 5 };
    struct rng rng = rng_start("same results");
    struct points *points = points_random(&rng, chaos_measure_map(a), COUNT);
    struct measured first = measured_by(a, COUNT), second = measured_by(b, COUNT);
    must(batch_measured(points->map, points_all(points), &first, 1, NULL));
    must(batch_measured(points->map, points_all(points), &second, 1, NULL));
    same_measured(&first, &second, "%s", what);
    measured_free(&first);
    measured_free(&second);
    points_free(points);
}

/* A measure of the other's text is the other. */
static void check_text(chaos_measure *m)
{
    char text[256], again[256], cut[8];
    const size_t length = chaos_measure_text(m, text, sizeof text);
    ck_assert_uint_eq(length, strlen(text));
    ck_assert_uint_eq(chaos_measure_text(m, cut, sizeof cut), length);
    ck_assert_uint_eq(chaos_measure_text(m, NULL, 0), length);
    ck_assert(strlen(cut) == sizeof cut - 1 && strncmp(cut, text, sizeof cut - 1) == 0);
    chaos_measure *twin = measure_of(chaos_measure_map(m), "%s", text);
    chaos_measure_text(twin, again, sizeof again);
    ck_assert_str_eq(again, text);
    same_results(m, twin, text);
}

/* Every option's default reads back as what it is, and changes nothing if it is set. */
START_TEST(defaults_read_back)
{
    static const char *const names[] = { "logistic", "standard", "henon", "logistic_ring" };
    const chaos_measure_kind *kind;
    const chaos_option *o;
    for (size_t n = 0; n < LENGTH(names); ++n)
        for (size_t k = 0; (kind = chaos_measure_kind_at(k)); ++k) {
            chaos_measure *plain = NULL, *set;
            if (chaos_measure_new(map_named(names[n]), kind->name, &plain, &why) != CHAOS_OK)
                continue; /* as one that wants an angle */
            set = measure_of(map_named(names[n]), "%s", kind->name);
            for (size_t i = 0; (o = chaos_measure_kind_option(kind, i)); ++i) {
                char value[64], again[64];
                const size_t length = chaos_measure_get(plain, o->name, value, sizeof value);
                ck_assert_uint_eq(length, strlen(value));
                ck_assert(!chaos_measure_is_set(plain, o->name));
                if (!*value)
                    continue; /* it has none, or what a call finds is another output */
                must(chaos_measure_set(set, o->name, value, &why));
                chaos_measure_get(set, o->name, again, sizeof again);
                ck_assert_str_eq(again, value);
                ck_assert(chaos_measure_is_set(set, o->name));
            }
            same_results(plain, set, kind->name);
            check_text(measure_of(map_named(names[n]), "%s", kind->name));
        }
}
END_TEST

/* So does what is set, one option after the other, in text and typed. */
START_TEST(texts_read_back)
{
    const chaos_measure_kind *kind;
    const chaos_option *o;
    for (size_t k = 0; (kind = chaos_measure_kind_at(k)); ++k)
        if (kind_is_here(kind))
            for (size_t i = 0; (o = chaos_measure_kind_option(kind, i)); ++i) {
                char value[64], got[64], twice[256];
                chaos_measure *m = some(kind), *made = NULL;
                if (!unusual_value(m, o, value)) {
                    chaos_measure_free(m);
                    continue;
                }
                must(chaos_measure_set(m, o->name, value, &why));
                chaos_measure_get(m, o->name, got, sizeof got);
                ck_assert_str_eq(got, value);
                check_text(m);
                snprintf(twice, sizeof twice, "%s:%s=%s:%s=%s", kind->name, o->name, value, o->name, value);
                check_refusal(chaos_measure_new(map_named("standard"), twice, &made, &why), kind, o, value);
            }
}
END_TEST

/* Numbers as numbers are the numbers that text says. */
START_TEST(typed_values_equal_text)
{
    const chaos_measure_kind *kind;
    const chaos_option *o;
    for (size_t k = 0; (kind = chaos_measure_kind_at(k)); ++k)
        if (kind_is_here(kind))
            for (size_t i = 0; (o = chaos_measure_kind_option(kind, i)); ++i) {
                char value[64], got[64];
                chaos_measure *texts = some(kind), *typed = some(kind);
                if (is_text(o) || o->type == CHAOS_OPTION_WORD || !unusual_value(texts, o, value)) {
                    chaos_measure_free(texts);
                    chaos_measure_free(typed);
                    continue;
                }
                const size_t n = strchr(value, ',') ? 2 : 1;
                double numbers[2] = { strtod(value, NULL),
                                      n == 2 ? strtod(strchr(value, ',') + 1, NULL) : 0 };
                uint64_t count = (uint64_t)fmax(0, numbers[0]);
                must(chaos_measure_set(texts, o->name, value, &why));
                must(takes_counts(o) ? chaos_measure_set_counts(typed, o->name, &count, 1, &why)
                                     : chaos_measure_set_numbers(typed, o->name, numbers, n, &why));
                chaos_measure_get(typed, o->name, got, sizeof got);
                ck_assert_str_eq(got, value);
                same_results(typed, texts, o->name);
            }
}
END_TEST

TCase *tcase_all_options(void)
{
    TCase *tcase = tcase_create("all_options");
    tcase_add_test(tcase, kinds_say_everything);
    tcase_add_test(tcase, absurd_texts_are_refused);
    tcase_add_test(tcase, absurd_values_are_refused);
    tcase_add_test(tcase, defaults_read_back);
    tcase_add_test(tcase, texts_read_back);
    tcase_add_test(tcase, typed_values_equal_text);
    return tcase;
}
