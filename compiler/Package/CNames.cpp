//===- CNames.cpp - Names for C made of names in models -------------------===//

#include "compiler/Package/CNames.h"

#include "llvm/ADT/StringExtras.h"

using namespace sinter;
using llvm::StringRef;

/// Words of C and C++, and macros that compilers define without being asked.
static bool isTaken(StringRef name) {
  static const llvm::StringSet<> words = {"alignas",
                                          "alignof",
                                          "and",
                                          "and_eq",
                                          "asm",
                                          "atomic_cancel",
                                          "atomic_commit",
                                          "atomic_noexcept",
                                          "auto",
                                          "bitand",
                                          "bitor",
                                          "bool",
                                          "break",
                                          "case",
                                          "catch",
                                          "char",
                                          "char16_t",
                                          "char32_t",
                                          "char8_t",
                                          "class",
                                          "co_await",
                                          "co_return",
                                          "co_yield",
                                          "compl",
                                          "concept",
                                          "const",
                                          "const_cast",
                                          "consteval",
                                          "constexpr",
                                          "constinit",
                                          "continue",
                                          "decltype",
                                          "default",
                                          "delete",
                                          "do",
                                          "double",
                                          "dynamic_cast",
                                          "else",
                                          "enum",
                                          "explicit",
                                          "export",
                                          "extern",
                                          "false",
                                          "float",
                                          "for",
                                          "friend",
                                          "goto",
                                          "if",
                                          "inline",
                                          "int",
                                          "long",
                                          "mutable",
                                          "namespace",
                                          "new",
                                          "noexcept",
                                          "not",
                                          "not_eq",
                                          "nullptr",
                                          "operator",
                                          "or",
                                          "or_eq",
                                          "private",
                                          "protected",
                                          "public",
                                          "reflexpr",
                                          "register",
                                          "reinterpret_cast",
                                          "requires",
                                          "restrict",
                                          "return",
                                          "short",
                                          "signed",
                                          "sizeof",
                                          "static",
                                          "static_assert",
                                          "static_cast",
                                          "struct",
                                          "switch",
                                          "synchronized",
                                          "template",
                                          "this",
                                          "thread_local",
                                          "throw",
                                          "true",
                                          "try",
                                          "typedef",
                                          "typeid",
                                          "typename",
                                          "typeof",
                                          "typeof_unqual",
                                          "union",
                                          "unsigned",
                                          "using",
                                          "virtual",
                                          "void",
                                          "volatile",
                                          "wchar_t",
                                          "while",
                                          "xor",
                                          "xor_eq",
                                          "arm",
                                          "i386",
                                          "linux",
                                          "unix",
                                          "NULL",
                                          "offsetof",
                                          "size_t",
                                          "ptrdiff_t",
                                          "max_align_t"};
  if (words.contains(name))
    return true;
  // What <stdint.h> and <stddef.h> define.
  StringRef rest = name;
  if (rest.ends_with("_t"))
    return true;
  return rest.ends_with("_MAX") || rest.ends_with("_MIN") || rest.ends_with("_C") ||
         rest.ends_with("_WIDTH");
}

bool sinter::isCName(StringRef name) { return !name.empty() && name == makeCName(name); }

std::string sinter::makeCName(StringRef text) {
  std::string name;
  for (char c : text) {
    if (llvm::isAlnum(c))
      name += c;
    else if (!name.empty() && name.back() != '_')
      name += '_';
  }
  if (!name.empty() && name.back() == '_')
    name.pop_back();
  if (name.empty() || llvm::isDigit(name.front()))
    name = "t" + name;
  // Most C compilers tell names apart by 63 characters at least; macros add some of their own.
  constexpr size_t longest = 40;
  if (name.size() > longest)
    name.resize(longest);
  if (isTaken(name))
    name += "_value";
  return name;
}

std::string sinter::makeCString(StringRef text) {
  std::string literal = "\"";
  for (char c : text) {
    if (llvm::isAlnum(c) || (llvm::isPrint(c) && c != '"' && c != '\\' && c != '?')) {
      literal += c;
      continue;
    }
    // Octal numbers have three digits at most, whatever follows them.
    unsigned byte = static_cast<unsigned char>(c);
    literal += '\\';
    for (int shift : {6, 3, 0})
      literal += char('0' + ((byte >> shift) & 7));
  }
  return literal + "\"";
}

std::string CScope::add(StringRef text) {
  std::string name = makeCName(text), unique = name;
  for (unsigned i = 2; !taken.insert(StringRef(unique).upper()).second; ++i)
    unique = name + "_" + std::to_string(i);
  return unique;
}
