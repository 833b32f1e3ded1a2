/* Which headers went into a compiled map, and whether they are still the same.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_MANIFEST_H
#define CHAOS_FOREIGN_MANIFEST_H

#include "foreign/files.h"
#include "foreign/sha256.h"

#include <sys/stat.h>

/* Adds the files that a dependency file of the compiler's (-MD) names to text, a
 * line each, but for those that begin with `but` and those that are there. 0 if it
 * can't be read or a name can't be kept. */
int chaosi_manifest_depend(chaosi_text *names, const char *path, const char *source, const char *but);

/* What is kept: one line for the library with the hash of its name's file, one
 * for each header. 0 if a header can't be read, or has changed after `start`. */
int chaosi_manifest_make(chaosi_text *manifest, const chaosi_text *names, const char library[CHAOSI_HEX],
                         const char contents[CHAOSI_HEX], const struct timespec *start);

/* Whether the manifest at path is whole and its headers are as they were; then
 * the library and the hash of its bytes. */
int chaosi_manifest_holds(const char *path, char library[CHAOSI_HEX], char contents[CHAOSI_HEX]);

#endif
