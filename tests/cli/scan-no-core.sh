echo no core >file
belay scan file
echo $?
belay scan missing
