module example.com/first-iteration

go 1.22
