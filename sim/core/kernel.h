//! Marks for the loops that run over people: compiled for several instruction sets in one binary, chosen at start.
#pragma once

#include <cstddef>  // defines __GLIBC__ where it applies: the choice at start needs glibc's indirect functions

//! SIM_KERNEL stands before the definition of a free function, never of a template, lambda or inline function. The
//! instruction set changes how many array elements one instruction handles, not what is computed for each: the build
//! forbids fused multiply-add (-ffp-contract=off) and reassociation (no -ffast-math), and + - * / sqrt are rounded the
//! same way by IEEE 754 in every width, so all clones give the same bits. SIM_ONE_TARGET turns the clones off; so do
//! -O0 and the address and thread sanitizers, whose start-up does not survive indirect functions.
#if defined(SIM_ONE_TARGET) || !defined(__x86_64__) || !defined(__GLIBC__) || !defined(__OPTIMIZE__) || \
    defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SIM_KERNEL
#elif defined(__clang__)
#if __clang_major__ < 14 || __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define SIM_KERNEL
#else
#define SIM_KERNEL __attribute__((target_clones("default", "avx2", "avx512f")))
#endif
#elif defined(__GNUC__) && __GNUC__ >= 12
#define SIM_KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define SIM_KERNEL
#endif

//! SIM_INLINE stands before a function that kernels call: only what is inlined is compiled for the kernel's clones.
#define SIM_INLINE [[gnu::always_inline]] inline

namespace sim {

//! Asks the processor for what will be looked up soon, where rows come in no order that it could guess. Changes no result.
//! Called from functions that are inlined too: g++ 12 drops calls of functions that do nothing else.
SIM_INLINE void foresee(const void* address) { __builtin_prefetch(address); }

}  // namespace sim
