"""Prints a module in LLVM's dialect that does everything our passes can ask of LLVM, with every type.

    usage: operations.py [--propagate-nan]

The second form adds minimum and maximum that propagate NaN; LLVM has no code for them on Arm's FPUs.
"""

import sys

FLOATS = ["f16", "bf16", "f32", "f64"]
INTEGERS = ["i8", "i16", "i32", "i64"]
functions = []


def define(result, arguments, *lines):
    names = [f"%{name}" for name in "abcd"][:len(arguments)]
    header = ", ".join(f"{name}: {kind}" for name, kind in zip(names, arguments))
    body = "".join(f"    {line}\n" for line in lines)
    functions.append(f"  llvm.func @f{len(functions)}({header}) -> {result} {{\n{body}    llvm.return %r : {result}\n  }}\n")


def apply(operation, kind, count):
    """An operation whose operands and result have one type."""
    operands = ", ".join(["%a", "%b", "%c"][:count])
    types = f"({', '.join([kind] * count)}) -> {kind}"
    define(kind, [kind] * count, f'%r = "llvm.{operation}"({operands}) : {types}')


def add_floats(propagate_nan):
    for kind in FLOATS:
        for operation in ["fadd", "fsub", "fmul", "fdiv", "frem"]:
            apply(operation, kind, 2)
        apply("fneg", kind, 1)
        for operation in ["floor", "ceil", "trunc", "rint", "nearbyint", "round", "roundeven", "sqrt", "fabs"]:
            apply("intr." + operation, kind, 1)
        for operation in ["minnum", "maxnum", "copysign"] + ["minimum", "maximum"] * propagate_nan:
            apply("intr." + operation, kind, 2)
        for operation in ["fma", "fmuladd"]:
            apply("intr." + operation, kind, 3)
        for test in ["oeq", "ogt", "oge", "olt", "ole", "one", "ord", "ueq", "ugt", "uge", "ult", "ule", "une", "uno"]:
            define("i1", [kind, kind], f'%r = llvm.fcmp "{test}" %a, %b : {kind}')
            define(kind, [kind, kind], f'%t = llvm.fcmp "{test}" %a, %b : {kind}', f"%r = llvm.select %t, %a, %b : i1, {kind}")


def add_conversions():
    width = {"f16": 16, "bf16": 16, "f32": 32, "f64": 64}
    for kind in FLOATS:
        for other in FLOATS:
            if width[other] > width[kind]:
                define(other, [kind], f"%r = llvm.fpext %a : {kind} to {other}")
            elif width[other] < width[kind]:
                define(other, [kind], f"%r = llvm.fptrunc %a : {kind} to {other}")
        for integer in ["i1"] + INTEGERS:
            for operation in ["fptosi", "fptoui"]:
                define(integer, [kind], f"%r = llvm.{operation} %a : {kind} to {integer}")
            for operation in ["sitofp", "uitofp"]:
                define(kind, [integer], f"%r = llvm.{operation} %a : {integer} to {kind}")
            for sign in "su":
                saturate = f'llvm.call_intrinsic "llvm.fpto{sign}i.sat"(%a)'
                define(integer, [kind], f"%r = {saturate} : ({kind}) -> {integer}")


def add_integers():
    for kind in INTEGERS:
        for operation in ["add", "sub", "mul", "sdiv", "udiv", "srem", "urem", "shl", "lshr", "ashr"]:
            apply(operation, kind, 2)
        for sign in "su":
            define(kind, [kind, kind], f"%q = llvm.{sign}div %a, %b : {kind}", f"%m = llvm.{sign}rem %a, %b : {kind}",
                   f"%r = llvm.xor %q, %m : {kind}")
            define(kind, [kind], f"%ten = llvm.mlir.constant(10 : {kind}) : {kind}", f"%r = llvm.{sign}div %a, %ten : {kind}")
        for operation in ["smin", "smax", "umin", "umax"]:
            apply("intr." + operation, kind, 2)
        for operation in ["sadd", "ssub", "uadd", "usub", "sshl", "ushl"]:
            apply("intr." + operation + ".sat", kind, 2)
        for operation in ["sadd", "ssub", "smul", "uadd", "usub", "umul"]:
            pair = f"!llvm.struct<({kind}, i1)>"
            define(pair, [kind, kind], f'%r = "llvm.intr.{operation}.with.overflow"(%a, %b) : ({kind}, {kind}) -> {pair}')
        for operation in ["ctpop", "bitreverse"]:
            apply("intr." + operation, kind, 1)
        for operation, flag in [("ctlz", "is_zero_poison"), ("cttz", "is_zero_poison"), ("abs", "is_int_min_poison")]:
            define(kind, [kind], f'%r = "llvm.intr.{operation}"(%a) <{{{flag} = false}}> : ({kind}) -> {kind}')


def add_memory():
    for size in ["i32", "i64"]:
        for alignment in [1, 2, 4, 8, 16]:
            align = f"{{llvm.align = {alignment} : i64}}"
            attributes = f"<{{isVolatile = false, arg_attrs = [{align}, {align}, {{}}]}}>"
            for operation in ["memcpy", "memmove"]:
                define("!llvm.ptr", ["!llvm.ptr", "!llvm.ptr", size],
                       f'"llvm.intr.{operation}"(%a, %b, %c) {attributes} : (!llvm.ptr, !llvm.ptr, {size}) -> ()',
                       "%r = llvm.getelementptr %a[0] : (!llvm.ptr) -> !llvm.ptr, i8")
            fill = f"<{{isVolatile = false, arg_attrs = [{align}, {{}}, {{}}]}}>"
            define("!llvm.ptr", ["!llvm.ptr", "i8", size],
                   f'"llvm.intr.memset"(%a, %b, %c) {fill} : (!llvm.ptr, i8, {size}) -> ()',
                   "%r = llvm.getelementptr %a[0] : (!llvm.ptr) -> !llvm.ptr, i8")
            define("!llvm.ptr", ["!llvm.ptr", size], "%zero = llvm.mlir.constant(0 : i8) : i8",
                   f'"llvm.intr.memset"(%a, %zero, %b) {fill} : (!llvm.ptr, i8, {size}) -> ()',
                   "%r = llvm.getelementptr %a[0] : (!llvm.ptr) -> !llvm.ptr, i8")


add_floats("--propagate-nan" in sys.argv)
add_conversions()
add_integers()
add_memory()
query = ("  llvm.func @sinter_executable_query(%version: i32) -> !llvm.ptr {\n"
         "    %r = llvm.mlir.zero : !llvm.ptr\n    llvm.return %r : !llvm.ptr\n  }\n")
print('module {\n  exec.export "main" inputs [] outputs [] workspace 0\n' + "".join(functions) + query + "}")
