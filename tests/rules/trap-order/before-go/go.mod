module example.com/before-go

go 1.22
