# Two jimsh that signal each other by pid.
#   jimsh pingpong.tcl pong   answers each USR1 with USR2, counts on HUP, ends on TERM
#   jimsh pingpong.tcl ping   sends USR1 and waits for USR2, ten times, and asks whether the other one is still there
#   jimsh pingpong.tcl bare   handles nothing
# Each writes its pid to a file named after its part.

proc say {text} {
	puts $text
	stdout flush
}

proc write_pid {part} {
	set file [open $part.pid w]
	puts $file [pid]
	close $file
}

proc read_pid {part} {
	set file [open $part.pid]
	set pid [string trim [read $file]]
	close $file
	return $pid
}

# The names of the signals that have come, at least one. One between two sleeps is not lost: the next command throws it.
proc await {} {
	catch -signal {
		while {1} {
			sleep 0.05
		}
	} names
	return [lsort $names]
}

set part [lindex $argv 0]
if {$part eq "pong"} {
	signal handle USR1 HUP TERM
	write_pid pong
	say "pong: ready, handles [lsort [signal handle]]"
	set answered 0
	while {1} {
		foreach name [await] {
			switch $name {
				SIGUSR1 { incr answered; kill -USR2 [read_pid ping] }
				SIGHUP { say "pong: $answered answered" }
				SIGTERM { say "pong: ends"; exit 0 }
			}
		}
	}
} elseif {$part eq "ping"} {
	signal handle USR2
	write_pid ping
	set pong [read_pid pong]
	for {set i 1} {$i <= 10} {incr i} {
		kill -USR1 $pong
		say "ping $i: [await]"
	}
	say "ping: pong is there: [expr {![catch {kill -0 $pong}]}]"
} elseif {$part eq "bare"} {
	write_pid bare
	say "bare: ready"
	while {1} {
		sleep 0.05
	}
}
