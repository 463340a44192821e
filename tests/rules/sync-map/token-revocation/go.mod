module example.com/token-revocation

go 1.22
