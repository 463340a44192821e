module example.com/free-after-loop

go 1.22
