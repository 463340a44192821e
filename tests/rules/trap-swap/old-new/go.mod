module example.com/old-new

go 1.22
