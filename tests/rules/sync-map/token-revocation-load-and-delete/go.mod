module example.com/token-revocation-load-and-delete

go 1.22
