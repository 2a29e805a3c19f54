//===- LibraryObject.cpp - An object fit for a library --------------------===//

#include "targets/Linker/LibraryObject.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/BinaryFormat/ELF.h"
#include "llvm/ObjCopy/ConfigManager.h"
#include "llvm/ObjCopy/ObjCopy.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/StringSaver.h"

using namespace sinter;
using namespace llvm;
using namespace llvm::object;

namespace {
/// An object, and what is to be done with it.
class ObjectEditor {
public:
  static Expected<std::unique_ptr<ObjectEditor>> open(StringRef bytes) {
    Expected<std::unique_ptr<ObjectFile>> file =
        ObjectFile::createELFObjectFile(MemoryBufferRef(bytes, "code"));
    if (!file)
      return file.takeError();
    return std::unique_ptr<ObjectEditor>(new ObjectEditor(std::move(*file)));
  }

  /// Puts `prefix` into the names of sections.
  Error editSections(StringRef prefix) {
    for (const ELFSectionRef section : object().sections()) {
      Expected<StringRef> name = section.getName();
      if (!name)
        return name.takeError();
      if ((section.getFlags() & ELF::SHF_WRITE) && section.getSize() > 0)
        return createStringError("code keeps data that is written to, in section " + *name);
      for (StringRef kind : {".text", ".rodata"})
        if (*name == kind || name->starts_with((kind + ".").str()))
          rename(*name, names.save(kind + "." + prefix + name->drop_front(kind.size())));
      // Nothing is thrown through a model.
      if (name->starts_with(".ARM.exidx"))
        if (Error error = match(config.Common.ToRemove, *name))
          return error;
    }
    return Error::success();
  }

  /// Lets nothing be seen but what this is called for.
  Error keepVisible(StringRef function) {
    if (Expected<ELFSymbolRef> symbol = find(function); !symbol)
      return symbol.takeError();
    return match(config.Common.SymbolsToKeepGlobal, function);
  }

  Error addName(StringRef function, StringRef name) {
    Expected<ELFSymbolRef> symbol = find(function);
    if (!symbol)
      return symbol.takeError();
    Expected<section_iterator> section = symbol->getSection();
    if (!section)
      return section.takeError();
    Expected<StringRef> sectionName = (*section)->getName();
    Expected<uint64_t> value = symbol->getValue();
    Expected<uint32_t> flags = symbol->getFlags();
    if (!sectionName)
      return sectionName.takeError();
    if (!value)
      return value.takeError();
    if (!flags)
      return flags.takeError();
    objcopy::NewSymbolInfo added;
    added.SymbolName = names.save(name);
    added.SectionName = names.save(*sectionName);
    // The symbol table marks Thumb code by odd addresses.
    added.Value = *value | (*flags & SymbolRef::SF_Thumb ? 1 : 0);
    added.Flags = {objcopy::SymbolFlag::Global, objcopy::SymbolFlag::Function};
    config.Common.SymbolsToAdd.push_back(added);
    return Error::success();
  }

  Expected<std::string> write() {
    SmallVector<char, 0> result;
    raw_svector_ostream os(result);
    if (Error error = objcopy::executeObjcopyOnBinary(config, *file, os))
      return error;
    return std::string(result.data(), result.size());
  }

private:
  explicit ObjectEditor(std::unique_ptr<ObjectFile> file) : file(std::move(file)) {}

  const ELFObjectFileBase &object() const { return cast<ELFObjectFileBase>(*file); }

  Expected<ELFSymbolRef> find(StringRef function) const {
    for (const ELFSymbolRef symbol : object().symbols()) {
      Expected<StringRef> name = symbol.getName();
      if (!name)
        return name.takeError();
      if (*name == function)
        return symbol;
    }
    return createStringError("function '" + function + "' is not in the object");
  }

  void rename(StringRef from, StringRef to) {
    objcopy::SectionRename change;
    change.OriginalName = names.save(from);
    change.NewName = to;
    config.Common.SectionsToRename.try_emplace(change.OriginalName, change);
  }

  Error match(objcopy::NameMatcher &matcher, StringRef name) {
    return matcher.addMatcher(objcopy::NameOrPattern::create(
        names.save(name), objcopy::MatchStyle::Literal, [](Error error) { return error; }));
  }

  std::unique_ptr<ObjectFile> file;
  BumpPtrAllocator allocator;
  StringSaver names{allocator}; // the configuration refers to names
  objcopy::ConfigManager config;
};
} // namespace

Expected<std::string> sinter::makeLibraryObject(StringRef object, StringRef prefix,
                                                ArrayRef<std::string> functions) {
  Expected<std::unique_ptr<ObjectEditor>> editor = ObjectEditor::open(object);
  if (!editor)
    return editor.takeError();
  if (Error error = (*editor)->editSections(prefix))
    return error;
  for (const std::string &function : functions)
    if (Error error = (*editor)->keepVisible(function))
      return error;
  return (*editor)->write();
}

Expected<std::string>
sinter::addFunctionNames(StringRef object, ArrayRef<std::pair<std::string, std::string>> names) {
  Expected<std::unique_ptr<ObjectEditor>> editor = ObjectEditor::open(object);
  if (!editor)
    return editor.takeError();
  for (const auto &[function, name] : names)
    if (Error error = (*editor)->addName(function, name))
      return error;
  return (*editor)->write();
}
