# What a machine has differs, so only the shape is compared; the exit status
# and the last line must agree.
belay doctor >out
code=$?
sed -n 's/^\(ok\|warn\|missing\) *\([A-Za-z ]*[A-Za-z]\)   *[^ ].*/\2/p' out
if grep -q '^missing' out; then want=3 word='cannot work'
else want=0 word='can work'; fi
[ $code = $want ] || echo "exit status $code, want $want"
[ "$(tail -n 1 out)" = "'belay run' $word on this machine" ] || tail -n 1 out
