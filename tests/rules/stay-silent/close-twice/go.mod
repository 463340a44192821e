module example.com/close-twice

go 1.22
