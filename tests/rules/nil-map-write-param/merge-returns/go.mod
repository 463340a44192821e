module example.com/merge-returns

go 1.22
