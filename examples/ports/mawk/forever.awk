BEGIN { while (1) print "line" }
