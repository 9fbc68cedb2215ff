/*
 * bytes.h - numbers in binary files, most significant byte first.
 */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdint.h>

static inline uint16_t bytes_big16(const uint8_t *at)
{
	return (uint16_t)(at[0] << 8 | at[1]);
}

static inline uint32_t bytes_big32(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static inline uint64_t bytes_big64(const uint8_t *at)
{
	return (uint64_t)bytes_big32(at) << 32 | bytes_big32(at + 4);
}

static inline void bytes_put_big32(uint8_t *at, uint32_t number)
{
	for (int i = 3; i >= 0; i--, number >>= 8)
		at[i] = (uint8_t)number;
}

static inline void bytes_put_big64(uint8_t *at, uint64_t number)
{
	bytes_put_big32(at, (uint32_t)(number >> 32));
	bytes_put_big32(at + 4, (uint32_t)number);
}

#endif
