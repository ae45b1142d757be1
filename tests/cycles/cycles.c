/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Build a chain over IPC, run it, take it down in some order, and look whether anything is left. Again and again.
 *
 *   cycles [--seed N] [--cycles N] [--first N] [--verbose]
 *
 * A cycle is made of its number and the seed alone, so one that failed is repeated by --seed S --first N --cycles 1.
 * Everything goes through the machine's outside: mailbox, ticks, inspection.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <adsp/inspect.h>
#include <adsp/ledger.h>
#include <adsp/machine.h>
#include <ipc4/base_fw.h>
#include <ipc4/error_status.h>
#include <ipc4/gain.h>
#include <ipc4/gateway.h>
#include <ipc4/module.h>
#include <ipc4/pipeline.h>

#define MAX_GAINS	4
#define MAX_MODULES	(MAX_GAINS + 2)
#define MAX_OPS		64
#define MAX_HEAPS	32
#define REPLY_TICKS	32
#define MAX_DP_PERIODS	4		/* what rings in a region of default size can take */
#define PERIOD_BYTES	384		/* 1 ms: 48 frames, 2 channels, 32 bits */
#define MAX_HOST_GROWTH	(1u << 20)	/* bytes of this process between the first tenth of the cycles and the end */

/* ---- random numbers: splitmix64, one stream for each cycle ---- */

static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
	uint64_t z = random_state += 0x9E3779B97F4A7C15;

	z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
	z = (z ^ z >> 27) * 0x94D049BB133111EB;
	return (uint32_t)((z ^ z >> 31) >> 32) % limit;
}

/* ---- what a cycle does ---- */

struct module {
	uint32_t id;		/* module and instance, as IPC4 addresses it */
	uint32_t pipeline;
	bool dp;
	bool there;
};

static struct {
	struct module modules[MAX_MODULES];
	unsigned int num_modules;
	bool bound[MAX_MODULES];	/* edge n: from module n to n + 1 */
	bool pipeline_there[2];
	unsigned int num_pipelines;
	char ops[MAX_OPS][96];
	unsigned int num_ops;
} chain;

static uint64_t seed = 1, current, first;
static bool verbose;
static uint32_t copier_type, gain_type;

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "cycles: cycle %llu: ", (unsigned long long)current);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs("\nwhat it did:\n", stderr);
	for (unsigned int i = 0; i < chain.num_ops && i < MAX_OPS; i++)
		fprintf(stderr, "  %s\n", chain.ops[i]);
	fprintf(stderr, "repeat it alone: cycles --seed %llu --first %llu --cycles 1 --verbose\n",
		(unsigned long long)seed, (unsigned long long)current);
	exit(1);
}

static void __attribute__((format(printf, 1, 2))) note(const char *format, ...)
{
	va_list args;

	if (chain.num_ops == MAX_OPS)
		return;
	va_start(args, format);
	vsnprintf(chain.ops[chain.num_ops], sizeof(chain.ops[0]), format, args);
	va_end(args);
	if (verbose)
		puts(chain.ops[chain.num_ops]);
	chain.num_ops++;
}

/* ---- messages ---- */

/* @return the status of the answer */
static uint32_t send(uint32_t primary, uint32_t extension, const void *payload, size_t bytes)
{
	const struct adsp_ipc_message request = { primary, extension };
	struct adsp_ipc_message reply;
	int ret = adsp_ipc_send(&request, payload, bytes);

	if (ret < 0)
		fail("request 0x%08x is not taken: %d", primary, ret);
	for (unsigned int ticks = 0; !adsp_ipc_take_reply(&reply); ticks++) {
		if (ticks == REPLY_TICKS)
			fail("request 0x%08x is not answered", primary);
		adsp_tick();
	}
	return reply.primary & 0xFFFFFF;
}

static uint32_t global_message(uint32_t type, uint32_t low)
{
	return type << 24 | low;
}

static uint32_t module_message(uint32_t type, uint32_t id)
{
	return 1u << 30 | type << 24 | id;
}

static void expect(uint32_t want, uint32_t status)
{
	if (status != want)
		fail("status %u, expected %u", status, want);
}

/* ---- parts ---- */

static void create_pipeline(uint32_t id)
{
	note("create pipeline %u", id);
	expect(IPC4_SUCCESS, send(global_message(IPC4_GLB_CREATE_PIPELINE, id << 16 | 1), 0, NULL, 0));
	chain.pipeline_there[id] = true;
}

