belay doctor --format json | sed -n 's/^ *"\([a-z]*\)": .*/\1/p' | sort -u
