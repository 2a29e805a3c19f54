"""Writes models of one operator of com.microsoft each, with inputs and what ONNX Runtime computes.

    usage: microsoft.py FOLDER [SINTER_CHECK]    a folder per case, as sinter-check reads it; runs it on each

Expected outputs are in microsoft.json: {case: [[numbers of an output], ...]}, made once by ONNX Runtime 1.30
(CPU, graph optimizations disabled) from the models and inputs that this script writes.
"""

import json
import pathlib
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int32): TensorProto.INT32,
         np.dtype(np.int64): TensorProto.INT64, np.dtype(np.uint8): TensorProto.UINT8,
         np.dtype(np.int8): TensorProto.INT8}
CASES = {}


def wave(*shape, scale=1.0, phase=0.0):
    """Numbers between -scale and scale in no order that a wrong index would keep."""
    count = int(np.prod(shape))
    return (np.sin(np.arange(count) * 1.7 + phase + np.arange(count) ** 2 * 0.37) * scale).astype(
        np.float32).reshape(shape)


def bytes_of(*shape, low=0, high=255, dtype=np.uint8, phase=0):
    count = int(np.prod(shape))
    return ((np.arange(count) * 37 + phase * 11 + np.arange(count) ** 2 * 5) % (high - low + 1) + low).astype(
        dtype).reshape(shape)


def case(name, op, inputs, constants=(), outputs=1, domain="com.microsoft", tolerance=None, **attributes):
    """`inputs` in the order of the operator's: arrays, or None; those whose position is in `constants` become initializers."""
    names = ["" if array is None else f"i{k}" for k, array in enumerate(inputs)]
    results = [f"o{k}" if isinstance(outputs, int) or k in outputs else ""
               for k in range(outputs if isinstance(outputs, int) else max(outputs) + 1)]
    node = helper.make_node(op, names, results, op.lower(), domain=domain, **attributes)
    real = [result for result in results if result]
    infos, weights, feeds = [], [], []
    for k, array in enumerate(inputs):
        if array is None:
            continue
        if k in constants:
            weights.append(numpy_helper.from_array(np.asarray(array), f"i{k}"))
        else:
            infos.append(helper.make_tensor_value_info(f"i{k}", TYPES[array.dtype], array.shape))
            feeds.append(array)
    graph = helper.make_graph([node], name, infos, [onnx.ValueInfoProto(name=r) for r in real], weights)
    model = helper.make_model(graph, ir_version=8, opset_imports=[
        helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)])
    CASES[name] = model, feeds


U8 = [np.float32(0.02), np.uint8(120)]
V8 = [np.float32(0.05), np.uint8(3)]
S8 = [np.float32(0.03), np.int8(-7)]

case("fused_matmul", "FusedMatMul", [wave(2, 4, 3), wave(2, 5, 4, phase=1)], alpha=0.5, transA=1, transB=1)
case("fused_matmul_batch", "FusedMatMul", [wave(3, 2, 4), wave(2, 4, 3, phase=1)], transBatchA=1)
case("fused_conv", "FusedConv", [wave(1, 2, 5, 5), wave(3, 2, 3, 3), wave(3), wave(1, 3, 5, 5, phase=2)],
     [1, 2], pads=[1, 1, 1, 1], activation="Relu")
case("fused_conv_clip", "FusedConv", [wave(1, 2, 5, 5), wave(3, 2, 3, 3)], [1], activation="Clip",
     activation_params=[-0.25, 0.5], strides=[2, 2])
case("fused_gemm", "FusedGemm", [wave(3, 4), wave(5, 4), wave(5)], transB=1, alpha=0.5, activation="LeakyRelu",
     activation_alpha=0.2)
case("gelu", "Gelu", [wave(2, 8, scale=3)])
case("bias_gelu", "BiasGelu", [wave(2, 8, scale=2), wave(8)])
case("fast_gelu", "FastGelu", [wave(2, 8, scale=2), wave(8)])
case("fast_gelu_plain", "FastGelu", [wave(2, 8, scale=2)])
case("quick_gelu", "QuickGelu", [wave(2, 8, scale=2)], alpha=1.5)
case("simplified", "SimplifiedLayerNormalization", [wave(2, 3, 8), wave(8)], domain="", axis=-1, epsilon=1e-5)
case("skip", "SkipLayerNormalization", [wave(2, 3, 8), wave(2, 3, 8, phase=1), wave(8), wave(8, phase=2), wave(8, phase=3)],
     outputs=[0, 3], epsilon=1e-5)
case("skip_plain", "SkipLayerNormalization", [wave(2, 3, 8), wave(2, 3, 8, phase=1), wave(8)])
case("skip_simplified", "SkipSimplifiedLayerNormalization",
     [wave(2, 3, 8), wave(2, 3, 8, phase=1), wave(8), wave(8, phase=2)], outputs=[0, 3], epsilon=1e-6)
