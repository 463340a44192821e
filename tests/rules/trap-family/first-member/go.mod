module example.com/first-member

go 1.22
