BEGIN { x = 1; y = 0; print log(-1) == log(-1); print int(7 / 2), 2 ^ 10; exit 3 }
