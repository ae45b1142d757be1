/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the card and its ALSA plugins say to each other, over a SOCK_SEQPACKET socket: one message is one packet.
 *
 *   struct live_header, then `bytes` bytes of body, which depends on the type
 *
 * A client sends a request and waits for the answer, which has the same type; its status is 0 or a negative errno, and
 * only an answer with status 0 has a body. The first request of a connection is OPEN_PCM or OPEN_CTL; a connection is
 * one PCM direction or one control handle, and ends with its socket. Numbers are of the host's byte order: both ends
 * run on one machine.
 *
 * live_parse() checks what arrives: it knows every length, count and enumeration. What depends on the receiver's state
 * (element numbers, ring positions) is checked there.
 *
 * Audio passes through a ring in memory that both ends map (struct live_ring). Nothing in it is trusted by either end.
 */
#ifndef LIVE_PROTOCOL_H
#define LIVE_PROTOCOL_H

#include <stdbool.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <control/element.h>

#define LIVE_MAGIC        0x50534441u /* "ADSP" */
#define LIVE_VERSION      1u
#define LIVE_MAX_RATES    24
#define LIVE_MAX_CHANNELS 8
#define LIVE_MAX_TLV      (64u << 10) /* bytes of a control's data in one message */
#define LIVE_MAX_FDS      3

enum live_type {
	LIVE_OPEN_PCM = 1,
	LIVE_HW_PARAMS,
	LIVE_SW_PARAMS,
	LIVE_HW_FREE,
	LIVE_PREPARE,
	LIVE_START,
	LIVE_DROP,
	LIVE_DRAIN,
	LIVE_PAUSE,
	LIVE_RESUME,
	LIVE_OPEN_CTL,
	LIVE_ELEMENT,
	LIVE_ITEM,
	LIVE_READ,
	LIVE_WRITE,
	LIVE_TLV_READ,
	LIVE_TLV_WRITE,
	LIVE_SUBSCRIBE,
	LIVE_NEXT_EVENT,
	LIVE_TYPES
};

/** "hw_params" and so on; "?" for a number that is no type. */
const char *live_type_name(uint32_t type);

struct live_header {
	uint32_t type;
	uint32_t bytes;  /* of the body */
	int32_t status;  /* of an answer: 0 or -errno; 0 in a request */
	uint32_t serial; /* of the request, repeated in its answer */
};

/* ---- bodies of requests ---- */

struct live_open {
	uint32_t magic, version;
	uint32_t pcm;
	uint32_t capture; /* 0, 1 */
};

struct live_params {
	uint32_t rate, channels;
	uint32_t format; /* ALSA's number */
	uint32_t period_frames, buffer_frames;
};

struct live_sw_params {
	uint32_t avail_min;
	uint32_t free_running; /* 1: an xrun does not stop the stream */
};

struct live_switch {
	uint32_t on; /* 0, 1 */
};

struct live_element_ref {
	uint32_t element;
	uint32_t item; /* of LIVE_ITEM; the room for LIVE_TLV_READ */
};

struct live_values {
	uint32_t element;
	int32_t value[LIVE_MAX_CHANNELS];
};

/* ---- bodies of answers ---- */

struct live_range {
	uint32_t min, max; /* a max of 0 is no limit */
};

/** What a PCM direction can be. */
struct live_space {
	uint64_t formats;  /* bit n: ALSA's format n */
	uint32_t channels; /* bit n: n channels */
	uint32_t num_rates;
	uint32_t rates[LIVE_MAX_RATES];
	struct live_range period_frames, buffer_frames, periods;
};

/**
 * Of LIVE_HW_PARAMS; three descriptors come with it: the ring, and both ends of the wake-ups (socket.h): the client's,
 * and a copy of the card's.
 */
struct live_ring_info {
	uint32_t map_bytes; /* of the whole mapping */
	uint32_t buffer_frames;
	uint32_t frame_bytes;
};

struct live_card_info {
	uint32_t num_elements;
	char name[CONTROL_NAME_BYTES];
	char id[16];
};

struct live_item {
	char name[CONTROL_NAME_BYTES];
};

struct live_event {
	uint32_t element;
	uint32_t mask;
};

/** LIVE_TLV_WRITE has it as request, LIVE_TLV_READ as answer: element, length, then the data. */
struct live_tlv {
	uint32_t element;
	uint32_t bytes;
	uint8_t data[LIVE_MAX_TLV];
};

/** Room for any message. */
struct live_message {
	struct live_header header;
	union {
		struct live_open open;
		struct live_params params;
		struct live_sw_params sw_params;
		struct live_switch toggle;
		struct live_element_ref ref;
		struct live_values values;
		struct live_space space;
		struct live_ring_info ring;
		struct live_card_info card;
		struct control_element element;
		struct live_item item;
		struct live_event event;
		struct live_tlv tlv;
	};
};

/** Who sent what is parsed. */
enum live_sender {
	LIVE_CLIENT,
	LIVE_CARD
};

/**
 * Check a packet as received, in place.
 * @param bytes		received; no more than sizeof(*message)
 * @param why		set on refusal: a word on what is wrong
 * @return 0; -EPROTO; -EPROTONOSUPPORT another version
 */
int live_parse(const struct live_message *message, size_t bytes, enum live_sender sender,
	       const char **why);

/** Bytes of body that a sender has to send: all of it, of TLV only what is filled. 0 for an answer that refuses. */
size_t live_body_bytes(const struct live_message *message, enum live_sender sender);

/* ---- the ring ---- */

/** What the card says of a stream, in the ring. */
enum live_state {
	LIVE_STATE_SETUP,
	LIVE_STATE_PREPARED,
	LIVE_STATE_RUNNING,
	LIVE_STATE_DRAINING,
	LIVE_STATE_DRAINED,
	LIVE_STATE_PAUSED,
	LIVE_STATE_XRUN,
	LIVE_STATE_SUSPENDED,
	LIVE_STATE_GONE, /* the DSP has failed: nothing will move any more */
};

#define LIVE_RING_DATA 4096 /* where the frames begin */

/**
 * The head of the mapping. Positions are frames since the stream was prepared; frame n stands at n % buffer_frames.
 * Of a playback the client owns `appl` (frames written) and the card `hw` (frames taken); of a capture the client owns
 * `appl` (frames read) and the card `hw` (frames that there are). An owner never reads its own field back. What lies
 * between the two is filled: appl - hw of a playback, hw - appl of a capture, at most buffer_frames.
 */
struct live_ring {
	_Alignas(64) _Atomic uint64_t appl;
	_Alignas(64) _Atomic uint64_t hw;
	_Atomic uint32_t state; /* enum live_state */
	_Atomic uint32_t delay; /* frames in the DSP, at the stream's rate */
};

/** Bytes of a mapping with that much audio; 0 if it does not fit into 32 bits. */
uint32_t live_ring_bytes(uint32_t buffer_frames, uint32_t frame_bytes);

#endif
