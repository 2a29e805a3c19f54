// Sweeps the f32 functions of a library over their domains and prints the largest error of each in
// units in the last place, against the C library's f64 functions.
// Usage: accuracy LIBRARY; fails if an error is above its bound.

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef void (*workgroup_fn)(const void *arguments, uint32_t workgroup);

enum { kCount = 4096 };

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }
static double rsqrt(double x) { return 1 / sqrt(x); }
static double third(double x) { return x / 3; } // one rounding: half a unit

static const struct {
  const char *name;
  double (*unary)(double);
  double (*binary)(double, double);
  double low, high; // of the sweep: all magnitudes of f32 in between
  double bound;     // in units in the last place
} functions[] = {
    {"exp", exp, NULL, -87.3, 88.7, 4},
    {"exp2", exp2, NULL, -125.9, 127.9, 4},
    {"expm1", expm1, NULL, -87, 88.7, 4},
    {"sinh", sinh, NULL, -88.7, 88.7, 4},
    {"cosh", cosh, NULL, -88.7, 88.7, 4},
    {"tanh", tanh, NULL, -100, 100, 4},
    {"log", log, NULL, FLT_MIN, FLT_MAX, 4},
    {"log2", log2, NULL, FLT_MIN, FLT_MAX, 4},
    {"log10", log10, NULL, FLT_MIN, FLT_MAX, 4},
    {"log1p", log1p, NULL, -0.999999, FLT_MAX, 4},
    {"erf", erf, NULL, -FLT_MAX, FLT_MAX, 4},
    {"sin", sin, NULL, -1e5, 1e5, 4},
    {"cos", cos, NULL, -1e5, 1e5, 4},
    {"tan", tan, NULL, -1e5, 1e5, 4},
    {"asin", asin, NULL, -1, 1, 4},
    {"acos", acos, NULL, -1, 1, 4},
    {"atan", atan, NULL, -FLT_MAX, FLT_MAX, 4},
    {"asinh", asinh, NULL, -FLT_MAX, FLT_MAX, 4},
    {"acosh", acosh, NULL, 1, FLT_MAX, 4},
    {"atanh", atanh, NULL, -0.999999, 0.999999, 4},
    {"cbrt", cbrt, NULL, -FLT_MAX, FLT_MAX, 4},
    {"rsqrt", rsqrt, NULL, FLT_MIN, FLT_MAX, 4},
    {"sigmoid", sigmoid, NULL, -87.3, 88.7, 4},
    {"third", third, NULL, -FLT_MAX, FLT_MAX, 0.5},
    {"powf", NULL, pow, 1e-9, 1e9, 4},
    {"atan2", NULL, atan2, -FLT_MAX, FLT_MAX, 4},
};

static float to_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static double get_error(double expected, float actual) {
  if (isnan(expected) || isnan(actual))
    return isnan(expected) && isnan(actual) ? 0 : INFINITY;
  if (fabs(expected) > FLT_MAX || isinf(actual))
    return fabs(expected) > FLT_MAX * 0.9999999 && actual == copysign(INFINITY, expected) ? 0 : 1e9;
  int exponent;
  frexp(fmax(fabs(expected), FLT_MIN), &exponent); // denormal results count as the smallest normal
  return fabs(expected - actual) / ldexp(1, exponent - 24);
}

int main(int argc, char **argv) {
  void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW | RTLD_LOCAL) : NULL;
  if (!library) {
    fprintf(stderr, "cannot load: %s\n", dlerror());
    return 2;
  }
  static float x[kCount], y[kCount], z[kCount];
  int failures = 0;
  for (size_t f = 0; f < sizeof functions / sizeof *functions; ++f) {
    workgroup_fn call = (workgroup_fn)dlsym(library, functions[f].name);
    if (!call) {
      printf("%s: missing\n", functions[f].name);
      return 2;
    }
    double worst = 0, at = 0, with = 0;
    uint32_t bits = 0, step = 1009, second = 12345; // a prime: all mantissas come about
    for (int done = 0; !done;) {
      int count = 0;
      while (count < kCount && !done) {
        float value = to_float(bits), other = to_float(second = second * 1664525u + 1013904223u);
        uint32_t next = bits + step;
        done = next < bits;
        bits = next;
        if (isnan(value) || value < functions[f].low || value > functions[f].high ||
            (value != 0 && fabsf(value) < FLT_MIN))
          continue;
        if (functions[f].binary == pow)
          other = (float)(fmod(second * 1e-6, 8) - 4);
        else if (!(fabsf(other) >= FLT_MIN && fabsf(other) <= FLT_MAX))
          continue;
        x[count] = value;
        y[count++] = other;
      }
      for (int i = count; i < kCount; ++i)
        x[i] = y[i] = 1;
      const void *unary[] = {x, z}, *binary[] = {x, y, z};
      call(functions[f].binary ? (const void *)binary : (const void *)unary, 0);
      for (int i = 0; i < count; ++i) {
        double expected =
            functions[f].binary ? functions[f].binary(x[i], y[i]) : functions[f].unary(x[i]);
        double error = get_error(expected, z[i]);
        if (error > worst) {
          worst = error;
          at = x[i];
          with = y[i];
        }
      }
    }
    int ok = worst <= functions[f].bound;
    failures += !ok;
    printf("%-8s %6.2f ulp at %.9g", functions[f].name, worst, at);
    if (functions[f].binary)
      printf(", %.9g", with);
    printf(ok ? "\n" : ": above %g\n", functions[f].bound);
  }
  printf("%d above their bounds\n", failures);
  return failures != 0;
}
