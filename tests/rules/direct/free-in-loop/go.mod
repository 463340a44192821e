module example.com/free-in-loop

go 1.22
