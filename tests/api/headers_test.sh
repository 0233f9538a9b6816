#!/bin/sh
# Compiles every public header in every mode: alone, through the overlay, before and after mingw's own headers, with and
# without feature macros, as C99, C11, C17, C++17 and C++20, with gcc and clang; and looks at the objects:
# nothing of the CRT's may be bound. And what the headers are not for says so in its first error. The x86_64 gcc must be
# there; 77 where one of the others is not.
# Usage: headers_test.sh include-directory gcc|clang|refused
set -u
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
include=$(CDPATH= cd -- "$1" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
count=0
failed=0
headers="signal.h unistd.h setjmp.h pthread.h string.h stdio.h stdlib.h limits.h time.h fenv.h spawn.h sys/types.h sys/resource.h sys/wait.h"
target=x86_64-w64-mingw32
plain="-I$include"
overlay="-I$include/posix/overlay -I$include"

fail() {
  failed=$((failed + 1))
  echo "FAILED: $*"
}

# compile <language> <compiler and flags...>: what is in the file source
compile() {
  language=$1
  shift
  count=$((count + 1))
  "$@" -x "$language" -Wall -Wextra -Werror -fsyntax-only source 2>log || {
    fail "$*"
    sed -n 1,3p source
    sed -n 1,6p log
  }
}

# source_of <includes...>: those, then every use
source_of() {
  for header in "$@"; do echo "#include <$header>"; done | cat - "$here/headers_use.inc" >source
}

# each_header <language> <compiler> <flags>: alone
each_header() {
  for header in $headers; do
    echo "#include <posix/$header>" >source
    compile "$1" $2 $plain $3
    echo "#include <$header>" >source
    compile "$1" $2 $overlay $3
  done
}

# each_mode <language> <compiler> <flags>: every use, under every feature macro
each_mode() {
  source_of
  for mode in "" -D_POSIX -D_POSIX_C_SOURCE=200809L -D_GNU_SOURCE "-D_POSIX -D_POSIX_C_SOURCE=202405L -D_GNU_SOURCE" \
    -DNO_OLDNAMES; do
    compile "$1" $2 $plain -DPREFIX_plain $3 $mode
    compile "$1" $2 $overlay -DPREFIX_overlay $3 $mode
  done
}

# both_orders <language> <compiler> <flags> [headers]: each of mingw's headers before ours and after
both_orders() {
  for header in ${4:-$headers}; do
    case $header in spawn.h | sys/resource.h | sys/wait.h) continue ;; esac # mingw has none
    source_of "$header"
    compile "$1" $2 $plain -DPREFIX_plain $3
    compile "$1" $2 "-I$include" "-I$include/posix/overlay" -DPREFIX_overlay $3
    source_of "posix/$header" "$header"
    compile "$1" $2 $plain -DPREFIX_plain $3
  done
  source_of windows.h
  compile "$1" $2 $plain -DPREFIX_plain $3
  compile "$1" $2 $overlay -DPREFIX_overlay $3
}

# bound_to_us <compiler> <flags>: the undefined symbols of an object
bound_to_us() {
  count=$((count + 1))
  $1 -O2 $2 -x c -c "$here/headers_use.inc" -o use.o || fail "$1 $2"
  stray=$($target-nm -u use.o | awk '{print $2}' |
    grep -Ev '^posix_|^\.refptr\.posix_|^(__imp_)?_errno$' | tr '\n' ' ')
  [ -z "$stray" ] || fail "$1 $2: not bound to the library: $stray"
}

# sockets <language> <compiler> <flags>: Winsock's headers before, after and not at all
sockets() {
  for before in "" winsock2.h "winsock2.h windows.h" unistd.h; do
    {
      for header in $before posix/sys/socket.h winsock2.h posix/signal.h posix/unistd.h; do echo "#include <$header>"; done
      echo 'int use_send(SOCKET s, const char *text); int use_send(SOCKET s, const char *text) {'
      echo 'return send(s, text, 1, MSG_NOSIGNAL) + sendto(s, text, 1, SHUT_WR, 0, 0); }'
    } >source
    compile "$1" $2 $plain $3
    compile "$1" $2 $overlay $3
  done
  count=$((count + 1))
  $2 $plain $3 -O2 -x "$1" -c source -o use.o || fail "$2 $3: sockets"
  $target-nm -u use.o >undefined
  grep -q ' posix_sendto$' undefined && grep -q ' posix_send$' undefined || fail "$2 $3: send is not bound to the library"
}

