//===- Groups.h - The operators of TFLite, group by group -------*- C++ -*-===//

#ifndef PASSES_TFLITE_GROUPS_H
#define PASSES_TFLITE_GROUPS_H

namespace sinter {

class TfliteTable;

void populateTfliteShape(TfliteTable &table); ///< RESHAPE, SQUEEZE, EXPAND_DIMS, SHAPE, ...

} // namespace sinter

#endif // PASSES_TFLITE_GROUPS_H
