module example.com/error-returns

go 1.22
