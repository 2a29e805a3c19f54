//===- OptionTable.cpp - The options as data ------------------------------===//

#include "compiler/Driver/OptionTable.h"

using namespace sinter;

template <typename T> static constexpr bool kIsVector = false;
template <typename T> static constexpr bool kIsVector<std::vector<T>> = true;

template <typename T>
static OptionEntry makeEntry(llvm::StringRef section, T Options::*member, llvm::StringRef flag,
                             llvm::StringRef value, llvm::StringRef help) {
  OptionEntry entry;
  entry.section = section;
  entry.flag = flag;
  entry.value = value;
  entry.help = help;
  T otherwise = Options().*member;
  entry.defaultValue = printValue(otherwise);
  entry.choices = getChoices(otherwise);
  entry.isAvailable = !std::is_same_v<T, NotAvailableYet>;
  entry.isRepeatable = kIsVector<T>;
  entry.parse = [member](llvm::StringRef text, Options &options) {
    return parseValue(text, options.*member);
  };
  return entry;
}

llvm::ArrayRef<OptionEntry> sinter::getOptionTable() {
  static const std::vector<OptionEntry> table = [] {
    std::vector<OptionEntry> entries;
    llvm::StringRef section;
#define SET_SECTION(title) section = title;
#define ADD_ENTRY(type, member, flag, value, otherwise, help)                                      \
  entries.push_back(makeEntry(section, &Options::member, flag, value, help));
    SINTER_OPTIONS(SET_SECTION, ADD_ENTRY)
#undef ADD_ENTRY
#undef SET_SECTION
    return entries;
  }();
  return table;
}
