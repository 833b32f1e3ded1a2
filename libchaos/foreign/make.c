/* SPDX-License-Identifier: MIT */
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

/* As the library's own kernels are compiled (configure.ac says why). Not
 * -march=native: homes are shared between machines. */
static const char flags[] =
    "-std=gnu11 -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-tree-vectorize -fno-tree-slp-vectorize "
    "-fPIC -fvisibility=hidden -Wno-psabi -Werror=implicit-function-declaration";

const char *chaosi_make_flags(void) { return flags; }

/* SLEEF as it is in this process: by its file, so that the bits are the same
 * and nothing needs to be installed for linking. */
const char *chaosi_make_sleef(void)
{
    Dl_info info;
    if (dladdr(chaosi_sleef_address(), &info) && info.dli_fname && info.dli_fname[0] == '/' &&
        strstr(info.dli_fname, "sleef"))
        return info.dli_fname;
    return "-lsleef";
}

/* The log of a command, with the names of files in our place as the user knows
 * them: <chaos/kernels/map.h> is nowhere else. */
static void add_log(chaosi_building *b, const char *path)
{
    chaosi_text said, known = { 0 };
    if (chaosi_file_read(path, &said) != 0)
        return;
    for (const char *at = said.data, *next; *at; at = next) {
        next = strstr(at, b->place.data);
        chaosi_text_add(&known, at, next ? (size_t)(next - at) : strlen(at));
        if (!next)
            break;
        next += b->place.size;
        next += strncmp(next, "/include/", 9) == 0 ? 9 : *next == '/';
    }
    if (known.size &&
        !(b->log.size && strstr(b->log.data, known.data))) /* the same for each instruction set */
        chaosi_text_add(&b->log, known.data, known.size);
    chaosi_text_free(&known);
    chaosi_text_free(&said);
}

/* One command and its words' room. */
typedef struct step {
    chaosi_command command;
    chaosi_text words, made, log;
    pid_t child;
} step;

static void step_free(step *s)
{
    chaosi_text_free(&s->words);
    chaosi_text_free(&s->made);
    chaosi_text_free(&s->log);
}

static int step_start(const chaosi_building *b, step *s, const char *name)
{
    chaosi_text_print(&s->log, "%s/%s.log", b->place.data, name);
    return s->words.failed || s->made.failed || s->log.failed
               ? ENOMEM
               : chaosi_command_start(&s->command, s->log.data, &s->child);
}

static int step_wait(chaosi_building *b, step *s)
{
    const int good = chaosi_command_wait(s->child);
    add_log(b, s->log.data);
    return good >= 0 ? good : access(s->made.data, F_OK) == 0;
}

static int compile_start(const chaosi_building *b, step *s, const chaosi_variant *variant,
                         const char *include, const char *dependencies)
{
    const char name[] = { (char)('0' + variant->isa), '\0' };
    s->command = b->compiler.command;
    chaosi_text_print(&s->words, "%s %s", flags, variant->flags);
    chaosi_text_print(&s->made, "%s/%s.o", b->place.data, name);
    if (s->words.failed || s->made.failed)
        return ENOMEM;
    chaosi_command_add_all(&s->command, s->words.data);
    const char *const rest[] = { "-I",         include, "-MD", "-MT",        "x",    "-MF",
                                 dependencies, "-c",    "-o",  s->made.data, b->path };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        chaosi_command_add(&s->command, rest[i]);
    return step_start(b, s, name);
}

static int link_start(const chaosi_building *b, step *s, const step *objects)
{
    s->command = b->compiler.command;
    chaosi_text_print(&s->made, "%s/map.so", b->place.data);
    if (s->made.failed)
        return ENOMEM;
    const char *const rest[] = { "-shared", "-Wl,-z,defs", "-o", s->made.data };
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
        chaosi_command_add(&s->command, rest[i]);
    for (size_t i = 0; i < b->nobjects; i++)
        chaosi_command_add(&s->command, objects[i].made.data);
    chaosi_command_add(&s->command, "-Wl,--as-needed");
    chaosi_command_add(&s->command, chaosi_make_sleef());
    return step_start(b, s, "link");
}

