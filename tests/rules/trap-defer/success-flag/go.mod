module example.com/success-flag

go 1.22
