/* SPDX-License-Identifier: MIT */
#include "config.h"

#include "foreign/compiler.h"

#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

void chaosi_command_add(chaosi_command *command, const char *word)
{
    if (command->nwords < CHAOSI_MAX_WORDS) {
        command->words[command->nwords++] = word;
        command->words[command->nwords] = NULL;
    }
}

void chaosi_command_add_all(chaosi_command *command, char *text)
{
    char *rest;
    for (char *word = strtok_r(text, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
        chaosi_command_add(command, word);
}

/* --------------------------------------------------------------------- finding */

static bool is_program(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

/* Size and age of a program, links resolved. */
static void identify(chaos_digest *hash, const char *path)
{
    struct stat st;
    if (stat(path, &st) == 0) {
        const int64_t what[] = { st.st_size, st.st_mtim.tv_sec, st.st_mtim.tv_nsec };
        chaosi_sha256_add_text(hash, path);
        chaos_digest_add(hash, what, sizeof what);
    }
}

/* An absolute path; links stay, since ccache goes by the name it is called by. */
static char *absolute(const char *name)
{
    chaosi_buffer path = { 0 };
    char *here = name[0] == '/' ? NULL : getcwd(NULL, 0);
    if (name[0] == '/' || here)
        chaosi_buffer_print(&path, "%s%s%s", here ? here : "", here ? "/" : "", name);
    free(here);
    if (path.failed)
        chaosi_buffer_free(&path);
    return path.data;
}

/* The absolute path of a program, or NULL. Entries of PATH that are empty or relative
 * are skipped. Every program of that name on PATH goes into the identity: the first
 * may be ccache, which calls the next. (Asking for a version would take longer than
 * everything else in a load.) */
static char *find_program(const char *name, chaos_digest *identity)
{
    char *found = NULL;
    if (strchr(name, '/')) {
        found = is_program(name) ? absolute(name) : NULL;
        if (found)
            identify(identity, found);
        return found;
    }
    const char *path = getenv("PATH");
    for (const char *from = path ? path : "/usr/local/bin:/usr/bin:/bin"; *from;) {
        const size_t length = strcspn(from, ":");
        chaosi_buffer file = { 0 };
        if (*from == '/')
            chaosi_buffer_print(&file, "%.*s/%s", (int)length, from, name);
        const bool found_here = file.size && !file.failed && is_program(file.data);
        if (found_here)
            identify(identity, file.data);
        if (found_here && !found)
            found = file.data;
        else
            chaosi_buffer_free(&file);
        from += length + (from[length] == ':');
    }
    return found;
}

/* $CC may be "ccache gcc": the programs that its words name count, too. */
static void identify_words(const chaosi_command *command, chaos_digest *identity)
{
    for (size_t i = 1; i < command->nwords; i++)
        if (command->words[i][0] != '-')
            free(find_program(command->words[i], identity));
}

int chaosi_compiler_find(chaosi_compiler *compiler, chaos_error *error)
{
    static const char *const defaults[] = { "cc", "gcc", "clang" };
    const char *cc = getenv("CC");
    chaos_digest identity;
    *compiler = (chaosi_compiler){ 0 };
    chaos_digest_start(&identity);
    if (cc && cc[strspn(cc, " \t")]) {
        compiler->cc = strdup(cc);
        if (!compiler->cc)
            return chaosi_nomem(error);
        chaosi_command_add_all(&compiler->command, compiler->cc);
        compiler->path = find_program(compiler->command.words[0], &identity);
        identify_words(&compiler->command, &identity);
        if (!compiler->path) {
            const int code =
                chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                            "no C compiler: CC must name a program, got '%.80s'", compiler->command.words[0]);
            chaosi_compiler_free(compiler);
            return code;
        }
    }
    for (size_t i = 0; !compiler->path && i < sizeof defaults / sizeof *defaults; i++) {
        compiler->path = find_program(defaults[i], &identity);
        compiler->command.nwords = 1;
    }
    if (!compiler->path)
        return chaosi_fail(error, CHAOS_ESYSTEM, "path", -1,
                           "no C compiler: neither cc nor gcc nor clang is on PATH, and CC is not set; "
                           "a .so that was compiled elsewhere loads without one");
    compiler->command.words[0] = compiler->path;
    chaosi_sha256_end(&identity, compiler->identity);
    return CHAOS_OK;
}

void chaosi_compiler_free(chaosi_compiler *compiler)
{
    free(compiler->path);
    free(compiler->cc);
    *compiler = (chaosi_compiler){ 0 };
}

/* --------------------------------------------------------------------- running */

/* A shell has the command run, and somebody who ends the whole group once nobody holds the other end of a pipe any
 * more: the compilers of a process that was killed would go on, endlessly if what they read has no end. */
static const char guarded[] =
    "(read x; kill -9 0) <&3 & guard=$!; \"$@\" 3<&-; status=$?; kill $guard; exit $status";
enum { FIRST_SIGNAL = 129, LAST_SIGNAL = 128 + 64 }; /* a shell's statuses for these */

static int add_files(posix_spawn_file_actions_t *files, const char *log, int end)
{
    int code = posix_spawn_file_actions_adddup2(files, end, 3); /* first: hosts may have closed 0 to 2 */
    if (!code)
        code = posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0);
    if (!code)
        code = posix_spawn_file_actions_addopen(files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (!code)
        code = posix_spawn_file_actions_adddup2(files, 1, 2);
#ifdef HAVE_POSIX_SPAWN_FILE_ACTIONS_ADDCLOSEFROM_NP
    if (!code)
        code = posix_spawn_file_actions_addclosefrom_np(files, 4);
#endif
    return code;
}

static int set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int code = posix_spawnattr_setsigmask(attributes, &none);
    if (!code)
        code = posix_spawnattr_setsigdefault(attributes, &all);
    /* The group has the child's number, by default. */
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP;
    return code ? code : posix_spawnattr_setflags(attributes, flags);
}

/* The host's environment without ccache, which would list the headers of an earlier
 * run's folder, and with another place for temporary files. */
static char **make_environment(const chaosi_buffer *temporary)
{
    size_t n = 0;
    while (environ[n])
        n++;
    char **variables = temporary->failed ? NULL : malloc((n + 3) * sizeof *variables);
    if (variables) {
        variables[0] = (char *)"CCACHE_DISABLE=1";
        variables[1] = temporary->data;
        memcpy(variables + 2, environ, (n + 1) * sizeof *variables);
    }
    return variables;
}

static int spawn(const char *const *words, const char *log, int end, char **environment, pid_t *pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int code = posix_spawn_file_actions_init(&files);
    if (code)
        return code;
    code = posix_spawnattr_init(&attributes);
    if (!code) {
        code = add_files(&files, log, end);
        if (!code)
            code = set_attributes(&attributes);
        if (!code)
            code = posix_spawn(pid, words[0], &files, &attributes, (char *const *)words, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return code;
}

static int start(const chaosi_command *command, const char *log, char **environment, chaosi_child *child)
{
    const char *words[CHAOSI_MAX_WORDS + 5] = { "/bin/sh", "-c", guarded, "sh" };
    int ends[2];
    memcpy(words + 4, command->words, (command->nwords + 1) * sizeof *words);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    const int code = spawn(words, log, ends[0], environment, &child->pid);
    close(ends[0]);
    child->held = ends[1];
    if (code)
        close(child->held);
    return code;
}

int chaosi_command_start(const chaosi_command *command, const char *log, const char *folder,
                         chaosi_child *child)
{
    if (command->nwords == CHAOSI_MAX_WORDS)
        return E2BIG;
    chaosi_buffer temporary = { 0 };
    chaosi_buffer_print(&temporary, "TMPDIR=%s", folder);
    char **environment = make_environment(&temporary);
    const int code = environment ? start(command, log, environment, child) : ENOMEM;
    free(environment);
    chaosi_buffer_free(&temporary);
    return code;
}

int chaosi_command_wait(const chaosi_child *child, const chaos_file *options, bool *stopped)
{
    const struct timespec pause = { .tv_nsec = 10000000 };
    int status;
    pid_t got;
    do {
        if (*stopped)
            killpg(child->pid, SIGKILL);
        got = waitpid(child->pid, &status, options->progress && !*stopped ? WNOHANG : 0);
        if (got == 0)
            *stopped = options->progress(options->user, 0.0, 1.0) != 0;
        if (got == 0 && !*stopped)
            nanosleep(&pause, NULL);
    } while (got == 0 || (got < 0 && errno == EINTR));
    close(child->held);
    if (got != child->pid)
        return CHAOSI_UNKNOWN;
    if (WIFSIGNALED(status))
        return -WTERMSIG(status);
    const int code = WEXITSTATUS(status);
    if (code >= FIRST_SIGNAL && code <= LAST_SIGNAL)
        return FIRST_SIGNAL - 1 - code;
    return code == 0 ? CHAOSI_SUCCEEDED : CHAOSI_FAILED;
}
