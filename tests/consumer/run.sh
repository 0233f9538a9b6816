#!/bin/sh
# The installed prefix as users see it. usage: run.sh PREFIX WORK [WINE-RUN...] (without it, nothing is run)
# Programs in C11, C17 and C++20, by CMake, pkg-config and Meson, static and DLL; what they import; configure's link checks;
# every header alone.
set -eu
prefix=$1 work=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
cross=x86_64-w64-mingw32
model=${CONSUMER_THREAD_MODEL:-posix} # win32: the C programs only, gcc 12 has no std::thread there
cc=$cross-gcc-$model cxx=$cross-g++-$model
rm -rf "$work"
mkdir -p "$work"

emulator=
if [ $# -gt 0 ]; then
  emulator=$work/run
  { printf '#!/bin/sh\nexec' && printf " '%s'" "$@" && echo ' "$@"'; } >"$emulator"
  chmod +x "$emulator"
fi
run() { [ -z "$emulator" ] || "$emulator" "$1" || fail "$1: exit status $?"; }
fail() { echo "consumer: FAILED: $*" >&2; exit 1; }
step() { echo "consumer: $*"; }

# Only system DLLs and the CRT; with the DLL variant ours, too.
imports() { # program, variant
  for dll in $($cross-objdump -p "$1" | sed -n 's/.*DLL Name: //p'); do
    case $(echo "$dll" | tr A-Z a-z) in
    kernel32.dll | ntdll.dll | advapi32.dll | user32.dll | ws2_32.dll | msvcrt.dll | ucrtbase.dll | api-ms-win-*) ;;
    posix-signals.dll) [ "$2" = shared ] || fail "$1 (static) imports $dll" ;;
    *) fail "$1 imports $dll" ;;
    esac
  done
  [ "$2" != shared ] || $cross-objdump -p "$1" | grep -q 'DLL Name: posix-signals.dll' ||
    fail "$1 does not import posix-signals.dll"
}

by_cmake() {
  step "by CMake"
  toolchain=$work/toolchain.cmake
  cat >"$toolchain" <<EOF
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_C_COMPILER $cc)
set(CMAKE_CXX_COMPILER $cxx)
EOF
  cmake -S "$here" -B "$work/cmake" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$toolchain" -DCMAKE_PREFIX_PATH="$prefix" \
    >"$work/cmake.log" 2>&1 && cmake --build "$work/cmake" >>"$work/cmake.log" 2>&1 ||
    { tail -40 "$work/cmake.log" >&2; fail "CMake"; }
  cp "$prefix/bin/posix-signals.dll" "$work/cmake/"
  imports "$prefix/bin/posix-signals.dll" static
  for tool in "$prefix"/bin/*.exe; do [ ! -e "$tool" ] || imports "$tool" static; done
  for program in "$work"/cmake/*.exe; do
    case $program in *-shared.exe) imports "$program" shared ;; *) imports "$program" static ;; esac
    run "$program"
  done

}

[ "$model" = win32 ] || by_cmake
step "by pkg-config"
export PKG_CONFIG_LIBDIR="$prefix/lib/pkgconfig" PKG_CONFIG_PATH=
mkdir "$work/pc"
cp "$prefix/bin/posix-signals.dll" "$work/pc/"
warn="-Wall -Wextra -Werror"
build() { # output, compiler and flags, source, package, variant
  static=
  [ "$5" = shared ] || static=-static
  # shellcheck disable=SC2046,SC2086 # lists of options
  $2 $warn "$here/$3" -o "$work/pc/$1-$5.exe" $(pkg-config ${static:+--static} --cflags --libs $4) $static -static-libgcc ||
    fail "$1 $5 by pkg-config"
  imports "$work/pc/$1-$5.exe" "$5"
  run "$work/pc/$1-$5.exe"
}
for variant in static shared; do
  build c11 "$cc -std=c11" c11.c posix-signals $variant
  build c17 "$cc -std=gnu17" c17.c posix-signals-overlay $variant
done
[ "$model" = win32 ] || build cxx20 "$cxx -std=c++20" cxx20.cpp posix-signals static
build own_kill "$cc -std=c11" own_kill.c posix-signals static

by_meson() {
  step "by Meson"
  cat >"$work/meson.cross" <<EOF
[binaries]
c = '$cc'
pkgconfig = 'pkg-config'
[host_machine]
system = 'windows'
cpu_family = 'x86_64'
cpu = 'x86_64'
endian = 'little'
[properties]
pkg_config_libdir = '$prefix/lib/pkgconfig'
EOF
  mkdir "$work/meson"
  cp "$here/meson.build" "$here/c11.c" "$here/c17.c" "$work/meson"
  meson setup --cross-file "$work/meson.cross" "$work/meson/build" "$work/meson" >"$work/meson.log" 2>&1 &&
    ninja -C "$work/meson/build" >>"$work/meson.log" 2>&1 || { tail -40 "$work/meson.log" >&2; fail "Meson"; }
  cp "$prefix/bin/posix-signals.dll" "$work/meson/build"
  for program in c11 c17; do
    for variant in static shared; do
      imports "$work/meson/build/$program-$variant.exe" $variant
      run "$work/meson/build/$program-$variant.exe"
    done
  done
}

[ "$model" = posix ] || { step "ok: $model thread model"; exit 0; }
by_meson
step "link checks as autoconf's"
mkdir "$work/conf"
symbols="kill killpg sigaction sigprocmask sigsuspend sigpending sigqueue sigwaitinfo sigtimedwait sigaltstack pause
 strsignal getpgrp setpgid alarm sleep pthread_sigmask sigsetjmp siglongjmp siginterrupt raise signal"
for symbol in $symbols; do
  printf 'char %s(void);\nint main(void) { return %s(); }\n' "$symbol" "$symbol" >"$work/conf/$symbol.c"
  $cc -w "$work/conf/$symbol.c" -o "$work/conf/a.exe" $(pkg-config --libs posix-signals) || fail "$symbol (DLL)"
  $cc -w -static "$work/conf/$symbol.c" -o "$work/conf/a.exe" $(pkg-config --static --libs posix-signals) || fail "$symbol"
done
printf 'char fork(void);\nint main(void) { return fork(); }\n' >"$work/conf/fork.c"
if $cc -w "$work/conf/fork.c" -o "$work/conf/a.exe" $(pkg-config --libs posix-signals) 2>/dev/null; then
  fail "a link check finds fork"
fi

step "every header alone"
compilers="$cc -xc -std=c11|$cc -xc -std=c17|$cxx -xc++ -std=c++20|clang -target $cross -xc -std=c11"
(cd "$prefix/include" && find posix -name '*.h') | sort >"$work/headers"
while read -r header; do
  case $header in
  posix/overlay/*) name=${header#posix/overlay/} flags="-I$prefix/include/posix/overlay -I$prefix/include" ;;
  *) name=$header flags=-I$prefix/include ;;
  esac
  echo "#include <$name>" >"$work/alone"
  echo "$compilers" | tr '|' '\n' | while read -r compiler; do
    $compiler $warn $flags -fsyntax-only "$work/alone" || fail "<$name> alone with $compiler"
  done
done <"$work/headers"
step "ok: $(wc -l <"$work/headers") headers"
