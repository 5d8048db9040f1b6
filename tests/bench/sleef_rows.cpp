#include "tests/bench/sleef_rows.h"

#include <immintrin.h>
#include <sleef.h>

namespace beachhead::sleef {
namespace {

// All of SLEEF's functions have the shape vector -> vector; the loop around them is the same for each.
template <auto function>
void of_2(const double* x, double* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 2) _mm_storeu_pd(result + k, function(_mm_loadu_pd(x + k)));
}
template <auto function>
void of_4(const double* x, double* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 4) _mm256_storeu_pd(result + k, function(_mm256_loadu_pd(x + k)));
}
template <auto function>
void of_2(const double* x, const double* y, double* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 2) _mm_storeu_pd(result + k, function(_mm_loadu_pd(x + k), _mm_loadu_pd(y + k)));
}
template <auto function>
void of_4(const double* x, const double* y, double* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 4) _mm256_storeu_pd(result + k, function(_mm256_loadu_pd(x + k), _mm256_loadu_pd(y + k)));
}
template <auto function>
void of_4(const float* x, float* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 4) _mm_storeu_ps(result + k, function(_mm_loadu_ps(x + k)));
}
template <auto function>
void of_8(const float* x, float* result, std::size_t n) {
  for (std::size_t k = 0; k < n; k += 8) _mm256_storeu_ps(result + k, function(_mm256_loadu_ps(x + k)));
}

}  // namespace

void exp_sse2(const double* x, double* result, std::size_t n) { of_2<Sleef_cinz_expd2_u10sse2>(x, result, n); }
void exp_avx(const double* x, double* result, std::size_t n) { of_4<Sleef_cinz_expd4_u10avx>(x, result, n); }
void exp_fused(const double* x, double* result, std::size_t n) { of_4<Sleef_finz_expd4_u10avx2>(x, result, n); }
void log_sse2(const double* x, double* result, std::size_t n) { of_2<Sleef_cinz_logd2_u10sse2>(x, result, n); }
void log_avx(const double* x, double* result, std::size_t n) { of_4<Sleef_cinz_logd4_u10avx>(x, result, n); }
void log_fused(const double* x, double* result, std::size_t n) { of_4<Sleef_finz_logd4_u10avx2>(x, result, n); }
void pow_sse2(const double* x, const double* y, double* result, std::size_t n) { of_2<Sleef_cinz_powd2_u10sse2>(x, y, result, n); }
void pow_avx(const double* x, const double* y, double* result, std::size_t n) { of_4<Sleef_cinz_powd4_u10avx>(x, y, result, n); }
void pow_fused(const double* x, const double* y, double* result, std::size_t n) { of_4<Sleef_finz_powd4_u10avx2>(x, y, result, n); }
void exp_float_sse2(const float* x, float* result, std::size_t n) { of_4<Sleef_cinz_expf4_u10sse2>(x, result, n); }
void exp_float_avx(const float* x, float* result, std::size_t n) { of_8<Sleef_cinz_expf8_u10avx>(x, result, n); }
void exp_float_fused(const float* x, float* result, std::size_t n) { of_8<Sleef_finz_expf8_u10avx2>(x, result, n); }

}  // namespace beachhead::sleef
