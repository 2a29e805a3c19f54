"""Dispatch functions for the numeric tests: the kinds of body that code generation must take,
in shapes that are odd on purpose (remainders, extents of one, strides, dilations)."""


def memref(dims, element="f32"):
    return "memref<" + "x".join([*map(str, dims), element]) + ">"


def map_of(dims, results):
    return f"affine_map<({dims}) -> ({results})>"


class Function:
    """Text of one dispatch function. Arguments are `name: (dims, element)`; `ranges` says from
    where to draw the values of an argument, `scratch` which arguments' contents do not count."""

    def __init__(self, name, arguments, ranges=None, scratch=(), tolerance=2e-5):
        self.name = name
        self.arguments = {key: value if isinstance(value, tuple) else (value, "f32")
                          for key, value in arguments.items()}
        self.ranges = ranges or {}
        self.scratch = scratch
        self.tolerance = tolerance
        self.lines = []

    def type(self, name):
        return memref(*self.arguments[name])

    def add(self, text):
        self.lines.append(text)
        return self

    def fill(self, target, value="0.0", element="f32"):
        constant = f"%init{len(self.lines)}"
        return self.add(f"{constant} = arith.constant {value} : {element}").add(
            f"linalg.fill ins({constant} : {element}) outs(%{target} : {self.type(target)})")

    def generic(self, dims, iterators, inputs, outputs, body, results):
        """`inputs` and `outputs` map argument names to indexing expressions; the body sees them
        as %NAME_ ('p' and 'r' in `iterators` mean parallel and reduction)."""
        operands = {**inputs, **outputs}
        maps = ", ".join(map_of(dims, results_) for results_ in operands.values())
        kinds = ", ".join('"parallel"' if kind == "p" else '"reduction"' for kind in iterators)
        listed = lambda names: (", ".join(f"%{name}" for name in names) + " : " +
                                ", ".join(self.type(name) for name in names))
        block = ", ".join(f"%{name}_: {self.arguments[name][1]}" for name in operands)
        types = ", ".join(self.arguments[name][1] for name in outputs)
        self.add(f"linalg.generic {{indexing_maps = [{maps}], iterator_types = [{kinds}]}} "
                 + (f"ins({listed(inputs)}) " if inputs else "") + f"outs({listed(outputs)}) {{")
        self.add(f"^bb0({block}):")
        self.lines += body
        return self.add(f"linalg.yield {results} : {types}").add("}")

    def text(self):
        arguments = ", ".join(f"%{name}: {self.type(name)}" for name in self.arguments)
        body = "\n  ".join(self.lines)
        return (f'func.func private @{self.name}({arguments}) attributes {{flow.root = "test"}} '
                f"{{\n  {body}\n  return\n}}\n")


MULTIPLY_ADD = ["%m = arith.mulf %a_, %b_ : f32", "%s = arith.addf %o_, %m : f32"]


def relu_epilogue(function, dims, bias, output):
    return function.generic(dims, "p" * len(dims.split(",")), {"bias": bias}, {"o": output}, [
        "%s = arith.addf %o_, %bias_ : f32", "%z = arith.constant 0.0 : f32",
        "%r = arith.maximumf %s, %z : f32"], "%r")