static struct ipc4_base_module_cfg base_cfg(uint32_t periods)
{
	return (struct ipc4_base_module_cfg){
		.ibs = periods * PERIOD_BYTES,
		.obs = periods * PERIOD_BYTES,
		.audio_fmt = {
			.sampling_frequency = 48000,
			.depth = 32,
			.ch_map = 0xFFFFFF20,
			.ch_cfg = IPC4_CHANNEL_CONFIG_STEREO,
			.channels_count = 2,
			.valid_bit_depth = 32,
			.s_type = IPC4_TYPE_SIGNED_INTEGER,
		},
	};
}

static uint32_t init(const struct module *module, const void *payload, size_t bytes)
{
	return send(module_message(IPC4_MOD_INIT_INSTANCE, module->id),
		    (uint32_t)bytes / 4 | module->pipeline << 16 | (uint32_t)module->dp << 28, payload, bytes);
}

static void create_module(unsigned int n)
{
	struct module *module = &chain.modules[n];
	bool is_end = n == 0 || n == chain.num_modules - 1;

	note("create module %u%s in pipeline %u", n, module->dp ? ", DP," : "", module->pipeline);
	if (is_end) {
		const struct ipc4_copier_module_cfg copier = {
			.base = base_cfg(1),
			.out_fmt = base_cfg(1).audio_fmt,
			.gtw_cfg = {
				.node_id = n ? IPC4_NODE_ID(IPC4_HDA_LINK_OUTPUT_CLASS, 0) :
					       IPC4_NODE_ID(IPC4_HDA_HOST_OUTPUT_CLASS, 0),
				.dma_buffer_size = 2 * PERIOD_BYTES,
				.config_length = 1,
			},
		};

		expect(IPC4_SUCCESS, init(module, &copier, sizeof(copier)));
	} else {
		const struct {
			struct ipc4_base_module_cfg base;
			struct ipc4_peak_volume_config volume;
		} gain = {
			.base = base_cfg(module->dp ? 1 + random_below(MAX_DP_PERIODS) : 1),
			.volume = { .channel_id = IPC4_ALL_CHANNELS, .target_volume = IPC4_GAIN_UNITY_Q31 },
		};

		expect(IPC4_SUCCESS, init(module, &gain, sizeof(gain)));
	}
	module->there = true;
}

static uint32_t delete_module(unsigned int n)
{
	return send(module_message(IPC4_MOD_DELETE_INSTANCE, chain.modules[n].id), 0, NULL, 0);
}

static void forget_module(unsigned int n)
{
	chain.modules[n].there = false;
	chain.bound[n] = false;
	if (n)
		chain.bound[n - 1] = false;
}

static void drop_module(unsigned int n)
{
	note("delete module %u", n);
	expect(IPC4_SUCCESS, delete_module(n));
	forget_module(n);
}

static void bind_or_unbind(unsigned int n, bool bind)
{
	uint32_t source = chain.modules[n].id, sink = chain.modules[n + 1].id;

	note("%s %u and %u", bind ? "bind" : "unbind", n, n + 1);
	expect(IPC4_SUCCESS, send(module_message(bind ? IPC4_MOD_BIND : IPC4_MOD_UNBIND, source), sink, NULL, 0));
	chain.bound[n] = bind;
}

static void set_state(uint32_t id, uint32_t state)
{
	note("pipeline %u: state %u", id, state);
	expect(IPC4_SUCCESS, send(global_message(IPC4_GLB_SET_PIPELINE_STATE, id << 16 | state), 0, NULL, 0));
}

static void drop_pipeline(uint32_t id)
{
	note("delete pipeline %u", id);
	expect(IPC4_SUCCESS, send(global_message(IPC4_GLB_DELETE_PIPELINE, id << 16), 0, NULL, 0));
	chain.pipeline_there[id] = false;
	for (unsigned int n = 0; n < chain.num_modules; n++)
		if (chain.modules[n].pipeline == id && chain.modules[n].there)
			forget_module(n);
}

/* ---- the chain: host copier, gains, link copier ---- */

static void plan_chain(void)
{
	unsigned int gains = 1 + random_below(MAX_GAINS);
	unsigned int split;

	memset(&chain, 0, sizeof(chain));
	chain.num_modules = gains + 2;
	chain.num_pipelines = 1 + random_below(2);
	split = chain.num_pipelines == 1 ? chain.num_modules : 1 + random_below(chain.num_modules - 1);
	for (unsigned int n = 0; n < chain.num_modules; n++) {
		struct module *module = &chain.modules[n];
		bool is_end = n == 0 || n == chain.num_modules - 1;

		module->id = (is_end ? copier_type : gain_type) | n << 16;
		module->pipeline = n >= split;
		/* two DP modules are not bound to each other */
		module->dp = !is_end && !chain.modules[n - 1].dp && random_below(2);
	}
}

