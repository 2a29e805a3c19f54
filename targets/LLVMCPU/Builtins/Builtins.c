//===- Builtins.c - All builtins as one source ----------------------------===//
//
// So that a family's builtins are one bitcode file.
//
//===----------------------------------------------------------------------===//

#include "Division.c"
#include "Double.c"
#include "Half.c"
#include "Integers.c"
#include "Memory.c"
#include "Single.c"

// Rounds as Single.c does.
#include "Widths.c"
