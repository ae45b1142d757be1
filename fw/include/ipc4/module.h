/* SPDX-License-Identifier: BSD-3-Clause */
/* IPC4 module messages: init, config, large config, bind, delete, and the extended-init objects. */
#ifndef IPC4_MODULE_H
#define IPC4_MODULE_H

#include <ipc4/header.h>
#include <ipc4/base-config.h>

#define IPC4_INIT_PPL_NONE 0xFF /* ppl_instance_id of a module without a pipeline */

/* Component ids: instance and module in one word; queue ids: both pins of a binding. */
#define IPC4_COMP_ID(module, instance) ((uint32_t)(instance) << 16 | (uint32_t)(module))
#define IPC4_MOD_ID(comp_id)           ((comp_id)&0xFFFF)
#define IPC4_INST_ID(comp_id)          ((comp_id) >> 16)
#define IPC4_SRC_QUEUE_ID(queue_id)    ((queue_id)&0xFFFF)
#define IPC4_SINK_QUEUE_ID(queue_id)   ((queue_id) >> 16)

/** Parameter of the vendor form: kind and instance in one word. */
union ipc4_extended_param_id {
	uint32_t full;
	struct {
		uint32_t parameter_type : 8;
		uint32_t parameter_instance : 24;
	} part;
};

enum ipc4_proc_domain {
	IPC4_PROC_DOMAIN_LL = 0,
	IPC4_PROC_DOMAIN_DP = 1,
};

struct ipc4_module_init_instance {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t param_block_size : 16; /* dwords of the whole payload */
			uint32_t ppl_instance_id : 8;
			uint32_t core_id : 4;
			uint32_t proc_domain : 1; /* enum ipc4_proc_domain */
			uint32_t extended_init : 1; /* payload begins with struct ipc4_module_init_ext_init */
			uint32_t rsvd : 2;
		} r;
	} extension;
};

struct ipc4_module_config {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t param_data : 16;
			uint32_t param_id : 14;
			uint32_t rsvd : 2;
		} r;
	} extension;
};

#define IPC4_VENDOR_CONFIG_PARAM 0xFF /* large_param_id of the TLV list form */

struct ipc4_module_large_config {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t data_off_size : 20; /* total bytes when init_block, else offset */
			uint32_t large_param_id : 8;
			uint32_t final_block : 1;
			uint32_t init_block : 1;
			uint32_t rsvd : 2;
		} r;
	} extension;
};

struct ipc4_module_bind_unbind {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16; /* source */
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t dst_module_id : 16;
			uint32_t dst_instance_id : 8;
			uint32_t dst_queue : 3;
			uint32_t src_queue : 3;
			uint32_t rsvd : 2;
		} r;
	} extension;
};

struct ipc4_module_delete_instance {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
	} extension;
};

struct ipc4_module_set_d0ix {
	union {
		uint32_t dat;
		struct {
			uint32_t module_id : 16;
			uint32_t instance_id : 8;
			uint32_t type : 5;
			uint32_t rsp : 1;
			uint32_t msg_tgt : 1;
			uint32_t rsvd : 1;
		} r;
	} primary;
	union {
		uint32_t dat;
		struct {
			uint32_t wake : 1;
			uint32_t streaming : 1;
			uint32_t prevent_power_gating : 1;
			uint32_t prevent_local_clock_gating : 1;
			uint32_t rsvd : 28;
		} r;
	} extension;
};

struct ipc4_dx_state_info {
	uint32_t core_mask; /* cores to change */
	uint32_t dx_mask;   /* 1: D0 */
} __attribute__((packed));

/** Prefix of an extended INIT_INSTANCE payload; objects, then the ordinary payload, follow. */
struct ipc4_module_init_ext_init {
	union {
		uint32_t dat;
		struct {
			uint32_t rtos_domain : 1;
			uint32_t gna_used : 1;
			uint32_t data_obj_array : 1;
			uint32_t rsvd : 29;
		} r;
	} word0;
	uint32_t rsvd[2];
} __attribute__((packed, aligned(4)));

