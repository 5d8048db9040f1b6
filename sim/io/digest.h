//! Digest v1: the one number that says whether two results are the same, whatever wrote, packed or compressed them.
//!
//! SHA-256 of a byte stream, in lower-case hexadecimal. Everything is little-endian; `u64` is 8 bytes; `text` is the
//! length in bytes as u64, then the UTF-8 bytes. The stream is `text "beachhead-digest-1"`, then one entry per object,
//! in ascending order of the bytes of the absolute path ("/", "/series", "/series/gini_income"):
//!
//!     group     text "group", text path, u64 number of dimensions, then by ascending name: text name, u64 length,
//!               u64 unlimited (0 or 1); then its attributes.
//!               A group without dimensions and without attributes has no entry (its variables' paths imply it).
//!     variable  text "variable", text path, text type, u64 rank, then for each dimension in order: text name,
//!               u64 length; then its attributes; then u64 number of values and the values in row-major order.
//!     attributes  u64 their number, then by ascending name: text name, text type, value.
//!
//! Types of variables are "int8", "int32", "int64", "float32", "float64" (values: their bytes, so -0.0 differs from 0.0
//! and NaN keeps its payload) and "text" (values: each as `text`). Types and values of attributes are "int64" and
//! "float64" (8 bytes), "text" (`text`), "int8[]" (u64 number, bytes) and "text[]" (u64 number, each as `text`).
//!
//! Left out: the group /provenance and all below it, every variable named run_id, the root attribute content_digest,
//! and what only serves storage: filters, chunks, order of creation, and the bookkeeping of dimension scales
//! (CLASS, NAME, REFERENCE_LIST, DIMENSION_LIST, _Netcdf4Dimid and datasets that only carry a dimension).
//! analysis/digest.py computes the same from a file, sharing no code.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/io/variable.h"

namespace sim::io {

//! Names of the two attributes in which a file keeps its own digests: of the root, and of /provenance.
inline constexpr const char* digest_attribute = "content_digest";
inline constexpr const char* checksum_attribute = "checksum";

//! Takes the next values of a variable, in row-major order.
using Take = std::function<void(const Numbers&)>;
//! Hands over all values of a variable, piece by piece, for content that is not in memory all at once.
using Values = std::function<void(const Group&, const Variable&, const Take&)>;

//! Digest v1 of the content, 64 hexadecimal digits. Asks for the values of one variable after the other, each once.
std::string digest(const std::vector<Group>& groups);
std::string digest(const std::vector<Group>& groups, const Values& values);

//! The same encoding over exactly what the digest leaves out as volatile (/provenance and every run_id; without the
//! attribute `checksum` of /provenance), opened by text "beachhead-provenance-1": so that damage there is noticed too.
std::string provenance_checksum(const std::vector<Group>& groups);
std::string provenance_checksum(const std::vector<Group>& groups, const Values& values);

//! SHA-256 of bytes, or of pieces one after another, until an empty one.
std::string sha256(std::string_view bytes);
std::string sha256(const std::vector<std::string_view>& pieces);
std::string sha256(const std::function<std::string_view()>& next_piece);

}  // namespace sim::io
