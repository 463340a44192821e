# Even root may not run a file that nobody may.
echo text >plain
belay run -- ./plain
