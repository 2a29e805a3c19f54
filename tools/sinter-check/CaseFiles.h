//===- CaseFiles.h - A model and its stored cases ---------------*- C++ -*-===//
//
// The layout of ONNX's tests: a folder with `model.onnx`, in it a folder for each
// case with `input_0.pb`, `output_0.pb` and so on. `.npy` files do as well, and the
// files of a single case may lie beside the model.
//
//===----------------------------------------------------------------------===//

#ifndef TOOLS_SINTER_CHECK_CASEFILES_H
#define TOOLS_SINTER_CHECK_CASEFILES_H

#include <string>
#include <vector>

namespace sinter::tools {

struct CaseFiles {
  std::string name;                         ///< Of its folder.
  std::vector<std::string> inputs, outputs; ///< Paths, in the order of the model's.
};

/// Finds the model that `path` means: itself, or that of the folder. Returns why there is none,
/// or an empty string.
std::string findModel(const std::string &path, std::string &model);

/// Lists the cases in the folder of `model`. Returns what is wrong with them, or an empty string.
std::string findCases(const std::string &model, std::vector<CaseFiles> &cases);

} // namespace sinter::tools

#endif // TOOLS_SINTER_CHECK_CASEFILES_H
