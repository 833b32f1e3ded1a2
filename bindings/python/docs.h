/* docs.h - docstrings of chaos.Map's methods, in numpydoc's form; tests/python/test_docs.py runs their examples.
 *
 * SPDX-License-Identifier: MIT
 */
#ifndef CHAOS_PYTHON_DOCS_H
#define CHAOS_PYTHON_DOCS_H

/* clang-format off */
#define PARAMETERS "Parameters\n----------\n"
#define RETURNS    "\nReturns\n-------\n"
#define RAISES     "\nRaises\n------\n"
#define EXAMPLES   "\nExamples\n--------\n"

#define AT                                                        \
    "at : dict, optional\n"                                       \
    "    Values by name, {'r': 3.9}.\n"
#define STATE                                                     \
    "state : array_like, optional\n"                              \
    "    All initial states at once, of shape S + (dim,).\n"
#define OUT                                                       \
    "out : array, optional\n"                                     \
    "    C-contiguous, to put the result into.\n"
#define RUN                                                                                   \
    "threads : int, optional\n"                                                               \
    "    At most that many; default: the variable CHAOS_THREADS, or the cores that this\n"    \
    "    process may use.\n"                                                                  \
    "progress : bool or callable, optional\n"                                                 \
    "    True: a bar, tqdm's if it is there. A callable gets (done, total) iterations now\n"  \
    "    and then, and at the end; an exception in it stops the call.\n"
#define BOUND                                                                                 \
    "bound : float, optional\n"                                                               \
    "    Beyond it an orbit has escaped; default: the map's own.\n"
#define WRAP                                                                                  \
    "wrap : bool, optional\n"                                                                 \
    "    False: angles are not wrapped.\n"
#define SEED                                                                                  \
    "seed : int, optional\n"                                                                  \
    "    Of a text's normal() and uniform(): each number is a function of it, the orbit's\n"  \
    "    place in S, n and its place in the text; default 0.\n"
#define RANDOM SEED                                                                           \
    "noise : 'own' or 'common'\n"                                                             \
    "    'common': all orbits have the random numbers of the first.\n"
#define VALUES                                                                                \
    "**values : float or array_like\n"                                                        \
    "    Parameters and initial states, r=3.9. All broadcast to a shape S; what is not\n"     \
    "    given has the map's default.\n"
#define NUMBERS                                                                               \
    "**values : float\n"                                                                      \
    "    Parameters and initial states, r=3.9; what is not given has the map's default.\n"
#define LABELLED                                                                              \
    "\nWith an xarray.DataArray among the values they broadcast by the names of their\n"      \
    "dimensions, and the result has them, too; what dask is to compute stays lazy.\n"
#define A_DATASET                                                                             \
    "That is an xarray.Dataset, whose variables are taken by these names, as result.status is;\n" \
    "unpacked it gives the names alone.\n"
#define COLLAPSE                                                                              \
    "\nRounding may end an orbit that is chaotic: that of x' = 2*x mod 1 is 0 after 55 iterations.\n" \
    "Nothing says so here; the status of a sweep does, COLLAPSED (of maps that are functions if\n" \
    "they are pure), once all states return; one that is eaten while others go on is not noticed.\n"
#define MISTAKES                                                                              \
    RAISES "TypeError\n    An unknown name, or a wrong type.\n"                               \
    "ValueError\n    A value that can't be. An orbit that escapes is no error: it is nan from there on.\n"

#define ITERATE_DOC                                                                           \
    "iterate($self, /, steps, *, at=None, state=None, out=None, threads=None, progress=None,\n" \
    "        bound=None, wrap=True, seed=None, noise='own', **values)\n--\n\n"                \
    "The state after steps iterations.\n\n" PARAMETERS                                        \
    "steps : int\n    Iterations.\n"                                                          \
    AT STATE OUT RUN BOUND WRAP RANDOM VALUES RETURNS                                         \
    "float or ndarray\n    Of shape S for maps with one state, else S + (dim,).\n" LABELLED COLLAPSE MISTAKES \
    EXAMPLES                                                                                  \
    ">>> chaos.maps[\"logistic\"].iterate(2, r=[2, 4], x=0.25).tolist()\n"                    \
    "[0.46875, 0.75]\n"

