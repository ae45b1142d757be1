/* SPDX-License-Identifier: BSD-3-Clause */
/* What loadable modules may call. The names are those of the headers; addresses come from the linker. */
#include <string.h>
#include <sof/common.h>
#include <sof/lib/library.h>

/* name(NAME): functions and variables alike. In alphabetical order within each group. */
#define EXPORTS(name)                                                                                                                                  \
	/* C library */                                                                                                                                \
	name(memchr) name(memcmp) name(memcpy) name(memmove) name(memset) name(strchr)                                                                 \
		name(strcmp) name(strlen) name(strncmp) name(strnlen)                                                                                  \
			name(__stack_chk_fail) /* kernel */                                                                                            \
		name(k_cyc_to_ms_floor64) name(k_cyc_to_us_floor64) name(k_cycle_get_64)                                                               \
			name(k_spin_lock) name(k_spin_unlock) name(sys_clock_hw_cycles_per_sec)                                                        \
				name(z_assert_fail) name(z_log_level) name(z_log_tagged)                                                               \
					name(z_oops)                                                                                                   \
						name(z_panic) /* heaps, pools, copies, messages */                                                     \
		name(fast_get) name(fast_put) name(ipc_msg_free) name(ipc_msg_send) name(                                                              \
			ipc_msg_w_ext_init) name(mailbox_sw_regs_write) name(objpool_alloc)                                                            \
			name(objpool_free) name(objpool_iterate) name(objpool_prune) name(                                                             \
				rballoc) name(rballoc_align) name(rfree) name(rmalloc)                                                                 \
				name(rmalloc_align) name(rzalloc) name(                                                                                \
					send_mixer_underrun_notif_msg) /* streams and edges */                                                         \
		name(audio_stream_avail_frames_aligned) name(audio_stream_consume) name(                                                               \
			audio_stream_copy) name(audio_stream_copy_bytes) name(audio_stream_copy_from_linear)                                           \
			name(audio_stream_copy_to_linear) name(audio_stream_fmt_conversion) name(                                                      \
				audio_stream_init) name(audio_stream_params_from_ipc4) name(audio_stream_params_set_align)                             \
				name(audio_stream_produce) name(audio_stream_reset) name(                                                              \
					audio_stream_set_zero) name(audio_stream_sink_ops) name(audio_stream_source_ops)                               \
					name(buffer_set_params) name(buffer_stream_invalidate) name(                                                   \
						buffer_stream_writeback) name(buffer_zero) name(comp_buffer_get_from_sink)                             \
						name(comp_buffer_get_from_source) name(                                                                \
							comp_buffer_get_sink_state) name(comp_buffer_get_source_state)                                 \
							name(ipc4_base_module_cfg_to_stream_params) name(                                              \
								ipc4_update_buffer_format) name(ipc4_update_sink_format)                               \
								name(ipc4_update_source_format) name(                                                  \
									sink_get_buffer_s16) name(sink_get_buffer_s32)                                 \
									name(sink_set_params) name(                                                    \
										source_get_data_s16)                                                   \
										name(source_get_data_s32) name(                                        \
											source_set_params)                                             \
											name(source_sink_avail_frames_aligned)                         \
												name(source_to_sink_copy) /* components and modules */ \
		name(comp_copy) name(comp_data_blob_get) name(comp_data_blob_get_cmd) name(                                                            \
			comp_data_blob_handler_free) name(comp_data_blob_handler_new) name(comp_data_blob_set)                                         \
			name(comp_data_blob_set_validator) name(comp_dev_get_first_data_consumer) name(                                                \
				comp_dev_get_first_data_producer) name(comp_dev_get_next_data_consumer)                                                \
				name(comp_dev_get_next_data_producer) name(comp_find) name(                                                            \
					comp_get_attribute) name(comp_get_data_blob) name(comp_init_data_blob)                                         \
					name(comp_is_current_data_blob_valid) name(                                                                    \
						comp_is_new_data_blob_available) name(comp_set_attribute)                                              \
						name(comp_set_state) name(comp_verify_params) name(                                                    \
							component_set_nearest_period_frames) name(mod_alloc)                                           \
							name(mod_alloc_align) name(mod_alloc_ext) name(                                                \
								mod_balloc) name(mod_balloc_align)                                                     \
								name(mod_data_blob_handler_free) name(                                                 \
									mod_data_blob_handler_new)                                                     \
									name(mod_fast_get) name(                                                       \
										mod_free)                                                              \
										name(mod_free_all) name(                                               \
											mod_zalloc)                                                    \
											name(module_set_configuration)

/* The type does not matter: only the address is taken. */
#define DECLARE_EXPORT(name) extern const char export_of_##name[] __asm__(#name);
#define EXPORT_ROW(name)     { #name, export_of_##name },

EXPORTS(DECLARE_EXPORT)

static const struct {
	const char *name;
	const void *address;
} exports[] = { EXPORTS(EXPORT_ROW) };

void *library_export(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(exports); i++) {
		if (!strcmp(exports[i].name, name))
			return (void *)exports[i].address;
	}
	return NULL;
}
