//===- message.h - What the hosted sources share -------------------*- C -*-===//

#ifndef SINTER_HOSTED_MESSAGE_H_
#define SINTER_HOSTED_MESSAGE_H_

#include "sinter/runtime.h"

#include <stdio.h>

/// Formats into `message`, cutting what is too long; null is allowed.
#define SINTER_SAY(message, ...)                                                                   \
  ((message) ? (void)snprintf((message)->text, sizeof((message)->text), __VA_ARGS__) : (void)0)

/// Returns the loaded code of a model.
const sinter_image_t *sinter_model_image(const sinter_model_t *model);

#endif // SINTER_HOSTED_MESSAGE_H_
