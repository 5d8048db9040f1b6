//! SLEEF's bit-reproducible functions over arrays: what the engine's own are measured against (tests/bench/math_bench.cpp).
#pragma once

#include <cstddef>

namespace beachhead::sleef {

// `cinz` gives the same bits on every instruction set, without fused multiply-add; `finz` with it, so not on plain SSE2.
// Arrays hold n values, a multiple of 8; x stays as it is.
void exp_sse2(const double* x, double* result, std::size_t n);
void exp_avx(const double* x, double* result, std::size_t n);
void exp_fused(const double* x, double* result, std::size_t n);
void log_sse2(const double* x, double* result, std::size_t n);
void log_avx(const double* x, double* result, std::size_t n);
void log_fused(const double* x, double* result, std::size_t n);
void pow_sse2(const double* x, const double* y, double* result, std::size_t n);
void pow_avx(const double* x, const double* y, double* result, std::size_t n);
void pow_fused(const double* x, const double* y, double* result, std::size_t n);
void exp_float_sse2(const float* x, float* result, std::size_t n);
void exp_float_avx(const float* x, float* result, std::size_t n);
void exp_float_fused(const float* x, float* result, std::size_t n);

}  // namespace beachhead::sleef
