module example.com/stack-event

go 1.22
