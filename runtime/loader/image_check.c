//===- image_check.c - Hold loaded code against its module ------------------===//

#include "image_check.h"
#include "src/support.h"

/// Returns whether `count` items of `size` bytes at `pointer` lie inside a
/// loaded segment that has `flags`.
static bool in_image(const elf_layout_t *layout, uintptr_t pointer, size_t count, size_t size,
                     uint32_t flags) {
  elf_word_t moved = pointer - layout->moved_slide;
  elf_word_t address = moved - layout->moved < layout->moved_size ? moved : pointer - layout->slide;
  return count <= layout->size / size && elf_is_loaded(layout, address, count * size, flags);
}

static bool is_code(const elf_layout_t *layout, uintptr_t pointer) {
  return in_image(layout, pointer & ~ELF_CODE_MODE_BIT, 1, 1, PF_X);
}

static bool types_match(const sinter_module_t *module, uint32_t index,
                        const sinter_function_info_t *info, const uint8_t *types) {
  sinter_tensor_info_t tensor;
  for (uint32_t i = 0; i < info->input_count; ++i, ++types)
    if (sinter_module_input(module, index, i, &tensor) != SINTER_OK ||
        tensor.element_type != *types)
      return false;
  for (uint32_t i = 0; i < info->output_count; ++i, ++types)
    if (sinter_module_output(module, index, i, &tensor) != SINTER_OK ||
        tensor.element_type != *types)
      return false;
  return true;
}

static const char *check_function(const elf_layout_t *layout, const sinter_function_t *function,
                                  const sinter_module_t *module, uint32_t index) {
  sinter_function_info_t description, *info = &description;
  sinter_module_function(module, index, info);
  if (!is_code(layout, (uintptr_t)function->plan) || !is_code(layout, (uintptr_t)function->run))
    return "a function of the code lies outside its code";
  if (function->input_count != info->input_count || function->output_count != info->output_count ||
      function->input_rank_sum != info->input_rank_sum ||
      function->output_rank_sum != info->output_rank_sum)
    return "a function of the code has another signature than the module says";
  size_t tensors = (size_t)info->input_count + info->output_count;
  if (tensors > 0 && !in_image(layout, (uintptr_t)function->element_types, tensors, 1, 0))
    return "a function's element types lie outside the code";
  if (!types_match(module, index, info, function->element_types))
    return "a function of the code has other element types than the module says";
  return NULL;
}

sinter_status_t sinter_image_check(const sinter_module_t *module, const elf_layout_t *layout,
                                   const sinter_image_t *image, sinter_reason_t *reason) {
  const sinter_executable_t *executable = image->executable;
  if (!executable)
    return sinter_fail(SINTER_INCOMPATIBLE, "the code speaks another version of the ABI", reason);
  const char *why = NULL;
  if (!in_image(layout, (uintptr_t)executable, 1, sizeof(*executable), 0) ||
      !sinter_is_aligned(executable, _Alignof(sinter_executable_t)))
    return sinter_fail(SINTER_INVALID_MODULE, "the code's description lies outside it", reason);
  if (executable->version != SINTER_EXECUTABLE_VERSION)
    return sinter_fail(SINTER_INCOMPATIBLE, "the code speaks another version of the ABI", reason);

  if (executable->function_count != module->function_count)
    why = "the code has another number of functions than the module says";
  else if (executable->constants_size > sinter_module_constants(module).size)
    why = "the code reads more constants than the module has";
  else if (executable->state_size > module->state_size)
    why = "the code keeps more state than the module says";
  else if (executable->initialize && executable->state_size == 0)
    why = "the code initializes state that it does not keep";
  else if (executable->initialize && !is_code(layout, (uintptr_t)executable->initialize))
    why = "a function of the code lies outside its code";
  else if (!in_image(layout, (uintptr_t)executable->functions, module->function_count,
                     sizeof(sinter_function_t), 0) ||
           !sinter_is_aligned(executable->functions, _Alignof(sinter_function_t)))
    why = "the code's functions lie outside it";

  for (uint32_t i = 0; !why && i < module->function_count; ++i)
    why = check_function(layout, &executable->functions[i], module, i);
  return why ? sinter_fail(SINTER_INVALID_MODULE, why, reason) : SINTER_OK;
}
