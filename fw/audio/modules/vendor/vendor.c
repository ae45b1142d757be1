/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Places of vendors' modules whose libraries are not public: the samples pass as they are, without latency. What each
 * checks is checked here, too: formats, rates, controls and blobs. Blobs are kept and can be read back.
 */
#include <errno.h>
#include <string.h>
#include <sof/audio/block_module.h>
#include <sof/audio/planes.h>
#include <sof/common.h>

struct vendor_data {
	struct block_module base;
};

/* Never called: the kit copies while bypass is on. */
static void copy_block(void *private, const void *src, void *dst, uint32_t frames,
		       uint32_t channels)
{
	memmove(dst, src, (size_t)frames * ((struct block_module *)private)->frame_bytes);
}

static const struct block_format formats[] = { PLANES_ALL_FORMATS(copy_block) };

static int keep_blob(struct processing_module *mod, const void *blob, size_t size)
{
	return 0;
}

static int vendor_init(struct processing_module *mod, const struct block_module_desc *desc)
{
	int ret = block_module_init(mod, desc);

	if (!ret)
		((struct vendor_data *)module_get_private_data(mod))->base.bypass = true;
	return ret;
}

static int vendor_reset(struct processing_module *mod)
{
	return 0;
}

static int set_any_switch(struct processing_module *mod, uint32_t index,
			  const struct sof_ipc4_ctrl_value_chan *values, uint32_t count)
{
	return 0;
}

/* A prepare that also wants one of the rates. */
static int prepare_at(struct processing_module *mod, struct sof_source **sources,
		      int num_of_sources, struct sof_sink **sinks, int num_of_sinks,
		      const uint32_t *rates, size_t num_rates)
{
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);
	const uint32_t rate = ret ? 0 : source_get_rate(sources[0]);

	if (ret)
		return ret;
	for (size_t i = 0; i < num_rates; i++)
		if (rate == rates[i])
			return 0;
	comp_err(mod->dev, "%u Hz, expected %u", rate, rates[0]);
	return -EINVAL;
}

#define VENDOR_DESC(name, validate)                           \
	static const struct block_module_desc name##_desc = { \
		.formats = formats,                           \
		.num_formats = ARRAY_SIZE(formats),           \
		.rule = BLOCK_BY_CONTAINER,                   \
		.private_bytes = sizeof(struct vendor_data),  \
		.validate_blob = validate,                    \
		.apply_blob = keep_blob,                      \
	};                                                    \
	static int name##_init(struct processing_module *mod) \
	{                                                     \
		return vendor_init(mod, &name##_desc);        \
	}

/* ---- IGO NR: noise reduction ---- */

#define IGO_WORDS          17
#define IGO_ACTIVE_CHANNEL 16

static int igo_validate(struct comp_dev *dev, const void *data, size_t size)
{
	const uint32_t *words = data;

	if (size >= IGO_WORDS * sizeof(*words) && words[IGO_ACTIVE_CHANNEL] < IPC4_MAX_CHANNELS)
		return 0;
	comp_err(dev, "blob of %zu bytes, expected %zu with an active channel below %d", size,
		 IGO_WORDS * sizeof(*words), IPC4_MAX_CHANNELS);
	return -EINVAL;
}

static int igo_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	static const uint32_t rates[] = { 48000 };

	return prepare_at(mod, sources, num_of_sources, sinks, num_of_sinks, rates,
			  ARRAY_SIZE(rates));
}

static const struct config_param igo_params[] = {
	CONFIG_PARAM_CONTROLS(IPC4_SWITCH_CONTROL_PARAM_ID, 1, 1, IPC4_MAX_CHANNELS,
			      set_any_switch),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct vendor_data, base.blob),
};
VENDOR_DESC(igo, igo_validate)

