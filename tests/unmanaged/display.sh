#!/bin/bash
# display.sh BUILD TEST: the tests of windows once more with a display, an X server without a screen, and Wine's driver for
# it, in a prefix of its own: that of the other tests has Wine's null driver, which has windows but shows none.
set -euo pipefail
build=$1 test=$2
command -v Xvfb >/dev/null || { echo "unmanaged_display: not run: Xvfb is missing (install the package xvfb)"; exit 77; }
export WINEPREFIX=$build/prefix-display WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml="
unset WAYLAND_DISPLAY

coproc server { exec Xvfb -displayfd 1 -screen 0 1024x768x24 -nolisten tcp 2>"$build/xvfb.log"; }
trap 'kill "$server_PID" 2>/dev/null || :; wineserver -k || :' EXIT
read -r display <&"${server[0]}" || { echo "unmanaged_display: no X server:"; cat "$build/xvfb.log"; exit 1; }
export DISPLAY=:$display

if [ ! -e "$WINEPREFIX/.ready" ]; then
  mkdir -p "$WINEPREFIX"
  { wineboot -i && wine winecfg -v win10; } </dev/null >"$build/display-boot.log" 2>&1 ||
    { echo "unmanaged_display: cannot make a prefix:"; cat "$build/display-boot.log"; exit 1; }
  : >"$WINEPREFIX/.ready"
fi
wine "$test" --gtest_filter='*windows_are_asked_to_close*:*notepad*:*winver*:*no_console_and_no_window*' </dev/null |& tee "$build/display.log"
grep -q '^\[  PASSED  \] [1-9]' "$build/display.log" && ! grep -q '^\[  FAILED' "$build/display.log"
