/* The machine's C compiler, and commands.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_COMPILER_H
#define CHAOS_FOREIGN_COMPILER_H

#include "chaos.h"
#include "foreign/files.h"
#include "foreign/sha256.h"

#include <sys/types.h>

enum { CHAOSI_MAX_WORDS = 96 };

/* A command: words [nwords], then NULL; none of them is a copy. */
typedef struct chaosi_command {
    const char *words[CHAOSI_MAX_WORDS + 1];
    size_t nwords;
} chaosi_command;

typedef struct chaosi_compiler {
    char *path;                /* absolute */
    char *cc;                  /* $CC, split into words */
    chaosi_command command;    /* the path, then the other words of $CC */
    char identity[CHAOSI_HEX]; /* changes if another compiler is installed there */
} chaosi_compiler;

void chaosi_command_add(chaosi_command *command, const char *word);
/* Adds words separated by blanks; text is split in place and must live as long. */
void chaosi_command_add_all(chaosi_command *command, char *text);

/* Finds the compiler: $CC, which may have arguments, or else cc, gcc or clang, on PATH. */
int chaosi_compiler_find(chaosi_compiler *compiler, chaos_error *error);
void chaosi_compiler_free(chaosi_compiler *compiler);

/* A command at work, and what ends it if this process ends. */
typedef struct chaosi_child {
    pid_t pid;
    int held;
} chaosi_child;

/* Starts a command whose output goes into the file `log`, whose temporary files go into
 * the folder, and which inherits none of the host's files, input, and blocked or ignored
 * signals, in a process group of its own, which ends with this process however that does. 0, or an errno. */
int chaosi_command_start(const chaosi_command *command, const char *log, const char *folder,
                         chaosi_child *child);
/* Waits for it, or ends it once options->progress says so. The signal that ended it is
 * negative. */
enum { CHAOSI_FAILED = 0, CHAOSI_SUCCEEDED = 1, CHAOSI_UNKNOWN = 2 }; /* the host has taken its status */
int chaosi_command_wait(const chaosi_child *child, const chaos_file *options, bool *stopped);

#endif
