module example.com/owned-values

go 1.22
