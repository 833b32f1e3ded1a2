/* sweep.h - what the parts of chaos-sweep share.
 *
 * SPDX-License-Identifier: MIT
 *
 * The order of things: main.c reads the command line into a question, measure.c
 * and picture.c complete it, sweep.c finds the answer, and one of table.c,
 * arrays.c and plot.c writes it. No part knows a measure by name: what there is
 * to know about one stands in the library's tables. */
#ifndef CHAOS_SHELL_SWEEP_H
#define CHAOS_SHELL_SWEEP_H

#include "shell.h"

/* One of so many shares of the grid. */
struct shard {
    uint64_t i, of;   /* of: 0: all of it */
    const char *task; /* where i comes from */
};

/* What the command line asks for. */
struct question {
    struct call call;
    struct lists {
        const char *texts[CHAOS_MAX_MEASURES];
        size_t count;
    } lists; /* of --measure */
    chaos_measure *measures[CHAOS_MAX_MEASURES];
    size_t nmeasures;
    const char *transient, *steps; /* NULL: not given */
    double bound;                  /* 0: the map's own */
    uint32_t start;                /* enum chaos_start */
    const char *along, *kick_text; /* NULL: not given */
    uint32_t along_axis;
    double kick;
    uint64_t nstarts; /* random; 0: none */
    uint64_t seed;
    uint32_t noise;                                /* enum chaos_noise */
    const char *seed_text, *noise_text, *box_text; /* NULL: not given */
    double *box;                                   /* [dim][2], once it is complete */
    struct shard shard;
    bool resume, dry_run;
    double percent; /* of the file that is verified */
};

/* One array of a measure. */
struct output {
    chaos_array array;
    char name[64];     /* "density2_outside": unique in the sweep */
    void *data;        /* NULL: not wanted */
    uint64_t elements; /* per point, or of all if it is once */
};

struct measured {
    const chaos_measure *measure;
    uint32_t naxes; /* of call.axes: all but that of starts, if it pools them */
    uint64_t points;
    struct output *outputs; /* a picture has one of them: shown_output */
    size_t noutputs;
    const double *range;    /* [column][low, high] of bins; NULL: there is none */
    const uint32_t *status; /* [points] its own mask */
};

/* One of those that are wanted. */
struct array {
    struct output *output;
    uint64_t each; /* bytes of a point of the grid in one direction, or of all */
    bool once;
};

/* What came out. Of a part of the grid, a block, arrays hold that alone: [directions][count], with what a
 * point has. */
struct answer {
    uint64_t points;     /* with all axes */
    uint64_t grid, unit; /* points of the grid alone, which is cut at multiples of unit */
    uint32_t directions;
    struct measured measured[CHAOS_MAX_MEASURES]; /* [question.nmeasures] */
    struct output mask;                           /* the status of points */
    uint32_t *status;                             /* [points] its data */
    struct array *arrays; /* which are wanted, in the order in which a block has them */
    size_t narrays;
    uint64_t first, count; /* points of the grid that are in memory */
    struct blocks *blocks; /* in files; NULL: all of the grid is in memory */
    struct part *part;     /* the file that this run has written them to */
    struct part **merged;  /* those that were put together */
    size_t nmerged;
    double iterations, seconds; /* what it took */
    chaos_result *hysteresis;   /* of both directions; NULL: not known */
    bool *differs;              /* [points of the only axis] where that is */
};

/* measure.c */
void make_measures(struct question *question); /* of --measure */
enum origin { FROM_USER, FROM_PICTURE };
void add_measure(struct question *question, const char *text, enum origin origin);
void set_unless_given(chaos_measure *measure, const char *option, const char *value);
double measure_number(const chaos_measure *measure, const char *option); /* NaN: it has none */
uint32_t count_dims(const chaos_array *array, uint32_t dimension);
bool has_dim(const chaos_array *array, uint32_t dimension);
const char *place_name(
    const chaos_array *array); /* of its first dimension: "lag"; NULL: that has no places */
void print_measures(void);     /* for --help */

