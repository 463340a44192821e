module example.com/named-result-set

go 1.22