/** Header of each object in an object array. */
struct ipc4_module_init_ext_object {
	uint32_t last_object : 1;
	uint32_t object_id : 15;
	uint32_t object_words : 16; /* data only */
} __attribute__((packed, aligned(4)));

enum ipc4_module_init_ext_obj_id {
	IPC4_MOD_INIT_DATA_ID_INVALID = 0,
	IPC4_MOD_INIT_DATA_ID_DP_DATA = 1,
	IPC4_MOD_INIT_DATA_ID_MODULE_DATA = 2,
};

/*
 * DP_DATA of an extended init, and MEM_DATA of a pipeline. Two lengths are in the field: five words
 * (domain, stack, interim, lifetime, shared) and three (domain, stack, heap). Tell them apart by
 * object_words: 5 or more, or 3..4.
 */
#define IPC4_MEM_DATA_WORDS_HEAP  3
#define IPC4_MEM_DATA_WORDS_SPLIT 5

struct ipc4_mem_data {
	uint32_t domain_id;
	uint32_t stack_bytes;         /* 0: firmware default */
	uint32_t heap_bytes;          /* three-word form: all heap; five-word form: interim part */
	uint32_t lifetime_heap_bytes; /* five-word form only */
	uint32_t shared_bytes;        /* five-word form only */
} __attribute__((packed, aligned(4)));

/* ---- kcontrol payloads ---- */

enum ipc4_control_param_id {
	IPC4_SWITCH_CONTROL_PARAM_ID = SOF_IPC4_SWITCH_CONTROL_PARAM_ID,
	IPC4_ENUM_CONTROL_PARAM_ID = SOF_IPC4_ENUM_CONTROL_PARAM_ID,
	IPC4_BYTES_CONTROL_PARAM_ID = SOF_IPC4_BYTES_CONTROL_PARAM_ID,
};

/** Header in front of a bytes control's data in a topology. Stripped by the host. */
struct sof_abi_hdr {
	uint32_t magic;
	uint32_t type; /* large config param id */
	uint32_t size; /* bytes after this header */
	uint32_t abi;
	uint32_t reserved[4];
	uint32_t data[];
} __attribute__((packed, aligned(4)));

#define SOF_IPC4_ABI_MAGIC 0x34464F53u /* "SOF4" */

/* ---- manifest module entries, as MODULES_INFO returns them ---- */

struct ipc4_module_entry {
	uint16_t module_id;
	uint16_t state_flags;
	char name[8];
	uint8_t uuid[16];
	uint32_t type; /* IPC4_MODULE_TYPE_* */
	uint8_t hash[32];
	uint32_t entry_point;
	uint16_t cfg_offset;
	uint16_t cfg_count;
	uint32_t affinity_mask;
	uint16_t instance_max_count;
	uint16_t instance_bss_size;
	uint32_t segments[9];
} __attribute__((packed, aligned(4)));

#define IPC4_MODULE_TYPE_AUTO_START     (1u << 4)
#define IPC4_MODULE_TYPE_LL             (1u << 5)
#define IPC4_MODULE_TYPE_DP             (1u << 6)
#define IPC4_MODULE_TYPE_INIT_CONFIG(t) (((t) >> 8) & 0xF) /* 1: base config extension follows */
#define IPC4_MODULE_TYPE_WITH_EXT       (1u << 8)
#define IPC4_MODULE_TYPE_USER_MODE      (1u << 17)

_Static_assert(sizeof(struct ipc4_module_entry) == 116, "IPC4 ABI");
_Static_assert(sizeof(struct sof_abi_hdr) == 32, "IPC4 ABI");
_Static_assert(sizeof(struct sof_ipc4_control_msg_payload) == 20, "IPC4 ABI");

#endif
