"""docs/interrupted-calls.md has the table of restart_calls.h: restart_table.py PROGRAM DOCUMENT [--update]"""
import subprocess
import sys

BEGIN, END = "<!-- made by tests/portable/restart_table.py --update -->\n", "<!-- end of what is made -->\n"

program, document = sys.argv[1:3]
table = subprocess.run([program, "--role", "table"], stdout=subprocess.PIPE, check=True, text=True).stdout
with open(document, encoding="utf-8") as file:
    text = file.read()
before, rest = text.split(BEGIN)
after = rest.split(END)[1]
wanted = before + BEGIN + table + END + after
if "--update" in sys.argv:
    with open(document, "w", encoding="utf-8") as file:
        file.write(wanted)
elif text != wanted:
    sys.exit(f"{document} is not what the tests try: run {sys.argv[0]} {program} {document} --update")
