/* shell.h - what chaos-sweep, chaos-cycles and their kin share.
 *
 * SPDX-License-Identifier: MIT
 *
 * args.c, map.c and given.c turn a command line into a struct call and the
 * program's own options; the program asks the library; text.c, npy.c and
 * result.c write what came out. Whatever goes wrong ends in die(): one line, one
 * exit status. */
#ifndef CHAOS_SHELL_H
#define CHAOS_SHELL_H

#include <chaos.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* What programs exit with, apart from 128 + the signal that ended them. */
enum { EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_STRICT = 3 };

enum format { FORMAT_TSV, FORMAT_CSV, FORMAT_NPY, FORMAT_NPZ, FORMAT_PNG, FORMAT_SVG, FORMAT_PDF };

/* What a file says of how it was made. */
struct told {
    char *command, *formula, *version, *family; /* of the instruction set; formula: perhaps after a title */
    char *whole;                                /* as it stands in the file; NULL: in comments */
    char *checksum;                             /* of the map's file; "" or NULL: it is none, or not known */
    char *digest;                               /* SHA-256 of the numbers; "": it is not told */
};

/* What any command line says: the map, its values, where the results go. */
struct call {
    const char *source; /* the map: a name, a text or a file */
    const char *named;  /* the file itself, where source is what a recipe calls it; NULL: as source says */
    char checksum[9];   /* CRC-32 of the file, in hexadecimal; "": it is none */
    uint64_t sites;     /* N= of a lattice; 0: not given */
    bool has_n;         /* n= of a text, whose parameter it is then */
    chaos_map *map;
    uint64_t nparams, nvalues; /* parameters, and they and the states, in this order: */
    double *params, *state;    /* of what is not an axis; state is params + nparams */
    bool *given;               /* [nvalues] as a value or an axis */
    chaos_axis axes[CHAOS_MAX_AXES + 2];
    double *values[CHAOS_MAX_AXES]; /* of axes of the grid that are a list */
    uint32_t naxes;
    bool random;        /* states that are not given are */
    bool has_direction; /* of what comes out the first axis is that of both directions, */
    bool has_starts;    /* and the last one that of random starts */
    uint32_t threads;   /* 0: all */
    const char *output; /* NULL: standard output */
    enum format format;
    bool strict, quiet;
    bool compile;
    const char *recipe; /* the file whose command is done again; NULL: none, */
    struct told told;   /* and what it says; */
    bool verify;        /* it is compared with what is computed, not written */
    const char *said;   /* an option that says such a thing on the command line; NULL: none */
    bool merge;         /* words are files: */
    const char **parts;
    size_t nparts;
    void (*show)(const chaos_map *map); /* instead of all else; NULL: not asked for */
};

/* An option. */
struct argument {
    const char *name;  /* "threads" */
    const char *value; /* "N"; NULL: it takes none */
    const char *help;
    void (*apply)(void *field, const char *value);
    size_t field; /* where in the program's own struct, or in struct call */
};
void set_true(void *field, const char *none);   /* bool */
void set_text(void *field, const char *value);  /* const char * */
void set_bound(void *field, const char *value); /* double, > 0 */

/* A program; each defines its own. */
struct program {
    const char *name;                 /* "chaos-sweep" */
    const char *usage;                /* with which --help begins */
    const struct argument *arguments; /* its own, up to one without a name */
    const char *formats;              /* ".tsv, .csv or .npz" */
    uint32_t most_axes;
    const char *example;      /* arguments, for messages */
    const char *told;         /* options that recipes have, " measure along ... " */
    void (*print_rest)(void); /* of --help */
};
extern const struct program program;

