//===- Single.c - Arithmetic of type float --------------------------------===//

#include "Builtins.h"

#define FORMAT 32
#include "Format.h"

#include "Arithmetic.h"
#include "Comparison.h"
#include "Conversion.h"
#include "Fma.h"
#include "Remainder.h"
#include "Rounding.h"

#include "FormatEnd.h"
