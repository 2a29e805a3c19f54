//===- Json.h - Write a JSON string -----------------------------*- C++ -*-===//

#ifndef TOOLS_SUPPORT_JSON_H
#define TOOLS_SUPPORT_JSON_H

#include <cstdio>
#include <string>
#include <string_view>

namespace sinter::tools {

/// Returns `text` in quotes, with everything escaped that JSON asks for.
inline std::string quoteJson(std::string_view text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof(escape), "\\u%04x", static_cast<unsigned>(c));
      result += escape;
    } else {
      result += c;
    }
  }
  return result + '"';
}

} // namespace sinter::tools

#endif // TOOLS_SUPPORT_JSON_H
