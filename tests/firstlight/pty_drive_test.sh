#!/bin/sh
# pty_drive_test.sh PTY-DRIVE: Wine's own line is dropped, whole or in pieces, where Wine runs; nothing that is like it.
drive=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/program" <<'END'
#!/bin/sh
printf 'one\nwine client error:2c: sendmsg: Bad file descriptor\ntwo '
printf 'wine cl'; sleep 0.1
printf 'ient error:1a4: '; sleep 0.1
printf 'sendmsg: Bad file descriptor\nand three\n'
printf 'sendmsg: Bad file descriptor\n'
printf 'wine client error:80: $'; sleep 0.1
printf 'send'; sleep 0.1
printf 'msg: Bad file descriptor\n 4\n'
printf 'wine client error:300: sendmsg: Socket operation on non-socket\n'
printf 'wine client error:2c: sendmsg: Broken pipe\n'
printf 'wine client error:0: recvmsg: Connection reset by peer\n'
printf 'wine client error:2c: three and a half\n'
printf 'w, wine, wine client error:'
END
chmod +x "$work/program"
printf 'exit 0\n' >"$work/list"
kept='wine client error:2c: sendmsg: Broken pipe
wine client error:0: recvmsg: Connection reset by peer
three and a half
w, wine, wine client error:'
as_wine=$(PTY_DRIVE_WINE=1 "$drive" "$work/list" "$work/program" 2>"$work/said")
plain=$("$drive" "$work/list" "$work/program" 2>&1)
fail() { printf 'pty_drive: %s\n--\n%s\n--\n' "$1" "$2"; exit 1; }
[ "$as_wine" = "one
two and three
sendmsg: Bad file descriptor
\$ 4
$kept" ] || fail "under Wine" "$as_wine"
grep -q 'dropped 5 lines' "$work/said" || fail "not counted" "$(cat "$work/said")"
[ "$plain" = "one
wine client error:2c: sendmsg: Bad file descriptor
two wine client error:1a4: sendmsg: Bad file descriptor
and three
sendmsg: Bad file descriptor
wine client error:80: \$sendmsg: Bad file descriptor
 4
wine client error:300: sendmsg: Socket operation on non-socket
${kept%%three and*}wine client error:2c: three${kept#*three}" ] || fail "elsewhere" "$plain"
