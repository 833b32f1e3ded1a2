/* SPDX-License-Identifier: MIT */
#include <chaos/kernels/vmath.h>

#define MAP kaplan_yorke
#define DIM 2
#define NPARAMS 2
#define PI 0x1.921fb54442d18p1
#define WRAP(i) ((i) == 0 ? 1.0 : 0.0)

CHAOSK_INLINE void step(const vreal *x, const vreal *p, vreal *y)
{
    y[0] = p[1] * x[0];
    y[1] = p[0] * x[1] + vcos(4.0 * PI * x[0]);
}

CHAOSK_INLINE void tangent(const vreal *x, const vreal *p, const vreal *v, vreal *w)
{
    w[0] = p[1] * v[0];
    w[1] = p[0] * v[1] - 4.0 * PI * vsin(4.0 * PI * x[0]) * v[0];
}

#include <chaos/kernels/template.h>

#ifdef CHAOS_DESCRIPTORS
#include <chaos/kernels/map.h>

/* Only a state that is not finite is outside, and it stays so. */
static double no_return(const double *p)
{
    (void)p;
    return CHAOSI_LARGEST;
}

CHAOSI_DECLARE_KERNELS(kaplan_yorke)

CHAOSI_MAP(kaplan_yorke) = {
    .name = "kaplan_yorke",
    .title = "Kaplan-Yorke map",
    .formula = "x' = b*x; y' = a*y + cos(4*pi*x)",
    .reference = "J. L. Kaplan, J. A. Yorke, Chaotic behavior of multidimensional difference equations, "
                 "Lecture Notes in Math. 730 (1979) 204",
    .notes =
        "Kaplan and Yorke have b = 2, where every orbit falls to x = 0 within 60 steps, because each "
        "step shifts one bit out; the exponents ln b and ln a are right even there, and the dimension at "
        "(0.2, 2) is 1.43067655807339.",
    .dim = 2,
    .nparams = 2,
    .params = (const char *const[]){ "a", "b" },
    .param_defaults = (const double[]){ 0.2, 1.9995 },
    .states = (const char *const[]){ "x", "y" },
    .state_defaults = (const double[]){ 0.387, 0.1234 },
    .wrap = (const double[]){ 1.0, 0.0 },
    .view = (const double[][2]){ { 0.0, 1.0 }, { -1.3, 1.3 } },
    .bound = __builtin_inf(),
    .no_return = no_return,
    .tangent_steps = 4,
    .picture = { { "a", 0.0, 0.99 } },
    .regime = CHAOSI_CHAOTIC,
    .known =
        (const chaosi_known[]){
            { 0, 0.6928971492225285, 1e-05, "ln b, exact", NULL },
            { 1, -1.6094379124341003, 1e-05, "ln a, exact", NULL },
            { 0, 0.6931471805599453, 1e-05, "ln b, exact", (const double[]){ 0.2, 2.0 } },
            { 1, -1.6094379124341003, 1e-05, "ln a, exact", (const double[]){ 0.2, 2.0 } },
        },
    .nknown = 4,
    .kernels = CHAOSI_KERNELS(kaplan_yorke),
};
#endif
