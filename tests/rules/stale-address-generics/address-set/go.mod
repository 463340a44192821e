module example.com/address-set

go 1.22