#define ORBIT_DOC                                                                             \
    "orbit($self, /, steps, *, transient=0, every=1, at=None, state=None, out=None, threads=None,\n" \
    "      progress=None, bound=None, wrap=True, seed=None, noise='own', **values)\n--\n\n"   \
    "steps states of an orbit: orbit[j] is the state after transient + j * every iterations.\n\n" PARAMETERS \
    "steps : int\n    How many.\n"                                                            \
    "transient : int, optional\n    Iterations before the first.\n"                           \
    "every : int, optional\n    Iterations from one to the next.\n"                           \
    AT STATE OUT RUN BOUND WRAP RANDOM VALUES RETURNS                                         \
    "ndarray\n    Of shape S + (steps,) for maps with one state, else S + (steps, dim).\n" LABELLED COLLAPSE MISTAKES \
    EXAMPLES                                                                                  \
    ">>> chaos.maps[\"logistic\"].orbit(4, r=2, x=0.25).tolist()\n"                           \
    "[0.25, 0.375, 0.46875, 0.498046875]\n"

#define LYAPUNOV_DOC                                                                          \
    "lyapunov($self, /, steps, *, transient=1000, count=1, blocks=None, at=None, state=None,\n" \
    "         out=None, threads=None, progress=None, bound=None, wrap=True, seed=None,\n"      \
    "         noise='own', **values)\n--\n\n"                                                 \
    "The largest Lyapunov exponents over steps iterations after the transient.\n\n" PARAMETERS \
    "steps : int\n    Iterations that are measured.\n"                                        \
    "transient : int, optional\n    Iterations before them.\n"                                \
    "count : int or 'all', optional\n    How many exponents.\n"                               \
    "blocks : int, optional\n"                                                                \
    "    The exponents of that many blocks in order of time (finite-time exponents), instead\n" \
    "    of one over all.\n"                                                                  \
    AT STATE                                                                                  \
    "out : tuple, optional\n    Three arrays as the result has them, such as an earlier one.\n" \
    RUN BOUND WRAP RANDOM VALUES RETURNS                                                      \
    "chaos.Lyapunov\n"                                                                        \
    "    A named tuple.\n"                                                                    \
    "    exponents: nats per iterate, descending; of shape S, or S + (count,) for more than one\n" \
    "    or 'all'; with blocks one more axis at the end. -inf: a derivative was exactly 0; nan:\n" \
    "    the orbit escaped.\n"                                                                \
    "    stderr: standard errors from block means; for regular orbits an upper bound.\n"      \
    "    status: chaos.Status of each orbit, of shape S.\n" LABELLED A_DATASET MISTAKES EXAMPLES \
    ">>> exponents, stderr, status = chaos.maps[\"logistic\"].lyapunov(100_000, r=4, x=0.3)\n" \
    ">>> round(exponents, 2)  # ln 2\n"                                                       \
    "0.69\n"

#define POINTS_DOC                                                                            \
    "points($self, /, steps=None, *, transient=0, at=None, state=None, bound=None, wrap=True,\n" \
    "       seed=None, **values)\n--\n\n"                                                     \
    "An iterator over one orbit, which costs less than the loop in Python does.\n\n" PARAMETERS \
    "steps : int, optional\n    How many states; default: without end.\n"                     \
    "transient : int, optional\n    Iterations before the first.\n"                           \
    AT STATE BOUND WRAP SEED NUMBERS                                                               \
    "\nYields\n------\n"                                                                      \
    "float or tuple of float\n"                                                               \
    "    The state after transient iterations, the next, ...; nan after an escape.\n" MISTAKES EXAMPLES \
    ">>> for x in chaos.maps[\"logistic\"].points(3, r=2, x=0.25):\n"                         \
    "...     print(x)\n"                                                                      \
    "0.25\n0.375\n0.46875\n"

