module example.com/empty-returns

go 1.22
