module example.com/lease-expiry-method

go 1.22
