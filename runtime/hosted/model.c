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

/// Says which features this CPU lacks for the first executable whose features
/// are what stands in the way: "needs avx512f, avx512vl; this CPU lacks avx512vl".
static bool say_missing_features(const char *path, const sinter_module_t *module,
                                 sinter_message_t *message) {
  char needs[200] = "", lacks[200] = "";
  const char *name;
  if (!message || !sinter_missing_feature(module, 0, &sinter_host_cpu, 0))
    return false;
  for (uint32_t i = 0; sinter_module_required_feature(module, 0, i, &name) == SINTER_OK; ++i)
    snprintf(needs + strlen(needs), sizeof(needs) - strlen(needs), "%s%s", i ? ", " : "", name);
  for (uint32_t i = 0; (name = sinter_missing_feature(module, 0, &sinter_host_cpu, i)); ++i)
    snprintf(lacks + strlen(lacks), sizeof(lacks) - strlen(lacks), "%s%s", i ? ", " : "", name);
  SINTER_SAY(message, "%s: needs %s; this CPU lacks %s; compile for this CPU or an older one", path,
             needs, lacks);
  return true;
}

static sinter_status_t load(const char *path, sinter_model_t *model, sinter_message_t *message) {
  sinter_reason_t reason = "";
  sinter_image_memory_t memory = sinter_posix_memory();
  sinter_status_t status = sinter_file_map(path, &model->file, &reason);
  if (status == SINTER_OK)
    status = sinter_module_open(model->file, &model->module, &reason);
  if (status == SINTER_OK) {
    status =
        sinter_select_executable(&model->module, &sinter_host_cpu, &model->executable, &reason);
    if (status != SINTER_OK && say_missing_features(path, &model->module, message))
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
  sinter_model_t *opened = calloc(1, sizeof(*opened));
  if (!opened) {
    SINTER_SAY(message, "%s: out of memory", path);
    return SINTER_OUT_OF_MEMORY;
  }
  sinter_status_t status = load(path, opened, message);
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
