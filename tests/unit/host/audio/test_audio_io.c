/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "audio/audio_io.h"
#include "temp_dir.h"

static char err[200];

/* Everything that libsndfile would see. */
static void assert_seen(struct audio_input *input, const char *text)
{
	char data[100] = "";

	assert_int_equal(audio_io_input.get_filelen(input), strlen(text));
	assert_int_equal(audio_io_input.seek(0, SEEK_SET, input), 0);
	assert_int_equal(audio_io_input.read(data, sizeof(data), input), strlen(text));
	assert_string_equal(data, text);
	assert_int_equal(audio_io_input.tell(input), strlen(text));
}

static void shows_a_part_of_a_file(void **state)
{
	struct audio_input input;
	char data[10] = "";

	assert_int_equal(temp_write("file", "0123456789", 10), 0);
	assert_int_equal(audio_input_open("file", &input, err, sizeof(err)), 0);
	assert_seen(&input, "0123456789");
	input.patches[0] = (struct audio_patch){ 0, 4, "ABCD" };
	input.num_patches = 1;
	assert_seen(&input, "ABCD456789");
	assert_int_equal(audio_io_input.seek(2, SEEK_SET, &input), 2);
	assert_int_equal(audio_io_input.read(data, 3, &input), 3);
	assert_string_equal(data, "CD4");
	input.num_patches = 0;
	input.base = 3;
	input.length = 4;
	assert_seen(&input, "3456");
	assert_int_equal(audio_io_input.seek(-1, SEEK_END, &input), 3);
	assert_int_equal(audio_io_input.seek(-2, SEEK_CUR, &input), 1);
	assert_int_equal(audio_io_input.seek(-2, SEEK_SET, &input), -1);
	assert_int_equal(audio_io_input.write("x", 1, &input), 0);
	audio_input_close(&input);
}

static void *write_late(void *ctx)
{
	FILE *file;

	usleep(20000);
	file = fopen("fifo", "w");
	fputs("first", file);
	fflush(file);
	usleep(20000);
	fputs(" and last", file);
	fclose(file);
	return NULL;
}

static void takes_a_fifo_to_its_end(void **state)
{
	struct audio_input input;
	pthread_t writer;

	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(pthread_create(&writer, NULL, write_late, NULL), 0);
	assert_int_equal(audio_input_open("fifo", &input, err, sizeof(err)), 0);
	pthread_join(writer, NULL);
	assert_seen(&input, "first and last");
	audio_input_close(&input);
}

static void takes_standard_input_from_where_it_stands(void **state)
{
	int saved = dup(STDIN_FILENO), ends[2];
	struct audio_input input;

	assert_int_equal(temp_write("file", "read-rest", 9), 0);
	assert_int_equal(dup2(open("file", O_RDONLY), STDIN_FILENO), STDIN_FILENO);
	lseek(STDIN_FILENO, 5, SEEK_SET);
	assert_int_equal(audio_input_open("-", &input, err, sizeof(err)), 0);
	assert_seen(&input, "rest");
	audio_input_close(&input);

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "piped", 5), 5);
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	assert_int_equal(audio_input_open("/dev/stdin", &input, err, sizeof(err)), 0);
	assert_seen(&input, "piped");
	audio_input_close(&input);
	dup2(saved, STDIN_FILENO);
}

static void refuses_what_has_no_end(void **state)
{
	struct audio_input input;

	assert_int_equal(audio_input_open("absent", &input, err, sizeof(err)), -ENOENT);
	assert_string_equal(err, "No such file or directory");
	assert_int_equal(audio_input_open("/dev/zero", &input, err, sizeof(err)), -EINVAL);
	assert_string_equal(err, "neither a regular file nor a pipe");
	assert_int_equal(audio_input_open(".", &input, err, sizeof(err)), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shows_a_part_of_a_file),
		cmocka_unit_test(takes_a_fifo_to_its_end),
		cmocka_unit_test(takes_standard_input_from_where_it_stands),
		cmocka_unit_test(refuses_what_has_no_end),
	};

	return cmocka_run_group_tests(tests, temp_setup, temp_teardown);
}
