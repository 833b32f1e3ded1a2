/* One run of the compiler: a file, for some instruction sets, in a folder.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_MAKE_H
#define CHAOS_FOREIGN_MAKE_H

#include "chaos.h"
#include "core/isa.h"
#include "foreign/compiler.h"
#include "foreign/sha256.h"

/* What the compiler is told for one instruction set, an object each. */
typedef struct chaosi_variant {
    enum chaosi_isa isa;
    const char *flags;
} chaosi_variant;
enum { CHAOSI_MOST_OBJECTS = 3 };

typedef struct chaosi_building {
    const char *path; /* absolute */
    chaosi_text source, folder, place;
    chaosi_compiler compiler;
    const chaosi_variant *object[CHAOSI_MOST_OBJECTS];
    size_t nobjects;
    char key[CHAOSI_HEX]; /* of all but the headers that the file includes */
    chaosi_text log;      /* what the compiler said */
} chaosi_building;

/* What goes with it for all of them, and the library that is linked to: parts of the key. */
const char *chaosi_make_flags(void);
const char *chaosi_make_sleef(void);

/* Makes the library in place. names: a line for each file that was included.
 * *listed: these are all, and their names can be kept. */
int chaosi_make(chaosi_building *b, chaosi_text *library, chaosi_text *names, int *listed,
                const chaos_file *options, chaos_error *error);

/* The sentence for an errno. */
int chaosi_fail_system(int code, const char *what, chaos_error *error);

#endif
