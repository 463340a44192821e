# `belay help X` and `belay X --help` are the same text for every command, and
# the manual page knows every option in it.
belay help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | while read -r name; do
	belay help "$name" >a
	belay "$name" --help >b
	cmp a b || echo "differs: $name"
	grep -q "^usage: belay $name" a || echo "no usage line: $name"
	sed -n 's/^  \(-[a-z], \)\{0,1\}-\(-*[a-z-]*\).*/\2/p' a |
		while read -r option; do
			grep -q "^\.It .*Fl $option\>" \
				"$cases/../../man/belay-$name.1" ||
				echo "belay-$name(1) does not know -$option"
		done
done
