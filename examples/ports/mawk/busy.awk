BEGIN { print "busy"; fflush(); while (1) i++ }
