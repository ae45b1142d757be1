/* SPDX-License-Identifier: BSD-3-Clause */
/* Small arithmetic and preprocessor helpers. */
#ifndef ZEPHYR_SYS_UTIL_H
#define ZEPHYR_SYS_UTIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <zephyr/toolchain.h>

#ifndef BIT
#define BIT(n) (1UL << (n))
#endif
#define BIT64(n)      (1ULL << (n))
#define BIT_MASK(n)   (BIT(n) - 1UL)
#define GENMASK(h, l) (((~0UL) - (1UL << (l)) + 1) & (~0UL >> (sizeof(long) * 8 - 1 - (h))))

#define POINTER_TO_UINT(x) ((uintptr_t)(x))
#define UINT_TO_POINTER(x) ((void *)(uintptr_t)(x))
#define ARG_UNUSED(x)      ((void)(x))

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#endif

/* Address of the structure whose member stands at ptr; a wrong member type does not compile. */
#ifndef CONTAINER_OF
#define CONTAINER_OF(ptr, type, field)                                                         \
	({                                                                                     \
		_Static_assert(__builtin_types_compatible_p(__typeof__(*(ptr)),                \
							    __typeof__(((type *)0)->field)) || \
				       __builtin_types_compatible_p(__typeof__(*(ptr)), void), \
			       "pointer type does not match the member");                      \
		(type *)((char *)(ptr)-offsetof(type, field));                                 \
	})
#endif

/* Arguments may be evaluated twice; usable in constant expressions. */
#ifndef MIN
#define MIN(a, b) (((a) < (b)) ? (a) : (b))
#endif
#ifndef MAX
#define MAX(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef CLAMP
#define CLAMP(val, low, high) (((val) <= (low)) ? (low) : MIN(val, high))
#endif
#define IN_RANGE(val, min, max) ((val) >= (min) && (val) <= (max))

/* Alignments below are powers of two only where said. */
#ifndef ROUND_UP
#define ROUND_UP(x, align) ((((x) + (align)-1) / (align)) * (align))
#endif
#ifndef ROUND_DOWN
#define ROUND_DOWN(x, align) (((x) / (align)) * (align))
#endif
#ifndef DIV_ROUND_UP
#define DIV_ROUND_UP(n, d) (((n) + (d)-1) / (d))
#endif
#define IS_POWER_OF_TWO(x) ((x) != 0U && ((x) & ((x)-1U)) == 0U)
#ifndef IS_ALIGNED
#define IS_ALIGNED(x, align) (((uintptr_t)(x) & ((uintptr_t)(align)-1)) == 0) /* power of two */
#endif
#define KB(x) ((x) << 10)

#define STRINGIFY_(s)    #s
#define STRINGIFY(s)     STRINGIFY_(s)
#define _DO_CONCAT(x, y) x##y
#define _CONCAT(x, y)    _DO_CONCAT(x, y)
#define CONCAT(x, y)     _CONCAT(x, y)

/*
 * IS_ENABLED(CONFIG_X) is 1 when CONFIG_X is defined as 1, else 0, in C and in #if. The name's value is
 * pasted to Z_ENABLED_; only Z_ENABLED_1 exists and brings a comma that shifts a 1 into second place.
 */
#define Z_ENABLED_1                     z_placeholder,
#define Z_SECOND_ARG(ignored, val, ...) val
#define Z_IS_ENABLED_3(junk)            Z_SECOND_ARG(junk 1, 0)
#define Z_IS_ENABLED_2(value)           Z_IS_ENABLED_3(Z_ENABLED_##value)
#define Z_IS_ENABLED_1(value)           Z_IS_ENABLED_2(value)
#define IS_ENABLED(config)              Z_IS_ENABLED_1(config)

