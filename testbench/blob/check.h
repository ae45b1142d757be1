/* SPDX-License-Identifier: BSD-3-Clause */
/* What becomes of a blob: does the firmware take it, and what will its arithmetic do? */
#ifndef BLOB_CHECK_H
#define BLOB_CHECK_H

#include "blob/blob.h"
#include "blob/rig.h"

enum blob_verdict {
	BLOB_TAKEN,
	BLOB_REFUSED,    /* err is the firmware's reason */
	BLOB_NOT_JUDGED, /* the module is not part of this firmware */
	BLOB_FAILED,     /* err says why the firmware could not be asked */
};

/** Ask the firmware. @param platform	profile of the machine */
enum blob_verdict blob_ask(const struct blob *blob, const char *platform, char *err,
			   size_t err_size);

/** The same with a stream of these formats, instead of one that the blob is made for. */
enum blob_verdict blob_ask_stream(const struct blob *blob, const char *platform,
				  const struct rig_stream *stream, char *err, size_t err_size);

/**
 * Ask the firmware and let signals go through its module: what levels its nodes reach, how far the numbers of the
 * blob are from the design, its noise, and whether it is silent after an impulse. Prints lines.
 * @param design	settings that the blob was made from; NULL: none but itself
 */
enum blob_verdict blob_check(const struct blob *blob, const struct blob_settings *design,
			     double rate, const char *platform, FILE *out, char *err,
			     size_t err_size);

/**
 * Draw the design, if there is one, and the blob.
 * @return 0, -ENODATA nothing to draw, -EINVAL no blob of its kind, -ENOMEM, with one line in err
 */
int blob_plot(const struct blob *blob, const struct blob_settings *design, double rate, FILE *out,
	      char *err, size_t err_size);

#endif
