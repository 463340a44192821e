module example.com/stats-optional

go 1.22
