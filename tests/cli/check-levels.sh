# What is shown, what fails, and what a rule's name does.
cp "$cases"/check/held.go .
printf 'module example.com/held\n\ngo 1.21\n' >go.mod
codes() {
	belay check "$@" | grep '^belay:'
	belay check "$@" -o /dev/null
	echo "$* exit $?"
}
codes
codes --level note
codes --level error --fail-on never
codes --rules BL110
codes --rules BL110 --fail-on note
codes --rules=-freed-while-held
