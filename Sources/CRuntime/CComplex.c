// The C library's functions of complex numbers, for Swift, which has no such type.

#include "CComplex.h"
#include <complex.h>

#define FUNCTION(name)                                            \
  void minipy_c##name(double real, double imaginary, double *out) { \
    double _Complex z = c##name(__builtin_complex(real, imaginary));          \
    out[0] = creal(z);                                            \
    out[1] = cimag(z);                                            \
  }
FUNCTION(acos)
FUNCTION(acosh)
FUNCTION(asin)
FUNCTION(asinh)
FUNCTION(atan)
FUNCTION(atanh)
FUNCTION(cos)
FUNCTION(cosh)
FUNCTION(exp)
FUNCTION(log)
FUNCTION(sin)
FUNCTION(sinh)
FUNCTION(sqrt)
FUNCTION(tan)
FUNCTION(tanh)
