module example.com/registry-method

go 1.22
