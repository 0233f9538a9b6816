#!/bin/sh
# The library in somebody else's build. usage: subproject.sh WORK CMAKE-OPTION... [-- WINE-RUN...]
# No links, no -Werror, no tests or tools of ours; the flavour that BUILD_SHARED_LIBS names; WORK/install for more.
set -eu
work=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
options=
while [ $# -gt 0 ] && [ "$1" != -- ]; do options="$options $1" && shift; done
[ $# = 0 ] || shift
fail() { echo "subproject: FAILED: $*" >&2; exit 1; }
mkdir -p "$work"

build() { # cmake options
  # shellcheck disable=SC2086 # a list
  cmake -S "$here/subproject" -B "$work" -G Ninja $options -DPSIG_INSTALL=ON "$@" >"$work/build.log" 2>&1 &&
    cmake --build "$work" >>"$work/build.log" 2>&1 || { tail -40 "$work/build.log" >&2; fail "build $*"; }
}
runs() { [ "$emulated" = 0 ] || "$@" || fail "$*: exit status $?"; }
emulated=$#

check() { # which of the programs need the DLL
  for program in c11-default c17-default c11-shared; do
    imports=$(x86_64-w64-mingw32-objdump -p "$work/bin/$program.exe" | grep -c 'DLL Name: posix-signals.dll' || :)
    case " $* " in *" $program "*) wanted=1 ;; *) wanted=0 ;; esac
    [ "$imports" = $wanted ] || fail "$program imports posix-signals.dll $imports times, not $wanted"
  done
}

build -UBUILD_SHARED_LIBS
check c11-shared
for program in c11-default c17-default c11-shared; do runs "$@" "$work/bin/$program.exe"; done
[ -z "$(find "$work" -type l)" ] || fail "there are links in the build tree"
! grep -q -e -Werror "$work/compile_commands.json" || fail "the library is compiled with -Werror"
[ "$(cd "$work" && find . -name '*.exe' ! -name 'posix-signals-helper*' ! -path '*/CMakeFiles/*' | wc -l)" = 3 ] ||
  fail "there are programs that nobody has asked for"
cmake --install "$work" --prefix "$work/install" >"$work/install.log"

build -DBUILD_SHARED_LIBS=ON
check c11-default c17-default c11-shared
cmake --install "$work" --prefix "$work/install-shared" >>"$work/install.log"
[ ! -e "$work/install-shared/lib/libposix-signals.a" ] || fail "BUILD_SHARED_LIBS=ON installs the static library"
[ -e "$work/install-shared/bin/posix-signals.dll" ] || fail "BUILD_SHARED_LIBS=ON does not install the DLL"

build -DBUILD_SHARED_LIBS=OFF
check c11-shared
cmake --install "$work" --prefix "$work/install-static" >>"$work/install.log"
[ -e "$work/install-static/lib/libposix-signals.a" ] || fail "BUILD_SHARED_LIBS=OFF does not install the static library"
[ ! -e "$work/install-static/bin/posix-signals.dll" ] || fail "BUILD_SHARED_LIBS=OFF installs the DLL"
echo "subproject: ok"
