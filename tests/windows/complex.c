// The complex numbers of the C runtime, which are stubs in Wine 8: numpy calls them while it is imported.
// A complex double is two doubles in a struct to Microsoft's compiler, and a long double is a double.
#include <complex.h>

typedef struct { double r, i; } Double;
typedef struct { float r, i; } Float;

static double _Complex in(Double a) { double _Complex v; __real__ v = a.r; __imag__ v = a.i; return v; }
static Double out(double _Complex v) { Double a = {__real__ v, __imag__ v}; return a; }
static Double wide(Float a) { Double b = {a.r, a.i}; return b; }
static Float narrow(Double a) { Float b = {(float)a.r, (float)a.i}; return b; }

#define TO_COMPLEX(name) \
    Double rig_##name(Double a) { return out(name(in(a))); } \
    Double rig_##name##l(Double a) { return rig_##name(a); } \
    Float rig_##name##f(Float a) { return narrow(rig_##name(wide(a))); }
#define TO_REAL(name, result) \
    double rig_##name(Double a) { return result; } \
    double rig_##name##l(Double a) { return result; } \
    float rig_##name##f(Float a) { return (float)rig_##name(wide(a)); }

TO_COMPLEX(ccos) TO_COMPLEX(ccosh) TO_COMPLEX(cexp)
TO_COMPLEX(csin) TO_COMPLEX(csinh) TO_COMPLEX(ctan) TO_COMPLEX(ctanh)
TO_REAL(cabs, cabs(in(a))) TO_REAL(carg, carg(in(a))) TO_REAL(creal, a.r) TO_REAL(cimag, a.i)

Double rig_cpow(Double a, Double b) { return out(cpow(in(a), in(b))); }
Double rig_cpowl(Double a, Double b) { return rig_cpow(a, b); }
Float rig_cpowf(Float a, Float b) { return narrow(rig_cpow(wide(a), wide(b))); }
