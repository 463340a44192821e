module example.com/result-rows

go 1.22