static void shuffle(unsigned int *order, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		order[i] = i;
	for (unsigned int i = count; i > 1; i--) {
		unsigned int k = random_below(i), swap = order[k];

		order[k] = order[i - 1];
		order[i - 1] = swap;
	}
}

static void build_chain(void)
{
	unsigned int order[MAX_MODULES];

	for (uint32_t id = 0; id < chain.num_pipelines; id++)
		create_pipeline(id);
	shuffle(order, chain.num_modules);
	for (unsigned int i = 0; i < chain.num_modules; i++)
		create_module(order[i]);
	shuffle(order, chain.num_modules - 1);
	for (unsigned int i = 0; i < chain.num_modules - 1; i++)
		bind_or_unbind(order[i], true);
}

static void run_chain(void)
{
	unsigned int ticks = random_below(16);

	for (uint32_t id = chain.num_pipelines; id-- > 0;) {
		set_state(id, IPC4_PIPELINE_STATE_PAUSED);
		set_state(id, IPC4_PIPELINE_STATE_RUNNING);
	}
	note("%u ticks", ticks);
	while (ticks--)
		adsp_tick();
	/* what runs is not deleted */
	if (random_below(4) == 0) {
		note("delete module 0 while it runs, which is refused");
		if (delete_module(0) == IPC4_SUCCESS)
			fail("a running module was deleted");
	}
	for (uint32_t id = 0; id < chain.num_pipelines; id++) {
		set_state(id, IPC4_PIPELINE_STATE_PAUSED);
		set_state(id, IPC4_PIPELINE_STATE_RESET);
	}
}

/* ---- taking it down ---- */

static void drop_if_there(unsigned int n)
{
	if (chain.modules[n].there)
		drop_module(n);
}

static void drop_modules(bool ends, bool middle)
{
	unsigned int order[MAX_MODULES];

	shuffle(order, chain.num_modules);
	for (unsigned int i = 0; i < chain.num_modules; i++) {
		bool is_end = order[i] == 0 || order[i] == chain.num_modules - 1;

		if (is_end ? ends : middle)
			drop_if_there(order[i]);
	}
}

static void drop_edges(void)
{
	unsigned int order[MAX_MODULES];

	shuffle(order, chain.num_modules - 1);
	for (unsigned int i = 0; i < chain.num_modules - 1; i++)
		if (chain.bound[order[i]])
			bind_or_unbind(order[i], false);
}

static void ends_first(void)
{
	drop_modules(true, false);
	drop_modules(false, true);
}

static void ends_last(void)
{
	drop_modules(false, true);
	drop_modules(true, false);
}

static void edges_then_modules(void)
{
	drop_edges();
	drop_modules(true, true);
}

/* Each edge and each module goes when its turn comes; a module takes its edges along. */
static void interleaved(void)
{
	unsigned int order[2 * MAX_MODULES];

	shuffle(order, 2 * chain.num_modules - 1);
	for (unsigned int i = 0; i < 2 * chain.num_modules - 1; i++) {
		if (order[i] < chain.num_modules)
			drop_if_there(order[i]);
		else if (chain.bound[order[i] - chain.num_modules])
			bind_or_unbind(order[i] - chain.num_modules, false);
	}
}

/* Some modules by themselves, the rest with its pipeline. */
static void some_then_pipelines(void)
{
	for (unsigned int n = 0; n < chain.num_modules; n++)
		if (random_below(3) == 0)
			drop_module(n);
}

static void take_down(void)
{
	static void (*const ways[])(void) = { ends_first, ends_last, edges_then_modules, interleaved,
					      some_then_pipelines };
	uint32_t last = random_below(2);

	ways[random_below(sizeof(ways) / sizeof(ways[0]))]();
	for (uint32_t i = 0; i < 2; i++)
		if (chain.pipeline_there[last ^ i])
			drop_pipeline(last ^ i);
}

/* ---- what is left ---- */

struct figures {
	size_t num_heaps;
	struct adsp_heap_info heaps[MAX_HEAPS];
	struct adsp_page_info pages;
	size_t threads;
};

static void take_figures(struct figures *figures)
{
	memset(figures, 0, sizeof(*figures));
	figures->num_heaps = adsp_inspect_heaps(figures->heaps, MAX_HEAPS);
	adsp_inspect_pages(&figures->pages);
	figures->threads = adsp_inspect_threads(NULL, 0);
}

