module example.com/closed-then-read

go 1.22
