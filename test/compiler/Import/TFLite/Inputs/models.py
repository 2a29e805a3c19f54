"""Writes the TFLite models that the import tests use, all or some: models.py FOLDER [NAME...]"""

import pathlib
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from tflite_model import Misaligned, Model  # noqa: E402


def relu(shape=(1, 4), **fields):
    """The smallest model: x -> RELU -> y."""
    m = Model()
    x, y = m.tensor("x", shape, **fields), m.tensor("y", shape)
    m.operator("RELU", [x], [y])
    m.io([x], [y])
    return m


def basic():
    """A quantized convolution with each kind of quantization and options at and off their defaults."""
    m = Model()
    x = m.tensor("x", [1, 4, 4, 2], "INT8", scale=0.5, zero_point=-3)
    w = m.constant("w", np.arange(-8, 8, dtype=np.int8).reshape(2, 2, 2, 2), scale=[0.25, 0.125])
    b = m.constant("b", np.int32([7, -9]), scale=[0.125, 0.0625])
    y = m.tensor("y", [1, 2, 4, 2], "INT8", scale=2.0)
    m.operator("CONV_2D", [x, w, b], [y], "Conv2DOptions", version=3, padding="SAME", stride_w=1,
               stride_h=2, fused_activation_function="RELU6")
    z = m.tensor("z", [1, 2, 4, 2], "UINT8", scale=2.0, zero_point=128)
    m.operator("QUANTIZE", [y], [z])
    m.io([x], [z])
    return m


def misaligned():
    """Wide numbers where no machine wants them; the file is otherwise sound."""
    m = Misaligned()
    x, y = m.tensor("x", [4], "INT8", scale=0.5, zero_point=-77), m.tensor("y", [4])
    m.operator("DEQUANTIZE", [x], [y])
    m.io([x], [y])
    return m


def types():
    """Constants of every type, as they are stored."""
    m = Model()
    quarter = {"scale": 0.25}
    used = [
        m.constant("f32", np.float32([1, -2])), m.constant("f16", np.float16([0.5, -2])),
        m.constant("f64", np.float64([0.5, -2])), m.constant("i64", np.int64([1 << 40, -1])),
        m.constant("u8", np.uint8([255, 1])), m.constant("u32", np.uint32([1, 2])),
        m.constant("bool", b"\1\0\2", "BOOL", [3]),
        m.constant("bias16", np.int64([5, 6]), scale=0.5),  # 64 bits are not quantized
        m.constant("i4", b"\x21\xf8\x07", "INT4", [5], **quarter),
        m.constant("i2", b"\xe4\x02", "INT2", [5]),
        m.constant("u4", b"\xf1", "UINT4", [2]),
        m.constant("empty", b"", "INT32", [0]),
        m.constant("scalar", np.float32(3).reshape(())),
        m.constant("noted", np.float32([1]), scale=1.0),  # floats with scales are floats
        m.constant("per_axis_1", np.int8([1]), scale=[0.5], axis=3),  # one scale has no axis
        m.constant("bias_axis_3", np.int32([1, 2]), scale=[0.5, 0.25], axis=3),  # nor has a list
        m.constant("complex", np.float32([1, 2]).tobytes(), "COMPLEX64", [1]),
        m.constant("text", b"\1\0\0\0\x0c\0\0\0\x0d\0\0\0a", "STRING", [1]),
        m.constant("sparse", np.float32([1]), sparsity={"traversal_order": [0]}),
        m.constant("outside", b"", "FLOAT32", [4], external_buffer=1),
    ]
    m.json["external_buffer_groups"] = [{"name": "weights.bin"}]
    m.json["external_buffers"] = [{"id": 1, "group": 0, "offset": 0, "length": 16}]
    unused = m.constant("unused", b"", "STRING", [1])
    m.json["buffers"][-1] = {"data": [0]}
    y = m.tensor("y", [1])
    v = m.tensor("v", [], "VARIANT")
    m.operator("CUSTOM:Use", used, [y, v])
    m.io([], [y, v])
    assert unused
    return m