def matmul(m, n, k, panel=0):
    weights = [n // panel, k, panel] if panel else [k, n]
    weights_map = f"n floordiv {panel}, k, n mod {panel}" if panel else "k, n"
    function = Function(f"matmul_{m}x{n}x{k}_{panel}",
                        {"a": [m, k], "b": weights, "bias": [n], "o": [m, n]})
    function.fill("o").generic("m, n, k", "ppr", {"a": "m, k", "b": weights_map}, {"o": "m, n"},
                               MULTIPLY_ADD, "%s")
    return relu_epilogue(function, "m, n", "n", "m, n")


def matmul_transposed(m, n, k):
    function = Function(f"matmul_nt_{m}x{n}x{k}", {"a": [m, k], "b": [n, k], "o": [m, n]})
    return function.fill("o").generic("m, n, k", "ppr", {"a": "m, k", "b": "n, k"}, {"o": "m, n"},
                                      MULTIPLY_ADD, "%s")


def batch_matmul(b, m, n, k):
    function = Function(f"batch_matmul_{b}x{m}x{n}x{k}",
                        {"a": [b, m, k], "b": [b, k, n], "o": [b, m, n]})
    return function.fill("o").add(
        f"linalg.batch_matmul ins(%a, %b : {function.type('a')}, {function.type('b')}) "
        f"outs(%o : {function.type('o')})")


def conv(n, h, w, c, f, kernel, stride=1, dilation=1, panel=0, groups=0):
    reach = lambda out, taps: (out - 1) * stride + (taps - 1) * dilation + 1
    kh, kw = kernel
    group = [groups] if groups else []
    weights = [f // panel, kh, kw, c, panel] if panel else [kh, kw, *group, c, f]
    function = Function(
        f"conv_{n}x{h}x{w}x{c}x{f}_{kh}{kw}_s{stride}d{dilation}_{panel}_{groups}",
        {"a": [n, reach(h, kh), reach(w, kw), *group, c], "b": weights, "bias": [f],
         "o": [n, h, w, *group, f]})
    g = "g, " if groups else ""
    weights_map = (f"f floordiv {panel}, kh, kw, c, f mod {panel}" if panel else
                   f"kh, kw, {g}c, f")
    function.fill("o").generic(
        f"n, h, w, {g}f, kh, kw, c", "ppp" + "p" * bool(groups) + "prrr",
        {"a": f"n, h * {stride} + kh * {dilation}, w * {stride} + kw * {dilation}, {g}c",
         "b": weights_map}, {"o": f"n, h, w, {g}f"}, MULTIPLY_ADD, "%s")
    return relu_epilogue(function, f"n, h, w, {g}f", "f", f"n, h, w, {g}f")


def depthwise(n, h, w, c, taps, stride=1, dilation=1):
    reach = lambda out: (out - 1) * stride + (taps - 1) * dilation + 1
    function = Function(f"depthwise_{n}x{h}x{w}x{c}_{taps}_s{stride}d{dilation}",
                        {"a": [n, reach(h), reach(w), c], "b": [taps, taps, c], "bias": [c],
                         "o": [n, h, w, c]})
    function.fill("o").add(
        f"linalg.depthwise_conv_2d_nhwc_hwc {{strides = dense<{stride}> : tensor<2xi64>, "
        f"dilations = dense<{dilation}> : tensor<2xi64>}} ins(%a, %b : {function.type('a')}, "
        f"{function.type('b')}) outs(%o : {function.type('o')})")
    return relu_epilogue(function, "n, h, w, c", "c", "n, h, w, c")


def pool(kind, n, h, w, c, taps, stride=1, dilation=1):
    reach = lambda out: (out - 1) * stride + (taps - 1) * dilation + 1
    function = Function(f"pool_{kind}_{n}x{h}x{w}x{c}_{taps}_s{stride}d{dilation}",
                        {"a": [n, reach(h), reach(w), c], "window": [taps, taps],
                         "o": [n, h, w, c]})
    function.fill("o", "0xFF800000" if kind == "max" else "0.0")
    return function.add(
        f"linalg.pooling_nhwc_{kind} {{strides = dense<{stride}> : tensor<2xi64>, "
        f"dilations = dense<{dilation}> : tensor<2xi64>}} ins(%a, %window : {function.type('a')}, "
        f"{function.type('window')}) outs(%o : {function.type('o')})")


def letters(rank):
    return [f"d{i}" for i in range(rank)]


def elementwise(shape, other, other_map, name):
    dims = ", ".join(letters(len(shape)))
    function = Function(f"elementwise_{name}", {"a": shape, "b": other, "o": shape})
    return function.generic(dims, "p" * len(shape), {"a": dims, "b": other_map}, {"o": dims},
                            ["%s = arith.mulf %a_, %b_ : f32"], "%s")


def transpose(shape, permutation, element="f32"):
    dims = letters(len(shape))
    source = ", ".join(dims[permutation.index(i)] for i in range(len(shape)))
    name = "x".join(map(str, shape)) + "_" + "".join(map(str, permutation))
    function = Function(f"transpose_{name}_{element}",
                        {"a": (shape, element), "o": ([shape[p] for p in permutation], element)})
    return function.generic(", ".join(dims), "p" * len(shape), {"a": source},
                            {"o": ", ".join(dims)}, [], "%a_")


def reduce(shape, over, operation, start, name):
    dims = letters(len(shape))
    kept = [d for i, d in enumerate(dims) if i not in over]
    function = Function(f"reduce_{name}_" + "x".join(map(str, shape)) + "_" +
                        "".join(map(str, over)),
                        {"a": shape, "o": [s for i, s in enumerate(shape) if i not in over]})
    kinds = "".join("r" if i in over else "p" for i in range(len(shape)))
    return function.fill("o", start).generic(
        ", ".join(dims), kinds, {"a": ", ".join(dims)}, {"o": ", ".join(kept)},
        [f"%s = {operation} %a_, %o_ : f32"], "%s")


def softmax(rows, columns):
    function = Function(f"softmax_{rows}x{columns}", {
        "a": [rows, columns], "max": [rows], "sum": [rows], "o": [rows, columns]})
    both, difference = "r, c", "%d = arith.subf %a_, %max_ : f32"
    function.fill("max", "0xFF800000").generic(
        both, "pr", {"a": both}, {"max": "r"}, ["%s = arith.maximumf %a_, %max_ : f32"], "%s")
    function.fill("sum").generic(
        both, "pr", {"a": both, "max": "r"}, {"sum": "r"},
        [difference, "%e = math.exp %d : f32", "%s = arith.addf %e, %sum_ : f32"], "%s")
    return function.generic(
        both, "pp", {"a": both, "max": "r", "sum": "r"}, {"o": both},
        [difference, "%e = math.exp %d : f32", "%s = arith.divf %e, %sum_ : f32"], "%s")


def attention(heads, rows, columns, depth):
    """Scores and statistics in scratch memory, which blocks of rows share."""
    scores, statistics = heads * rows * columns * 4, (heads * rows * 4 + 63) // 64 * 64
    function = Function(
        f"attention_{heads}x{rows}x{columns}x{depth}",
        {"q": [rows, heads, depth], "k": [heads, depth, columns], "v": [heads, columns, depth],
         "o": [rows, heads, depth], "scratch": ([scores + 2 * statistics], "i8")},
        scratch=["scratch"])
    for name, offset, dims in (("p", 0, [heads, rows, columns]), ("max", scores, [heads, rows]),
                               ("sum", scores + statistics, [heads, rows])):
        function.add(f"%at_{name} = arith.constant {offset} : index")
        function.add(f"%{name} = memref.view %scratch[%at_{name}][] : "
                     f"{function.type('scratch')} to {memref(dims)}")
        function.arguments[name] = (dims, "f32")
    all_, row, difference = "h, m, n", "h, m", "%d = arith.subf %p_, %max_ : f32"
    function.fill("p").generic("h, m, n, d", "pppr", {"q": "m, h, d", "k": "h, d, n"}, {"p": all_}, [
        "%m = arith.mulf %q_, %k_ : f32", "%s = arith.addf %p_, %m : f32"], "%s")
    function.fill("max", "0xFF800000").generic(
        all_, "ppr", {"p": all_}, {"max": row}, ["%s = arith.maximumf %p_, %max_ : f32"], "%s")
    function.generic(all_, "ppp", {"max": row}, {"p": all_},
                     [difference, "%e = math.exp %d : f32"], "%e")
    function.fill("sum").generic(
        all_, "ppr", {"p": all_}, {"sum": row}, ["%s = arith.addf %p_, %sum_ : f32"], "%s")
    function.generic(all_, "ppp", {"sum": row}, {"p": all_},
                     ["%s = arith.divf %p_, %sum_ : f32"], "%s")
    function.fill("o").generic("h, m, d, n", "pppr", {"p": all_, "v": "h, n, d"}, {"o": "m, h, d"}, [
        "%m = arith.mulf %p_, %v_ : f32", "%s = arith.addf %o_, %m : f32"], "%s")
    for name in ("p", "max", "sum"):
        del function.arguments[name]
    return function


def subtract_column_sums(rows, columns):
    function = Function(f"column_sums_{rows}x{columns}",
                        {"a": [rows, columns], "sum": [columns], "o": [rows, columns]})
    function.fill("sum").generic("r, c", "rp", {"a": "r, c"}, {"sum": "c"},
                                 ["%s = arith.addf %a_, %sum_ : f32"], "%s")
    return function.generic("r, c", "pp", {"a": "r, c", "sum": "c"}, {"o": "r, c"},
                            ["%s = arith.subf %a_, %sum_ : f32"], "%s")


def view(function, name, source, offsets, sizes, strides):
    """Adds %name, a subview of argument `source`; returns its type."""
    dims, element = function.arguments[source]
    steps = [1] * len(dims)
    for i in range(len(dims) - 2, -1, -1):
        steps[i] = steps[i + 1] * dims[i + 1]
    offset = sum(o * s for o, s in zip(offsets, steps))
    layout = ", ".join(str(a * b) for a, b in zip(strides, steps))
    result = (f"memref<{'x'.join(map(str, sizes))}x{element}, "
              f"strided<[{layout}]{f', offset: {offset}' if offset else ''}>>")
    function.add(f"%{name} = memref.subview %{source}{offsets} {sizes} {strides} : "
                 f"{function.type(source)} to {result}")
    return result


def pad(h, w, c, p):
    """Zeros in four slabs and a copy in the middle: all disjoint."""
    full = [h + 2 * p, w + 2 * p, c]
    function = Function(f"pad_{h}x{w}x{c}_{p}", {"a": [h, w, c], "o": full})
    function.add("%zero = arith.constant 0.0 : f32")
    slabs = {"top": ([0, 0, 0], [p, full[1], c]), "bottom": ([p + h, 0, 0], [p, full[1], c]),
             "left": ([p, 0, 0], [h, p, c]), "right": ([p, p + w, 0], [h, p, c])}
    for name, (offsets, sizes) in slabs.items():
        type_ = view(function, name, "o", offsets, sizes, [1, 1, 1])
        function.add(f"linalg.fill ins(%zero : f32) outs(%{name} : {type_})")
    middle = view(function, "middle", "o", [p, p, 0], [h, w, c], [1, 1, 1])
    return function.add(f"linalg.copy ins(%a : {function.type('a')}) outs(%middle : {middle})")


def overwrite(h, w, p):
    """Zeros everywhere, then a copy over them: in this order only."""
    function = Function(f"overwrite_{h}x{w}_{p}", {"a": [h, w], "o": [h + 2 * p, w + 2 * p]})
    function.fill("o")
    middle = view(function, "middle", "o", [p, p], [h, w], [1, 1])
    return function.add(f"linalg.copy ins(%a : {function.type('a')}) outs(%middle : {middle})")


def concatenate(rows, left, right):
    function = Function(f"concatenate_{rows}x{left}x{right}",
                        {"a": [rows, left], "b": [rows, right], "o": [rows, left + right]})
    for source, offset, width in (("a", 0, left), ("b", left, right)):
        type_ = view(function, f"part_{source}", "o", [0, offset], [rows, width], [1, 1])
        function.add(f"linalg.copy ins(%{source} : {function.type(source)}) "
                     f"outs(%part_{source} : {type_})")
    return function


def take_every(rows, columns, steps):
    sizes = [-(-rows // steps[0]), -(-columns // steps[1])]
    function = Function(f"take_{rows}x{columns}_{steps[0]}{steps[1]}",
                        {"a": [rows, columns], "o": sizes})
    part = view(function, "part", "a", [0, 0], sizes, steps)
    return function.add(f"linalg.copy ins(%part : {part}) outs(%o : {function.type('o')})")


def flip(rows, columns):
    function = Function(f"flip_{rows}x{columns}", {"a": [rows, columns], "o": [rows, columns]})
    return function.generic("r, c", "pp", {"a": f"r, {columns - 1} - c"}, {"o": "r, c"}, [], "%a_")


def indices(rows, columns):
    function = Function(f"indices_{rows}x{columns}", {"a": [rows, columns], "o": [rows, columns]})
    return function.generic("r, c", "pp", {"a": "r, c"}, {"o": "r, c"}, [
        "%i = linalg.index 0 : index", "%j = linalg.index 1 : index",
        "%k = arith.muli %i, %j : index", "%n = arith.index_cast %k : index to i32",
        "%f = arith.sitofp %n : i32 to f32", "%s = arith.addf %a_, %f : f32"], "%s")


def gather(rows, columns, count):
    function = Function(f"gather_{rows}x{columns}x{count}",
                        {"a": [rows, columns], "i": ([count], "i64"), "o": [count, columns]},
                        ranges={"i": (0, rows)})
    return function.generic("r, c", "pp", {"i": "r"}, {"o": "r, c"}, [
        "%j = linalg.index 1 : index", "%k = arith.index_cast %i_ : i64 to index",
        f"%v = memref.load %a[%k, %j] : {function.type('a')}"], "%v")


def argmax(rows, columns):
    function = Function(f"argmax_{rows}x{columns}",
                        {"a": [rows, columns], "v": [rows], "o": ([rows], "i64")})
    function.fill("v", "0xFF800000").fill("o", "0", "i64")
    return function.generic("r, c", "pr", {"a": "r, c"}, {"v": "r", "o": "r"}, [
        "%i = linalg.index 1 : index", "%k = arith.index_cast %i : index to i64",
        "%more = arith.cmpf ogt, %a_, %v_ : f32", "%m = arith.select %more, %a_, %v_ : f32",
        "%n = arith.select %more, %k, %o_ : i64"], "%m, %n")


def quantize(count):
    function = Function(f"quantize_{count}", {"a": [count], "s": [], "o": ([count], "i8")},
                        ranges={"a": (-3, 3), "s": (0.01, 0.05)}, tolerance=0)
    return function.generic("i", "p", {"a": "i", "s": ""}, {"o": "i"}, [
        "%d = arith.divf %a_, %s_ : f32", "%r = math.roundeven %d : f32",
        "%low = arith.constant -128.0 : f32", "%high = arith.constant 127.0 : f32",
        "%m = arith.maximumf %r, %low : f32", "%n = arith.minimumf %m, %high : f32",
        "%i = arith.fptosi %n : f32 to i8"], "%i")


def matmul_integer(m, n, k):
    function = Function(f"matmul_integer_{m}x{n}x{k}",
                        {"a": ([m, k], "i8"), "b": ([k, n], "i8"), "o": ([m, n], "i32")})
    return function.fill("o", "0", "i32").add(
        f"linalg.matmul ins(%a, %b : {function.type('a')}, {function.type('b')}) "
        f"outs(%o : {function.type('o')})")


def compare(rows, columns):
    function = Function(f"compare_{rows}x{columns}", {
        "a": [rows, columns], "b": [columns], "k": ([rows, columns], "i1"),
        "o": ([rows, columns], "i1")})
    return function.generic("r, c", "pp", {"a": "r, c", "b": "c", "k": "r, c"}, {"o": "r, c"}, [
        "%l = arith.cmpf olt, %a_, %b_ : f32", "%s = arith.andi %l, %k_ : i1"], "%s")


def scratch_epilogue(m, n, k, transposed):
    """The epilogue reads the root's buffer and writes another one, perhaps transposed."""
    function = Function(f"scratch_{m}x{n}x{k}_{transposed}", {
        "a": [m, k], "b": [k, n], "scratch": ([m * n * 4], "i8"),
        "o": [n, m] if transposed else [m, n]}, scratch=("scratch",))
    function.add("%c0 = arith.constant 0 : index")
    function.add(f"%t = memref.view %scratch[%c0][] : {function.type('scratch')} to "
                 f"{memref([m, n])}")
    function.arguments["t"] = ([m, n], "f32")  # so that the helpers know its type
    function.fill("t").generic("m, n, k", "ppr", {"a": "m, k", "b": "k, n"}, {"t": "m, n"}, [
        "%m = arith.mulf %a_, %b_ : f32", "%s = arith.addf %t_, %m : f32"], "%s")
    function.generic("m, n", "pp", {"t": "m, n"}, {"o": "n, m" if transposed else "m, n"},
                     ["%s = math.tanh %t_ : f32"], "%s")
    del function.arguments["t"]
    return function


def all_cases():
    for size in [(1, 1, 1), (1, 7, 5), (5, 1, 9), (3, 3, 1), (17, 10, 40), (1, 1000, 64),
                 (49, 85, 33), (33, 48, 20), (2, 100, 50), (30, 40, 30)]:
        yield matmul(*size)
    for size in [(5, 64, 33, 32), (17, 128, 20, 64), (1, 96, 50, 48)]:
        yield matmul(*size)
    for size in [(4, 4, 64), (7, 5, 33), (1, 100, 70), (3, 1, 5), (16, 16, 7)]:
        yield matmul_transposed(*size)
    yield batch_matmul(3, 5, 20, 7)
    for size in [(1, 5, 7, 3, 10, (3, 3)), (2, 6, 6, 16, 32, (3, 3), 2), (1, 7, 7, 20, 40, (1, 1)),
                 (1, 8, 9, 4, 17, (3, 2), 1, 2), (1, 1, 1, 5, 3, (3, 3)),
                 (1, 13, 13, 16, 64, (3, 3)), (1, 6, 7, 5, 64, (3, 3), 1, 1, 32),
                 (2, 5, 5, 16, 32, (3, 3), 2, 1, 16), (1, 5, 5, 4, 64, (3, 3), 1, 2, 32),
                 (1, 5, 5, 3, 8, (3, 3), 1, 1, 0, 4), (1, 4, 4, 1, 1, (3, 3), 1, 1, 0, 32)]:
        yield conv(*size)
    for size in [(1, 7, 7, 16, 3), (1, 9, 10, 20, 3, 2), (2, 5, 6, 33, 5), (1, 8, 8, 3, 3),
                 (1, 6, 6, 32, 3, 1, 2), (1, 4, 4, 1, 3)]:
        yield depthwise(*size)
    for size in [(1, 6, 7, 16, 2, 2), (1, 5, 5, 19, 3, 1), (1, 1, 1, 40, 7), (1, 6, 6, 16, 3, 1, 2),
                 (1, 5, 5, 1, 2)]:
        yield pool("max", *size)
        yield pool("sum", *size)
    yield elementwise([3, 7, 33], [33], "d2", "last")
    yield elementwise([100, 10], [100, 10], "d0, d1", "same")
    yield elementwise([4, 5, 6, 7], [5], "d1", "middle")
    yield elementwise([13, 17], [], "", "scalar")
    yield elementwise([64, 3], [3], "d1", "narrow")
    yield elementwise([11, 19], [19, 11], "d1, d0", "transposed")
    for element in ("f32", "i8", "f64", "i1"):
        for shape, permutation in [([33, 17], [1, 0]), ([3, 50], [1, 0]), ([50, 3], [1, 0]),
                                   ([2, 24, 10, 9], [0, 2, 3, 1]), ([4, 20, 6], [2, 1, 0])]:
            yield transpose(shape, permutation, element)
    for shape, over in [([10, 100], [1]), ([100, 10], [0]), ([7, 33], [0, 1]), ([1000, 3], [1]),
                        ([5, 6, 7], [0, 2]), ([9], [0]), ([2, 300], [1])]:
        yield reduce(shape, over, "arith.addf", "0.0", "sum")
        yield reduce(shape, over, "arith.maximumf", "0xFF800000", "max")
    for size in [(1, 10), (7, 100), (64, 33), (128, 160)]:
        yield softmax(*size)
    for size in ((4, 96, 80, 32), (1, 50, 33, 20)):
        yield attention(*size)
    for size in [(64, 100), (200, 320), (5, 7)]:
        yield subtract_column_sums(*size)
    for size in [(5, 6, 8, 1), (14, 14, 64, 1), (7, 7, 3, 2)]:
        yield pad(*size)
    yield overwrite(20, 30, 2)
    for size in [(50, 64, 32), (50, 3, 5), (200, 100, 156), (30, 1, 1)]:
        yield concatenate(*size)
    for size in [(20, 40, [2, 1]), (21, 41, [2, 2]), (20, 40, [1, 3]), (9, 40, [1, 5])]:
        yield take_every(*size)
    yield from (flip(5, 64), flip(3, 33), flip(4, 7), indices(5, 64), indices(70, 7))
    yield from (gather(20, 33, 9), argmax(7, 40), argmax(40, 7), quantize(100), quantize(7))
    yield from (matmul_integer(5, 40, 20), matmul_integer(3, 7, 50), compare(6, 40), compare(3, 5))
    yield from (scratch_epilogue(14, 40, 20, False), scratch_epilogue(64, 64, 64, True))
