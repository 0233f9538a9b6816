print("busy") io.stdout:flush() while true do end
