module example.com/subscription-error-path

go 1.22
