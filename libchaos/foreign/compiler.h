/* The machine's C compiler.
 *
 * SPDX-License-Identifier: MIT */
#ifndef CHAOS_FOREIGN_COMPILER_H
#define CHAOS_FOREIGN_COMPILER_H

#include "chaos.h"
#include "foreign/files.h"
#include "foreign/sha256.h"

#include <sys/types.h>

enum { CHAOSI_MAX_WORDS = 96 };

/* A command: words [nwords], NULL after them; they live in text. */
typedef struct chaosi_command {
    const char *words[CHAOSI_MAX_WORDS + 1];
    size_t nwords;
} chaosi_command;

typedef struct chaosi_compiler {
    char *path;                /* absolute */
    char *given;               /* CC, cut into words */
    chaosi_command command;    /* the path and the other words of CC */
    char identity[CHAOSI_HEX]; /* changes when another compiler is installed there */
} chaosi_compiler;

void chaosi_command_add(chaosi_command *command, const char *word);
/* Words with one blank between; text is cut up and must live as long. */
void chaosi_command_add_all(chaosi_command *command, char *text);

/* The compiler that the environment names in CC, which may have arguments, or
 * else cc, gcc or clang, by PATH. */
int chaosi_compiler_find(chaosi_compiler *compiler, chaos_error *error);
void chaosi_compiler_free(chaosi_compiler *compiler);

/* Starts a command with its messages going into the file `log`, and without the
 * host's blocked or ignored signals, files and input. 0, or an errno. */
int chaosi_command_start(const chaosi_command *command, const char *log, pid_t *child);
/* Waits for it. Whether it succeeded; -1: the host has taken the answer. */
int chaosi_command_wait(pid_t child);

#endif
