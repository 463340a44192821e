module example.com/login-banner

go 1.22
