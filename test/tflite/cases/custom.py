"""Custom operators: the audio front end of TFLite Micro, and what follows object detectors."""

import flexbuffer
import numpy as np
from model import TYPES, Case, Quant


def custom(case, inputs, outputs, name=None, **options):
    case.op(
        "CUSTOM", inputs, outputs, custom=name or case.operator, bytes=flexbuffer.write_map(options)
    )
    return case


def windows():
    for shift in (0, 12):
        case = Case("SignalWindow", "int16", f"shift{shift}")
        weights = np.hanning(32) * 4095
        x = case.input([2, 32], "int16")
        yield custom(
            case,
            [x, case.const(weights.astype(int), "int16")],
            [case.output([2, 32], "int16")],
            shift=shift,
        )
    for size, step, prefill in ((6, 4, True), (8, 8, True), (4, 4, False)):
        case = Case(
            "SignalFramer", "int16", f"frames{size}-{step}{'-prefill' if prefill else ''}", steps=4
        )
        x = case.input([1, 8], "int16")
        yield custom(
            case,
            [x],
            [case.output([1, 8 // step, size], "int16"), case.output([], "bool")],
            frame_size=size,
            frame_step=step,
            prefill=prefill,
        )
    case = Case("SignalFramer", "int16", "validity", steps=4)
    frames, valid = case.tensor([1, 1, 20], "int16"), case.output([], "bool")
    yield custom(
        case,
        [case.input([1, 8], "int16")],
        [frames, valid],
        frame_size=20,
        frame_step=8,
        prefill=False,
    )
    case = Case("SignalStacker", "int16", "left", steps=5)
    yield custom(
        case,
        [case.input([4], "int16")],
        [case.output([12], "int16"), case.output([], "bool")],
        num_channels=4,
        stacker_left_context=2,
        stacker_right_context=0,
        stacker_step=1,
    )
    case = Case("SignalStacker", "int16", "validity", steps=6)
    stacked, valid = case.tensor([12], "int16"), case.output([], "bool")
    yield custom(
        case,
        [case.input([4], "int16")],
        [stacked, valid],
        num_channels=4,
        stacker_left_context=1,
        stacker_right_context=1,
        stacker_step=2,
    )
    for length in (3, 11):
        case = Case("SignalDelay", "int16", f"of{length}", steps=4)
        yield custom(
            case, [case.input([2, 8], "int16")], [case.output([2, 8], "int16")], delay_length=length
        )
    for kind in ("int16", "f32"):
        for frames in (1, 3):
            case = Case("SignalOverlapAdd", kind, f"frames{frames}", steps=4)
            yield custom(
                case,
                [case.input([frames, 8], kind)],
                [case.output([frames * 4], kind)],
                T={"int16": 7, "f32": 0}[kind],
                frame_step=4,
            )


def spectra():
    case = Case("SignalFftAutoScale", "int16", "plain")
    x = case.input([16], "int16", None, None, -300, 300)
    yield custom(case, [x], [case.output([16], "int16"), case.output([], "int32")])
    for name, low, high in (("zeros", 0, 0), ("full", None, None)):
        case = Case("SignalFftAutoScale", "int16", name)
        x = case.input([16], "int16", None, None, low, high)
        yield custom(case, [x], [case.output([16], "int16"), case.output([], "int32")])
    for kind in ("int16", "int32", "f32"):
        code = {"int16": 7, "int32": 2, "f32": 0}[kind]
        for length, given in ((16, 16), (64, 50), (512, 480)):
            case = Case("SignalRfft", kind, f"length{length}", atol=1e-3)
            bounds = (-(2**20), 2**20) if kind == "int32" else (None, None)
            x = case.input([given], kind, None, None, *bounds)
            yield custom(case, [x], [case.output([length + 2], kind)], T=code, fft_length=length)
            if length > 100:
                continue
            case = Case("SignalIrfft", kind, f"length{length}", atol=1e-3)
            x = case.input([2, length + 2], kind, None, None, *bounds)
            yield custom(case, [x], [case.output([2, length], kind)], T=code, fft_length=length)
    for start, end in ((0, 9), (2, 7)):
        case = Case("SignalEnergy", "int16", f"from{start}")
        yield custom(
            case,
            [case.input([18], "int16")],
            [case.output([9], "uint32")],
            start_index=start,
            end_index=end,
        )


def filters():
    case = Case("SignalFilterBankSquareRoot", "uint32", "after-bank")
    starts, weight_starts, widths = [1, 4, 8, 12], [0, 4, 8, 12], [3, 4, 4, 4]
    energy = case.input([17], "uint32", None, None, 0, 2**31)
    weights = case.random.randint(0, 4096, 16)
    bank = case.tensor([3], "uint64")
    custom(
        case,
        [
            energy,
            case.const(weights, "int16"),
            case.const(4096 - weights, "int16"),
            *(case.const(np.array(values), "int16") for values in (starts, weight_starts, widths)),
        ],
        [bank],
        "SignalFilterBank",
        num_channels=3,
    )
    bits = case.input([], "int32", data=3)
    yield custom(case, [bank, bits], [case.output([3], "uint32")])
    case = Case("SignalFilterBankLog", "uint32", "plain")
    x = case.input([8], "uint32", data=[0, 1, 2, 100, 65535, 10**6, 2**31, 2**32 - 1])
    yield custom(case, [x], [case.output([8], "int16")], input_correction_bits=3, output_scale=1600)
    for clamping in (False, True):
        case = Case(
            "SignalFilterBankSpectralSubtraction",
            "uint32",
            "clamping" if clamping else "plain",
            steps=5,
        )
        x = case.input([5], "uint32", None, None, 0, 10**6)
        yield custom(
            case,
            [x],
            [case.output([5], "uint32"), case.output([5], "uint32")],
            alternate_one_minus_smoothing=15401,
            alternate_smoothing=983,
            clamping=clamping,
            min_signal_remaining=819,
            num_channels=5,
            one_minus_smoothing=15974,
            smoothing=410,
            smoothing_bits=10,
            spectral_subtraction_bits=14,
        )
    case = Case("SignalPCAN", "uint32", "plain")
    lut = np.append([32636, 32633, 32630, -6, 0, 0], np.tile([32000, -900, 40, 0], 30))[:125]
    inputs = [
        case.input([6], "uint32", data=[0, 1, 500, 70000, 10**6, 2**31 - 1]),
        case.input([6], "uint32", data=[1, 20, 4000, 500, 10**7, 2**30]),
    ]
    yield custom(
        case, [*inputs, case.const(lut, "int16")], [case.output([6], "uint32")], snr_shift=6
    )


def detections():
    for kind in ("f32",):
        for name, regular, classes, limit in (
            ("fast", False, 2, 3),
            ("regular", True, 2, 3),
            ("many", False, 3, 6),
        ):
            case = Case("TFLite_Detection_PostProcess", kind, name)
            anchors = 12
            centers = np.stack(
                [
                    case.random.uniform(0.1, 0.9, anchors),
                    case.random.uniform(0.1, 0.9, anchors),
                    case.random.uniform(0.2, 0.6, anchors),
                    case.random.uniform(0.2, 0.6, anchors),
                ],
                1,
            )
            boxes = case.input([1, anchors, 4], "f32", None, None, -1, 1)
            scores = case.input([1, anchors, classes + 1], "f32", None, None, 0, 1)
            outputs = [
                case.output([1, limit, 4], "f32"),
                case.output([1, limit], "f32"),
                case.output([1, limit], "f32"),
                case.output([1], "f32"),
            ]
            yield custom(
                case,
                [boxes, scores, case.const(centers, "f32")],
                outputs,
                max_detections=limit,
                max_classes_per_detection=1,
                detections_per_class=limit,
                use_regular_nms=regular,
                nms_score_threshold=0.3,
                nms_iou_threshold=0.5,
                num_classes=classes,
                y_scale=10.0,
                x_scale=10.0,
                h_scale=5.0,
                w_scale=5.0,
            )


def cases():
    for family in (windows, spectra, filters, detections):
        yield from family()
