module example.com/sent-and-reused

go 1.22
