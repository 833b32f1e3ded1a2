/* Compiling, linking, and what the compiler had to say.
 *
 * SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/make.h"

#include "core/error.h"
#include "core/version.h"
#include "foreign/headers.h"
#include "foreign/manifest.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The flags of the library's own kernels (configure.ac says why). Not -march=native:
 * machines share home folders. */
static const char flags[] =
    "-std=gnu11 -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-tree-vectorize -fno-tree-slp-vectorize "
    "-fPIC -fvisibility=hidden -Wno-psabi -Werror=implicit-function-declaration";

const char *chaosi_make_flags(void) { return flags; }

/* The file of this process's SLEEF: it gives the same bits, and nothing has to be
 * installed for linking. */
const char *chaosi_make_sleef(void)
{
    Dl_info info;
    if (dladdr(chaosi_sleef_address(), &info) && info.dli_fname && info.dli_fname[0] == '/' &&
        strstr(info.dli_fname, "sleef"))
        return info.dli_fname;
    return "-lsleef";
}

/* Adds the log of a command, with files in the working folder under the names that the
 * user knows: chaos/kernels/map.h. */
static void add_log(chaosi_building *b, const char *path)
{
    chaosi_buffer log, readable = { 0 };
    if (chaosi_file_read(path, &log) != 0)
        return;
    for (const char *at = log.data, *next; *at; at = next) {
        next = strstr(at, b->workdir.data);
        chaosi_buffer_add(&readable, at, next ? (size_t)(next - at) : strlen(at));
        if (!next)
            break;
        next += b->workdir.size;
        next += strncmp(next, "/include/", 9) == 0 ? 9 : *next == '/';
    }
    if (readable.size &&
        !(b->log.size && strstr(b->log.data, readable.data))) /* once for all instruction sets */
        chaosi_buffer_add(&b->log, readable.data, readable.size);
    chaosi_buffer_free(&readable);
    chaosi_buffer_free(&log);
}

/* One command, its words, the file that it makes and its log. */
typedef struct step {
    chaosi_command command;
    chaosi_buffer words, output, log;
    chaosi_child child;
} step;

static void step_free(step *s)
{
    chaosi_buffer_free(&s->words);
    chaosi_buffer_free(&s->output);
    chaosi_buffer_free(&s->log);
}

static int step_start(const chaosi_building *b, step *s, const char *name)
{
    chaosi_buffer_print(&s->log, "%s/%s.log", b->workdir.data, name);
    return s->words.failed || s->output.failed || s->log.failed
               ? ENOMEM
               : chaosi_command_start(&s->command, s->log.data, b->workdir.data, &s->child);
}

/* Whether it succeeded. */
static bool step_wait(chaosi_building *b, step *s)
{
    const int end = chaosi_command_wait(&s->child, b->options, &b->stopped);
    add_log(b, s->log.data);
    if (end < 0)
        b->signal = -end;
    return end == CHAOSI_UNKNOWN ? access(s->output.data, F_OK) == 0 : end == CHAOSI_SUCCEEDED;
}

static int compile_start(const chaosi_building *b, step *s, const chaosi_variant *variant,
                         const char *include, const char *dependencies)
{
    const char name[] = { (char)('0' + variant->isa), '\0' };
    s->command = b->compiler.command;
    chaosi_buffer_print(&s->words, "%s %s", flags, variant->flags);
    chaosi_buffer_print(&s->output, "%s/%s.o", b->workdir.data, name);
    if (s->words.failed || s->output.failed)
        return ENOMEM;
    chaosi_command_add_all(&s->command, s->words.data);
    const char *const rest[] = { "-I",         include, "-MD", "-MT",          "x",    "-MF",
                                 dependencies, "-c",    "-o",  s->output.data, b->path };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        chaosi_command_add(&s->command, rest[i]);
    return step_start(b, s, name);
}

static int link_start(const chaosi_building *b, step *s, const step *objects)
{
    s->command = b->compiler.command;
    chaosi_buffer_print(&s->output, "%s/map.so", b->workdir.data);
    if (s->output.failed)
        return ENOMEM;
    const char *const rest[] = { "-shared", "-Wl,-z,defs", "-o", s->output.data };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        chaosi_command_add(&s->command, rest[i]);
    for (size_t i = 0; i < b->nobjects; i++)
        chaosi_command_add(&s->command, objects[i].output.data);
    chaosi_command_add(&s->command, "-Wl,--as-needed");
    chaosi_command_add(&s->command, chaosi_make_sleef());
    return step_start(b, s, "link");
}

