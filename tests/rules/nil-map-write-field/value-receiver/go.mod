module example.com/value-receiver

go 1.22
