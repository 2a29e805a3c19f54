//===- Double.c - Arithmetic of type double -------------------------------===//

#include "Builtins.h"

#define FORMAT 64
#include "Format.h"

#include "Arithmetic.h"
#include "Comparison.h"
#include "Conversion.h"
#include "Fma.h"
#include "Remainder.h"
#include "Rounding.h"

#include "FormatEnd.h"