/* message.c: one line on standard error, "chaos-sweep: ...". */
void message(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mistakes_are_of(const char *recipe_file); /* from here on: its words stand for the command line */
_Noreturn void die(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void die_of_why(const char *where); /* after "where" */
extern chaos_error why;                       /* for calls of the library, which */
void must(int code);                          /* succeed, or end the program */
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

/* args.c: the command line as a whole. `own` has the fields of the program's own options. */
void parse_arguments(struct call *call, void *own, int argc, char **argv);
uint64_t parse_option_count(const char *option, const char *text, uint64_t least, uint64_t most);
bool is_option(const char *name);
bool find_format(const char *path,
                 enum format *format); /* by its ending; false: it has none of the program's */
void choose_output(struct call *call, const char *path); /* and the format */
void print_options(void);
void free_call(struct call *call);
static inline bool is_picture(enum format format) { return format >= FORMAT_PNG; }

/* map.c: the map, by name, as text or from a file. N=100 chooses the sites of a lattice. */
void open_map(struct call *call);
const char *map_source(const struct call *call); /* what a command line takes for it */
bool is_sites(const struct call *call, const char *argument);
void choose_sites(struct call *call, const char *argument);
void choose_n(struct call *call, const char *argument);
void compile_map(struct call *call);

/* given.c: NAME=VALUE, NAME=START:STOP:COUNT, NAME=V1,V2,... */
void prepare_values(struct call *call);
void parse_given(struct call *call, const char *argument);
int64_t value_index(const struct call *call, const char *name); /* -1: there is none */

/* For a message: its parameters, then its states, from first on and before end. */
const char *list_names(const chaos_map *map, uint64_t first, uint64_t end);

/* Does not return if a parameter has neither a default nor a value, but for the one of that name, which may be NULL. */
void check_given(const struct call *call, const char *along);

/* "x=-2:2,y=-1:1" into box [dim][2], as far as it goes, and which states it names. Does not return from a mistake;
 * whether low and high are in order is for the caller. */
void parse_box(const struct call *call, const char *text, double *box, bool *named);
/* A box [dim][2] of all states, of which angles that are not named go round; free() frees it. */
double *whole_box(const struct call *call, const char *text);
/* The same of --box where cycles are looked for; NULL if there is none and the map's view does. */
double *search_box(const struct call *call, const char *text);
bool is_axis(const struct call *call, const char *name);
/* Value i < nvalues; false of axes, and of more than `many` states if it was not given. */
bool fixed_value(const struct call *call, uint64_t i, uint64_t many, const char **name, double *value);
enum { MANY = 16 };
/* Those of the grid: axes that were given, or a picture's own. */
static inline uint32_t grid_axes(const struct call *call)
{
    return call->naxes - call->has_direction - call->has_starts;
}
static inline const chaos_axis *grid_axis(const struct call *call, uint32_t i)
{
    return &call->axes[call->has_direction + i];
}
double *axis_values(const chaos_axis *axis); /* the caller frees them */

/* command.c: the command that does it again, as a shell reads it. */
void write_command(FILE *file, const struct call *call);
void write_quoted(FILE *file, const char *text);
void write_json_string(FILE *file, const char *text);
FILE *memory_open(char **text, size_t *size); /* open_memstream */

/* stored.c: files that were written. What is in them and its order is docs/formats.md's: others are refused. */
enum { FILE_FORMAT = 1 };
/* What recipes in pictures begin with: in a PNG the type and the keyword of a chunk, flags of no compression and no languages,
 * the last of them the literal's own end; in an SVG an instruction. */
#define PNG_RECIPE "iTXtrecipe\0\0\0\0"
#define SVG_RECIPE "<?libchaos "
struct stored {
    uint64_t at, size; /* bytes of the elements */
    uint64_t text;     /* where what describes them begins, up to at */
};
FILE *stored_open(const char *path);
bool stored_read(FILE *file, uint64_t at, void *bytes, size_t size);
bool stored_array(FILE *file, uint64_t at, uint64_t end, struct stored *array); /* .npy */
bool stored_member(FILE *file, const char *name, struct stored *array);         /* of .npz */
struct told read_recipe(const char *path);
void free_told(struct told *told);

/* again.c: the words of call->recipe's command, the first is the program. */
char **recipe_words(struct call *call, int *count);
void check_recipe_source(const struct call *call); /* once they are read: what a file names is not run */
void check_told(const struct call *call);          /* that the same bits can be had */
void check_map(const char *path, const struct told *told, const struct call *call,
               const char *advice); /* that of the file at path is this one */

/* kinds.c: what the library's tables say of measures. */
bool has_option(const chaos_measure_kind *kind, const char *name);
const chaos_option *usual_option(const char *name); /* as most kinds have it; NULL: not several have it */
enum options {
    OWN,
    COMMON,
    USUAL
}; /* of a kind: those that it explains, others, others as most kinds have them */
size_t each_option(const chaos_measure_kind *kind, enum options which,
                   void (*print)(const chaos_option *option)); /* how many; NULL: no more than that */
void each_kind(void (*print)(const chaos_measure_kind *kind));
enum { FORM_SIZE = 64 };
const char *option_form(char text[FORM_SIZE], const chaos_option *option);

/* help.c */
void print_paragraph(size_t indent, const char *heading, const char *text);
void print_help(void);
void print_version(void);
void print_list(void);
void print_description(const chaos_map *map);
void print_c(const chaos_map *map);

/* progress.c */
struct progress {
    double start, shown, done;
    bool terminal;
};
void progress_start(struct progress *progress, bool quiet);
chaos_progress progress_report; /* user: struct progress */
void progress_end(struct progress *progress);
double seconds_now(void);
const char *format_time(char text[NUMBER_SIZE], double seconds); /* "5 min" */

/* interrupt.c: the signal that asked to stop, 0 if none did. */
void catch_interrupts(void);
int interrupted(void);
void exit_if_interrupted(void);
void end_at_once(bool yes); /* from here on a signal need not be asked for; not while files get their names */

/* outfile.c: a file that appears whole or not at all. */
FILE *outfile_open(const char *path); /* NULL: standard output */
_Noreturn void outfile_failed(void);
void outfile_write(FILE *file, const void *bytes, size_t size);
void outfile_close(FILE *file);
void outfile_remove(void);     /* what is not whole yet */
bool outfile_is_regular(void); /* it has a name in the end */

/* text.c: tables as text. */
struct column {
    char *names; /* of its cells, with tabs between */
    uint32_t type;
    const void *values, *owned; /* owned: memory to free with it; NULL: none */
    const chaos_axis *axis;     /* or, if not NULL, its values */
    uint64_t cells, stride;     /* of a row; numbers from one element to the next */
    uint64_t repeat, count;     /* row i shows element i / repeat % count, */
    const uint64_t *index;      /* or, if not NULL, index[i] */
    uint64_t base;              /* the number of the element that comes first in memory */
};
struct table {
    const char *title;
    struct column *columns;
    size_t ncolumns;
    uint64_t nrows;
    uint64_t scan;      /* rows between blank lines; 0: none, */
    const uint64_t *by; /* or, if not NULL, a blank line wherever this changes */
};
/* A column of `cells` numbers; each row shows the next ones. */
struct column *table_add(struct table *table, uint32_t type, const void *values, uint64_t cells);
void table_free(struct table *table);
void check_csv(const struct call *call, size_t tables); /* that it is one */
struct text *text_open(FILE *file, enum format format);
void text_comment(struct text *text, const char *line);
void text_head(struct text *text, const chaos_map *map, const char *command);
void text_table(struct text *text, const struct table *table);
void text_header(struct text *text, const struct table *table); /* or it alone, */
void text_rows(struct text *text, const struct table *table, uint64_t first,
               uint64_t end);       /* and then rows */
void text_close(struct text *text); /* the file stays open */

/* checksum.c: CRC-32 of bytes, after others with that of theirs, or 0. */
uint32_t crc32_of(uint32_t crc, const void *data, uint64_t size);

/* npy.c: arrays as NumPy reads them; of those that are not in memory as a whole each(of, take, to) takes one
 * piece after the other to `to`. */
typedef void take_piece(void *to, const void *bytes, uint64_t size);
typedef void each_piece(void *of, take_piece *take, void *to);
size_t type_size(uint32_t type);
const char *type_kind(uint32_t type);
bool is_npy_header(const char *text, size_t length, uint32_t type, const uint64_t *shape,
                   uint32_t ndim); /* of such an array, perhaps with other spaces */
void write_npy(FILE *file, uint32_t type, const uint64_t *shape, uint32_t ndim, const void *data);
void write_npy_pieces(FILE *file, uint32_t type, const uint64_t *shape, uint32_t ndim, each_piece *each,
                      void *of);
struct archive;
struct archive *archive_open(FILE *file);
struct archive *archive_compare(
    FILE *file,
    const char *
        path); /* nothing is written: the program ends if it would be as long, with other bytes. NumPy writes shorter ones. */
void archive_add(struct archive *archive, const char *name, uint32_t type, const uint64_t *shape,
                 uint32_t ndim, const void *data);
void archive_add_pieces(struct archive *archive, const char *name, uint32_t type, const uint64_t *shape,
                        uint32_t ndim, each_piece *each, void *of);
void archive_add_text(struct archive *archive, const char *name, const char *text);
void archive_close(struct archive *archive); /* frees it */

/* result.c: .tsv, .csv or .npz; its first tables in a text, at most so many; its arrays, those of the first table with
 * a prefix, in an archive; all numbers of them in a digest. */
void text_result(struct text *text, const chaos_result *result, const struct call *call, size_t tables);
void archive_result(struct archive *archive, const chaos_result *result, const char *first);
void digest_result(chaos_digest *numbers, const chaos_result *result, size_t tables);
void result_head(struct text *text, const chaos_result *result, const struct call *call, const char *command,
                 size_t tables);
void write_result(const chaos_result *result, const struct call *call, const char *command, size_t tables,
                  FILE *file);

/* made.c: what files say of how they were made, and whether they have that still. */
enum { DIGEST_SIZE = 2 * CHAOS_DIGEST_BYTES + 1 };
void digest_add(chaos_digest *digest, const void *bytes, size_t size); /* does not return after a signal */
void end_digest(chaos_digest *digest, char hex[DIGEST_SIZE]);
void end_block(chaos_digest *numbers, char hex[DIGEST_SIZE]); /* of a result that is one block */
void write_file_comments(struct text *text, const struct call *call);
void write_digest_comment(struct text *text, const char *digest);
char *result_recipe(const struct call *call, const chaos_result *result, const char *command,
                    const char *digest); /* NULL: it has none; the caller frees it */
void write_recipe_beside(const struct call *call,
                         const char *recipe);         /* an array, which has no room for one */
FILE *made_open(const struct call *call);             /* with --verify a file to compare, */
void made_close(const struct call *call, FILE *file); /* which that does */

#endif
