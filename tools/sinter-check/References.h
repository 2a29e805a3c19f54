//===- References.h - What values inside of a graph should be ---*- C++ -*-===//

#ifndef TOOLS_SINTER_CHECK_REFERENCES_H
#define TOOLS_SINTER_CHECK_REFERENCES_H

#include "compiler/Import/ONNX/ModelOutline.h"

namespace sinter::tools {

/// A file that holds what a value of the graph should be.
struct Reference {
  const OnnxOutline::Value *value;
  std::string path;
};

/// Finds the .npy and .pb files of `folder` that are called after values of the graph, in the
/// order of the nodes that make these. A name's `/` may be a folder; every character that is no
/// letter, digit, dot, dash or underscore may be an underscore. Outputs of the graph are left
/// out. Returns what is wrong, or an empty string.
std::string findReferences(const std::string &folder, const OnnxOutline &outline,
                           std::vector<Reference> &references);

} // namespace sinter::tools

#endif // TOOLS_SINTER_CHECK_REFERENCES_H
