/* A map's C file becomes a shared library, which is kept in the cache.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_BUILD_H
#define CHAOS_FOREIGN_BUILD_H

#include "chaos.h"
#include "foreign/files.h"

typedef struct chaosi_built {
    chaosi_buffer library; /* its path */
    chaosi_buffer workdir; /* if not empty: a folder to remove once the library is loaded */
} chaosi_built;

/* Compiles the file for the instruction set in use, unless the cache has the result. */
int chaosi_build(const char *path, chaosi_built *built, const chaos_file *options, chaos_error *error);
/* The same for a shared library: copies it, since compiling it again may overwrite a
 * file that is in use. */
int chaosi_build_copy(const char *path, chaosi_built *built, chaos_error *error);
/* To be called once it is loaded. */
void chaosi_built_free(chaosi_built *built);

#endif
