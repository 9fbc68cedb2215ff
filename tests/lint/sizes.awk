# sizes.awk - the ratchet: no file over FILE_MAX lines, no function over FUNCTION_MAX. Only ever lowered.
# Relies on clang-format: a function's braces stand alone at column 0.
BEGIN { FILE_MAX = 600; FUNCTION_MAX = 60 }
FNR == 1 { check_file(); lines_of = FILENAME }
{ lines = FNR }
/^\{$/ { start = FNR }
/^\}$/ && start {
	if (FNR - start - 1 > FUNCTION_MAX) {
		print FILENAME ":" start ": a function of " FNR - start - 1 " lines (at most " FUNCTION_MAX ")"
		bad = 1
	}
	start = 0
}
END { check_file(); exit bad }
function check_file() {
	if (lines_of != "" && lines > FILE_MAX) {
		print lines_of ": " lines " lines (at most " FILE_MAX ")"
		bad = 1
	}
	lines = 0
	start = 0
}
