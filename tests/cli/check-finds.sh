# A finding with its path, as text and as JSON; 1 is the exit status.
cp "$cases"/check/held.go .
printf 'module example.com/held\n\ngo 1.21\n' >go.mod
belay check
echo "exit $?"
belay check --format json | sed 's/"seconds": [0-9.]*/"seconds": N/'
