module example.com/get-again

go 1.22
