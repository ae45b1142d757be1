/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The few functions the designs need, from +, -, * and / alone: IEEE arithmetic gives the same bits on every
 * machine, a C library's cos() does not. The generated tables must come out the same everywhere.
 */
#ifndef SRC_DESIGN_EXACT_MATH_H
#define SRC_DESIGN_EXACT_MATH_H

/** cos(2 pi x), for any x. */
double cos_turns(double x);

/** sin(2 pi x). */
double sin_turns(double x);

/** Modified Bessel function of the first kind, order 0; x >= 0. */
double bessel_i0(double x);

/** 10^(db / 20). */
double db_to_gain(double db);

#endif
