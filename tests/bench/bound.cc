/* A peer of the benchmark: the same loop behind pybind11. */
#include <pybind11/pybind11.h>

static double logistic(long steps, double r, double x)
{
    for (long n = 0; n < steps; n++)
        x = r * x * (1.0 - x);
    return x;
}

PYBIND11_MODULE(bound, m)
{
    m.def("logistic", &logistic);
}
