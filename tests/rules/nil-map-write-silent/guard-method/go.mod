module example.com/guard-method

go 1.22
