module example.com/global-owner

go 1.22