case("embed", "EmbedLayerNormalization",
     [np.array([[1, 5, 2, 0], [3, 3, 1, 4]], np.int32), np.array([[0, 0, 1, 1], [1, 0, 0, 0]], np.int32),
      wave(6, 8), wave(5, 8, phase=1), wave(2, 8, phase=2), wave(8), wave(8, phase=3),
      np.array([[1, 1, 1, 0], [1, 1, 0, 0]], np.int32)], range(2, 7), outputs=3, epsilon=1e-5)
case("attention", "Attention", [wave(2, 3, 8), wave(8, 24, scale=0.5), wave(24)], [1, 2], num_heads=2)
case("attention_lengths", "Attention",
     [wave(2, 3, 8), wave(8, 24, scale=0.5), wave(24), np.array([3, 2], np.int32)], [1, 2], num_heads=2)
case("attention_mask", "Attention",
     [wave(2, 3, 8), wave(8, 24, scale=0.5), wave(24), np.array([[1, 1, 0], [0, 1, 1]], np.int32)], [1, 2],
     num_heads=2)
case("attention_past", "Attention",
     [wave(2, 3, 8), wave(8, 24, scale=0.5), wave(24), None, wave(2, 2, 2, 2, 4, phase=1)], [1, 2], outputs=2,
     num_heads=2, unidirectional=1)
case("attention_bias", "Attention",
     [wave(1, 3, 8), wave(8, 24, scale=0.5), wave(24), None, None, wave(1, 2, 3, 3, phase=1)], [1, 2], num_heads=2,
     scale=0.25)
case("multi_head", "MultiHeadAttention",
     [wave(2, 3, 8), wave(2, 4, 8, phase=1), wave(2, 4, 8, phase=2), wave(24), np.array([[1, 1, 1, 0], [1, 1, 0, 0]], np.int32)],
     num_heads=2)
case("multi_head_past", "MultiHeadAttention",
     [wave(1, 2, 8), wave(1, 2, 8, phase=1), wave(1, 2, 8, phase=2), None, None, wave(1, 2, 2, 5, phase=5),
      wave(1, 2, 3, 4, phase=3), wave(1, 2, 3, 4, phase=4)], outputs=3, num_heads=2)
case("rotary", "RotaryEmbedding",
     [wave(2, 3, 8), np.array([[0, 1, 2], [2, 3, 4]], np.int64), wave(6, 2), wave(6, 2, phase=1)])
case("rotary_offset", "RotaryEmbedding",
     [wave(2, 2, 3, 4), np.array([2], np.int64), wave(6, 2), wave(6, 2, phase=1)], interleaved=1)
angles = [np.cos(wave(8, 8, scale=3)), np.sin(wave(8, 8, scale=3))]
case("group_query", "GroupQueryAttention",
     [wave(1, 3, 32), wave(1, 3, 16, phase=1), wave(1, 3, 16, phase=2), None, None, np.array([2], np.int32),
      np.array(3, np.int32), *angles], [6, 7, 8], outputs=3, num_heads=2, kv_num_heads=1, do_rotary=1)
case("group_query_past", "GroupQueryAttention",
     [wave(1, 1, 32), wave(1, 1, 16, phase=1), wave(1, 1, 16, phase=2), wave(1, 1, 3, 16, phase=3), wave(1, 1, 3, 16, phase=4),
      np.array([3], np.int32), np.array(4, np.int32), *angles], [6, 7, 8], outputs=3, num_heads=2, kv_num_heads=1,
     do_rotary=1)
case("group_query_packed", "GroupQueryAttention",
     [wave(1, 3, 32), None, None, None, None, np.array([2], np.int32), np.array(3, np.int32)], [6], outputs=3,
     num_heads=2, kv_num_heads=1)
packed = bytes_of(3, 2, 8)
case("matmul_4_bits", "MatMulNBits", [wave(2, 32), packed, wave(6)], [1, 2], K=32, N=3, bits=4, block_size=16)
case("matmul_4_bits_zeros", "MatMulNBits", [wave(2, 20), packed, wave(6), bytes_of(3, phase=2)], [1, 2, 3], K=20, N=3,
     bits=4, block_size=16)
case("matmul_8_bits", "MatMulNBits", [wave(2, 32), bytes_of(3, 2, 16), wave(6), None, None, wave(3)], [1, 2, 5], K=32,
     N=3, bits=8, block_size=16)
