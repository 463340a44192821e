module example.com/result-rows-cleared-slot

go 1.22
