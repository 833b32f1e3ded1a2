/* chaos/maps.h - the catalogue, and the properties of a map.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_MAPS_H
#define CHAOS_MAPS_H

#include <chaos/errors.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An iterated map x' = f(x; p): x has dim states, p has nparams parameters. */
typedef struct chaos_map chaos_map;

/* The catalogue, in alphabetical order: its length, map i, and the map of that name.
 * Maps that are not there are NULL. */
CHAOS_API size_t chaos_map_count(void);
CHAOS_API const chaos_map *chaos_map_at(size_t i);
CHAOS_API const chaos_map *chaos_map_find(const char *name);

/* A lattice of the catalogue with another number of sites.
 *
 * In:      sites  1 to 1,000,000
 * Out:     *map   which chaos_map_free frees */
CHAOS_API CHAOS_MUST_CHECK int chaos_map_lattice(const char *name, uint64_t sites, chaos_map **map,
                                                 chaos_error *error);

/* Drops the caller's reference to a map that a function returned through a
 * chaos_map **. Measures and results hold references of their own, and the last
 * one to go frees the map. NULL and maps of the catalogue are left alone. */
CHAOS_API void chaos_map_free(chaos_map *map);

/* Texts that describe a map. */
CHAOS_API const char *chaos_map_name(const chaos_map *map);      /* "henon" */
CHAOS_API const char *chaos_map_title(const chaos_map *map);     /* "Henon map" */
CHAOS_API const char *chaos_map_formula(const chaos_map *map);   /* "x' = 1 - a*x^2 + y; y' = b*x" */
CHAOS_API const char *chaos_map_reference(const chaos_map *map); /* where it was published */
CHAOS_API const char *chaos_map_notes(const chaos_map *map); /* other forms in use, pitfalls; "" if none */

/* Its properties. */
CHAOS_API uint64_t chaos_map_dim(const chaos_map *map);     /* number of states */
CHAOS_API uint64_t chaos_map_nparams(const chaos_map *map); /* number of parameters */
CHAOS_API bool chaos_map_is_lattice(const chaos_map *map);
CHAOS_API uint64_t
chaos_map_sites(const chaos_map *map); /* 0: not a lattice; a site may have several states */
CHAOS_API bool chaos_map_preserves_area(const chaos_map *map); /* |det Df| = 1 everywhere */
CHAOS_API bool chaos_map_has_derivative(const chaos_map *map); /* false: difference quotients stand for it */
CHAOS_API bool chaos_map_reads_time(const chaos_map *map);     /* a step depends on the iterate number */
CHAOS_API bool chaos_map_is_random(const chaos_map *map);      /* a step draws random numbers */

/* The names and defaults of parameter i and of state i; NULL or NaN past the end. */
CHAOS_API const char *chaos_map_param(const chaos_map *map, uint64_t i);
CHAOS_API const char *chaos_map_state(const chaos_map *map, uint64_t i);
CHAOS_API double chaos_map_param_default(const chaos_map *map, uint64_t i);
CHAOS_API double chaos_map_state_default(const chaos_map *map, uint64_t i);

/* The index of the parameter or state of that name; -1 if there is none. "μ" is "mu". */
CHAOS_API int64_t chaos_map_param_index(const chaos_map *map, const char *name);
CHAOS_API int64_t chaos_map_state_index(const chaos_map *map, const char *name);

/* The Greek letter, in UTF-8, that a name spells: "θ" for "theta"; NULL: none. */
CHAOS_API const char *chaos_name_letter(const char *name);

/* The period of state i if it is an angle, which is kept in [0, period); else 0. */
CHAOS_API double chaos_map_wrap(const chaos_map *map, uint64_t i);

/* An orbit has escaped when its largest |state|, angles aside, is beyond this.
 * INFINITY: only when a state is not finite. */
CHAOS_API double chaos_map_bound(const chaos_map *map);

/* The interval of state i in a picture.
 *
 * Out:     *low, *high  untouched if there is none
 * Returns: whether there is one */
CHAOS_API bool chaos_map_view(const chaos_map *map, uint64_t i, double *low, double *high);

/* Where random starts have state i unless they are told: the view, else all of an angle; likewise. */
CHAOS_API bool chaos_map_box(const chaos_map *map, uint64_t i, double *low, double *high);

/* The inverse: a map with the same parameters and states, not listed in the
 * catalogue. NULL if there is none, or none in closed form. */
CHAOS_API const chaos_map *chaos_map_inverse(const chaos_map *map);

/* What the default orbit does: "chaotic", "intermittent" (chaotic, but its exponent
 * does not converge), "quasiperiodic", "periodic", "transient" (chaotic for long,
 * then periodic) or "escaping". */
CHAOS_API const char *chaos_map_regime(const chaos_map *map);

/* The i-th Lyapunov exponent that is known by other means.
 *
 * Out:     *rank       which exponent of the spectrum, 0 the largest
 *          *value      nats per iterate, to within *tolerance, from the default start
 *          params      [nparams] where it holds
 *          *source     where it comes from; each output may be NULL
 * Returns: false past the end */
CHAOS_API bool chaos_map_known_exponent(const chaos_map *map, uint64_t i, uint32_t *rank, double *value,
                                        double *tolerance, double *params, const char **source);

#ifdef __cplusplus
}
#endif
#endif
