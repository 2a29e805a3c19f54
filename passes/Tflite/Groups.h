//===- Groups.h - The operators of TFLite, group by group -------*- C++ -*-===//

#ifndef PASSES_TFLITE_GROUPS_H
#define PASSES_TFLITE_GROUPS_H

namespace sinter {

class TfliteTable;

void populateTfliteCallOnce(TfliteTable &table);  ///< CALL_ONCE
void populateTfliteCast(TfliteTable &table);      ///< CAST, BITCAST
void populateTfliteControl(TfliteTable &table);   ///< IF, WHILE
void populateTfliteCumSum(TfliteTable &table);    ///< CUMSUM
void populateTfliteDetection(TfliteTable &table); ///< TFLite_Detection_PostProcess
void populateTfliteDivide(TfliteTable &table);    ///< DIV, FLOOR_DIV, FLOOR_MOD, POW
void populateTfliteFill(TfliteTable &table);      ///< FILL, TILE, BROADCAST_TO, ZEROS_LIKE, ...
void populateTfliteGather(TfliteTable &table); ///< GATHER, GATHER_ND, SCATTER_ND, EMBEDDING_LOOKUP
void populateTfliteJoin(TfliteTable &table);   ///< CONCATENATION, PACK, SPLIT, ...
void populateTfliteLayout(TfliteTable &table); ///< TRANSPOSE, REVERSE_V2, SPACE_TO_BATCH_ND, ...
void populateTfliteLogic(TfliteTable &table); ///< EQUAL, LESS, LOGICAL_AND, SELECT, REDUCE_ALL, ...
void populateTfliteLstm(TfliteTable &table);  ///< UNIDIRECTIONAL_SEQUENCE_LSTM
void populateTfliteMath(TfliteTable &table);  ///< ABS, EXP, SQRT, ROUND, ...
void populateTflitePad(TfliteTable &table);   ///< PAD, PADV2, MIRROR_PAD
void populateTfliteResize(TfliteTable &table);    ///< RESIZE_BILINEAR, RESIZE_NEAREST_NEIGHBOR
void populateTfliteSearch(TfliteTable &table);    ///< ARG_MAX, ARG_MIN, TOPK_V2
void populateTfliteShape(TfliteTable &table);     ///< RESHAPE, SQUEEZE, EXPAND_DIMS, SHAPE, ...
void populateTfliteSignalFft(TfliteTable &table); ///< SignalRfft, SignalIrfft
void populateTfliteSignalFilterBank(TfliteTable &table); ///< SignalFilterBank, ...SquareRoot, ...
void populateTfliteSignalFrames(
    TfliteTable &table); ///< SignalFramer, SignalStacker, SignalDelay, ...
void populateTfliteSignalGain(TfliteTable &table); ///< SignalPCAN, SignalFilterBankLog
void populateTfliteSignalWindow(
    TfliteTable &table);                      ///< SignalWindow, SignalFftAutoScale, SignalEnergy
void populateTfliteSlice(TfliteTable &table); ///< SLICE, STRIDED_SLICE, DYNAMIC_UPDATE_SLICE
void populateTfliteSvdf(TfliteTable &table);  ///< SVDF

} // namespace sinter

#endif // PASSES_TFLITE_GROUPS_H