def options():
    """Defaults, vectors, what an unknown enumerator is, and options of custom operators."""
    m = relu()
    x, y = 0, m.tensor("z", [1, 4])
    m.operator("RESHAPE", [x], [m.tensor("a", [4])], "ReshapeOptions", new_shape=[4])
    m.operator("RESHAPE", [x], [m.tensor("a2", [4])], "ReshapeOptions")
    m.operator("ADD", [x, x], [m.tensor("b", [1, 4])], "AddOptions")
    m.operator("BIDIRECTIONAL_SEQUENCE_LSTM", [x], [m.tensor("c", [1])],
               "BidirectionalSequenceLSTMOptions", time_major=False, cell_clip=2.5)
    m.operator("AVERAGE_POOL_2D", [x], [m.tensor("d", [1])], "Pool2DOptions", padding=7)
    m.operator("BUCKETIZE", [x], [m.tensor("e", [1])], "BucketizeOptions", boundaries=[1.5, 2.0])
    m.operator("STABLEHLO_PAD", [x], [m.tensor("f", [1])], "StablehloPadOptions",
               edge_padding_low=[1, -2])
    m.operator("STABLEHLO_COMPOSITE", [x], [m.tensor("f2", [1])], "StableHLOCompositeOptions",
               name="gelu", composite_attributes=[1, 255], decomposition_subgraph_index=1)
    # The FlexBuffer {"list": [1, 2], "on": true, "shift": 12}, and bytes that are none.
    flex = b"list\0on\0shift\0" + bytes([2, 1, 2, 3, 18, 14, 12, 3, 1, 3, 9, 1, 12, 44, 104, 4, 6, 36, 1])
    m.operator("CUSTOM:Flexible", [x, -1], [m.tensor("g", [1])],
               fields={"custom_options": list(flex)})
    m.operator("CUSTOM:Plain", [x], [m.tensor("h", [1])],
               fields={"custom_options": [1, 2, 200], "intermediates": [y]})
    m.io([x], [1])
    m.subgraph("gelu")
    m.io([m.tensor("p", [1, 4])], [0])
    return m


def state():
    """A variable behind handles in two subgraphs, and a variable tensor."""
    m = Model()
    x = m.tensor("x", [1, 2], "INT8", scale=0.5, zero_point=4)
    handle, value, total = (m.tensor("handle", [], "RESOURCE"),
                            m.tensor("value", [1, 2], "INT8", scale=0.5, zero_point=4),
                            m.tensor("total", [1, 2], "INT8", scale=0.5, zero_point=4))
    kept = m.tensor("kept", [2, 3], "INT16", scale=0.25, is_variable=True)
    y = m.tensor("y", [1, 2], "INT8", scale=0.5, zero_point=4)
    m.operator("CALL_ONCE", [], [], "CallOnceOptions", init_subgraph_index=1)
    m.operator("VAR_HANDLE", [], [handle], "VarHandleOptions", container="", shared_name="main")
    m.operator("READ_VARIABLE", [handle], [value])
    m.operator("ADD", [value, x], [total], "AddOptions")
    m.operator("ASSIGN_VARIABLE", [handle, total], [])
    m.operator("SVDF", [x, kept], [y], "SVDFOptions")
    m.io([x], [total, y])
    m.subgraph("NoOp")
    handle = m.tensor("handle", [], "RESOURCE")
    zero = m.constant("zero", np.int8([[1, 2]]), scale=0.5, zero_point=4)
    m.operator("VAR_HANDLE", [], [handle], "VarHandleOptions", container="", shared_name="main")
    m.operator("ASSIGN_VARIABLE", [handle, zero], [])
    return m


def control():
    """Subgraphs that others name, one that nobody needs, and one of a signature."""
    m = Model()
    x, c, y = m.tensor("x", [2]), m.tensor("c", [], "BOOL"), m.tensor("y", [2])
    loop = m.tensor("loop", [2])
    m.operator("IF", [c, x], [y], "IfOptions", then_subgraph_index=1, else_subgraph_index=2)
    m.operator("WHILE", [y], [loop], "WhileOptions", cond_subgraph_index=3, body_subgraph_index=2)
    m.io([x, c], [loop])
    for name in ("then", "main", "cond", "unused", "encode"):
        m.subgraph(name)
        a = m.tensor("a", [2])
        b = m.tensor("b", [] if name == "cond" else [2], "BOOL" if name == "cond" else "FLOAT32")
        m.operator("CUSTOM:Test" if name == "cond" else "NEG", [a], [b])
        m.io([a], [b])
    maps = {"inputs": [{"name": "in", "tensor_index": 0}],
            "outputs": [{"name": "out", "tensor_index": 1}]}
    m.json["signature_defs"] = [{"signature_key": "serving_default", "subgraph_index": 0, **maps},
                                {"signature_key": "encoder", "subgraph_index": 5, **maps}]
    return m


def dynamic():
    """Open dims: with defaults, without, and an unknown rank within."""
    m = Model()
    x = m.tensor("x", [1, 8], shape_signature=[-1, 8])
    s = m.tensor("s", [-1, 3])
    y = m.tensor("y", [1, 8])
    m.operator("RELU", [x], [y])
    z = m.tensor("z", [], has_rank=False)
    m.operator("CUSTOM:Mix", [y, s], [z])
    m.io([x, s], [z])
    return m


