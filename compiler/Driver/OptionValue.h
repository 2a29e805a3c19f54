//===- OptionValue.h - How values of options are written --------*- C++ -*-===//
//
// For each type of field three overloads: how a value is read, how it is
// written, and which words it is chosen from.
//
//===----------------------------------------------------------------------===//

#ifndef COMPILER_DRIVER_OPTIONVALUE_H
#define COMPILER_DRIVER_OPTIONVALUE_H

#include "compiler/Driver/Options.h"

namespace sinter {

/// Set `result` to what `text` says. The error says what is wrong with `text`
/// and what would be right; the caller names the option.
llvm::Error parseValue(llvm::StringRef text, std::string &result);
llvm::Error parseValue(llvm::StringRef text, bool &result);
llvm::Error parseValue(llvm::StringRef text, OptLevel &result);
llvm::Error parseValue(llvm::StringRef text, Threads &result);
llvm::Error parseValue(llvm::StringRef text, std::optional<Seconds> &result); ///< empty: 60
llvm::Error parseValue(llvm::StringRef text, std::optional<ByteSize> &result);
llvm::Error parseValue(llvm::StringRef text, HelpKind &result);
llvm::Error parseValue(llvm::StringRef text, std::optional<Phase> &result);
llvm::Error parseValue(llvm::StringRef text, std::vector<std::string> &result); ///< adds one
llvm::Error parseValue(llvm::StringRef text, std::vector<InputShape> &result);  ///< adds one
llvm::Error parseValue(llvm::StringRef text, std::vector<DimBounds> &result);   ///< adds one
llvm::Error parseValue(llvm::StringRef text, NotAvailableYet &result);
llvm::Error parseValue(llvm::StringRef text, EmitKind &result);
llvm::Error parseValue(llvm::StringRef text, ExecutableFormat &result);
llvm::Error parseValue(llvm::StringRef text, InputFormat &result);
llvm::Error parseValue(llvm::StringRef text, FpContract &result);
llvm::Error parseValue(llvm::StringRef text, Schedule &result);
llvm::Error parseValue(llvm::StringRef text, TfliteRounding &result);

/// Return `value` as a user would write it; empty when there is none.
std::string printValue(const std::string &value);
std::string printValue(bool value);
std::string printValue(OptLevel value);
std::string printValue(Threads value);
std::string printValue(std::optional<Seconds> value);
std::string printValue(std::optional<ByteSize> value);
std::string printValue(HelpKind value);
std::string printValue(const std::optional<Phase> &value);
std::string printValue(const std::vector<std::string> &value);
std::string printValue(const std::vector<InputShape> &value);
std::string printValue(const std::vector<DimBounds> &value);
std::string printValue(NotAvailableYet value);
std::string printValue(EmitKind value);
std::string printValue(ExecutableFormat value);
std::string printValue(InputFormat value);
std::string printValue(FpContract value);
std::string printValue(Schedule value);
std::string printValue(TfliteRounding value);

/// A word that a value can be.
struct Choice {
  llvm::StringRef word;
  bool isAvailable = true;
};

/// Return the words to choose from; empty when any text may be a value.
std::vector<Choice> getChoices(const std::optional<Phase> &);
std::vector<Choice> getChoices(EmitKind);
std::vector<Choice> getChoices(ExecutableFormat);
std::vector<Choice> getChoices(InputFormat);
std::vector<Choice> getChoices(FpContract);
std::vector<Choice> getChoices(Schedule);
std::vector<Choice> getChoices(TfliteRounding);
template <typename T> std::vector<Choice> getChoices(const T &) { return {}; }

} // namespace sinter

#endif // COMPILER_DRIVER_OPTIONVALUE_H
