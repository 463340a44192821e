module example.com/swap-remove

go 1.22