def defaults():
    """Open dims that all have defaults."""
    m = relu((1, 8), shape_signature=[-1, 8])
    return m


def images():
    """Open dims beyond the batch: what the file was made for may not be what is wanted."""
    return relu((1, 8), shape_signature=[-1, -1])


def empty():
    """A default that nobody can want."""
    return relu((0, 8), shape_signature=[-1, 8])


def nameless():
    m = relu()
    for tensor in m.graph["tensors"]:
        del tensor["name"]
    del m.graph["name"]
    return m


def shared():
    """Several constants of one buffer, one of them under another shape."""
    m = Model()
    data = np.arange(512, dtype=np.float32)
    a = m.constant("a", data)
    b = m.tensor("b", [512], buffer=1)
    c = m.tensor("c", [2, 256], buffer=1)
    y = m.tensor("y", [1])
    m.operator("CUSTOM:Use", [a, b, c], [y])
    m.io([], [y])
    return m


def negative():
    """A channel with a negative scale: its weights and its bias are negated."""
    m = Model()
    x = m.tensor("x", [1, 2], "INT8", scale=0.5)
    w = m.constant("w", np.int8([[1, -2], [3, -4]]), scale=[0.5, -0.25])
    b = m.constant("b", np.int32([5, -6]), scale=[0.25, -0.125])
    y = m.tensor("y", [1, 2], "INT8", scale=0.5)
    m.operator("FULLY_CONNECTED", [x, w, b], [y], "FullyConnectedOptions", version=4)
    m.io([x], [y])
    return m



def indices():
    """Numbers that refer to nothing."""
    m = relu()
    m.graph["inputs"].append(7)
    m.graph["outputs"].append(-1)
    m.operator("ADD", [0, 9], [-5])
    m.operator("IF", [0], [], "IfOptions", then_subgraph_index=4, else_subgraph_index=-1)
    m.graph["operators"].append({"opcode_index": 3, "inputs": [0], "outputs": [], "intermediates": [2]})
    m.subgraph("other")
    m.tensor("t", [1], buffer=5)
    m.tensor("e", [1], external_buffer=1)
    m.json["signature_defs"] = [
        {"signature_key": "a", "subgraph_index": 2},
        {"signature_key": "b", "inputs": [{"name": "in", "tensor_index": 2}], "outputs": []}]
    m.json["operator_codes"] += [{"builtin_code": "CUSTOM"}]
    m.json["operator_codes"][0]["version"] = 0
    del m.json["operator_codes"][2:3]
    return m


def order():
    """Values that are computed twice, too late or never."""
    m = Model()
    x, y, z, never = m.tensor("x", [1]), m.tensor("y", [1]), m.tensor("z", [1]), m.tensor("never", [1])
    c = m.constant("c", np.float32([1]))
    v = m.constant("v", np.float32([1]), is_variable=True)
    w = m.tensor("w", [1], is_variable=True)
    m.operator("RELU", [z], [y])
    m.operator("ABS", [x], [z])
    m.operator("NEG", [never], [z])
    m.operator("EXP", [x], [x])
    m.operator("LOG", [x], [c])
    m.io([x, x, c, w], [y, never, v])
    return m


def shapes():
    """Dims that cannot be, and more of them than there can be."""
    m = Model()
    big = (1 << 31) - 1
    names = [m.tensor("negative", [1, -2]), m.tensor("huge", [big, big]),
             m.tensor("zero_of_huge", [0, big, big, big]), m.tensor("long", [1] * 33),
             m.tensor("signature", [1], shape_signature=[-7])]
    m.io(names, names)
    return m


def scales():
    """Quantization that means nothing."""
    m = Model()
    tensors = [
        m.tensor("zero", [2], "INT8", scale=0.0), m.tensor("below", [2], "INT8", scale=-1.0),
        m.tensor("infinite", [2], "INT8", scale=1.0), m.tensor("nan", [2], "INT8", scale=1.0),
        m.tensor("tiny", [2], "INT8", scale=[1.0, 1e-40]),
        m.tensor("point", [2], "INT8", scale=1.0, zero_point=-129),
        m.tensor("point_u8", [2], "UINT8", scale=1.0, zero_point=256),
        m.tensor("point_i4", [2], "INT4", scale=1.0, zero_point=8),
        m.tensor("few", [3], "INT8", scale=[1.0, 2.0]),
        m.tensor("axis", [3, 3], "INT8", scale=[1.0, 2.0, 3.0], axis=2),
        m.tensor("points", [3], "INT8", scale=[1.0, 2.0, 3.0]),
        m.tensor("sign", [2], "INT8", scale=[1.0, -1.0]),
    ]
    m.graph["tensors"][2]["quantization"]["scale"] = [1e39]
    m.graph["tensors"][3]["quantization"]["scale"] = ["nan"]
    m.graph["tensors"][10]["quantization"]["zero_point"] = [1, 2]
    m.io(tensors, tensors)
    return m


