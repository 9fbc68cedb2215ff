# layers.awk - fails on an #include that goes against layers.txt.
# Usage: awk -f layers.awk layers.txt SOURCE...
FNR == NR {
	sub(/#.*/, "")
	if (split($0, part, ":") == 2) allowed[part[1]] = " " part[2] " "
	next
}
FNR == 1 {
	n = split(FILENAME, step, "/")
	room = (n == 2) ? "main" : step[2]
	if (!(room in allowed)) { print FILENAME ": no such room in layers.txt"; bad = 1 }
}
/^#include "/ {
	split($2, target, /["\/]/)
	if (target[3] == "") next # a neighbour in the same folder
	if (index(allowed[room], " " target[2] " ") == 0) {
		print FILENAME ":" FNR ": " room " may not include " target[2]
		bad = 1
	}
}
/^#include <git2/ && room != "store" { print FILENAME ":" FNR ": only store may include libgit2"; bad = 1 }
END { exit bad }
