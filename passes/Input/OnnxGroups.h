//===- OnnxGroups.h - Parts of the operator groups --------------*- C++ -*-===//
//
// The groups of OnnxConversion.h that fill more than one file are sums of these,
// one file each.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_INPUT_ONNXGROUPS_H
#define PASSES_INPUT_ONNXGROUPS_H

#include "passes/Input/OnnxConversion.h"

namespace sinter {

// Of populateConvolutionConverters.
void populateConvTransposeConverters(ConverterTable &table); ///< ConvTranspose

// Of populateElementwiseConverters.
void populateActivationConverters(ConverterTable &table); ///< Relu, Sigmoid, Clip, Gelu, ...
void populateArithmeticConverters(ConverterTable &table); ///< Add, Div, Pow, Max, Sum, ...
void populateLogicConverters(ConverterTable &table);      ///< And, Less, Where, ...
void populateMathConverters(ConverterTable &table);       ///< Exp, Sqrt, Abs, Round, Sin, ...

// Of populateNormalizationConverters.
void populateBatchNormConverters(ConverterTable &table); ///< BatchNormalization
void populateLayerNormConverters(ConverterTable &table); ///< LayerNormalization, RMS...
void populateSoftmaxConverters(ConverterTable &table);   ///< Softmax, LogSoftmax

// Of populateQuantizedConverters.
void populateQuantizeConverters(ConverterTable &table);        ///< QuantizeLinear, ...
void populateQuantConvConverters(ConverterTable &table);       ///< QLinearConv, ConvInteger
void populateQuantMatmulConverters(ConverterTable &table);     ///< QLinearMatMul, QGemm, ...
void populateQuantArithmeticConverters(ConverterTable &table); ///< QLinearAdd, QLinearConcat, ...
void populateQuantPoolingConverters(ConverterTable &table);    ///< QLinearAveragePool, ...

// Of populateReductionConverters.
void populateArgReductionConverters(ConverterTable &table); ///< ArgMax, ArgMin
void populateScanConverters(ConverterTable &table);         ///< CumSum

// Of populateRecurrentConverters.
void populateGruConverters(ConverterTable &table);      ///< GRU, RNN
void populateLstmConverters(ConverterTable &table);     ///< LSTM
void populateSequenceConverters(ConverterTable &table); ///< ReverseSequence

} // namespace sinter

#endif // PASSES_INPUT_ONNXGROUPS_H
