/* SPDX-License-Identifier: MIT */
#include "core/names.h"

#include <string.h>

/* Options of calls: in Python and in the shell, values are given by name beside them. */
static const char *const reserved[] = {
    "N",       "along", "at",        "blocks",         "bound",  "box",        "budget",    "compile",
    "count",   "every", "first",     "forcing_period", "kick",   "max_period", "max_steps", "measure",
    "noise",   "of",    "out",       "over",           "period", "progress",   "quiet",     "region",
    "seed",    "self",  "shard",     "start",          "starts", "state",      "steps",     "strict",
    "threads", "to",    "transient", "when",           "wrap",
};

const char *chaos_reserved_name(size_t i)
{
    return i < sizeof reserved / sizeof reserved[0] ? reserved[i] : NULL;
}

bool chaosi_is_reserved(const char *name)
{
    for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
        if (strcmp(reserved[i], name) == 0)
            return true;
    return false;
}

/* Greek letters by their names. */
static const struct {
    const char *letter, *name;
} greek[] = {
    { "α", "alpha" },   { "β", "beta" },  { "γ", "gamma" },   { "δ", "delta" },   { "ε", "epsilon" },
    { "ϵ", "epsilon" }, { "ζ", "zeta" },  { "η", "eta" },     { "θ", "theta" },   { "ϑ", "theta" },
    { "ι", "iota" },    { "κ", "kappa" }, { "λ", "lambda" },  { "μ", "mu" },      { "µ", "mu" },
    { "ν", "nu" },      { "ξ", "xi" },    { "ο", "omicron" }, { "π", "pi" },      { "ρ", "rho" },
    { "σ", "sigma" },   { "ς", "sigma" }, { "τ", "tau" },     { "υ", "upsilon" }, { "φ", "phi" },
    { "ϕ", "phi" },     { "χ", "chi" },   { "ψ", "psi" },     { "ω", "omega" },   { "Γ", "Gamma" },
    { "Δ", "Delta" },   { "Θ", "Theta" }, { "Λ", "Lambda" },  { "Ξ", "Xi" },      { "Π", "Pi" },
    { "Σ", "Sigma" },   { "Φ", "Phi" },   { "Ψ", "Psi" },     { "Ω", "Omega" },
};

const char *chaosi_greek(const char *text)
{
    for (size_t i = 0; (unsigned char)*text & 0x80 && i < sizeof greek / sizeof greek[0]; i++)
        if (strncmp(greek[i].letter, text, CHAOSI_GREEK_BYTES) == 0)
            return greek[i].name;
    return NULL;
}

bool chaosi_same_name(const char *name, const char *given)
{
    while (*given && *name) {
        const char *const letter = chaosi_greek(given);
        const size_t length = letter ? strlen(letter) : 1;
        if (strncmp(name, letter ? letter : given, length) != 0)
            return false;
        name += length;
        given += letter ? CHAOSI_GREEK_BYTES : 1;
    }
    return !*given && !*name;
}
