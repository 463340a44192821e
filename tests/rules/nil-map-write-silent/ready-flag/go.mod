module example.com/ready-flag

go 1.22
