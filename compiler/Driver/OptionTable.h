//===- OptionTable.h - The options as data ----------------------*- C++ -*-===//

#ifndef COMPILER_DRIVER_OPTIONTABLE_H
#define COMPILER_DRIVER_OPTIONTABLE_H

#include "compiler/Driver/OptionValue.h"
#include <functional>

namespace sinter {

struct OptionEntry {
  llvm::StringRef section;
  llvm::StringRef flag;
  llvm::StringRef value; ///< Stands for the value in help; empty for a switch.
  llvm::StringRef help;
  std::string defaultValue; ///< Empty when there is none.
  std::vector<Choice> choices;
  bool isAvailable = true;
  bool isRepeatable = false;
  std::function<llvm::Error(llvm::StringRef text, Options &options)> parse;
};

/// All options, in the order of their declaration.
llvm::ArrayRef<OptionEntry> getOptionTable();

} // namespace sinter

#endif // COMPILER_DRIVER_OPTIONTABLE_H
