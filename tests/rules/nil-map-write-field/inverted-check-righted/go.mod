module example.com/inverted-check-righted

go 1.22
