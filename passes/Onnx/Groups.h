//===- Groups.h - Parts of the operator groups ------------------*- C++ -*-===//
//
// The groups of Conversion.h that fill more than one file are sums of these,
// one file each.
//
//===----------------------------------------------------------------------===//

#ifndef PASSES_ONNX_GROUPS_H
#define PASSES_ONNX_GROUPS_H

#include "passes/Onnx/Conversion.h"

namespace sinter {

// Of populateAttentionConverters.
void populateFlexAttentionConverters(ConverterTable &table);   ///< FlexAttention
void populateLinearAttentionConverters(ConverterTable &table); ///< LinearAttention
void populateRotaryEmbeddingConverters(ConverterTable &table); ///< RotaryEmbedding

// Of populateControlConverters.
void populateScanConverters(ConverterTable &table); ///< Scan

// Of populateConvolutionConverters.
void populateCausalConvConverters(ConverterTable &table);    ///< CausalConvWithState
void populateConvTransposeConverters(ConverterTable &table); ///< ConvTranspose
void populateDeformConvConverters(ConverterTable &table);    ///< DeformConv

// Of populateDataConverters.
void populateDiagonalConverters(ConverterTable &table); ///< Trilu, EyeLike
void populateOneHotConverters(ConverterTable &table);   ///< OneHot, Hardmax

// Of populateConstantConverters.
void populateRandomConverters(ConverterTable &table); ///< RandomUniform, Bernoulli, Dropout, ...
void populateSignalTableConverters(ConverterTable &table); ///< HannWindow, MelWeightMatrix, ...

// Of populateElementwiseConverters.
void populateActivationConverters(ConverterTable &table); ///< Relu, Sigmoid, Clip, Gelu, ...
void populateArithmeticConverters(ConverterTable &table); ///< Add, Div, Pow, Max, Sum, ...
void populateBitConverters(ConverterTable &table);        ///< BitShift, BitwiseAnd, BitCast, ...
void populateLogicConverters(ConverterTable &table);      ///< And, Less, Where, ...
void populateMathConverters(ConverterTable &table);       ///< Exp, Sqrt, Abs, Round, Sin, ...

// Of populateMatmulConverters.
void populateDeterminantConverters(ConverterTable &table); ///< Det
void populateDftConverters(ConverterTable &table);         ///< DFT, STFT
void populateEinsumConverters(ConverterTable &table);      ///< Einsum

// Of com.microsoft, expanded to ONNX's own nodes.
void populateMicrosoftAttentionConverters(ConverterTable &table);   ///< Attention, QAttention, ...
void populateMicrosoftCacheConverters(ConverterTable &table);       ///< GroupQueryAttention, ...
void populateMicrosoftElementwiseConverters(ConverterTable &table); ///< FusedConv, Gelu, ...
void populateMicrosoftNormalizationConverters(
    ConverterTable &table);                                       ///< SkipLayerNormalization, ...
void populateMicrosoftQuantizedConverters(ConverterTable &table); ///< MatMulNBits, ...

// Of populateNormalizationConverters.
void populateBatchNormConverters(ConverterTable &table); ///< BatchNormalization
void populateGroupNormConverters(
    ConverterTable &table); ///< GroupNormalization, LpNormalization, ...
void populateLayerNormConverters(ConverterTable &table); ///< LayerNormalization, RMS...
void populateSoftmaxConverters(ConverterTable &table);   ///< Softmax, LogSoftmax

// Of populatePoolingConverters.
void populateLpPoolConverters(ConverterTable &table);   ///< LpPool, GlobalLpPool
void populateRoiAlignConverters(ConverterTable &table); ///< RoiAlign
void populateUnpoolConverters(ConverterTable &table);   ///< MaxUnpool, Col2Im

// Of populateSelectionConverters.
void populateNonMaxSuppressionConverters(ConverterTable &table); ///< NonMaxSuppression
void populateUniqueConverters(ConverterTable &table);            ///< Unique

// Of populateQuantizedConverters.
void populateQuantizeConverters(ConverterTable &table);        ///< QuantizeLinear, Dynamic...
void populateDequantizeConverters(ConverterTable &table);      ///< DequantizeLinear
void populateQuantConvConverters(ConverterTable &table);       ///< QLinearConv, ConvInteger
void populateQuantMatmulConverters(ConverterTable &table);     ///< QLinearMatMul, QGemm, ...
void populateQuantArithmeticConverters(ConverterTable &table); ///< QLinearAdd, QLinearConcat, ...
void populateQuantPoolingConverters(ConverterTable &table);    ///< QLinearAveragePool, ...

// Of populateReductionConverters.
void populateArgReductionConverters(ConverterTable &table); ///< ArgMax, ArgMin
void populateLossConverters(ConverterTable &table);         ///< NegativeLogLikelihoodLoss, ...
void populateTopKConverters(ConverterTable &table);         ///< TopK
void populateCumSumConverters(ConverterTable &table);       ///< CumSum, CumProd

// Of populateGatherConverters.
void populateFeatureConverters(ConverterTable &table); ///< Binarizer, ArrayFeatureExtractor
void populateNGramConverters(ConverterTable &table);   ///< TfIdfVectorizer

// Of populateRecurrentConverters.
void populateGruConverters(ConverterTable &table);      ///< GRU, RNN
void populateLstmConverters(ConverterTable &table);     ///< LSTM
void populateSequenceConverters(ConverterTable &table); ///< ReverseSequence

// Of populateResizeConverters.
void populateGridConverters(ConverterTable &table); ///< GridSample, AffineGrid

/// Declines the node unless input 0 holds floats and has at least `rank` dims.
mlir::LogicalResult checkChannels(NodeConversion &c, int64_t rank);
/// Declines the node unless input `i` is a float vector with one element per
/// channel (dim 1) of input 0.
mlir::LogicalResult checkPerChannel(NodeConversion &c, unsigned i);

} // namespace sinter

#endif // PASSES_ONNX_GROUPS_H
