/* measure.c - measures from the text of --measure, and what --help says of them.
 *
 * SPDX-License-Identifier: MIT */
#include "sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *kind_name(const void *of, size_t i)
{
    (void)of;
    const chaos_measure_kind *kind = chaos_measure_kind_at(i);
    return kind ? kind->name : NULL;
}

static const char *option_name(const void *of, size_t i)
{
    const chaos_option *option = chaos_measure_kind_option(of, i);
    return option ? option->name : NULL;
}

/* ------------------------------------------------------------------ from text */

/* The kind whose name a text begins with; NULL if there is none of that name. */
static const chaos_measure_kind *kind_of_text(const char *text)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":,"), text);
    return chaos_measure_kind_find(name);
}

/* Where the first of a text's `ends` is that stands in no brackets. */
static size_t outside_brackets(const char *text, const char *ends)
{
    size_t i = 0;
    for (int depth = 0; text[i] && (depth > 0 || !strchr(ends, text[i])); i++)
        depth += (text[i] == '(') - (text[i] == ')');
    return i;
}

/* Where the measure that begins at text ends: at a comma, if no option has
 * begun yet or a measure's name follows. In "density:of=x,y" it belongs to
 * the value. */
static size_t measure_length(const char *text)
{
    size_t i = outside_brackets(text, ",:");
    bool options = text[i] == ':';
    while (text[i] && !(text[i] == ',' && (!options || kind_of_text(text + i + 1))))
        i += 1 + outside_brackets(text + i + 1, ",");
    return i;
}

/* What the library says, and which name was probably meant. */
_Noreturn static void refuse(const char *text)
{
    const chaos_measure_kind *kind = kind_of_text(text);
    char name[64], where[128];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(text, ":"), text);
    const char *meant = kind ? NULL : suggest(name, kind_name, NULL);
    if (!kind)
        die(EXIT_USAGE, "unknown measure '%s'%s", name, meant ? did_you_mean(meant) : "; see --help");
    if (*why.argument && !has_option(kind, why.argument))
        meant = suggest(why.argument, option_name, kind);
    size_t length = strlen(why.message);
    snprintf(why.message + length, sizeof why.message - length, "%s", did_you_mean(meant));
    snprintf(where, sizeof where, "--measure=%s: ", text);
    die_of_why(where);
}

static void set(chaos_measure *measure, const char *option, const char *value)
{
    char where[128];
    snprintf(where, sizeof where, "--%s=%s: ", option, value);
    if (chaos_measure_set(measure, option, value, &why) != CHAOS_OK)
        die_of_why(where);
}

void set_unless_given(chaos_measure *measure, const char *option, const char *value)
{
    if (has_option(chaos_measure_kind_of(measure), option) && !chaos_measure_is_set(measure, option))
        set(measure, option, value);
}

/* --steps and --transient are those of measures that have none of their own; what
 * the map's picture says gives way to them. */
void add_measure(struct question *question, const char *text, enum origin origin)
{
    const char *const shared[][2] = { { "steps", question->steps }, { "transient", question->transient } };
    chaos_measure *measure;
    if (question->nmeasures == CHAOS_MAX_MEASURES)
        die(EXIT_USAGE, "--measure must name at most %d measures, got '%s' too", CHAOS_MAX_MEASURES, text);
    if (chaos_measure_new(question->call.map, text, &measure, &why) != CHAOS_OK)
        refuse(text);
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (shared[i][1] && origin == FROM_PICTURE &&
            has_option(chaos_measure_kind_of(measure), shared[i][0]))
            set(measure, shared[i][0], shared[i][1]);
        else if (shared[i][1])
            set_unless_given(measure, shared[i][0], shared[i][1]);
    question->measures[question->nmeasures++] = measure;
}

static char *text_of(const chaos_measure *measure)
{
    const size_t size = chaos_measure_text(measure, NULL, 0) + 1;
    char *text = allocate(size, 1);
    chaos_measure_text(measure, text, size);
    return text;
}

/* Several of a kind differ in what they look at, or how. */
static void check_differences(const struct question *question)
{
    for (size_t i = 0; i < question->nmeasures; i++)
        for (size_t j = 0; j < i; j++) {
            char *first = text_of(question->measures[j]), *second = text_of(question->measures[i]);
            if (strcmp(first, second) == 0)
                die(EXIT_USAGE, "--measure must name each measure once, or with other options, got %s twice",
                    chaos_measure_kind_of(question->measures[i])->name);
            free(first);
            free(second);
        }
}

void make_measures(struct question *question)
{
    for (size_t i = 0; i < question->lists.count; i++)
        for (const char *text = question->lists.texts[i];; text++) {
            size_t length = measure_length(text);
            char *one = strndup(text, length);
            add_measure(question, one, FROM_USER);
            free(one);
            text += length;
            if (!*text)
                break;
        }
    check_differences(question);
}

/* --------------------------------------------------------------------- what they have */

double measure_number(const chaos_measure *measure, const char *option)
{
    char text[NUMBER_SIZE];
    double value;
    return chaos_measure_get(measure, option, text, sizeof text) < sizeof text && parse_number(text, &value)
               ? value
               : NAN;
}

uint32_t count_dims(const chaos_array *array, uint32_t dimension)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < array->ndim; i++)
        count += array->dims[i] == dimension;
    return count;
}

bool has_dim(const chaos_array *array, uint32_t dimension) { return count_dims(array, dimension) > 0; }

const char *place_name(const chaos_array *array)
{
    switch (array->ndim ? array->dims[0] : UINT32_MAX) {
    case CHAOS_DIM_RECORD: return "iterate";
    case CHAOS_DIM_LAG: return "lag";
    case CHAOS_DIM_FREQUENCY: return "frequency";
    case CHAOS_DIM_SCALE: return "scale";
    default: return NULL;
    }
}

/* ------------------------------------------------------------------------------ --help */

static void print_measure_option(const chaos_option *option)
{
    char form[FORM_SIZE], heading[FORM_SIZE + 8], text[512];
    snprintf(heading, sizeof heading, "    %s ", option_form(form, option));
    snprintf(text, sizeof text, *option->default_value ? "%s (%s)" : "%s", option->help,
             option->default_value);
    print_paragraph(20, heading, text);
}

static void print_common_options(const chaos_measure_kind *kind)
{
    each_option(kind, USUAL, print_measure_option);
}

/* With the default, where most have another one. */
static void print_option_name(const chaos_option *option)
{
    printf(" %s", option->name);
    if (strcmp(option->default_value, usual_option(option->name)->default_value) != 0)
        printf(" (%s)", option->default_value);
}

static void print_measure(const chaos_measure_kind *kind)
{
    char heading[64];
    snprintf(heading, sizeof heading, "  %s ", kind->name);
    print_paragraph(14, heading, kind->summary);
    if (each_option(kind, COMMON, NULL)) {
        fputs("   ", stdout);
        each_option(kind, COMMON, print_option_name);
        putchar('\n');
    }
    each_option(kind, OWN, print_measure_option);
}

void print_measures(void)
{
    fputs("\noptions of several measures:\n", stdout);
    each_kind(print_common_options);
    fputs("\nmeasures, with these options and their own:\n", stdout);
    each_kind(print_measure);
}