#define CYCLE_DOC                                                                             \
    "cycle($self, /, period, *, forcing_period=None, at=None, state=None, threads=None,\n"    \
    "      progress=None, wrap=True, **values)\n--\n\n"                                       \
    "The cycle of that period near a guess, by Newton's method on all its points.\n\n"        \
    "It may have a smaller period that divides the one asked for.\n\n" PARAMETERS             \
    "period : int\n    The number of points.\n"                                               \
    "forcing_period : int, optional\n"                                                        \
    "    Of a map that reads the iterate number n: the cycles are those of (x, n mod\n"       \
    "    forcing_period), from n = 0 on, and period is a multiple of it.\n"                   \
    AT STATE RUN WRAP                                                                         \
    "**values : float\n"                                                                      \
    "    Parameters, and the guess of the first point; what is not given has the default.\n" RETURNS \
    "chaos.Cycle\n"                                                                           \
    "    A named tuple.\n"                                                                    \
    "    points: of shape (period,) for maps with one state, else (period, dim).\n"           \
    "    multipliers: complex eigenvalues of the derivative of period steps, largest first; of\n" \
    "    more than 250 states the 8 largest.\n"                                               \
    "    exponents: ln |multiplier| / period, nats per iterate, also where a multiplier is too\n" \
    "    large or small for a float.\n"                                                       \
    "    points_error, multipliers_error: estimates of what rounding leaves uncertain, of each\n" \
    "    state the largest, of shape () or (dim,), and of each multiplier.\n"                 \
    "    residual: largest |f(x[i]) - x[i+1]|, relative to the state's largest |x|.\n"        \
    "    converged: False, what was reached last.\n"                                          \
    "    family: the dimension of a family of cycles that it is one of; 0, it stands alone.\n" \
    "    unstable, neutral: how many multipliers are outside the unit circle and on it, within\n" \
    "    their errors; it attracts if both are 0.\n"                                          \
    "    index: the sign of det(1 - Df^n), 0 if that is singular within the errors.\n"        \
    "    result: the same as a chaos.Result.\n" MISTAKES                                      \
    "NotImplementedError\n    More than one state, and libchaos was built without GSL.\n" EXAMPLES \
    ">>> c = chaos.maps[\"logistic\"].cycle(2, r=3.2, x=0.5)\n"                               \
    ">>> c.points.round(6).tolist(), c.multipliers.real.round(6).tolist()\n"                  \
    "([0.513045, 0.799455], [0.16])\n"

#define FLOAT_CYCLE_DOC                                                                       \
    "float_cycle($self, /, max_steps, *, at=None, state=None, threads=None, progress=None, bound=None,\n" \
    "            **values)\n--\n\n"                                                           \
    "The cycle on which an orbit falls because a computer has finitely many numbers: where its\n" \
    "state first repeats, bit by bit. Uses constant memory.\n\n" PARAMETERS                   \
    "max_steps : int\n    Iterations, at most.\n" AT STATE RUN BOUND VALUES RETURNS           \
    "chaos.FloatCycle\n"                                                                      \
    "    A named tuple, all of shape S.\n"                                                    \
    "    found: False, it does not repeat so soon, or escapes. Three times the larger of tail\n" \
    "    and length is always soon enough.\n"                                                 \
    "    tail: iterations before the cycle.\n"                                                \
    "    length: its period; 0, none found.\n"                                                \
    "    log_multiplier: ln |multiplier| of the cycle, of several states of the largest: above\n" \
    "    0 it repels, and only rounding keeps the orbit there. nan, none found.\n"            \
    "    status: chaos.Status of each orbit.\n" MISTAKES EXAMPLES                             \
    ">>> c = chaos.maps[\"tent\"].float_cycle(1000, mu=2, x=0.3)  # doubling shifts digits out\n" \
    ">>> c.tail, c.length, round(c.log_multiplier, 3)\n"                                      \
    "(55, 1, 0.693)\n"

#define TO_C_DOC                                                                              \
    "to_c($self, /)\n--\n\n"                                                                  \
    "The C file of a map given as text, for Map(path): its step and its derivative as its\n"  \
    "author would have written them, to look at or to go on from. The bits are the same.\n"   \
    RETURNS "str\n    The file.\n" RAISES                                                     \
    "ValueError\n    The map is no text.\n"                                                   \
    "NotImplementedError\n    A lattice, or a text of more than 6 states, that reads n or draws random\n" \
    "    numbers.\n" EXAMPLES                                                                 \
    ">>> print(chaos.Map(\"x' = r*x*(1-x)\", r=3.9).to_c())\n"                                \
    "/* x' = r*x*(1-x) */\n"                                                                  \
    "...\n"                                                                                   \
    "    image[0] = r * x * (1.0 - x);\n"                                                     \
    "...\n"
/* clang-format on */

#endif