# refused <target> <compiler> <text>: the first error of these headers
refused() {
  for header in posix/signal.h posix/sys/wait.h signal.h errno.h; do
    count=$((count + 1))
    echo "#include <$header>" >source
    if $2 $overlay -x c -E source >/dev/null 2>log; then fail "$1: <$header> is accepted"; fi
    grep -m 1 error log | grep -qF "$3" || {
      fail "$1: <$header> does not say why"
      sed -n 1,6p log
    }
  done
}

# first <commands...>: the first that is installed
first() {
  for command in "$@"; do command -v "$command" && return; done
  return 1
}

missing() {
  echo "headers_test: no $1: skipped"
  exit 77
}

gcc=$(first $target-gcc-posix $target-gcc) || { echo "headers_test: no $target-gcc"; exit 1; }
gxx=$(first $target-g++-posix $target-g++) || { echo "headers_test: no $target-g++"; exit 1; }

case $2 in
gcc)
  each_header c "$gcc" "-std=c11 -pedantic"
  each_header c "$gcc" "-std=gnu17 -D_POSIX -D_GNU_SOURCE -D_POSIX_C_SOURCE=202405L"
  each_header c++ "$gxx" "-std=c++20 -pedantic"
  each_mode c "$gcc" "-std=c99 -pedantic"
  each_mode c "$gcc" "-std=c11 -pedantic"
  each_mode c "$gcc" "-std=gnu17"
  each_mode c++ "$gxx" "-std=c++20"
  source_of
  compile c++ "$gxx" $overlay -DPREFIX_overlay -std=gnu++17
  for flags in "" -D_POSIX -DDLL_EXPORT; do both_orders c "$gcc" "$flags"; done
  both_orders c++ "$gxx" "-std=c++20" "signal.h setjmp.h pthread.h"
  bound_to_us "$gcc" "$plain -DPREFIX_plain"
  bound_to_us "$gcc" "$overlay -DPREFIX_overlay"
  for flags in -std=c11 "-std=gnu17 -D_POSIX"; do sockets c "$gcc" "$flags"; done
  sockets c++ "$gxx" -std=c++20

  # autoconf looks for uid_t and gid_t with the preprocessor alone.
  echo '#include <sys/types.h>' >source
  for type in uid_t gid_t pid_t; do
    count=$((count + 1))
    "$gcc" -E $overlay -x c source | grep -qw $type || fail "$type is not to be seen by the preprocessor"
  done
  ;;
refused)
  command -v i686-w64-mingw32-gcc >/dev/null || missing i686-w64-mingw32-gcc
  command -v clang >/dev/null || missing clang
  for header in $(find "$include/posix" -name '*.h' ! -path '*/bits/*' ! -name version.h); do
    count=$((count + 1))
    grep -m 1 '^ *# *include' "$header" | grep -qF '<posix/bits/target.h>' || fail "$header does not look at the target first"
  done
  refused Unix "cc" "posix-signals is for native Windows programs: "
  refused i686 "i686-w64-mingw32-gcc" "posix-signals is for x86-64 alone: "
  refused ARM64 "clang -target aarch64-w64-mingw32" "posix-signals is for x86-64 alone: "
  refused MSVC "clang -target x86_64-pc-windows-msvc" "posix-signals is for mingw-w64's gcc and clang: "
  ;;
clang)
  command -v clang >/dev/null || missing clang
  clang="clang -target $target"
  each_header c "$clang" "-std=c11 -pedantic"
  each_mode c "$clang" "-std=c11"
  for flags in "" -D_POSIX -DDLL_EXPORT; do both_orders c "$clang" "$flags"; done
  bound_to_us "$clang" "$overlay -DPREFIX_overlay"
  sockets c "$clang" -std=c11
  libstdcxx=$("$gxx" -xc++ -E -v /dev/null 2>&1 | sed -n 's/^ \([^ ]*c++[^ ]*\)$/-isystem \1/p' | tr '\n' ' ')
  source_of
  compile c++ $clang $libstdcxx $plain -DPREFIX_plain -std=c++20
  compile c++ $clang $libstdcxx $overlay -DPREFIX_overlay -std=c++20
  ;;
*) echo "headers_test: no such compiler: $2" && exit 2 ;;
esac

echo "headers_test: $count checks, $failed failed"
[ $failed -eq 0 ]
