/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An ALSA client that walks through the states and errors of a PCM, on the card that ALSA_CONFIG_PATH names.
 *
 * usage: live.client CASE DEVICE [RATE [SECONDS]]
 *
 * A case that fails says where and ends with status 1.
 */
#include "client.h"

unsigned int client_rate = 48000, client_seconds = 5;
short client_audio[BUFFER * 2];

snd_pcm_t *client_open(const char *device, snd_pcm_stream_t stream, int mode)
{
	snd_pcm_t *pcm;

	EXPECT(snd_pcm_open(&pcm, device, stream, mode), == 0);
	return pcm;
}

long client_write_period(snd_pcm_t *pcm)
{
	long done = 0;

	while (done < PERIOD) {
		long got = snd_pcm_writei(pcm, client_audio, (snd_pcm_uframes_t)(PERIOD - done));

		if (got < 0)
			return got;
		done += got;
	}
	return done;
}

void client_set_sizes(snd_pcm_t *pcm, snd_pcm_access_t access, snd_pcm_uframes_t period,
		      snd_pcm_uframes_t buffer, snd_pcm_uframes_t start)
{
	snd_pcm_hw_params_t *hw;
	snd_pcm_sw_params_t *sw;

	snd_pcm_hw_params_alloca(&hw);
	snd_pcm_sw_params_alloca(&sw);
	EXPECT(snd_pcm_hw_params_any(pcm, hw), >= 0);
	EXPECT(snd_pcm_hw_params_set_access(pcm, hw, access), == 0);
	EXPECT(snd_pcm_hw_params_set_format(pcm, hw, SND_PCM_FORMAT_S16_LE), == 0);
	EXPECT(snd_pcm_hw_params_set_channels(pcm, hw, 2), == 0);
	EXPECT(snd_pcm_hw_params_set_rate(pcm, hw, client_rate, 0), == 0);
	EXPECT(snd_pcm_hw_params_set_period_size(pcm, hw, period, 0), == 0);
	EXPECT(snd_pcm_hw_params_set_buffer_size(pcm, hw, buffer), == 0);
	EXPECT(snd_pcm_hw_params(pcm, hw), == 0);
	EXPECT(snd_pcm_sw_params_current(pcm, sw), == 0);
	EXPECT(snd_pcm_sw_params_set_start_threshold(pcm, sw, start), == 0);
	EXPECT(snd_pcm_sw_params_set_avail_min(pcm, sw, period), == 0);
	EXPECT(snd_pcm_sw_params(pcm, sw), == 0);
}

void client_set(snd_pcm_t *pcm, snd_pcm_access_t access)
{
	client_set_sizes(pcm, access, PERIOD, BUFFER, BUFFER);
}

void client_say(const char *text)
{
	puts(text);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const struct client_case *const tables[] = {
		client_states, client_holds, client_accesses, client_controls, client_duplexes,
	};

	if (argc > 3)
		client_rate = (unsigned int)atoi(argv[3]);
	if (argc > 4)
		client_seconds = (unsigned int)atoi(argv[4]);
	for (size_t t = 0; argc > 2 && t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct client_case *c = tables[t]; c->name; c++) {
			if (strcmp(c->name, argv[1]))
				continue;
			c->run(argv[2]);
			snd_config_update_free_global();
			return 0;
		}
	fprintf(stderr, "usage: live.client CASE DEVICE [RATE [SECONDS]]\n");
	return 2;
}
