module example.com/address-round-trip-ok

go 1.22
