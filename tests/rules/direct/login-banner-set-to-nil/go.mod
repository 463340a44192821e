module example.com/login-banner-set-to-nil

go 1.22