static const struct module_interface igo_ops = {
	.init = igo_init,
	.prepare = igo_prepare,
	.reset = vendor_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "IGO_NR", (696ae2bc, 2877, 11eb, adc1, 0242ac120002),
	       .ops = &igo_ops, CONFIG_PARAMS(igo_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")

/* ---- RTNR: noise reduction ---- */

#define RTNR_PARAM_CONFIG 0
#define RTNR_PARAM_DATA   1
#define RTNR_CONFIG_BYTES 32

static int set_rtnr_config(struct processing_module *mod, const void *data, size_t size)
{
	if (size >= RTNR_CONFIG_BYTES)
		return 0;
	comp_err(mod->dev, "configuration of %zu bytes, expected %d", size, RTNR_CONFIG_BYTES);
	return -EINVAL;
}

static int rtnr_prepare(struct processing_module *mod, struct sof_source **sources,
			int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	static const uint32_t rates[] = { 48000, 16000 };

	return prepare_at(mod, sources, num_of_sources, sinks, num_of_sinks, rates,
			  ARRAY_SIZE(rates));
}

static const struct config_param rtnr_params[] = {
	CONFIG_PARAM_SWITCH(set_any_switch),
	CONFIG_PARAM_DATA(RTNR_PARAM_CONFIG, set_rtnr_config, NULL),
	CONFIG_PARAM_BLOB(RTNR_PARAM_DATA, struct vendor_data, base.blob),
};
VENDOR_DESC(rtnr, NULL)

static const struct module_interface rtnr_ops = {
	.init = rtnr_init,
	.prepare = rtnr_prepare,
	.reset = vendor_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "RTNR", (5c7ca334, e15d, 11eb, ba80, 0242ac130004),
	       .ops = &rtnr_ops, CONFIG_PARAMS(rtnr_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")

/* ---- Google CTC: crosstalk cancellation ---- */

#define CTC_PARAM_CONFIG 0
#define CTC_BLOB_BYTES   4120
#define CTC_MAX_CHANNELS 2

static int ctc_validate(struct comp_dev *dev, const void *data, size_t size)
{
	uint32_t stated = 0;

	if (size >= sizeof(stated))
		memcpy(&stated, data, sizeof(stated));
	if (size == CTC_BLOB_BYTES && stated == size)
		return 0;
	comp_err(dev, "blob of %zu bytes, expected %d", size, CTC_BLOB_BYTES);
	return -EINVAL;
}

static int ctc_prepare(struct processing_module *mod, struct sof_source **sources,
		       int num_of_sources, struct sof_sink **sinks, int num_of_sinks)
{
	int ret = block_module_prepare(mod, sources, num_of_sources, sinks, num_of_sinks);

	if (ret || source_get_channels(sources[0]) <= CTC_MAX_CHANNELS)
		return ret;
	comp_err(mod->dev, "%u channels, expected 1 or %d", source_get_channels(sources[0]),
		 CTC_MAX_CHANNELS);
	return -EINVAL;
}

static const struct config_param ctc_params[] = {
	CONFIG_PARAM_SWITCH(set_any_switch),
	CONFIG_PARAM_BLOB(CTC_PARAM_CONFIG, struct vendor_data, base.blob),
};
VENDOR_DESC(ctc, ctc_validate)

static const struct module_interface ctc_ops = {
	.init = ctc_init,
	.prepare = ctc_prepare,
	.reset = vendor_reset,
	BLOCK_MODULE_OPS_BUT_PREPARE,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "CTC", (bf0e1bbc, dc6a, 45fe, bc90, 2554cb137ab4),
	       .ops = &ctc_ops, CONFIG_PARAMS(ctc_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")

/* ---- DTS: post-processing ---- */

/* A list of {id, bytes with these two words, data}. */
static int dts_validate(struct comp_dev *dev, const void *data, size_t size)
{
	const uint8_t *at = data;
	uint32_t words[2];

	for (size_t left = size; left; left -= words[1], at += words[1]) {
		if (left < sizeof(words)) {
			comp_err(dev, "%zu bytes behind the last parameter", left);
			return -EINVAL;
		}
		memcpy(words, at, sizeof(words));
		if (words[1] < sizeof(words) || words[1] > left) {
			comp_err(dev, "parameter %u of %u bytes, %zu are left", words[0], words[1],
				 left);
			return -EINVAL;
		}
	}
	return 0;
}

static const struct config_param blob_params[] = {
	CONFIG_PARAM_NONE(IPC4_SWITCH_CONTROL_PARAM_ID),
	CONFIG_PARAM_NONE(IPC4_ENUM_CONTROL_PARAM_ID),
	CONFIG_PARAM_BLOB(CONFIG_ANY_ID, struct vendor_data, base.blob),
};
VENDOR_DESC(dts, dts_validate)

static const struct module_interface dts_ops = {
	.init = dts_init,
	.reset = vendor_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "DTS", (d95fc34f, 370f, 4ac7, bc86, bfdc5be241e6),
	       .ops = &dts_ops, CONFIG_PARAMS(blob_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")

/* ---- Waves and NXP EAP: post-processing ---- */

VENDOR_DESC(any, NULL)

static const struct module_interface any_ops = {
	.init = any_init,
	.reset = vendor_reset,
	BLOCK_MODULE_OPS,
};

DECLARE_MODULE(COMP_VENDOR_PLACES, "WAVES", (d944281a, afe9, 4695, a043, d7f62b89538e),
	       .ops = &any_ops, CONFIG_PARAMS(blob_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")

DECLARE_MODULE(COMP_VENDOR_PLACES, "NXP_EAP", (127f4eec, 23fa, 11f0, a4a6, bf0cd6b4583b),
	       .ops = &any_ops, CONFIG_PARAMS(blob_params), .manifest_type = IPC4_MODULE_TYPE_LL,
	       .instance_max_count = 40, .max_inputs = 1, .max_outputs = 1,
	       .note = "pass-through: no vendor library")
