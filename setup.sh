# Shared by the launcher, ./check and .ci/run: what must be installed and how the program is built. Sourced, not run.

# packages SECTION... : the names listed in packages.txt under these headings
packages() {
  local wanted=" $* " section=
  while read -r word _; do
    case $word in
      '' | '#'*) ;;
      \[*\]) section=${word:1:-1} ;;
      *) [[ $wanted == *" $section "* ]] && echo "$word" ;;
    esac
  done <"$here/packages.txt"
  return 0
}

# need_packages SECTION... : installs what is missing with apt, or says in one line how
need_packages() {
  local missing=() name
  for name in $(packages "$@"); do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  local apt="apt-get -o DPkg::Lock::Timeout=600 install -y --no-install-recommends ${missing[*]}"
  local as_root=()
  if [[ $(id -u) != 0 ]]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as_root=(sudo)
    else
      echo "missing packages; please run: sudo $apt" >&2
      exit 4
    fi
  fi
  echo "installing ${missing[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  "${as_root[@]}" apt-get -qq update >&2
  "${as_root[@]}" ${apt/ install / -qq install } >&2
}

# build_release [TARGET...] : configures once, builds what has changed
build_release() {
  local log=$here/build/release/build.log
  mkdir -p "$here/build/release"
  echo "building (the first time takes a few minutes) ..." >&2
  if ! (cd "$here" && cmake --preset release ${CI:+-DBEACHHEAD_WERROR=ON} && cmake --build build/release --target "${@:-beachhead}") >"$log" 2>&1; then
    tail -n 40 "$log" >&2
    echo "the build failed; the whole log is $log" >&2
    exit 1
  fi
}

# debian_python : the interpreter that has Debian's python3 packages
debian_python() { [[ -x /usr/bin/python3 ]] && echo /usr/bin/python3 || echo python3; }
