module example.com/package-variable

go 1.22
