module example.com/close-hook

go 1.22
