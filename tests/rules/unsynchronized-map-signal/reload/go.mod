module example.com/reload

go 1.22
