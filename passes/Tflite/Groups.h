//===- Groups.h - The operators of TFLite, group by group -------*- C++ -*-===//

#ifndef PASSES_TFLITE_GROUPS_H
#define PASSES_TFLITE_GROUPS_H

namespace sinter {

class TfliteTable;

void populateTfliteFill(TfliteTable &table);   ///< FILL, TILE, BROADCAST_TO, ZEROS_LIKE, ...
void populateTfliteGather(TfliteTable &table); ///< GATHER, GATHER_ND, SCATTER_ND, EMBEDDING_LOOKUP
void populateTfliteJoin(TfliteTable &table);   ///< CONCATENATION, PACK, SPLIT, ...
void populateTfliteLayout(TfliteTable &table); ///< TRANSPOSE, REVERSE_V2, SPACE_TO_BATCH_ND, ...
void populateTflitePad(TfliteTable &table);    ///< PAD, PADV2, MIRROR_PAD
void populateTfliteShape(TfliteTable &table);  ///< RESHAPE, SQUEEZE, EXPAND_DIMS, SHAPE, ...
void populateTfliteSlice(TfliteTable &table);  ///< SLICE, STRIDED_SLICE, DYNAMIC_UPDATE_SLICE

} // namespace sinter

#endif // PASSES_TFLITE_GROUPS_H