case("dynamic_matmul", "DynamicQuantizeMatMul",
     [wave(2, 4), bytes_of(4, 3, low=-128, high=127, dtype=np.int8), np.array([0.02, 0.01, 0.03], np.float32),
      np.array([1, 0, -2], np.int8), wave(3)], [1, 2, 3, 4])
case("matmul_to_float", "MatMulIntegerToFloat",
     [bytes_of(2, 4), bytes_of(4, 3, phase=1), np.float32(0.02), np.float32(0.04), np.uint8(100), np.uint8(130), wave(3)],
     [1, 2, 3, 4, 5, 6])
case("qattention", "QAttention",
     [bytes_of(2, 3, 8), bytes_of(8, 24, low=-128, high=127, dtype=np.int8), wave(24), np.float32(0.01),
      np.float32(0.01), np.array([[1, 1, 1], [1, 1, 0]], np.int32), np.uint8(128), np.int8(2)], [1, 2, 3, 4, 6, 7],
     num_heads=2)
case("quantize", "QuantizeLinear", [wave(2, 8, scale=4), *U8], [1, 2])
case("dequantize", "DequantizeLinear", [bytes_of(2, 8), *U8], [1, 2])
case("qlinear_softmax", "QLinearSoftmax", [bytes_of(2, 8), *U8, np.float32(1 / 256), np.uint8(0)], [1, 2, 3, 4],
     axis=-1, opset=13)
case("qlinear_add", "QLinearAdd", [bytes_of(2, 8), *U8, bytes_of(8, phase=1), *V8, np.float32(0.07), np.uint8(30)],
     [1, 2, 4, 5, 6, 7])
case("qlinear_mul", "QLinearMul", [bytes_of(2, 8), *U8, bytes_of(8, phase=1), *V8, np.float32(0.1), np.uint8(90)],
     [1, 2, 4, 5, 6, 7])
case("qlinear_sigmoid", "QLinearSigmoid", [bytes_of(2, 8), *U8, np.float32(1 / 256), np.uint8(0)], [1, 2, 3, 4])
case("qlinear_leaky", "QLinearLeakyRelu", [bytes_of(2, 8, low=-128, high=127, dtype=np.int8), *S8, np.float32(0.04), np.int8(5)],
     [1, 2, 3, 4], alpha=0.3)
case("qlinear_concat", "QLinearConcat", [np.float32(0.06), np.uint8(100), bytes_of(2, 3), *U8, bytes_of(2, 2, phase=1), *V8],
     [0, 1, 3, 4, 6, 7], axis=1)
case("qlinear_average", "QLinearAveragePool", [bytes_of(1, 2, 5, 5), *U8, np.float32(0.015), np.uint8(110)], [1, 2, 3, 4],
     kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("qlinear_average_last", "QLinearAveragePool", [bytes_of(1, 4, 3, 2), *U8, np.float32(0.015), np.uint8(110)],
     [1, 2, 3, 4], kernel_shape=[2, 2], channels_last=1)
case("qlinear_global_last", "QLinearGlobalAveragePool", [bytes_of(1, 4, 3, 2), *U8, np.float32(0.015), np.uint8(110)],
     [1, 2, 3, 4], channels_last=1)
case("qlinear_conv_last", "QLinearConv",
     [bytes_of(1, 4, 5, 2), *U8, bytes_of(3, 2, 3, 3, low=-128, high=127, dtype=np.int8), np.array([0.02, 0.01, 0.03], np.float32),
      np.zeros(3, np.int8), np.float32(0.3), np.uint8(125), np.array([100, -50, 7], np.int32)], range(1, 9),
     pads=[1, 1, 1, 1], channels_last=1)
case("qlinear_global", "QLinearGlobalAveragePool", [bytes_of(1, 2, 5, 5), *U8, np.float32(0.015), np.uint8(110)],
     [1, 2, 3, 4], channels_last=0)


def main():
    root = pathlib.Path(sys.argv[1])
    stored = pathlib.Path(__file__).with_suffix(".json")
    expected = json.loads(stored.read_text()) if stored.exists() else {}
    for name, (model, feeds) in CASES.items():
        folder = root / name / "case"
        folder.mkdir(parents=True)
        onnx.save(model, root / name / "model.onnx")
        for k, array in enumerate(feeds):
            np.save(folder / f"input_{k}.npy", array)
        for k, output in enumerate(expected.get(name, [])):
            array = np.array(output["data"], output["type"]).reshape(output["dims"])
            np.save(folder / f"output_{k}.npy", array)
    if len(sys.argv) == 2:
        return 0
    failed = [name for name in CASES
              if subprocess.run([sys.argv[2], root / name], stdout=subprocess.DEVNULL).returncode != 0]
    print(f"{len(CASES) - len(failed)} of {len(CASES)} cases passed; failed: {' '.join(failed) or 'none'}")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
