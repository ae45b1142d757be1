/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Complex Fourier transforms of 32-bit words: 2^n points up to 1024, and 3 * 2^n up to 3072.
 *
 * The forward transform gives the sum divided by the number of points, so nothing overflows on the way: the first step of
 * each part of 2^n points shifts its inputs down by n bits. The inverse one multiplies by the number of points and
 * saturates. Both truncate. The error of the forward one is two units of the last place for each point at frequency 0, and
 * on average three times the root of the number of points.
 */
#ifndef SOF_MATH_FFT_H
#define SOF_MATH_FFT_H

#include <stddef.h>
#include <stdint.h>

#define FFT_MAX_PART 1024 /* points of a transform without the factor 3 */
#define FFT_MAX_SIZE (3 * FFT_MAX_PART)

struct icomplex32 {
	int32_t real;
	int32_t imag;
};

struct fft_plan {
	uint32_t size;                   /* points */
	uint32_t part;                   /* of each transform of 2^n points: size, or size / 3 */
	unsigned int shift;              /* log2(part) */
	const struct icomplex32 *stages; /* factors of each stage of butterflies in a row: part - 1 */
	const struct icomplex32 *thirds; /* factors of the second and third part; NULL: one part */
};

/** @return 0, -EINVAL: there is no transform of this size */
int fft_check_size(uint32_t size);

/** Bytes of factors that a plan keeps; the owner allocates them. @param size	that fft_check_size() accepts */
size_t fft_plan_bytes(uint32_t size);

/** @param size	that fft_check_size() accepts @param room	fft_plan_bytes(), aligned as words are; lives as the plan does */
void fft_plan_init(struct fft_plan *plan, uint32_t size, void *room);

/**
 * Transform. All levels of vector instructions give the same words.
 * @param in	plan->size numbers, overwritten
 * @param out	plan->size numbers, other memory than `in`
 */
void fft_forward(const struct fft_plan *plan, struct icomplex32 *in, struct icomplex32 *out);
void fft_inverse(const struct fft_plan *plan, struct icomplex32 *in, struct icomplex32 *out);

#endif
