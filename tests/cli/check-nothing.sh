# Nothing could be analysed: one line, and status 3.
printf 'module example.com/m\n\ngo 1.21\n' >go.mod
belay check ./nowhere >out
code=$?
sed "s|$PWD|.|" out
exit $code
