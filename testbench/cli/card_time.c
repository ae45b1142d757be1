/* SPDX-License-Identifier: BSD-3-Clause */
/* What happens while the card runs: the script by virtual time, the status line by the host's. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/card_session.h"

#define NS_PER_TICK 1000000
#define STATUS_MS   200

/* ---- the script ---- */

/* PCM or PCM:DIRECTION, as in a script. @return 0, -ENOENT */
static int trigger(struct card_session *session, const struct control_stream *line)
{
	const struct tplg *tplg = session->run.tplg;
	char name[sizeof(line->pcm)], *direction, *end;
	unsigned long id;
	int pcm, ret = -ENOENT;

	snprintf(name, sizeof(name), "%s", line->pcm);
	direction = strrchr(name, ':');
	if (direction)
		*direction++ = '\0';
	id = strtoul(name, &end, 10);
	pcm = *name && !*end ? tplg_find_pcm(tplg, (uint32_t)id) : tplg_find_pcm_name(tplg, name);
	for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE && pcm != TPLG_NONE && ret == -ENOENT; d++)
		if (!direction || !strcmp(direction, tplg_direction_name((enum tplg_direction)d)))
			ret = live_server_trigger(session->server, tplg->pcms[pcm].id,
						  (enum tplg_direction)d,
						  card_trigger_of(line->action));
	return ret;
}

static void step_streams(struct card_session *session, uint64_t now_ns)
{
	const struct control_stream *line;
	char text[256];

	while ((line = control_script_stream(session->run.script, session->next_stream)) &&
	       line->at_ns <= now_ns) {
		session->next_stream++;
		if (trigger(session, line) >= 0)
			continue;
		snprintf(text, sizeof(text),
			 "%s:%u:%u: pcm %s %s: no client has a stream there "
			 "that this can be done to",
			 line->file, line->line, line->column, line->pcm, line->action);
		run_log_line(&session->run.log, ADSP_LOG_WRN, adsp_time_us(), "script", text);
	}
}

int card_script_step(struct card_session *session)
{
	struct run_session *run = &session->run;
	uint64_t now_ns = card_ticks(run->card) * NS_PER_TICK;
	struct control_error error;

	if (!run->script || card_script_due(session) > card_ticks(run->card))
		return 0;
	if (control_script_step(run->script, card_driver(run->card), now_ns, &error) < 0)
		return run_fail(&run->error, run_status_of(error.kind), "%s", error.text);
	live_server_look_at_controls(session->server);
	step_streams(session, now_ns);
	return 0;
}

uint64_t card_script_due(const struct card_session *session)
{
	const struct control_script *script = session->run.script;
	const struct control_stream *line;
	uint64_t due = UINT64_MAX;

	if (!script)
		return due;
	due = control_script_due(script);
	line = control_script_stream(script, session->next_stream);
	if (line && line->at_ns < due)
		due = line->at_ns;
	return due == UINT64_MAX ? due : (due + NS_PER_TICK - 1) / NS_PER_TICK;
}

/* ---- what is said ---- */

static void say_pcm(const struct card_session *session, const struct tplg_pcm *pcm,
		    enum tplg_direction direction)
{
	char config[LIVE_PATH_BYTES + 16];

	card_config_path(session, config, sizeof(config));
	/* with libasound's conversion: whatever the file is, it plays */
	printf("  ALSA_CONFIG_PATH=%s %s -D plughw:0,%u FILE.wav\n", config,
	       direction == TPLG_PLAYBACK ? "aplay" : "arecord -d 5 -f dat", pcm->id);
}

void card_say_hello(const struct card_session *session)
{
	const struct tplg *tplg = session->run.tplg;
	char config[LIVE_PATH_BYTES + 16], preload[700];

	if (session->run.options->quiet)
		return;
	card_config_path(session, config, sizeof(config));
	printf("adspbench card: %s is card %s. In another terminal:\n", tplg->path, session->name);
	for (uint32_t i = 0; i < tplg->num_pcms; i++)
		for (int d = TPLG_PLAYBACK; d <= TPLG_CAPTURE; d++)
			if (tplg->pcms[i].caps[d].present)
				say_pcm(session, &tplg->pcms[i], (enum tplg_direction)d);
	printf("  ALSA_CONFIG_PATH=%s alsamixer\n", config);
	if (card_preload_path(session, preload, sizeof(preload)) == 0)
		printf("  LD_PRELOAD=%s ALSA_CONFIG_PATH=%s aplay -l\n", preload, config);
	printf("Ctrl-C ends the card.\n");
	fflush(stdout);
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void draw(struct card_session *session)
{
	uint64_t ticks = card_ticks(session->run.card), misses = 0;
	struct adsp_dp_info dp[REPORT_MAX_DP];
	size_t num_dp = adsp_inspect_dp(dp, REPORT_MAX_DP);
	struct live_use use;

	for (size_t i = 0; i < num_dp && i < REPORT_MAX_DP; i++)
		misses += dp[i].misses;
	fprintf(stderr, "\r\033[K%s %llu.%03llu s", session->name,
		(unsigned long long)(ticks / 1000), (unsigned long long)(ticks % 1000));
	for (size_t i = 0; live_server_use(session->server, i, &use); i++)
		if (use.state)
			fprintf(stderr, "  PCM %u %s %s, %llu xruns", use.pcm_id,
				tplg_direction_name(use.direction), use.state,
				(unsigned long long)use.xruns);
	if (num_dp)
		fprintf(stderr, "  DP %zu modules, %llu late", num_dp, (unsigned long long)misses);
	fflush(stderr);
	session->run.log.bar = true;
}

int card_status_draw(struct card_session *session)
{
	if (session->run.options->command || session->run.options->quiet || !isatty(STDERR_FILENO))
		return -1;
	if (now_ms() < session->next_status)
		return (int)(session->next_status - now_ms()) + 1;
	session->next_status = now_ms() + STATUS_MS;
	draw(session);
	return STATUS_MS;
}

void card_status_end(struct card_session *session)
{
	if (session->run.log.bar)
		fputs("\r\033[K", stderr);
	session->run.log.bar = false;
}
