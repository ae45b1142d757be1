/* SPDX-License-Identifier: BSD-3-Clause */
/* Operations of components, for those that hold components. */
#ifndef SOF_AUDIO_COMPONENT_EXT_H
#define SOF_AUDIO_COMPONENT_EXT_H

#include <sof/audio/buffer.h>
#include <sof/audio/component.h>

/** One LL call. @return 0, PPL_STATUS_PATH_STOP, -errno */
int comp_copy(struct comp_dev *dev);

/**
 * Attributes of a component.
 * @param type	COMP_ATTR_BASE_CONFIG: value is a struct ipc4_base_module_cfg
 * @return 0, -EINVAL another attribute
 */
int comp_get_attribute(struct comp_dev *dev, uint32_t type, void *value);

/** No attribute can be set. @return -EINVAL */
int comp_set_attribute(struct comp_dev *dev, uint32_t type, void *value);

#endif
