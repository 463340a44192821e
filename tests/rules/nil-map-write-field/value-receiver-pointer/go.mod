module example.com/value-receiver-pointer

go 1.22