static void compare(const struct figures *base)
{
	struct figures now;

	take_figures(&now);
	if (now.num_heaps != base->num_heaps || now.num_heaps > MAX_HEAPS)
		fail("%zu heaps, before %zu", now.num_heaps, base->num_heaps);
	for (size_t i = 0; i < now.num_heaps; i++)
		if (now.heaps[i].used != base->heaps[i].used || now.heaps[i].blocks != base->heaps[i].blocks)
			fail("heap %s holds %u bytes in %u blocks, before %u in %u", now.heaps[i].name,
			     now.heaps[i].used, now.heaps[i].blocks, base->heaps[i].used, base->heaps[i].blocks);
	if (now.pages.used != base->pages.used)
		fail("%u pages in use, before %u", now.pages.used, base->pages.used);
	if (now.threads != base->threads)
		fail("%zu threads, before %zu", now.threads, base->threads);
	if (adsp_ledger_judge()) {
		static struct adsp_ledger_verdict verdict;

		adsp_ledger_verdicts(&verdict, 1);
		fail("%s", verdict.text);
	}
}

static size_t host_bytes(void)
{
	unsigned long total, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file && fscanf(file, "%lu %lu", &total, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return resident * (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- the program ---- */

static void find_modules(void)
{
	const uint32_t extension = IPC4_MAILBOX_BYTES | IPC4_MODULES_INFO_GET << 20 | 3u << 28;
	const uint8_t *box;
	uint32_t count;

	expect(IPC4_SUCCESS, send(module_message(IPC4_MOD_LARGE_CONFIG_GET, 0), extension, NULL, 0));
	box = adsp_ipc_dspbox(NULL);
	memcpy(&count, box, sizeof(count));
	for (uint32_t i = 0; i < count && sizeof(count) + (i + 1) * sizeof(struct ipc4_module_entry) <=
						IPC4_MAILBOX_BYTES; i++) {
		struct ipc4_module_entry entry;

		memcpy(&entry, box + sizeof(count) + i * sizeof(entry), sizeof(entry));
		if (!strncmp(entry.name, "COPIER", sizeof(entry.name)))
			copier_type = entry.module_id;
		if (!strncmp(entry.name, "GAIN", sizeof(entry.name)))
			gain_type = entry.module_id;
	}
	if (!copier_type || !gain_type)
		fail("the firmware has no copier or no gain");
}

static void print_line(void *ctx, enum adsp_log_level level, uint64_t time_us, const char *tag, const char *text)
{
	fprintf(stderr, "[%llu] %s: %s\n", (unsigned long long)time_us, tag, text);
}

static void start_machine(void)
{
	static struct adsp_profile profile;
	struct adsp_machine_config config = {
		.profile = &profile,
		.log_level = verbose ? ADSP_LOG_WRN : ADSP_LOG_NONE,
		.log = print_line,
	};
	char err[256] = "";

	adsp_ledger_enable(true);
	if (adsp_profile_load("mtl", &profile, err, sizeof(err)) < 0 ||
	    adsp_machine_start(&config, err, sizeof(err)) < 0)
		fail("%s", err);
}

static void run_cycle(void)
{
	random_state = seed * 0x9E3779B97F4A7C15 ^ current;
	plan_chain();
	build_chain();
	for (uint32_t runs = random_below(3); runs > 0; runs--)
		run_chain();
	take_down();
}

static uint64_t parse_number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 10);

	if (*text < '0' || *text > '9' || *end) {
		fprintf(stderr, "cycles: '%s': expected a number\n", text);
		exit(1);
	}
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "cycles", required_argument, NULL, 'n' },
		{ "first", required_argument, NULL, 'f' },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	uint64_t cycles = 1000;
	struct figures base;
	size_t host_early = 0, host_late;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 's')
			seed = parse_number(optarg);
		else if (option == 'n')
			cycles = parse_number(optarg);
		else if (option == 'f')
			first = parse_number(optarg);
		else if (option == 'v')
			verbose = true;
		else
			return 1;
	}
	printf("cycles: seed %llu, %llu cycles from %llu\n", (unsigned long long)seed, (unsigned long long)cycles,
	       (unsigned long long)first);
	fflush(stdout);

	start_machine();
	find_modules();
	take_figures(&base);
	for (current = first; current < first + cycles; current++) {
		run_cycle();
		compare(&base);
		if (current - first == cycles / 10)
			host_early = host_bytes();
	}
	host_late = host_bytes();
	take_figures(&base);
	for (size_t i = 0; i < base.num_heaps; i++)
		printf("heap %-10s %8u bytes now, peak %8u, %llu allocations\n", base.heaps[i].name,
		       base.heaps[i].used, base.heaps[i].peak, (unsigned long long)base.heaps[i].allocs);
	printf("pages           %8u now, peak %8u\n", base.pages.used, base.pages.peak);
	adsp_machine_stop();
	if (host_late > host_early + MAX_HOST_GROWTH) {
		fprintf(stderr, "cycles: the process grew from %zu to %zu bytes\n", host_early, host_late);
		return 1;
	}
	printf("%llu cycles, nothing left\n", (unsigned long long)cycles);
	return 0;
}
