/* One build of a map's file, for some instruction sets, in a folder of its own.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_MAKE_H
#define CHAOS_FOREIGN_MAKE_H

#include "chaos.h"
#include "core/isa.h"
#include "foreign/compiler.h"
#include "foreign/sha256.h"

/* The compiler's flags for one instruction set, which is one object. */
typedef struct chaosi_variant {
    enum chaosi_isa isa;
    const char *flags;
} chaosi_variant;
enum { CHAOSI_MAX_OBJECTS = 3 };

typedef struct chaosi_building {
    const char *path; /* absolute */
    const chaos_file *options;
    chaosi_buffer source;         /* its bytes */
    chaosi_buffer cache, workdir; /* folders */
    chaosi_compiler compiler;
    const chaosi_variant *object[CHAOSI_MAX_OBJECTS];
    size_t nobjects;
    char source_key[CHAOSI_HEX]; /* of everything but the compiler and the headers that the file includes */
    char key[CHAOSI_HEX];        /* with the compiler */
    chaosi_buffer log;           /* what the compiler said */
    int signal;                  /* that ended it, or 0 */
    bool stopped;                /* by progress */
} chaosi_building;

/* The flags for all instruction sets, and the library to link with: parts of the key. */
const char *chaosi_make_flags(void);
const char *chaosi_make_sleef(void);

/* Makes the library in workdir. names: a line for each file that was included.
 * *listed: the names are complete and can be kept. */
int chaosi_make(chaosi_building *b, chaosi_buffer *library, chaosi_buffer *names, bool *listed,
                chaos_error *error);

/* CHAOS_ESYSTEM, or CHAOS_ENOMEM, with the message for an errno. */
int chaosi_fail_system(int code, const char *what, chaos_error *error);

#endif