/* Those of a picture: directions are told apart in it. */
static inline uint32_t drawn_axes(const struct call *call) { return call->naxes - call->has_direction; }

/* picture.c: axes, measures and sizes that a picture needs and nobody gave.
 * Bins fall on the pixels of their panel, if they may. */
enum { DENSITY_HEIGHT = 800, FIELD_SIZE = 1200 };
void complete_picture(struct question *question);
/* The first array that can be drawn over the axes there are. */
const struct output *shown_output(const struct call *call, const struct measured *measured);
void check_picture(const struct question *question,
                   const struct answer *answer); /* ends the program if it can't be */

/* starts.c */
void set_start(void *start, const char *text);
void set_starts(void *nstarts, const char *text);
bool pools_starts(const struct question *question, size_t measure);
void complete_starts(
    struct question *question); /* once all else is known: the box, and the axis that there will be */
void write_starts(FILE *file, const struct question *question);      /* options of a command */
void write_json_starts(FILE *file, const struct question *question); /* ", members" */

/* sweep.c */
void prepare_answer(const struct question *question, struct answer *answer); /* which arrays there will be */
void free_answer(const struct question *question, struct answer *answer);
chaos_grid grid_of(const struct question *question);
double output_value(const struct output *output, uint64_t i);

/* block.c, of what has come out: what a writer shows is in memory after load_block, of one array if it is given. */
size_t count_blocks(const struct answer *answer);
void load_block(struct answer *answer, size_t block, const struct output *alone);

/* run.c */
void set_shard(void *shard, const char *text);
void check_run(const struct question *question);
void find_answer(const struct question *question, struct answer *answer);
void end_run(const struct question *question, struct answer *answer);

/* finished.c: the whole result, which was asked for before, may be there already; whether an orbit of it escaped. */
bool is_finished(const struct question *question, struct answer *answer);
bool finished_escaped(const struct question *question);

/* dry.c */
void dry_run(const struct question *question, struct answer *answer);

/* merge.c, verify.c */
void merge_parts(const struct question *question, struct answer *answer);
int verify_file(const struct question *question, struct answer *answer); /* the program's status */

/* hysteresis.c */
void find_hysteresis(const struct question *question, struct answer *answer);
void report_hysteresis(const struct question *question, const struct answer *answer); /* a line of text */

/* table.c: the tables of a text, and the rows of what is in memory, in one direction: which they are, or themselves. */
struct text;
struct table;
void each_table(const struct question *question, const struct answer *answer,
                void (*visit)(void *of, struct table *table), void *of);
void place_rows(struct table *table, const struct answer *answer, uint32_t direction, uint64_t *first,
                uint64_t *end);
void put_rows(struct text *text, struct table *table, const struct answer *answer, uint32_t direction);

/* recipe.c: what was computed, so that it can be computed again. */
void write_recipe_comments(struct text *text, const struct question *question, const struct answer *answer);
char *command_text(const struct question *question, const struct answer *answer); /* the caller frees both */
char *recipe_json(const struct question *question, const struct answer *answer, const char *digest);
void write_json_number(FILE *file, double value);

/* The writers, and what can't be written: that is said before the sweep. */
void write_table(const struct question *question, struct answer *answer, FILE *file);
/* arrays.c: of an array in a file; how many numbers. */
enum { MOST_DIMS = CHAOS_MAX_AXES + 3 };
uint32_t array_shape(const struct question *question, const struct answer *answer,
                     const struct output *output, uint64_t shape[MOST_DIMS]);
void write_array(const struct question *question, struct answer *answer, FILE *file);   /* .npy */
void write_archive(const struct question *question, struct answer *answer, FILE *file); /* .npz */
extern const bool plot_shows_one_alone; /* of the outputs of a measure */
void write_plot(const struct question *question, struct answer *answer, FILE *file);
void check_tables(const struct question *question, const struct answer *answer);
void check_npy(const struct question *question, const struct answer *answer);
void check_plot(const struct question *question, const struct answer *answer);

#endif
