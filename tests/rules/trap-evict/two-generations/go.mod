module example.com/two-generations

go 1.22
