// Functions of complex numbers (C99, Annex G): out[0] is the real part of the result, out[1] the imaginary one.

#pragma once

void minipy_cacos(double real, double imaginary, double *out);
void minipy_cacosh(double real, double imaginary, double *out);
void minipy_casin(double real, double imaginary, double *out);
void minipy_casinh(double real, double imaginary, double *out);
void minipy_catan(double real, double imaginary, double *out);
void minipy_catanh(double real, double imaginary, double *out);
void minipy_ccos(double real, double imaginary, double *out);
void minipy_ccosh(double real, double imaginary, double *out);
void minipy_cexp(double real, double imaginary, double *out);
void minipy_clog(double real, double imaginary, double *out);
void minipy_csin(double real, double imaginary, double *out);
void minipy_csinh(double real, double imaginary, double *out);
void minipy_csqrt(double real, double imaginary, double *out);
void minipy_ctan(double real, double imaginary, double *out);
void minipy_ctanh(double real, double imaginary, double *out);
