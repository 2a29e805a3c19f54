//===- model.c - Open a model file ------------------------------------------===//

#include "message.h"
#include "sinter/posix.h"

#include <stdlib.h>
#include <string.h>

struct sinter_model {
  sinter_const_bytes_t file;
  sinter_module_t module;
  sinter_image_t image;
  uint32_t executable;
};

/// Writes "a, b, c" into `text`; what finds no room is counted: "a, b and 7 more".
static void list_missing(const sinter_module_t *module, uint32_t executable,
                         const sinter_cpu_t *cpu, char *text, size_t size) {
  const size_t room_to_count = sizeof(" and 4294967295 more");
  size_t length = 0;
  uint32_t left_out = 0;
  const char *name;
  text[0] = 0;
  for (uint32_t i = 0; sinter_module_required_feature(module, executable, i, &name) == SINTER_OK;
       ++i) {
    if (cpu->has_feature(cpu->context, name))
      continue;
    if (left_out > 0 || length + strlen(name) + 2 + room_to_count > size)
      ++left_out;
    else
      length += (size_t)snprintf(text + length, size - length, "%s%s", length ? ", " : "", name);
  }
  if (left_out > 0)
    snprintf(text + length, size - length, length ? " and %u more" : "%u features", left_out);
}

/// Says which features of the executable that comes closest `cpu` lacks. Returns false when
/// features are not what stands in the way.
static bool say_missing_features(const char *path, const sinter_module_t *module,
                                 const sinter_cpu_t *cpu, sinter_message_t *message) {
  uint32_t closest;
  char missing[256];
  sinter_executable_info_t info;
  if (!message || sinter_closest_executable(module, cpu, &closest) != SINTER_OK)
    return false;
  list_missing(module, closest, cpu, missing, sizeof(missing));
  sinter_module_executable(module, closest, &info);
  // The facts must find room behind any path.
  size_t length = strlen(path);
  SINTER_SAY(message,
             "%s%s: this CPU lacks %s, which %s code for %.40s needs; compile for this CPU or an "
             "older one",
             length > 120 ? "..." : "", length > 120 ? path + length - 117 : path, missing,
             module->executable_count > 1 ? "even the" : "the", *info.cpu ? info.cpu : info.triple);
  return true;
}

static sinter_status_t load(const char *path, const sinter_cpu_t *cpu, sinter_model_t *model,
                            sinter_message_t *message) {
  sinter_reason_t reason = "";
  sinter_image_memory_t memory = sinter_posix_memory();
  sinter_status_t status = sinter_file_map(path, &model->file, &reason);
  if (status == SINTER_OK)
    status = sinter_module_open(model->file, &model->module, &reason);
  if (status == SINTER_OK) {
    status = sinter_select_executable(&model->module, cpu, &model->executable, &reason);
    if (status != SINTER_OK && say_missing_features(path, &model->module, cpu, message))
      return status;
  }
  if (status == SINTER_OK)
    status = sinter_image_load(&model->module, model->executable, &memory, &model->image, &reason);
  if (status != SINTER_OK)
    SINTER_SAY(message, "%s: %s", path, reason);
  return status;
}

sinter_status_t sinter_model_open(const char *path, sinter_model_t **model,
                                  sinter_message_t *message) {
  return sinter_model_open_for(path, &sinter_host_cpu, model, message);
}

sinter_status_t sinter_model_open_for(const char *path, const sinter_cpu_t *cpu,
                                      sinter_model_t **model, sinter_message_t *message) {
  sinter_model_t *opened = calloc(1, sizeof(*opened));
  if (!opened) {
    SINTER_SAY(message, "%s: out of memory", path);
    return SINTER_OUT_OF_MEMORY;
  }
  sinter_status_t status = load(path, cpu, opened, message);
  if (status == SINTER_OK)
    *model = opened;
  else
    sinter_model_close(opened);
  return status;
}

void sinter_model_close(sinter_model_t *model) {
  if (!model)
    return;
  sinter_image_unload(&model->image);
  sinter_file_unmap(model->file);
  free(model);
}

const sinter_module_t *sinter_model_module(const sinter_model_t *model) { return &model->module; }

uint32_t sinter_model_executable(const sinter_model_t *model) { return model->executable; }

const sinter_image_t *sinter_model_image(const sinter_model_t *model) { return &model->image; }
