module example.com/owned-flag

go 1.22
