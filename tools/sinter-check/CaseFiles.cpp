//===- CaseFiles.cpp - A model and its stored cases -----------------------===//

#include "tools/sinter-check/CaseFiles.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace sinter::tools;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

static constexpr llvm::StringLiteral kModelExtensions[] = {".onnx", ".tflite", ".mlir", ".mlirbc",
                                                           ".sinter"};

/// Lists a folder, names with numbers in their order.
static std::vector<std::string> list(const std::string &folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; it != end && !error; it.increment(error))
    names.push_back(path::filename(it->path()).str());
  llvm::sort(names, [](llvm::StringRef a, llvm::StringRef b) { return a.compare_numeric(b) < 0; });
  return names;
}

static std::string join(llvm::StringRef folder, llvm::StringRef name) {
  llvm::SmallString<128> result(folder);
  path::append(result, name);
  return result.str().str();
}

std::string sinter::tools::findModel(const std::string &path, std::string &model) {
  model = path;
  if (!fs::exists(path))
    return path + ": there is no such file or folder";
  if (!fs::is_directory(path))
    return "";
  std::vector<std::string> models;
  for (const std::string &name : list(path))
    if (llvm::is_contained(kModelExtensions, path::extension(name)))
      models.push_back(name);
  // ONNX's layout names one; other files may lie beside it.
  auto named =
      llvm::find_if(models, [](const std::string &name) { return path::stem(name) == "model"; });
  if (models.empty())
    return path + ": the folder holds no model; expected model.onnx";
  if (named == models.end() && models.size() > 1)
    return path + ": the folder holds several models: " + llvm::join(models, ", ") + "; name one";
  model = join(path, named == models.end() ? models.front() : *named);
  return "";
}

/// Collects `input_<i>` and `output_<i>` of a folder, if it has any.
static std::string readCase(const std::string &folder, CaseFiles &files) {
  for (auto [kind, paths] : {std::pair("input", &files.inputs), {"output", &files.outputs}}) {
    std::map<unsigned, std::string> found;
    for (const std::string &name : list(folder)) {
      llvm::StringRef stem = path::stem(name), extension = path::extension(name);
      unsigned index;
      if ((extension != ".pb" && extension != ".npy") || !stem.consume_front(kind) ||
          !stem.consume_front("_") || stem.getAsInteger(10, index))
        continue;
      if (!found.try_emplace(index, join(folder, name)).second)
        return join(folder, name) + ": " + kind + " " + std::to_string(index) +
               " is stored twice, as .pb and as .npy";
    }
    for (auto &[index, file] : found) {
      if (index != paths->size())
        return folder + ": " + kind + "_" + std::to_string(paths->size()) + " is missing";
      paths->push_back(file);
    }
  }
  if (!files.inputs.empty() && files.outputs.empty())
    return folder + ": there are inputs, but no output_0.pb or output_0.npy to compare with";
  return "";
}

std::string sinter::tools::findCases(const std::string &model, std::vector<CaseFiles> &cases) {
  std::string folder = path::parent_path(model).str();
  if (folder.empty())
    folder = ".";
  std::vector<CaseFiles> candidates = {{path::filename(model).str(), {}, {}}};
  std::string error = readCase(folder, candidates.front());
  for (const std::string &name : list(folder)) {
    if (!error.empty())
      return error;
    if (fs::is_directory(join(folder, name)))
      error = readCase(join(folder, name), candidates.emplace_back(CaseFiles{name, {}, {}}));
  }
  for (CaseFiles &candidate : candidates)
    if (!candidate.outputs.empty())
      cases.push_back(std::move(candidate));
  return error;
}