/* COND_CODE_1(CONFIG_X, (code when it is 1), (code otherwise)) */
#define Z_STRIP(...)               __VA_ARGS__
#define Z_COND_4(parenthesised)    Z_STRIP parenthesised
#define Z_COND_3(junk, yes, no)    Z_COND_4(Z_SECOND_ARG(junk yes, no))
#define Z_COND_2(value, yes, no)   Z_COND_3(Z_ENABLED_##value, yes, no)
#define Z_COND_1(value, yes, no)   Z_COND_2(value, yes, no)
#define COND_CODE_1(flag, yes, no) Z_COND_1(flag, yes, no)
#define IF_ENABLED(flag, code)     COND_CODE_1(flag, code, ())

/*
 * LISTIFY(n, F, (sep), args...) is F(0, args...) sep F(1, args...) ... F(n - 1, args...). n is a literal
 * or a macro that gives one, at most 16.
 */
#define Z_LISTIFY_0(F, sep, ...)
#define Z_LISTIFY_1(F, sep, ...)  F(0, ##__VA_ARGS__)
#define Z_LISTIFY_2(F, sep, ...)  Z_LISTIFY_1(F, sep, ##__VA_ARGS__) Z_STRIP sep F(1, ##__VA_ARGS__)
#define Z_LISTIFY_3(F, sep, ...)  Z_LISTIFY_2(F, sep, ##__VA_ARGS__) Z_STRIP sep F(2, ##__VA_ARGS__)
#define Z_LISTIFY_4(F, sep, ...)  Z_LISTIFY_3(F, sep, ##__VA_ARGS__) Z_STRIP sep F(3, ##__VA_ARGS__)
#define Z_LISTIFY_5(F, sep, ...)  Z_LISTIFY_4(F, sep, ##__VA_ARGS__) Z_STRIP sep F(4, ##__VA_ARGS__)
#define Z_LISTIFY_6(F, sep, ...)  Z_LISTIFY_5(F, sep, ##__VA_ARGS__) Z_STRIP sep F(5, ##__VA_ARGS__)
#define Z_LISTIFY_7(F, sep, ...)  Z_LISTIFY_6(F, sep, ##__VA_ARGS__) Z_STRIP sep F(6, ##__VA_ARGS__)
#define Z_LISTIFY_8(F, sep, ...)  Z_LISTIFY_7(F, sep, ##__VA_ARGS__) Z_STRIP sep F(7, ##__VA_ARGS__)
#define Z_LISTIFY_9(F, sep, ...)  Z_LISTIFY_8(F, sep, ##__VA_ARGS__) Z_STRIP sep F(8, ##__VA_ARGS__)
#define Z_LISTIFY_10(F, sep, ...) Z_LISTIFY_9(F, sep, ##__VA_ARGS__) Z_STRIP sep F(9, ##__VA_ARGS__)
#define Z_LISTIFY_11(F, sep, ...) \
	Z_LISTIFY_10(F, sep, ##__VA_ARGS__) Z_STRIP sep F(10, ##__VA_ARGS__)
#define Z_LISTIFY_12(F, sep, ...) \
	Z_LISTIFY_11(F, sep, ##__VA_ARGS__) Z_STRIP sep F(11, ##__VA_ARGS__)
#define Z_LISTIFY_13(F, sep, ...) \
	Z_LISTIFY_12(F, sep, ##__VA_ARGS__) Z_STRIP sep F(12, ##__VA_ARGS__)
#define Z_LISTIFY_14(F, sep, ...) \
	Z_LISTIFY_13(F, sep, ##__VA_ARGS__) Z_STRIP sep F(13, ##__VA_ARGS__)
#define Z_LISTIFY_15(F, sep, ...) \
	Z_LISTIFY_14(F, sep, ##__VA_ARGS__) Z_STRIP sep F(14, ##__VA_ARGS__)
#define Z_LISTIFY_16(F, sep, ...) \
	Z_LISTIFY_15(F, sep, ##__VA_ARGS__) Z_STRIP sep F(15, ##__VA_ARGS__)
#define LISTIFY(n, F, sep, ...) _CONCAT(Z_LISTIFY_, n)(F, sep, ##__VA_ARGS__)

#endif
