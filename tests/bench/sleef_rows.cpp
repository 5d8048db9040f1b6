#include "tests/bench/sleef_rows.h"

#include <immintrin.h>
#include <sleef.h>

namespace beachhead::sleef {
namespace {

// `function` over arrays of equal length, several values at a time.
template <auto function>
void of_2(double* result, std::size_t n, auto... x) {
  for (std::size_t k = 0; k < n; k += 2) _mm_storeu_pd(result + k, function(_mm_loadu_pd(x + k)...));
}
template <auto function>
void of_4(double* result, std::size_t n, auto... x) {
  for (std::size_t k = 0; k < n; k += 4) _mm256_storeu_pd(result + k, function(_mm256_loadu_pd(x + k)...));
}
template <auto function>
void of_4(float* result, std::size_t n, const float* x) {
  for (std::size_t k = 0; k < n; k += 4) _mm_storeu_ps(result + k, function(_mm_loadu_ps(x + k)));
}
template <auto function>
void of_8(float* result, std::size_t n, const float* x) {
  for (std::size_t k = 0; k < n; k += 8) _mm256_storeu_ps(result + k, function(_mm256_loadu_ps(x + k)));
}

}  // namespace

void exp_sse2(const double* x, double* result, std::size_t n) { of_2<Sleef_cinz_expd2_u10sse2>(result, n, x); }
void exp_avx(const double* x, double* result, std::size_t n) { of_4<Sleef_cinz_expd4_u10avx>(result, n, x); }
void exp_fused(const double* x, double* result, std::size_t n) { of_4<Sleef_finz_expd4_u10avx2>(result, n, x); }
void log_sse2(const double* x, double* result, std::size_t n) { of_2<Sleef_cinz_logd2_u10sse2>(result, n, x); }
void log_avx(const double* x, double* result, std::size_t n) { of_4<Sleef_cinz_logd4_u10avx>(result, n, x); }
void log_fused(const double* x, double* result, std::size_t n) { of_4<Sleef_finz_logd4_u10avx2>(result, n, x); }
void pow_sse2(const double* x, const double* y, double* result, std::size_t n) { of_2<Sleef_cinz_powd2_u10sse2>(result, n, x, y); }
void pow_avx(const double* x, const double* y, double* result, std::size_t n) { of_4<Sleef_cinz_powd4_u10avx>(result, n, x, y); }
void pow_fused(const double* x, const double* y, double* result, std::size_t n) { of_4<Sleef_finz_powd4_u10avx2>(result, n, x, y); }
void exp_float_sse2(const float* x, float* result, std::size_t n) { of_4<Sleef_cinz_expf4_u10sse2>(result, n, x); }
void exp_float_avx(const float* x, float* result, std::size_t n) { of_8<Sleef_cinz_expf8_u10avx>(result, n, x); }
void exp_float_fused(const float* x, float* result, std::size_t n) { of_8<Sleef_finz_expf8_u10avx2>(result, n, x); }

}  // namespace beachhead::sleef
