/* cli.h - what the parts of chaos-sweep share.
 *
 * SPDX-License-Identifier: MIT
 *
 * The order of things: args.c and given.c turn the command line into a struct
 * job, picture.c fills in what a picture needs, sweep.c runs the job, and one
 * of table.c, npy.c and plot.c writes what came out. Whatever goes wrong ends
 * in die(): one line, one exit status. */
#ifndef CHAOS_CLI_H
#define CHAOS_CLI_H

#include <chaos.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What chaos-sweep exits with, apart from 128 + the signal that ended it. */
enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_ESCAPED = 3 };

enum format { FORMAT_TSV, FORMAT_CSV, FORMAT_NPY, FORMAT_NPZ, FORMAT_PNG, FORMAT_SVG, FORMAT_PDF };
enum { MAX_MEASURES = 16 };

/* A sweep as the command line asks for it, and what came out. */
struct job {
    const char *name; /* the map, as it was given: a name, a text or a file */
    const chaos_map *map;
    chaos_map *lattice;              /* the map, if it was made for this job */
    double *params, *state;          /* values of what is not an axis */
    bool *param_given, *state_given; /* on the command line, as a value or an axis */
    chaos_axis axes[CHAOS_MAX_AXES];
    double *values[CHAOS_MAX_AXES]; /* of axes[i], if they are a list */
    size_t naxes;
    chaos_measure measures[MAX_MEASURES];
    size_t nmeasures;
    uint64_t transient, steps; /* or CHAOS_AUTO */
    chaos_options options;
    const char *output; /* NULL: standard output */
    enum format format;
    bool strict, quiet;

    uint64_t points;
    chaos_array arrays[MAX_MEASURES][CHAOS_MAX_OUT]; /* names are unique in the job */
    uint32_t narrays[MAX_MEASURES];
    uint32_t *status;           /* [points] */
    double iterations, seconds; /* what it took */
};

/* message.c: one line on standard error, "chaos-sweep: ...". */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void die_of(const chaos_error *error);
_Noreturn void die_at(const char *where, const chaos_error *error); /* after "where" */
void *allocate(size_t count, size_t size);

/* number.c: numbers as text, with a decimal point in every locale. */
bool parse_number(const char *text, double *value);
bool parse_count(const char *text, uint64_t *value);
enum { NUMBER_SIZE = 32 };
const char *format_number(char text[NUMBER_SIZE], double value); /* the shortest that reads back the same */
const char *format_scaled(char text[NUMBER_SIZE], double value); /* "3.20 G" */

/* suggest.c: the name that was probably meant, or NULL. */
const char *suggest(const char *got, const char *(*name)(const void *of, size_t i), const void *of);
const char *did_you_mean(const char *suggestion); /* "; did you mean 'henon'?", or "" */

/* args.c: the command line as a whole. */
void parse_arguments(struct job *job, int argc, char **argv);
static inline bool is_picture(enum format format) { return format >= FORMAT_PNG; }

/* map.c: the map, by name, as text or from a file. N=100 chooses the sites of a lattice. */
const chaos_map *find_map(const char *name);
const char *map_source(
    const struct job *job); /* what chaos-sweep takes for the map: a name, a text, a path */
bool is_sites(const chaos_map *map, const char *argument);
void choose_sites(struct job *job, const char *argument);

/* given.c: NAME=VALUE, NAME=START:STOP:COUNT, NAME=V1,V2,... */
void prepare_values(struct job *job);
void parse_given(struct job *job, const char *argument);

/* measure.c: --measure, and options of measures as text. */
void parse_measures(struct job *job, const char *text);
enum { OPTION_SIZE = 160 };
const char *option_text(char text[OPTION_SIZE], const chaos_map *map, const chaos_measure *measure,
                        const char *option);

uint64_t state_of(const struct job *job, const chaos_measure *measure, uint64_t i); /* the i-th it looks at */
enum { COLUMN_SIZE = 64 };
const char *column_name(char text[COLUMN_SIZE], const struct job *job, const chaos_measure *measure,
                        uint64_t i);

/* help.c */
void print_help(void);
void print_version(void);
void print_list(void);
void print_description(const chaos_map *map);

/* picture.c: axes, measures and sizes that a picture needs and nobody gave.
 * Bins of a density fall on the pixels of its panel, if they may. */
enum { DENSITY_HEIGHT = 800, FIELD_SIZE = 1200 };
void complete_picture(struct job *job);

/* sweep.c */
void prepare_sweep(struct job *job); /* defaults and the arrays that will come out */
void run_sweep(struct job *job);
void free_job(struct job *job);
uint64_t array_elements(const chaos_array *array); /* per point */

/* progress.c */
struct progress {
    double start, shown, done;
    bool terminal;
};
void progress_start(struct progress *progress, bool quiet);
chaos_progress progress_report; /* user: struct progress */
void progress_end(struct progress *progress);
double seconds_now(void);

/* interrupt.c: the signal that asked to stop, 0 if none did. */
void catch_interrupts(void);
int interrupted(void);
void exit_if_interrupted(void);

/* outfile.c: a file that appears whole or not at all. */
FILE *outfile_open(const char *path); /* NULL: standard output */
void outfile_failed(void) __attribute__((noreturn));
void outfile_write(FILE *file, const void *bytes, size_t size);
void outfile_close(FILE *file);

/* text.c: text on its way to a file. */
struct text {
    FILE *file;
    size_t length;
    char buffer[1 << 16];
};
void text_put(struct text *text, const char *bytes, size_t length);
void text_print(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_number(struct text *text, double value);
void text_element(struct text *text, const chaos_array *array, const void *out, uint64_t i);
void text_flush(struct text *text);

/* recipe.c: what was computed, so that it can be computed again. */
void write_recipe_comments(struct text *text, const struct job *job);
char *recipe_json(const struct job *job); /* the caller frees it */

/* The writers. */
void write_table(const struct job *job, FILE *file, char separator);
void write_npy(const struct job *job, FILE *file);
void write_npz(const struct job *job, FILE *file);
void write_plot(const struct job *job, FILE *file);
/* What can't be written is said before the sweep. */
void check_csv(const struct job *job);
void check_npy(const struct job *job);
void check_plot(const struct job *job);

#endif
