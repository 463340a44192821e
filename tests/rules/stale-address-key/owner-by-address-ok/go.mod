module example.com/owner-by-address-ok

go 1.22
