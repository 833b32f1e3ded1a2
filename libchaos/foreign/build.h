/* A map's C file becomes a shared library, which is kept.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_BUILD_H
#define CHAOS_FOREIGN_BUILD_H

#include "chaos.h"
#include "foreign/files.h"

typedef struct chaosi_built {
    chaosi_text library; /* its path */
    chaosi_text place;   /* a folder to remove once it is loaded, if not empty */
} chaosi_built;

/* Compiles the file for the instruction set in use, unless that was done before. */
int chaosi_build(const char *path, chaosi_built *built, const chaos_file *options, chaos_error *error);
/* The same for what is compiled: a copy of its own, since whoever compiles it again
 * may write into the file that is in use. */
int chaosi_build_copy(const char *path, chaosi_built *built, chaos_error *error);
/* After loading. */
void chaosi_built_done(chaosi_built *built);

#endif
