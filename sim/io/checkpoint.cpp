#include "sim/io/checkpoint.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <boost/algorithm/string/join.hpp>
#include <fmt/format.h>

#include "sim/core/error.h"
#include "sim/io/bytes.h"
#include "sim/io/commit.h"
#include "sim/io/digest.h"
#include "sim/io/toml.h"

namespace sim::io {
namespace {

constexpr std::string_view family = "beachhead-checkpoint-";
constexpr std::string_view magic = "beachhead-checkpoint-2\n";
constexpr std::size_t head_size = magic.size() + sizeof(std::uint64_t);
constexpr std::size_t checksum_size = 64;

std::string previous_of(const std::string& path) {
  constexpr std::string_view ending = ".checkpoint";
  ensure(path.ends_with(ending), "a checkpoint is called one");
  return path.substr(0, path.size() - ending.size()) + ".previous.checkpoint";
}

std::string body_of(std::string all) {
  if (!all.starts_with(magic))
    throw FileError(all.starts_with(family) ? "it is a checkpoint of another version of the format" : "it is not a checkpoint");
  if (all.size() < head_size) throw FileError("it is cut short");
  const auto size = ByteReader(std::string_view(all).substr(magic.size())).number<std::uint64_t>();
  if (all.size() < head_size + checksum_size || size != all.size() - head_size - checksum_size)
    throw FileError(fmt::format("it has {} bytes, and says that {} of them are its content: it is cut short or damaged", all.size(), size));
  const std::string_view sealed = std::string_view(all).substr(0, head_size + size);
  if (sha256(sealed) != std::string_view(all).substr(sealed.size())) throw FileError("it is damaged: its bytes do not agree with its checksum");
  all.resize(sealed.size());
  all.erase(0, head_size);
  return all;
}

}  // namespace

void write_checkpoint(const std::string& path, const std::vector<std::string_view>& pieces,
                      const std::function<void()>& before_it_appears) {
  std::uint64_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  ByteWriter head;
  head.raw(magic.data(), magic.size());
  head.number(size);
  std::vector<std::string_view> all{head.bytes};
  all.insert(all.end(), pieces.begin(), pieces.end());
  const std::string checksum = sha256(all);
  all.push_back(checksum);
  commit_file(path, all, true, [&](const std::string&) {
    if (before_it_appears) before_it_appears();
  });
}

std::string read_checkpoint(const std::string& path) {
  try {
    return body_of(whole_file(path));
  } catch (const FileError& error) {
    throw FileError(fmt::format("{}: {}", printable(path), error.what()));
  }
}

void remove_checkpoints(const std::string& path) {
  ::unlink(path.c_str());
  ::unlink(previous_of(path).c_str());
  remove_leftovers(path);
}

Checkpoints::Checkpoints(std::string path, Owner owner) : path_(std::move(path)), previous_(previous_of(path_)), owner_(std::move(owner)) {}

void Checkpoints::write(const std::vector<std::string_view>& pieces) {
  ByteWriter owner;
  for (const std::string* text : {&owner_.program, &owner_.model, &owner_.scenario}) owner.text(*text);
  std::vector<std::string_view> all{owner.bytes};
  all.insert(all.end(), pieces.begin(), pieces.end());
  write_checkpoint(path_, all, [&] {
    if (!std::exchange(newest_is_good_, false)) return;
    if (::rename(path_.c_str(), previous_.c_str()) != 0 && errno != ENOENT)
      throw FileError(fmt::format("cannot write '{}': the one before it cannot become '{}': {}", path_, previous_, std::strerror(errno)));
  });
  newest_is_good_ = true;
}

std::string Checkpoints::accepted(const std::string& path) const {
  std::string body = read_checkpoint(path);
  const auto refuse = [&](const std::string& reason) { throw FileError(fmt::format("{}: {}", printable(path), reason)); };
  ByteReader in(body);
  const std::string program = in.text(), model = in.text(), scenario = in.text();
  if (program != owner_.program) refuse(fmt::format("it was written by version {} of the program, this is {}", program, owner_.program));
  if (model != owner_.model) refuse("it belongs to another model");
  if (scenario != owner_.scenario) refuse("it belongs to another scenario or policy");
  body.erase(0, body.size() - in.left());
  return body;
}

std::string Checkpoints::read(std::vector<std::string>& refused) {
  std::vector<std::string> reasons;
  for (const std::string* path : {&path_, &previous_}) {
    try {
      std::string state = accepted(*path);
      newest_is_good_ = path == &path_;
      refused.insert(refused.end(), reasons.begin(), reasons.end());
      return state;
    } catch (const FileError& error) {
      reasons.emplace_back(error.what());
    }
  }
  throw FileError(boost::algorithm::join(reasons, "\n"));
}

}  // namespace sim::io