int chaosi_fail_system(int code, const char *what, chaos_error *error)
{
    return code == ENOMEM ? chaosi_nomem(error)
                          : chaosi_fail(error, CHAOS_ESYSTEM, "path", -1, "%.120s: %s", what, strerror(code));
}

/* Whether gcc or clang says that a program which it called was killed. */
static bool part_was_killed(const char *log)
{
    return strstr(log, "signal terminated program") || strstr(log, "unable to execute command");
}

/* The message is the first line with an error, without its path. */
static int fail_compile(const chaosi_building *b, chaos_error *error)
{
    const char *log = b->log.size ? b->log.data : "the compiler said nothing", *slash = strrchr(b->path, '/');
    if (b->stopped)
        return chaosi_canceled(error);
    if (chaosi_folder_is_full(b->workdir.data))
        return chaosi_fail_system(ENOSPC, b->workdir.data, error);
    if (b->signal)
        return chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "%.60s was not compiled: the compiler was killed by signal %d", slash + 1,
                           b->signal);
    if (b->options->diagnostic && b->log.size)
        b->options->diagnostic(b->options->user, log);
    const char *first = strstr(log, "error: "), *line = first;
    while (line && line > log && line[-1] != '\n')
        line--;
    if (line && strncmp(line, b->path, strlen(b->path)) == 0)
        line += strlen(b->path) + (line[strlen(b->path)] == ':');
    line = line ? line : log;
    const bool killed = part_was_killed(log);
    return chaosi_fail(error, killed ? CHAOS_ESYSTEM : CHAOS_EINVAL, "path", -1, "%.60s %s: %.*s", slash + 1,
                       killed ? "was not compiled" : "does not compile", (int)strcspn(line, "\n"), line);
}

static int make_objects(chaosi_building *b, step *objects, chaosi_buffer *dependencies, bool *good,
                        chaos_error *error)
{
    chaosi_buffer include = { 0 };
    chaosi_buffer_print(&include, "%s/include", b->workdir.data);
    int code = include.failed              ? ENOMEM
               : mkdir(include.data, 0700) ? errno
                                           : chaosi_headers_write(include.data);
    size_t started = 0;
    for (; !code && started < b->nobjects; started += !code) {
        chaosi_buffer_print(&dependencies[started], "%s/%zu.d", b->workdir.data, started);
        code = dependencies[started].failed ? ENOMEM
                                            : compile_start(b, &objects[started], b->object[started],
                                                            include.data, dependencies[started].data);
    }
    *good = true;
    for (size_t i = 0; i < started; i++)
        *good &= step_wait(b, &objects[i]);
    chaosi_buffer_free(&include);
    return code ? chaosi_fail_system(code, b->compiler.path, error) : CHAOS_OK;
}

static int make_library(chaosi_building *b, const step *objects, chaosi_buffer *library, bool *good,
                        chaos_error *error)
{
    step link = { 0 };
    int code = link_start(b, &link, objects);
    if (!code) {
        *good = step_wait(b, &link);
        *library = link.output;
        link.output = (chaosi_buffer){ 0 };
    }
    step_free(&link);
    return code ? chaosi_fail_system(code, b->compiler.path, error) : CHAOS_OK;
}

/* Whether the file is as it was hashed: someone may have been editing it. */
static bool is_unchanged(const chaosi_building *b)
{
    chaosi_buffer now;
    if (chaosi_file_read(b->path, &now) != 0)
        return false;
    const bool same = now.size == b->source.size && memcmp(now.data, b->source.data, now.size) == 0;
    chaosi_buffer_free(&now);
    return same;
}

int chaosi_make(chaosi_building *b, chaosi_buffer *library, chaosi_buffer *names, bool *listed,
                chaos_error *error)
{
    step objects[CHAOSI_MAX_OBJECTS] = { { .words = { 0 } } };
    chaosi_buffer dependencies[CHAOSI_MAX_OBJECTS] = { { 0 } };
    bool good = false;
    int code = make_objects(b, objects, dependencies, &good, error);
    if (code == CHAOS_OK && good)
        code = make_library(b, objects, library, &good, error);
    if (code == CHAOS_OK && (!good || b->stopped))
        code = fail_compile(b, error);
    if (code == CHAOS_OK && !is_unchanged(b))
        code = chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "%.160s must not change while it is compiled: load it again", b->path);
    *listed = code == CHAOS_OK;
    for (size_t i = 0; *listed && i < b->nobjects; i++)
        *listed = chaosi_manifest_depend(names, dependencies[i].data, b->path, b->workdir.data);
    for (size_t i = 0; i < b->nobjects; i++) {
        step_free(&objects[i]);
        chaosi_buffer_free(&dependencies[i]);
    }
    return code;
}
