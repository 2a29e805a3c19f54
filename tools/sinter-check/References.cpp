//===- References.cpp - What values inside of a graph should be -----------===//

#include "tools/sinter-check/References.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace sinter;
using namespace sinter::tools;
namespace fs = llvm::sys::fs;
namespace path = llvm::sys::path;

/// Returns a value's name as tools write it that make one file per value.
static std::string flatten(llvm::StringRef name) {
  std::string result = name.str();
  for (char &c : result)
    if (!llvm::isAlnum(c) && c != '.' && c != '-')
      c = '_';
  return result;
}

std::string sinter::tools::findReferences(const std::string &folder, const OnnxOutline &outline,
                                          std::vector<Reference> &references) {
  llvm::StringMap<size_t> byName, byFlatName;
  for (auto [i, value] : llvm::enumerate(outline.values)) {
    byName[llvm::StringRef(value.name).ltrim('/')] = i;
    // Two names that look alike are told apart by neither.
    auto [known, isNew] = byFlatName.try_emplace(flatten(value.name), i);
    if (!isNew)
      known->second = outline.values.size();
  }
  std::map<size_t, std::string> found; // in the nodes' order
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; it != end && !error;
       it.increment(error)) {
    llvm::StringRef extension = path::extension(it->path());
    if (extension != ".npy" && extension != ".pb")
      continue;
    llvm::StringRef name = it->path();
    name = name.drop_front(folder.size()).ltrim('/').drop_back(extension.size());
    auto exact = byName.find(name);
    auto flat = byFlatName.find(flatten(name));
    size_t index = exact != byName.end()      ? exact->second
                   : flat != byFlatName.end() ? flat->second
                                              : outline.values.size();
    if (index < outline.values.size() && !outline.values[index].isOutput)
      found[index] = it->path();
  }
  if (error)
    return folder + ": cannot be read: " + error.message();
  for (auto &[index, file] : found)
    references.push_back({&outline.values[index], file});
  if (references.empty())
    return folder + ": no .npy or .pb file is called after a value inside of the graph" +
           (outline.values.empty() ? "" : ", such as '" + outline.values.front().name + "'");
  return "";
}
