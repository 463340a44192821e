module example.com/returned-values

go 1.22