def elements():
    """Constants whose bytes do not fit their shapes."""
    m = Model()
    used = [m.constant("short", b"\0" * 16, "FLOAT32", [5]), m.constant("long", b"\0" * 3, "INT4", [3]),
            m.constant("open", b"\0" * 4, "FLOAT32", [-1])]
    m.json["buffers"].append({"offset": 1 << 20, "size": 4})
    used.append(m.tensor("far", [1], buffer=4))
    y = m.tensor("y", [1])
    m.operator("CUSTOM:Use", used, [y])
    m.io([], [y])
    return m


def far_options():
    m = relu()
    m.graph["operators"][0].update(large_custom_options_offset=64, large_custom_options_size=(1 << 64) - 1)
    return m


def names():
    """Callers know inputs and outputs by names."""
    m = Model()
    a, b = m.tensor("x", [1]), m.tensor("x", [1])
    c, d = m.tensor("y", [1]), m.tensor("y", [1])
    m.operator("RELU", [a], [c])
    m.operator("RELU", [b], [d])
    m.io([a, b], [c, d])
    return m


def no_outputs():
    m = relu()
    m.graph["outputs"] = []
    return m


def recursion():
    """Subgraphs that call themselves, directly and through each other."""
    m = Model()
    for name, called in (("main", 1), ("even", 2), ("odd", 1)):
        if name != "main":
            m.subgraph(name)
        x, y = m.tensor("x", [1]), m.tensor("y", [1])
        m.operator("CALL", [x], [y], "CallOptions", subgraph=called)
        m.io([x], [y])
    return m


def deep():
    """A chain of subgraphs that is too long."""
    m = Model()
    for i in range(66):
        if i:
            m.subgraph(f"level{i}")
        x, y = m.tensor("x", [1]), m.tensor("y", [1])
        if i < 65:
            m.operator("CALL", [x], [y], "CallOptions", subgraph=i + 1)
        else:
            m.operator("RELU", [x], [y])
        m.io([x], [y])
    return m


def doubling():
    """Subgraphs that each call the next one twice."""
    m = Model()
    for i in range(40):
        if i:
            m.subgraph(f"level{i}")
        x, y, z = m.tensor("x", [1]), m.tensor("y", [1]), m.tensor("z", [1])
        for a, b in ((x, y), (y, z)):
            if i < 39:
                m.operator("CALL", [a], [b], "CallOptions", subgraph=i + 1)
            else:
                m.operator("RELU", [a], [b])
        m.io([x], [z])
    return m


def variables():
    """Variables that hold now this, now that, or cannot be held."""
    m = state()
    m.json["subgraphs"][1]["tensors"][1]["quantization"]["scale"] = [0.25]
    m.graph = m.json["subgraphs"][0]
    text = m.tensor("text", [1], "STRING", is_variable=True)
    open_dim = m.tensor("open", [-1], is_variable=True)
    m.operator("CUSTOM:Use", [text, open_dim], [m.tensor("u", [1])])
    return m


def mixed_signs():
    """A negative scale of weights that the bias does not share."""
    m = negative()
    m.graph["tensors"][2]["quantization"]["scale"] = [0.25, 0.125]
    return m


def no_opposite():
    """A channel that cannot be negated, of constants that no operator adds to."""
    m = Model()
    w = m.constant("w", np.int8([[1, 2], [-128, 3]]), scale=[0.5, -0.5])
    y = m.tensor("y", [2, 2])
    m.operator("DEQUANTIZE", [w], [y])
    m.io([], [y])
    return m


def version():
    m = relu()
    m.json["version"] = 4
    return m


def no_subgraphs():
    m = relu()
    m.json["subgraphs"] = []
    return m


def unsupported():
    """Operators and types that nobody supports."""
    m = Model()
    t, y = m.tensor("t", [1], "STRING"), m.tensor("y", [1])
    m.operator("CUSTOM:FlexFirst", [t], [m.tensor("a", [1], "STRING")])
    m.operator("CUSTOM:FlexSecond", [2], [y])
    m.io([t], [y])
    return m


def main():
    makers = {name: make for name, make in globals().items()
              if getattr(make, "__module__", "") == "__main__" and name != "main"}
    for name in sys.argv[2:] or makers:
        makers[name]().write(pathlib.Path(sys.argv[1]) / f"{name}.tflite")


if __name__ == "__main__":
    main()
