module example.com/nil-overwritten

go 1.22
