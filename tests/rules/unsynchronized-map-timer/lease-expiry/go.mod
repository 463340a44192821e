module example.com/lease-expiry

go 1.22
