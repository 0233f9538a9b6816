# Sourced by scripts/test and scripts/demo: progress, and the Debian packages they need.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
started=$SECONDS

step() { printf '\n==== [%3ds] %s\n' $((SECONDS - started)) "$*"; }
note() { printf '     %s\n' "$*"; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

packages_wine="wine wine64 wine64-preloader" # without the last some starts fail: docs/wine.md
packages_build="cmake ninja-build g++ pkg-config python3 googletest gcc-mingw-w64-x86-64-posix
  g++-mingw-w64-x86-64-posix $packages_wine"
packages_demo="$packages_build dpkg-dev make procps diffutils"
packages_site="python3 mkdocs mkdocs-material doxygen lowdown mandoc"
packages_test="$packages_demo gcc-mingw-w64-x86-64-win32 g++-mingw-w64-x86-64-win32 gcc-mingw-w64-i686-posix clang
  clang-format-14 clang-tidy-14 xvfb libasio-dev meson tcl $packages_site"
packages_packaging="cmake ninja-build pkg-config python3 gcc-mingw-w64-x86-64-posix g++-mingw-w64-x86-64-posix
  gcc-mingw-w64-i686-posix clang meson debhelper dpkg-dev lintian lowdown makepkg yamllint zip"
packages_ucrt="cmake ninja-build g++ pkg-config python3 googletest g++-mingw-w64-ucrt64 $packages_wine"
packages_wine10="debootstrap"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" || sudo "$@"; fi
}

as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid nobody --regid nogroup --clear-groups "$@"; else "$@"; fi
}

# need_packages PACKAGE...: installs what is missing, or names it when it may not.
install_packages=yes
need_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || die "no dpkg here: the scripts are for Debian 12; see cmake/ for building elsewhere"
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || :)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ $install_packages = yes ] || die "missing packages: ${missing[*]}"
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die "missing packages: ${missing[*]} (neither root nor sudo to install them)"
  note "installing: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! { as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
    tail -20 "$log" >&2
    rm -f "$log"
    die "cannot install: ${missing[*]}"
  fi
  rm -f "$log"
}

jobs=${PSIG_JOBS:-$(nproc)}

# build PRESET [TARGET...]: configure and build, quiet unless it fails.
build() {
  local preset=$1 log=build/$1.log
  shift
  mkdir -p build
  cmake --preset "$preset" >"$log" 2>&1 || { tail -40 "$log" >&2; die "cannot configure $preset (build/$preset.log)"; }
  cmake --build "build/$preset" -j "$jobs" ${1:+--target "$@"} >>"$log" 2>&1 ||
    { grep -E 'error|FAILED|undefined' -A4 "$log" | head -60 >&2; die "cannot build $preset (build/$preset.log)"; }
}
