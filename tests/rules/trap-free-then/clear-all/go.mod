module example.com/clear-all

go 1.22
