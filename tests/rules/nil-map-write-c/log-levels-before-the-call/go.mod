module example.com/log-levels-before-the-call

go 1.22
