/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <string.h>
#include <zephyr/logging/log.h>

#include "module_init_payload.h"

LOG_MODULE_REGISTER(module_init);

#define WORD_BYTES              sizeof(uint32_t)
#define MODULE_MAX_PERIOD_BYTES (1u << 20) /* keeps every buffer size computation within 32 bits */

static void take_mem_data(struct ipc4_mem_data *mem, const uint8_t *data, size_t words)
{
	size_t known = words >= IPC4_MEM_DATA_WORDS_SPLIT ? IPC4_MEM_DATA_WORDS_SPLIT :
							    IPC4_MEM_DATA_WORDS_HEAP;

	if (words < IPC4_MEM_DATA_WORDS_HEAP) {
		LOG_WRN("DP data of %zu words ignored, expected %d or %d", words,
			IPC4_MEM_DATA_WORDS_HEAP, IPC4_MEM_DATA_WORDS_SPLIT);
		return;
	}
	memcpy(mem, data, known * WORD_BYTES);
}

/* @return bytes of prefix and objects, 0 when they do not fit */
static size_t decode_objects(struct module_init_payload *out, const uint8_t *payload, size_t bytes)
{
	struct ipc4_module_init_ext_init prefix;
	struct ipc4_module_init_ext_object object = { .last_object = 0 };
	size_t pos = sizeof(prefix);

	if (bytes < sizeof(prefix))
		return 0;
	memcpy(&prefix, payload, sizeof(prefix));
	if (!prefix.word0.r.data_obj_array)
		return pos;

	while (!object.last_object) {
		size_t data_bytes;

		if (bytes - pos < sizeof(object))
			return 0;
		memcpy(&object, payload + pos, sizeof(object));
		pos += sizeof(object);
		data_bytes = object.object_words * WORD_BYTES;
		if (bytes - pos < data_bytes)
			return 0;
		if (object.object_id == IPC4_MOD_INIT_DATA_ID_DP_DATA) {
			take_mem_data(&out->mem, payload + pos, object.object_words);
		} else if (object.object_id == IPC4_MOD_INIT_DATA_ID_MODULE_DATA) {
			out->init_data = payload + pos;
			out->init_data_size = data_bytes;
			out->has_module_data = true;
		}
		pos += data_bytes;
	}
	return pos;
}

int module_init_payload_decode(struct module_init_payload *out, const void *payload, size_t bytes,
			       bool extended_init)
{
	const struct ipc4_base_module_cfg *base;
	size_t prefix = 0;

	memset(out, 0, sizeof(*out));
	if (extended_init) {
		prefix = decode_objects(out, payload, bytes);
		if (!prefix) {
			LOG_ERR("extended init objects do not fit in %zu bytes", bytes);
			return -EINVAL;
		}
	}
	out->config = (const uint8_t *)payload + prefix;
	out->config_size = bytes - prefix;
	if (out->config_size < sizeof(*base)) {
		LOG_ERR("init payload of %zu bytes, expected a base config of %zu",
			out->config_size, sizeof(*base));
		return -EINVAL;
	}
	base = (const struct ipc4_base_module_cfg *)out->config;
	if (base->ibs > MODULE_MAX_PERIOD_BYTES || base->obs > MODULE_MAX_PERIOD_BYTES) {
		LOG_ERR("ibs %u or obs %u above %u", base->ibs, base->obs, MODULE_MAX_PERIOD_BYTES);
		return -EINVAL;
	}
	if (!out->init_data) {
		out->init_data = out->config;
		out->init_data_size = out->config_size;
	}
	return 0;
}

const struct ipc4_base_module_cfg_ext *
module_init_payload_pins(const struct module_init_payload *init)
{
	const size_t fixed = sizeof(struct ipc4_base_module_extended_cfg);
	const struct ipc4_base_module_cfg_ext *ext;
	size_t pins;

	if (init->config_size < fixed)
		return NULL;
	ext = &((const struct ipc4_base_module_extended_cfg *)init->config)->base_cfg_ext;
	if (ext->nb_input_pins > IPC4_MAX_PINS || ext->nb_output_pins > IPC4_MAX_PINS)
		return NULL;
	pins = (size_t)ext->nb_input_pins + ext->nb_output_pins;
	if (init->config_size != fixed + pins * sizeof(struct ipc4_input_pin_format))
		return NULL;
	return ext;
}