int chaosi_fail_system(int code, const char *what, chaos_error *error)
{
    return code == ENOMEM ? chaosi_nomem(error)
                          : chaosi_fail(error, CHAOS_ESYSTEM, "path", -1, "%.120s: %s", what, strerror(code));
}

/* The first line with an error, without the path before it. */
static int fail_compile(const chaosi_building *b, const chaos_file *options, chaos_error *error)
{
    const char *said = b->log.size ? b->log.data : "the compiler said nothing";
    if (options && options->diagnostic)
        options->diagnostic(options->user, said);
    const char *slash = strrchr(b->path, '/'), *first = strstr(said, "error: "), *line = first;
    while (line && line > said && line[-1] != '\n')
        line--;
    if (line && strncmp(line, b->path, strlen(b->path)) == 0)
        line += strlen(b->path) + (line[strlen(b->path)] == ':');
    line = line ? line : said;
    return chaosi_fail(error, CHAOS_EINVAL, "path", -1, "%.60s does not compile: %.*s",
                       slash ? slash + 1 : b->path, (int)strcspn(line, "\n"), line);
}

static int make_objects(chaosi_building *b, step *objects, chaosi_text *dependencies, int *good,
                        chaos_error *error)
{
    chaosi_text include = { 0 };
    chaosi_text_print(&include, "%s/include", b->place.data);
    int code = include.failed              ? ENOMEM
               : mkdir(include.data, 0700) ? errno
                                           : chaosi_headers_write(include.data);
    size_t started = 0;
    for (; !code && started < b->nobjects; started += !code) {
        chaosi_text_print(&dependencies[started], "%s/%zu.d", b->place.data, started);
        code = dependencies[started].failed ? ENOMEM
                                            : compile_start(b, &objects[started], b->object[started],
                                                            include.data, dependencies[started].data);
    }
    *good = 1;
    for (size_t i = 0; i < started; i++)
        *good &= step_wait(b, &objects[i]);
    chaosi_text_free(&include);
    return code ? chaosi_fail_system(code, b->compiler.path, error) : CHAOS_OK;
}

static int make_library(chaosi_building *b, const step *objects, chaosi_text *library, int *good,
                        chaos_error *error)
{
    step link = { 0 };
    int code = link_start(b, &link, objects);
    if (!code) {
        *good = step_wait(b, &link);
        *library = link.made;
        link.made = (chaosi_text){ 0 };
    }
    step_free(&link);
    return code ? chaosi_fail_system(code, b->compiler.path, error) : CHAOS_OK;
}

/* The file as it was hashed: an editor may have been at work meanwhile. */
static int is_unchanged(const chaosi_building *b)
{
    chaosi_text now;
    if (chaosi_file_read(b->path, &now) != 0)
        return 0;
    const int same = now.size == b->source.size && memcmp(now.data, b->source.data, now.size) == 0;
    chaosi_text_free(&now);
    return same;
}

int chaosi_make(chaosi_building *b, chaosi_text *library, chaosi_text *names, int *listed,
                const chaos_file *options, chaos_error *error)
{
    step objects[CHAOSI_MOST_OBJECTS] = { { .child = 0 } };
    chaosi_text dependencies[CHAOSI_MOST_OBJECTS] = { { 0 } };
    int good = 0;
    int code = make_objects(b, objects, dependencies, &good, error);
    if (code == CHAOS_OK && good)
        code = make_library(b, objects, library, &good, error);
    if (code == CHAOS_OK && !good)
        code = fail_compile(b, options, error);
    if (code == CHAOS_OK && !is_unchanged(b))
        code = chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "%.160s changed while it was compiled: load it again", b->path);
    *listed = code == CHAOS_OK;
    for (size_t i = 0; *listed && i < b->nobjects; i++)
        *listed = chaosi_manifest_depend(names, dependencies[i].data, b->path, b->place.data);
    for (size_t i = 0; i < b->nobjects; i++) {
        step_free(&objects[i]);
        chaosi_text_free(&dependencies[i]);
    }
    return code;
}
