module example.com/shader-once-loser

go 1.22
